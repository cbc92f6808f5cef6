//! `POST /api/enter_serial_number`

use leptos::prelude::*;

use super::service;
use crate::{
    base::failure::Failure,
    paths::{Page, Panel},
    security::guess_limit,
    site::request::{require_state, visitor},
};

#[server(endpoint = "enter_serial_number")]
pub(crate) async fn enter_serial_number(
    #[server(default)] serial_number: String,
) -> Result<(), Failure> {
    let state = require_state()?;
    let visitor = visitor();
    let entered = service::enter_serial_number(&state, &visitor, &serial_number);
    guess_limit::from_address(&state.database, &state.clock, visitor.address, entered).await?;
    Page::Saved(Panel::License).redirect();
    Ok(())
}
