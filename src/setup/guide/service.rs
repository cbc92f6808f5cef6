//! The rules of the guided setup.

use crate::{
    base::failure::{Error, Refusal},
    database::entities::{audit::Action, installation::Step},
    mail::{form::MailSecrets, store},
    security::audit::Event,
    settings::mail::{delivery_test, service::Typed},
    site::{context::Context, request::Visitor},
};

pub(super) async fn go_to(
    context: &Context,
    visitor: &Visitor,
    step: Option<Step>,
) -> Result<(), Error> {
    visitor.require_administrator()?;
    let step = step.ok_or(Refusal::Malformed)?;
    context
        .write_as_administrator(visitor, async |tx| {
            super::go_to(&*tx, step).await?;
            Ok(())
        })
        .await
}

pub(super) async fn finish(context: &Context, visitor: &Visitor) -> Result<(), Error> {
    context
        .write_as_administrator(visitor, async |tx| {
            let now = context.clock.now();
            if super::finish(&*tx, now).await? {
                Event::new(Action::FinishedSetup, visitor.actor()).record(&*tx, now).await?;
            }
            Ok(())
        })
        .await
}

/// Sends a test mail to whoever asks, through the mail server in force; the answer is the id of that
/// test, or nothing where there is no mail server.
pub(super) async fn test_mail(
    context: &Context,
    visitor: &Visitor,
) -> Result<Option<String>, Error> {
    let administrator = visitor.require_administrator()?;
    let kept = store::find(&context.mailer, &context.database.read()).await?;
    let Some(form) = &kept.form else { return Ok(None) };
    let secrets = MailSecrets::default();
    let typed = Typed { form, secrets: &secrets, test: "", retype: "" };
    let started =
        delivery_test::start(context, visitor, &typed, &administrator.email, kept.version).await?;
    Ok(Some(started.id))
}
