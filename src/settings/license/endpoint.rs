//! `POST /api/enter_serial_number`

use leptos::prelude::*;

use super::service;
use crate::{
    base::{
        failure::Failure,
        field::{AccountField, Fields},
    },
    paths::{Page, Panel},
    security::guess_limit,
    site::{
        form::FormSpec,
        request::{require_context, visitor},
    },
};

pub(crate) const ENTER_SERIAL_NUMBER: FormSpec =
    FormSpec::new("/api/enter_serial_number", |_| Page::Settings)
        .in_panel("license")
        .showing_again(|name| name == AccountField::SerialNumber.name());

#[server(endpoint = "enter_serial_number")]
pub(crate) async fn enter_serial_number(
    #[server(default)] serial_number: String,
) -> Result<(), Failure> {
    let context = require_context()?;
    let visitor = visitor();
    let entered = service::enter_serial_number(&context, &visitor, &serial_number);
    guess_limit::from_address(&context.database, &context.clock, visitor.address, entered).await?;
    Page::Saved(Panel::License).redirect();
    Ok(())
}
