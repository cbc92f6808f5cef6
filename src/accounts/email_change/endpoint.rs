//! `POST /api/change_email`, `/api/confirm_email`

use leptos::prelude::*;

use super::service;
use crate::{
    base::{failure::Failure, secret::Secret},
    paths::{AccountChange, Page},
    security::guess_limit,
    site::request::{require_state, visitor},
};

#[server(endpoint = "change_email")]
pub(crate) async fn change_email(
    #[server(default)] email: String,
    #[server(default)] password: String,
) -> Result<(), Failure> {
    service::ask(&require_state()?, &visitor(), &email, &password).await?;
    Page::AccountChanged(AccountChange::EmailAsked).redirect();
    Ok(())
}

#[server(endpoint = "confirm_email")]
pub(crate) async fn confirm_email(#[server(default)] token: String) -> Result<(), Failure> {
    let (state, visitor, token) = (require_state()?, visitor(), Secret::new(token));
    let confirmed = service::confirm(&state, &visitor, &token);
    guess_limit::with_link(&state.database, &state.clock, visitor.address, confirmed).await?;
    Page::EmailConfirmed.redirect();
    Ok(())
}
