//! `POST /api/save_profile`

use leptos::prelude::*;

use super::service;
use crate::{
    base::{
        failure::Failure,
        field::{AccountField, Fields},
    },
    paths::{AccountChange, Page},
    site::{
        form::FormSpec,
        request::{require_context, visitor},
    },
};

pub(crate) const SAVE_PROFILE: FormSpec = FormSpec::new("/api/save_profile", |_| Page::Account)
    .in_panel("profile")
    .showing_again(|name| {
        [
            AccountField::FirstName,
            AccountField::LastName,
            AccountField::Language,
            AccountField::EmailNotifications,
        ]
        .map(Fields::name)
        .contains(&name)
    });

#[server(endpoint = "save_profile")]
pub(crate) async fn save_profile(
    #[server(flatten)] form: service::ProfileForm,
) -> Result<(), Failure> {
    service::save(&require_context()?, &visitor(), &form).await?;
    Page::AccountChanged(AccountChange::Profile).redirect();
    Ok(())
}
