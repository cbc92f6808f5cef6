//! `POST /api/register`

use leptos::prelude::*;

use super::{form::RegisterForm, service};
use crate::{
    paths::Page,
    web::{
        failure::Failure,
        request::{require_state, visitor},
    },
};

#[server(endpoint = "register")]
pub(crate) async fn register(#[server(flatten)] form: RegisterForm) -> Result<(), Failure> {
    let state = require_state()?;
    service::register(&state, &form, visitor().language).await?;
    Page::Registered.redirect();
    Ok(())
}
