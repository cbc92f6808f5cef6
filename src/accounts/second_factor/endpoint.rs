//! `POST /api/begin_two_factor`, `/api/enable_two_factor`, `/api/disable_two_factor`

use leptos::prelude::*;

use super::service;
use crate::{
    base::{failure::Failure, secret::TypedSecret},
    paths::{AccountChange, Page},
    site::{
        form::FormSpec,
        request::{require_context, visitor},
    },
};

pub(crate) const BEGIN_TWO_FACTOR: FormSpec =
    FormSpec::new("/api/begin_two_factor", |_| Page::TwoFactor);

#[server(endpoint = "begin_two_factor")]
pub(crate) async fn begin_two_factor(
    #[server(default)] password: TypedSecret,
) -> Result<(), Failure> {
    service::begin(&require_context()?, &visitor(), &password).await?;
    Page::TwoFactor.redirect();
    Ok(())
}

pub(crate) const ENABLE_TWO_FACTOR: FormSpec =
    FormSpec::new("/api/enable_two_factor", |_| Page::TwoFactor);

#[server(endpoint = "enable_two_factor")]
pub(crate) async fn enable_two_factor(
    #[server(default)] code: TypedSecret,
    #[server(default)] password: TypedSecret,
) -> Result<(), Failure> {
    service::enable(&require_context()?, &visitor(), &code, &password).await?;
    Page::AccountChanged(AccountChange::TwoFactorOn).redirect();
    Ok(())
}

pub(crate) const DISABLE_TWO_FACTOR: FormSpec =
    FormSpec::new("/api/disable_two_factor", |_| Page::TwoFactor);

#[server(endpoint = "disable_two_factor")]
pub(crate) async fn disable_two_factor(
    #[server(default)] password: TypedSecret,
) -> Result<(), Failure> {
    service::disable(&require_context()?, &visitor(), &password).await?;
    Page::AccountChanged(AccountChange::TwoFactorOff).redirect();
    Ok(())
}
