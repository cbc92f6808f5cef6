//! `POST /api/register`

use leptos::prelude::*;

use super::{form::RegisterForm, service};
use crate::{
    base::failure::Failure,
    paths::Page,
    security::guess_limit,
    site::request::{require_state, visitor},
};

#[server(endpoint = "register")]
pub(crate) async fn register(#[server(flatten)] form: RegisterForm) -> Result<(), Failure> {
    let state = require_state()?;
    let visitor = visitor();
    guess_limit::from_address(
        &state.database,
        &state.clock,
        visitor.address,
        service::register(&state, &form, &visitor),
    )
    .await?;
    Page::Registered.redirect();
    Ok(())
}
