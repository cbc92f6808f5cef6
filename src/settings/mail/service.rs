//! The rules of the mail settings. One above all: a secret goes only where it was typed for.

use super::delivery_test;
use crate::{
    accounts::proof,
    base::{
        email_address::EmailAddress,
        failure::{Checked, Error, Refusal},
        field::{FieldName, Fields},
        field_error::FieldError,
        secret::Secret,
    },
    database::entities::{account, audit::Action},
    mail::{
        form::{MailField, MailForm, MailSecrets},
        outbox::{self, Hurry, overview},
        settings::{ConnectionMode, MailSettings, SignIn},
        store::{self, StoredMailSettings},
    },
    security::audit::Event,
    site::{context::Context, request::Visitor},
};

/// What is on the screen.
pub(crate) struct Typed<'a> {
    pub(crate) form: &'a MailForm,
    pub(crate) secrets: &'a MailSecrets,
    /// The test that the form was filled from, if it was.
    pub(crate) test: &'a str,
    /// The field of a secret that was typed before a refusal: leaving it blank now does not mean
    /// "keep the old one".
    pub(crate) retype: &'a str,
}

/// What was typed, except for what the environment fixes.
pub(super) fn with_fixed(context: &Context, form: MailForm) -> MailForm {
    match &context.mailer.configured {
        Some(configured) => configured.with_fixed(form),
        None => form,
    }
}

/// Puts what was typed in force, unless somebody saved since `seen_version`.
pub(crate) async fn save(
    context: &Context,
    visitor: &Visitor,
    typed: &Typed<'_>,
    seen_version: Option<i32>,
    password: &str,
) -> Result<(), Error> {
    let administrator = visitor.require_administrator()?;
    let seen_version = seen_version.ok_or(Refusal::ChangedMeanwhile)?;
    let (settings, secret) = read(context, administrator, typed, &mut Checked::default()).await?;
    proof::require(context, visitor, password).await?;
    let before =
        store::find(&context.mailer, &context.database.read()).await?.form.unwrap_or_default();
    let new_secret = typed.secrets.of(settings.mode, &mut Checked::default());
    let changed = before
        .fields_changed_in(typed.form)
        .into_iter()
        .chain(new_secret.and_then(|_| settings.mode.secret_field()).map(FieldName::from));
    let event = Event::new(Action::SavedMailSettings, visitor.actor()).with_fields(changed);
    let sealed = store::seal(&context.mailer, &settings, secret.as_ref())?;
    context
        .write_as_administrator(visitor, async |tx| {
            store::save(&*tx, seen_version, typed.form, sealed.clone()).await?;
            let now = context.clock.now();
            outbox::hurry(&*tx, Hurry::Everything, now).await?;
            event.record(&*tx, now).await
        })
        .await?;
    context.mailer.signal.notify();
    Ok(())
}

/// What was typed, with the secret that goes with it: typed, or kept for this very destination.
pub(super) async fn read(
    context: &Context,
    administrator: &account::Model,
    typed: &Typed<'_>,
    checked: &mut Checked,
) -> Result<(MailSettings, Option<Secret>), Error> {
    let mode = typed.form.mode();
    let secret = mode.and_then(|mode| typed.secrets.of(mode, checked));
    let field = mode.and_then(ConnectionMode::secret_field);
    let is_lost = secret.is_none() && field.is_some_and(|field| field.name() == typed.retype);
    let kept =
        if is_lost { Vec::new() } else { kept_secrets(context, administrator, typed).await? };
    // A password without a username is nobody's: then leaving it blank means none.
    let is_nobodys = mode == Some(ConnectionMode::Credentials)
        && typed.form.get(MailField::SmtpUsername).trim().is_empty();
    let has_secret = secret.is_some() || (!kept.is_empty() && !is_nobodys);
    let settings = typed.form.parse(has_secret, checked);
    let (Some(settings), true) = (settings, checked.errors().is_empty()) else {
        return Err(std::mem::take(checked).into_error());
    };
    if settings.sign_in == SignIn::None {
        return Ok((settings, None));
    }
    if secret.is_some() {
        return Ok((settings, secret));
    }
    for kept in kept {
        if let Some(secret) = kept.secret_for(&context.mailer, &settings)? {
            return Ok((settings, Some(secret)));
        }
    }
    let field = settings.mode.secret_field().map(FieldName::from);
    let field = field.unwrap_or(MailField::ConnectionMode.into());
    Err(Error::field(field, FieldError::SecretOfAnotherDestination))
}

/// Where a secret of this mode may be kept: the test that is referred to, and what is in force.
async fn kept_secrets(
    context: &Context,
    administrator: &account::Model,
    typed: &Typed<'_>,
) -> Result<Vec<StoredMailSettings>, Error> {
    let tested = delivery_test::find(context, administrator, typed.test).await?;
    if tested.is_none() && !typed.test.is_empty() {
        // The secret of that test is gone, and another one is not what was meant.
        return Ok(Vec::new());
    }
    let tested = tested.map(|test| test.kept()).transpose()?;
    let in_force = store::find(&context.mailer, &context.database.read()).await?;
    Ok(tested
        .into_iter()
        .chain([in_force])
        .filter(|kept| {
            kept.has_secret() && kept.form.as_ref().and_then(MailForm::mode) == typed.form.mode()
        })
        .collect())
}

/// Where a test goes: what was typed, else to oneself.
pub(super) fn recipient(
    administrator: &account::Model,
    typed: &str,
) -> Result<EmailAddress, FieldError> {
    let typed = if typed.trim().is_empty() { &administrator.email } else { typed };
    EmailAddress::parse(typed)
}

/// Refuses what is being sent at this moment, or is not there any more.
pub(crate) async fn send_again(
    context: &Context,
    visitor: &Visitor,
    id: &str,
) -> Result<(), Error> {
    context
        .write_as_administrator(visitor, async |tx| {
            let now = context.clock.now();
            if !overview::send_again(&*tx, id, now).await? {
                return Err(Refusal::BeingSent.into());
            }
            Event::new(Action::SentMailAgain, visitor.actor()).record(&*tx, now).await
        })
        .await?;
    context.mailer.signal.notify();
    Ok(())
}

pub(crate) async fn discard(context: &Context, visitor: &Visitor, id: &str) -> Result<(), Error> {
    context
        .write_as_administrator(visitor, async |tx| {
            let now = context.clock.now();
            if !overview::discard(&*tx, id, now).await? {
                return Err(Refusal::BeingSent.into());
            }
            Event::new(Action::DiscardedMail, visitor.actor()).record(&*tx, now).await
        })
        .await
}
