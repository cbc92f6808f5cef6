//! `POST /api/forgot_password`, `/api/reset_password`

use leptos::prelude::*;

use super::service;
use crate::{
    error::FieldError,
    paths::Page,
    security::secret::Secret,
    web::{
        failure::{Error, Failure},
        form::Field,
        request::require_state,
    },
};

#[server(endpoint = "forgot_password")]
pub(crate) async fn forgot_password(#[server(default)] username: String) -> Result<(), Failure> {
    if username.trim().is_empty() {
        return Err(Error::field(Field::Username, FieldError::Required).into());
    }
    service::ask(&require_state()?, &username).await?;
    Page::ResetRequested.redirect();
    Ok(())
}

#[server(endpoint = "reset_password")]
pub(crate) async fn reset_password(
    #[server(default)] token: String,
    #[server(default)] new_password: String,
    #[server(default)] confirm_new_password: String,
) -> Result<(), Failure> {
    let state = require_state()?;
    service::reset(&state, &Secret::new(token), &new_password, &confirm_new_password).await?;
    Page::PasswordSet.redirect();
    Ok(())
}
