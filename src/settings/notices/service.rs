//! The rules of the failure notices: a secret belongs to one address.

use super::NoticesField;
use crate::{
    accounts::proof,
    base::{
        failure::{Error, Refusal},
        secret::Secret,
    },
    database::entities::audit::Action,
    jobs::{
        notify,
        webhook::{
            deliveries,
            settings::{self, WebhookSecret, WebhookUrl},
        },
    },
    security::audit::Event,
    site::{context::Context, request::Visitor},
};

/// What is on the screen.
pub(crate) struct Typed<'a> {
    /// Blank: none.
    pub(crate) webhook_url: &'a str,
    pub(crate) wants_new_secret: bool,
}

/// Puts what was typed in force, unless somebody saved since `seen_version`. The answer is the new
/// secret if one was made: for another address, or because somebody wants one.
pub(crate) async fn save(
    context: &Context,
    visitor: &Visitor,
    typed: &Typed<'_>,
    seen_version: Option<i32>,
    password: &str,
) -> Result<Option<Secret>, Error> {
    visitor.require_administrator()?;
    let seen_version = seen_version.ok_or(Refusal::ChangedMeanwhile)?;
    let url = WebhookUrl::parse(typed.webhook_url)
        .map_err(|error| Error::field(NoticesField::WebhookUrl, error))?;
    proof::require(context, visitor, password).await?;
    let is_other = settings::find(&context.database.read(), &context.vault).await?.url != url;
    let wants_secret = is_other || typed.wants_new_secret;
    let made = url.as_ref().filter(|_| wants_secret).map(|url| (WebhookSecret::new(), url));
    let sealed = made.as_ref().map(|(secret, url)| secret.seal(url, &context.vault)).transpose()?;
    let changed = is_other.then_some(NoticesField::WebhookUrl).into_iter();
    let changed = changed.chain(made.as_ref().map(|_| NoticesField::NewWebhookSecret));
    let event = Event::new(Action::SavedNotices, visitor.actor()).with_fields(changed);
    context
        .write_as_administrator(visitor, async |tx| {
            let now = context.clock.now();
            let (url, sealed) = (url.as_ref(), sealed.as_deref());
            settings::save(&*tx, &context.vault, seen_version, url, sealed).await?;
            if is_other {
                deliveries::forget_done(&*tx).await?;
            }
            deliveries::hurry(&*tx, now).await?;
            event.record(&*tx, now).await
        })
        .await?;
    context.mailer.signal.notify();
    Ok(made.map(|(secret, _)| secret.to_text()))
}

/// Promises the notice of a failure that did not happen, to whoever asks and to the webhook.
pub(crate) async fn test(context: &Context, visitor: &Visitor) -> Result<(), Error> {
    let administrator = visitor.require_administrator()?;
    let event = Event::new(Action::TestedNotices, visitor.actor());
    context
        .write_as_administrator(visitor, async |tx| {
            let now = context.clock.now();
            notify::tell_test(&*tx, &administrator.id, now).await?;
            event.record(&*tx, now).await
        })
        .await?;
    context.mailer.signal.notify();
    Ok(())
}
