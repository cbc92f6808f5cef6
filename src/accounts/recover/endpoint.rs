//! `POST /api/forgot_password`, `/api/forgot_username`, `/api/reset_password`

use leptos::prelude::*;

use super::service;
use crate::{
    accounts::new_password::form::LinkForm,
    base::{
        email_address::EmailAddress,
        failure::{Error, Failure},
        field::{AccountField, Fields},
        field_error::FieldError,
    },
    paths::Page,
    security::guess_limit,
    site::{
        form::FormSpec,
        host_cookie::HostCookie,
        request::{require_context, visitor},
    },
};

pub(crate) const FORGOT_PASSWORD: FormSpec =
    FormSpec::new("/api/forgot_password", |_| Page::ForgotPassword)
        .showing_again(|name| name == AccountField::Username.name());

#[server(endpoint = "forgot_password")]
pub(crate) async fn forgot_password(#[server(default)] username: String) -> Result<(), Failure> {
    if username.trim().is_empty() {
        return Err(Error::field(AccountField::Username, FieldError::Required).into());
    }
    service::ask_for_link(&require_context()?, &username, &visitor()).await?;
    Page::ResetRequested.redirect();
    Ok(())
}

pub(crate) const FORGOT_USERNAME: FormSpec =
    FormSpec::new("/api/forgot_username", |_| Page::ForgotUsername)
        .showing_again(|name| name == AccountField::Email.name());

#[server(endpoint = "forgot_username")]
pub(crate) async fn forgot_username(#[server(default)] email: String) -> Result<(), Failure> {
    let email =
        EmailAddress::parse(&email).map_err(|error| Error::field(AccountField::Email, error))?;
    service::ask_for_usernames(&require_context()?, &email, &visitor()).await?;
    Page::UsernamesRequested.redirect();
    Ok(())
}

pub(crate) const RESET_PASSWORD: FormSpec =
    FormSpec::new("/api/reset_password", |posted| Page::ResetPassword(posted.segment("token")));

#[server(endpoint = "reset_password")]
pub(crate) async fn reset_password(#[server(flatten)] form: LinkForm) -> Result<(), Failure> {
    let (context, visitor) = (require_context()?, visitor());
    let reset = service::reset(&context, &form, &visitor);
    let device =
        guess_limit::with_link(&context.database, &context.clock, visitor.address, reset).await?;
    if let Some(device) = device {
        HostCookie::Device.set(&context.url(), &device);
    }
    Page::PasswordSet.redirect();
    Ok(())
}
