//! `POST /api/enter_serial_number`

use leptos::prelude::*;

use super::service;
use crate::{
    paths::Page,
    web::{
        failure::{Error, Failure},
        request::{require_state, visitor},
    },
};

#[server(endpoint = "enter_serial_number")]
pub(crate) async fn enter_serial_number(
    #[server(default)] serial_number: String,
) -> Result<(), Failure> {
    let state = require_state()?;
    let visitor = visitor();
    let administrator = visitor.require_administrator().map_err(Error::from)?;
    service::enter_serial_number(&state, administrator, &serial_number).await?;
    Page::Settings.redirect();
    Ok(())
}
