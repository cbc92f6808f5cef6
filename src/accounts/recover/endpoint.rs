//! `POST /api/forgot_password`, `/api/forgot_username`, `/api/reset_password`

use leptos::prelude::*;

use super::service;
use crate::{
    accounts::new_password::form::LinkForm,
    base::{
        email_address::EmailAddress,
        failure::{Error, Failure},
        field::Field,
        field_error::FieldError,
    },
    paths::Page,
    security::guess_limit,
    site::{
        host_cookie::HostCookie,
        request::{require_state, visitor},
    },
};

#[server(endpoint = "forgot_password")]
pub(crate) async fn forgot_password(#[server(default)] username: String) -> Result<(), Failure> {
    if username.trim().is_empty() {
        return Err(Error::field(Field::Username, FieldError::Required).into());
    }
    service::ask_for_link(&require_state()?, &username, &visitor()).await?;
    Page::ResetRequested.redirect();
    Ok(())
}

#[server(endpoint = "forgot_username")]
pub(crate) async fn forgot_username(#[server(default)] email: String) -> Result<(), Failure> {
    let email = EmailAddress::parse(&email).map_err(|error| Error::field(Field::Email, error))?;
    service::ask_for_usernames(&require_state()?, &email, &visitor()).await?;
    Page::UsernamesRequested.redirect();
    Ok(())
}

#[server(endpoint = "reset_password")]
pub(crate) async fn reset_password(#[server(flatten)] form: LinkForm) -> Result<(), Failure> {
    let (state, visitor) = (require_state()?, visitor());
    let reset = service::reset(&state, &form, &visitor);
    let device =
        guess_limit::with_link(&state.database, &state.clock, visitor.address, reset).await?;
    if let Some(device) = device {
        HostCookie::Device.set(&state.url(), &device);
    }
    Page::PasswordSet.redirect();
    Ok(())
}
