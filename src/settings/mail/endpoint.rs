//! `POST /api/save_mail`, `/api/test_mail`, `/api/send_mail_again`, `/api/discard_mail`

use leptos::prelude::*;

use super::{service, test};
use crate::{
    base::failure::{Error, Failure},
    mail::{
        form::{MailForm, MailSecrets},
        report::Step,
    },
    paths::{Page, Panel},
    site::request::{require_state, visitor, wants_page},
};

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
    #[server(default)] password: String,
) -> Result<(), Failure> {
    let state = require_state()?;
    let form = service::with_fixed(&state, form.normalised());
    let typed = service::Typed { form: &form, secrets: &secrets, test: &test, retype: &retype };
    service::save(&state, &visitor(), &typed, version.parse().ok(), &password).await?;
    Page::Saved(Panel::Mail).redirect();
    Ok(())
}

/// A page shows the stages as they come; a script gets all of them at the end.
#[server(endpoint = "test_mail")]
pub(crate) async fn test_mail(
    #[server(flatten)] form: MailForm,
    #[server(flatten)] secrets: MailSecrets,
    #[server(default)] version: String,
    #[server(default)] test: String,
    #[server(default)] retype: String,
    #[server(default)] test_address: String,
) -> Result<Vec<Step>, Failure> {
    let state = require_state()?;
    let visitor = visitor();
    let form = service::with_fixed(&state, form.normalised());
    let typed = service::Typed { form: &form, secrets: &secrets, test: &test, retype: &retype };
    // A script that does not say what it saw can test, but not save what it tested.
    let seen_version = version.parse().unwrap_or(-1);
    let started = test::start(&state, &visitor, &typed, &test_address, seen_version).await?;
    if wants_page() {
        Page::MailTest(started.id).redirect();
        return Ok(Vec::new());
    }
    Ok(started.finished.await.map_err(Error::from)?)
}

#[server(endpoint = "send_mail_again")]
pub(crate) async fn send_mail_again(#[server(default)] id: String) -> Result<(), Failure> {
    service::send_again(&require_state()?, &visitor(), &id).await?;
    Ok(())
}

#[server(endpoint = "discard_mail")]
pub(crate) async fn discard_mail(#[server(default)] id: String) -> Result<(), Failure> {
    service::discard(&require_state()?, &visitor(), &id).await?;
    Ok(())
}
