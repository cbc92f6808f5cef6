//! The rules of the connection settings. One above all: a password goes only where it was typed for.

use std::sync::Arc;

use super::attempts::{self, Attempt, AttemptKind, Attempts};
use crate::{
    accounts::proof::{self, OWN_PASSWORD},
    base::{
        failure::{Checked, Error, Failure, Refusal},
        field::FieldName,
        secret::Secret,
    },
    database::{
        entities::{
            account,
            audit::{Action, Outcome},
        },
        form::{ConnectionForm, PASSWORD, parse_password},
        in_use::identity,
        kept::StoredConnection,
        probe::probe,
        relocate::{Existing, Wanted, relocate},
        settings::ConnectionSettings,
    },
    security::audit::Event,
    settings::export,
    site::{
        blank_secret::{self, Former},
        context::Context,
        request::Visitor,
    },
};

/// What is on the screen.
pub(crate) struct Typed<'a> {
    pub(crate) form: &'a ConnectionForm,
    pub(crate) password: &'a str,
    /// The attempt that the form was filled from, if it was.
    pub(crate) attempt: &'a str,
    /// Filled where a password was typed before a refusal: leaving it blank now does not mean "keep
    /// the old one".
    pub(crate) retype: &'a str,
    /// What to do where there is data already.
    pub(crate) existing: Existing,
}

/// Tries what is on the screen. Nothing is kept of it but what happened, for an hour.
pub(crate) async fn test(
    context: &Context,
    attempts: &Attempts,
    visitor: &Visitor,
    typed: &Typed<'_>,
    seen_version: i32,
) -> Result<Arc<Attempt>, Error> {
    let administrator = visitor.require_administrator()?;
    let kept = StoredConnection::read(&context.data_directory)?;
    let wanted = read(context, attempts, administrator, &kept, typed, seen_version)?;
    export::note(context, visitor, Action::TestedConnection).await?;
    let now = context.clock.now();
    let (attempt, reporter) =
        attempts::begin(attempts, administrator, AttemptKind::Test, wanted, now);
    let (context, tested) = (context.clone(), Arc::clone(&attempt));
    tokio::spawn(async move {
        let here = identity(&context.database.read()).await.ok();
        let (settings, data) = (&tested.wanted.settings, &context.data_directory);
        let found = probe(settings, data, here.as_deref(), &reporter).await;
        reporter.end(found.err());
    });
    Ok(attempt)
}

/// Goes over to what is on the screen, unless somebody saved since `seen_version`.
pub(crate) async fn save(
    context: &Context,
    attempts: &Attempts,
    visitor: &Arc<Visitor>,
    typed: &Typed<'_>,
    seen_version: Option<i32>,
    own_password: &str,
) -> Result<Arc<Attempt>, Error> {
    let administrator = visitor.require_administrator()?;
    let seen_version = seen_version.ok_or(Refusal::ChangedMeanwhile)?;
    let kept = StoredConnection::read(&context.data_directory)?;
    let wanted = read(context, attempts, administrator, &kept, typed, seen_version)?;
    proof::require_in(OWN_PASSWORD, context, visitor, own_password).await?;
    if kept.version != seen_version {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    // What was accepted a moment ago must not be the work of a session that has ended since.
    context.write_as_administrator(visitor, async |_| Ok(())).await?;

    let before = context.connection.in_force(kept.active.as_ref()).form;
    let has_new_password = !typed.password.is_empty();
    let changed: Vec<_> = before
        .fields_changed_in(&wanted.form)
        .into_iter()
        .chain(has_new_password.then_some(PASSWORD))
        .collect();
    let now = context.clock.now();
    let (attempt, reporter) =
        attempts::begin(attempts, administrator, AttemptKind::Change, wanted, now);
    let (context, visitor) = (context.clone(), Arc::clone(visitor));
    let begun = Arc::clone(&attempt);
    // Goes on when whoever began it goes away.
    tokio::spawn(async move {
        let changed_over = relocate(context.own_database(), &begun.wanted, &reporter).await;
        let outcome = if changed_over.is_ok() { Outcome::Done } else { Outcome::Refused };
        if changed_over.is_ok() {
            context.mailer.forget_transport().await;
            context.mailer.signal.notify();
        }
        let recorded = record_change(&context, &visitor, outcome, &changed).await;
        if let Err(error) = recorded {
            // Logged by the conversion.
            let _ = Failure::from(error);
        }
        reporter.end(changed_over.err());
    });
    Ok(attempt)
}

async fn record_change(
    context: &Context,
    visitor: &Visitor,
    outcome: Outcome,
    fields: &[FieldName],
) -> Result<(), Error> {
    let event = Event::new(Action::SavedConnection, visitor.actor())
        .with_outcome(outcome)
        .with_fields(fields.iter().copied());
    context.database.write(async |tx| event.record(&*tx, context.clock.now()).await).await
}

/// What was typed, with what the environment fixes and the password that goes with it: typed, or kept
/// for this very destination.
fn read(
    context: &Context,
    attempts: &Attempts,
    administrator: &account::Model,
    kept: &StoredConnection,
    typed: &Typed<'_>,
    seen_version: i32,
) -> Result<Wanted, Error> {
    let configured = &context.connection;
    let form = configured.with_fixed(typed.form.clone()).normalised();
    let mut checked = Checked::default();
    let password = checked.take(PASSWORD, parse_password(typed.password)).flatten();
    let settings = form.parse(&configured.limits(), &mut checked);
    let (Some(settings), true) = (settings, checked.errors().is_empty()) else {
        return Err(checked.into_error());
    };
    let password = match password {
        None if settings.destination().is_some() => {
            kept_password(context, attempts, administrator, kept, typed, &settings)?
        }
        typed => typed,
    };
    let settings = settings.with_password(password);
    Ok(Wanted { form, settings, seen_version, existing: typed.existing })
}

/// The password that leaving the field blank means; `None` where there has never been one.
fn kept_password(
    context: &Context,
    attempts: &Attempts,
    administrator: &account::Model,
    kept: &StoredConnection,
    typed: &Typed<'_>,
    settings: &ConnectionSettings,
) -> Result<Option<Secret>, Error> {
    let attempt = attempts.find(administrator, typed.attempt, context.clock.now());
    let attempted = attempt.as_ref().map(|attempt| &attempt.wanted.settings);
    let attempted = attempted.and_then(|attempted| {
        let is_its_own = attempted.destination() == settings.destination();
        let secret = attempted.password()?.clone();
        Some(Former { secret: is_its_own.then_some(secret) })
    });
    blank_secret::meant(PASSWORD, typed.retype, attempted, || {
        let configured = &context.connection;
        let in_force = configured.in_force(kept.active.as_ref());
        let secret = configured.password_for(&in_force, settings, &context.vault)?;
        let is_there = secret.is_some() || configured.has_password(&in_force);
        Ok(is_there.then_some(Former { secret }))
    })
}
