//! `POST /api/activate`

use leptos::prelude::*;

use super::service;
use crate::{
    paths::Page,
    security::secret::Secret,
    web::{failure::Failure, request::require_state},
};

#[server(endpoint = "activate")]
pub(crate) async fn activate(
    #[server(default)] token: String,
    #[server(default)] new_password: String,
    #[server(default)] confirm_new_password: String,
) -> Result<(), Failure> {
    let state = require_state()?;
    service::activate(&state, &Secret::new(token), &new_password, &confirm_new_password).await?;
    Page::PasswordSet.redirect();
    Ok(())
}
