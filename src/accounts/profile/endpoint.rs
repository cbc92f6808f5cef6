//! `POST /api/save_profile`

use leptos::prelude::*;

use super::service;
use crate::{
    base::failure::Failure,
    paths::{AccountChange, Page},
    site::request::{require_state, visitor},
};

#[server(endpoint = "save_profile")]
pub(crate) async fn save_profile(
    #[server(flatten)] form: service::ProfileForm,
) -> Result<(), Failure> {
    service::save(&require_state()?, &visitor(), &form).await?;
    Page::AccountChanged(AccountChange::Profile).redirect();
    Ok(())
}
