//! `POST /api/change_password`

use leptos::prelude::*;

use super::service;
use crate::{
    base::{failure::Failure, secret::TypedSecret},
    paths::{AccountChange, Page},
    site::{
        form::FormSpec,
        host_cookie::HostCookie,
        request::{require_context, visitor},
    },
};

pub(crate) const CHANGE_PASSWORD: FormSpec =
    FormSpec::new("/api/change_password", |_| Page::Account).in_panel("password");

/// `password` is the present one, asked for where the last proof is too old.
#[server(endpoint = "change_password")]
pub(crate) async fn change_password(
    #[server(default)] password: TypedSecret,
    #[server(default)] new_password: TypedSecret,
    #[server(default)] confirm_new_password: TypedSecret,
) -> Result<(), Failure> {
    let context = require_context()?;
    let typed = service::Typed {
        password: &password,
        new_password: &new_password,
        confirm_new_password: &confirm_new_password,
    };
    let opened = service::change_password(&context, &visitor(), &typed).await?;
    HostCookie::Session.set(&context.url(), &opened.session);
    if let Some(device) = &opened.device {
        HostCookie::Device.set(&context.url(), device);
    }
    Page::AccountChanged(AccountChange::Password).redirect();
    Ok(())
}
