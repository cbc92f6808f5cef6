//! `POST /api/change_email`, `/api/confirm_email`

use leptos::prelude::*;

use super::service;
use crate::{
    base::{
        failure::Failure,
        field::{AccountField, Fields},
        secret::{Secret, TypedSecret},
    },
    paths::{AccountChange, Page},
    security::guess_limit,
    site::{
        form::FormSpec,
        request::{require_context, visitor},
    },
};

pub(crate) const CHANGE_EMAIL: FormSpec = FormSpec::new("/api/change_email", |_| Page::Account)
    .in_panel("email-address")
    .showing_again(|name| name == AccountField::Email.name());

#[server(endpoint = "change_email")]
pub(crate) async fn change_email(
    #[server(default)] email: String,
    #[server(default)] password: TypedSecret,
) -> Result<(), Failure> {
    service::ask(&require_context()?, &visitor(), &email, &password).await?;
    Page::AccountChanged(AccountChange::EmailAsked).redirect();
    Ok(())
}

pub(crate) const CONFIRM_EMAIL: FormSpec =
    FormSpec::new("/api/confirm_email", |posted| Page::ConfirmEmail(posted.segment("token")));

#[server(endpoint = "confirm_email")]
pub(crate) async fn confirm_email(#[server(default)] token: String) -> Result<(), Failure> {
    let (context, visitor, token) = (require_context()?, visitor(), Secret::new(token));
    let confirmed = service::confirm(&context, &visitor, &token);
    guess_limit::with_link(&context.database, &context.clock, visitor.address, confirmed).await?;
    Page::EmailConfirmed.redirect();
    Ok(())
}
