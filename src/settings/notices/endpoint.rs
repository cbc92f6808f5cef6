//! `POST /api/save_notices`, `/api/test_notices`

use leptos::prelude::*;

use super::{NoticesField, service};
use crate::{
    base::{
        failure::Failure,
        field::{Fields, is_ticked},
        secret::TypedSecret,
    },
    paths::{Page, Panel},
    site::{
        form::FormSpec,
        host_cookie::HostCookie,
        request::{require_context, visitor, wants_page},
    },
};

pub(crate) const SAVE_NOTICES: FormSpec = FormSpec::new("/api/save_notices", |_| Page::Settings)
    .in_panel("notices")
    .showing_again(|name| name == NoticesField::WebhookUrl.name());

/// `version` is the one that the form was filled from; `password` is the administrator's own, where
/// the last proof is too old. A script gets a new secret as the answer, and a page shows it.
#[server(endpoint = "save_notices")]
pub(crate) async fn save_notices(
    #[server(default)] webhook_url: String,
    #[server(default)] new_webhook_secret: String,
    #[server(default)] version: String,
    #[server(default)] password: TypedSecret,
) -> Result<Option<String>, Failure> {
    let (context, visitor) = (require_context()?, visitor());
    let typed = service::Typed {
        webhook_url: &webhook_url,
        wants_new_secret: is_ticked(&new_webhook_secret),
    };
    let made = service::save(&context, &visitor, &typed, version.parse().ok(), &password).await?;
    if !wants_page() {
        return Ok(made.map(|secret| secret.reveal().to_owned()));
    }
    if let Some(secret) = made {
        // In no address and no body but the page that shows it: the browser keeps it until then.
        HostCookie::MadeSecret.set(&context.url(), &secret);
    }
    Page::Saved(Panel::Notices).redirect();
    Ok(None)
}

pub(crate) const TEST_NOTICES: FormSpec = FormSpec::new("/api/test_notices", |_| Page::Settings)
    .in_panel("notices")
    .showing_again(|name| name == NoticesField::WebhookUrl.name());

#[server(endpoint = "test_notices")]
pub(crate) async fn test_notices() -> Result<(), Failure> {
    service::test(&require_context()?, &visitor()).await?;
    Page::NoticesTested.redirect();
    Ok(())
}
