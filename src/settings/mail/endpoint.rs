//! `POST /api/save_mail`, `/api/test_mail`, `/api/send_mail_again`, `/api/discard_mail`

use leptos::prelude::*;

use super::{TEST_ADDRESS, delivery_test, service};
use crate::{
    base::{
        failure::{Error, Failure},
        field::Fields,
        secret::TypedSecret,
    },
    mail::{
        form::{MailField, MailForm, MailSecrets},
        report::MailStep,
        transport::TEST_LIMIT,
    },
    paths::{Page, Panel},
    site::{
        form::FormSpec,
        limits::LONGEST_REQUEST,
        request::{require_context, visitor, wants_page},
    },
};

const SECRETS: &[&str] = &["smtp_password", "api_key", "client_secret"];

fn is_shown_again(name: &str) -> bool {
    MailField::has(name) || name == TEST_ADDRESS.as_str()
}

pub(crate) const SAVE_MAIL: FormSpec = FormSpec::new("/api/save_mail", |_| Page::Settings)
    .in_panel("mail")
    .showing_again(is_shown_again)
    .with_kept_secrets(SECRETS);

/// `version` is the one that the form was filled from; `test` names a test whose secret may be used
/// where none was typed; `retype` names the secret that was typed before a refusal and is lost;
/// `password` is the administrator's own, where the last proof is too old.
#[server(endpoint = "save_mail")]
pub(crate) async fn save_mail(
    #[server(flatten)] form: MailForm,
    #[server(flatten)] secrets: MailSecrets,
    #[server(default)] version: String,
    #[server(default)] test: String,
    #[server(default)] retype: String,
    #[server(default)] password: TypedSecret,
) -> Result<(), Failure> {
    let context = require_context()?;
    let form = service::with_fixed(&context, form.normalised());
    let typed = service::Typed { form: &form, secrets: &secrets, test: &test, retype: &retype };
    service::save(&context, &visitor(), &typed, version.parse().ok(), &password).await?;
    Page::Saved(Panel::Mail).redirect();
    Ok(())
}

pub(crate) const TEST_MAIL: FormSpec = FormSpec::new("/api/test_mail", |_| Page::Settings)
    .in_panel("mail")
    .showing_again(is_shown_again)
    .with_kept_secrets(SECRETS)
    .taking_at_most(TEST_LIMIT.saturating_add(LONGEST_REQUEST));

/// A page shows the stages as they come; a script gets all of them at the end.
#[server(endpoint = "test_mail")]
pub(crate) async fn test_mail(
    #[server(flatten)] form: MailForm,
    #[server(flatten)] secrets: MailSecrets,
    #[server(default)] version: String,
    #[server(default)] test: String,
    #[server(default)] retype: String,
    #[server(default)] test_address: String,
) -> Result<Vec<MailStep>, Failure> {
    let context = require_context()?;
    let visitor = visitor();
    let form = service::with_fixed(&context, form.normalised());
    let typed = service::Typed { form: &form, secrets: &secrets, test: &test, retype: &retype };
    // A script that does not say what it saw can test, but not save what it tested.
    let seen_version = version.parse().unwrap_or(-1);
    let started =
        delivery_test::start(&context, &visitor, &typed, &test_address, seen_version).await?;
    if wants_page() {
        Page::MailTest(started.id).redirect();
        return Ok(Vec::new());
    }
    Ok(started.finished.await.map_err(Error::from)?)
}

pub(crate) const SEND_MAIL_AGAIN: FormSpec = FormSpec::new("/api/send_mail_again", |_| Page::Mails);

#[server(endpoint = "send_mail_again")]
pub(crate) async fn send_mail_again(#[server(default)] id: String) -> Result<(), Failure> {
    service::send_again(&require_context()?, &visitor(), &id).await?;
    Ok(())
}

pub(crate) const DISCARD_MAIL: FormSpec = FormSpec::new("/api/discard_mail", |_| Page::Mails);

#[server(endpoint = "discard_mail")]
pub(crate) async fn discard_mail(#[server(default)] id: String) -> Result<(), Failure> {
    service::discard(&require_context()?, &visitor(), &id).await?;
    Ok(())
}
