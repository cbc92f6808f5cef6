//! `POST /api/begin_two_factor`, `/api/enable_two_factor`, `/api/disable_two_factor`

use leptos::prelude::*;

use super::service;
use crate::{
    base::failure::Failure,
    paths::{AccountChange, Page},
    site::request::{require_state, visitor},
};

#[server(endpoint = "begin_two_factor")]
pub(crate) async fn begin_two_factor(#[server(default)] password: String) -> Result<(), Failure> {
    service::begin(&require_state()?, &visitor(), &password).await?;
    Page::TwoFactor.redirect();
    Ok(())
}

#[server(endpoint = "enable_two_factor")]
pub(crate) async fn enable_two_factor(
    #[server(default)] code: String,
    #[server(default)] password: String,
) -> Result<(), Failure> {
    service::enable(&require_state()?, &visitor(), &code, &password).await?;
    Page::AccountChanged(AccountChange::TwoFactorOn).redirect();
    Ok(())
}

#[server(endpoint = "disable_two_factor")]
pub(crate) async fn disable_two_factor(#[server(default)] password: String) -> Result<(), Failure> {
    service::disable(&require_state()?, &visitor(), &password).await?;
    Page::AccountChanged(AccountChange::TwoFactorOff).redirect();
    Ok(())
}
