//! The rules of the connection settings. One above all: a password goes only where it was typed for.

use std::sync::Arc;

use tokio::task::JoinHandle;

use super::attempts::{Attempt, Kind};
use crate::{
    accounts::proof,
    database::{
        configured::InForce,
        entities::account,
        form::{ConnectionForm, parse_password},
        kept::Kept,
        probe::probe,
        relocate::{Existing, Wanted, identity, relocate},
        report::{Problem, Reporter, Step},
        retry,
        settings::ConnectionSettings,
    },
    error::FieldError,
    security::{
        audit::{Action, Actor, Event, Outcome},
        random,
    },
    web::{
        failure::{Checked, Error, Failure, Refusal},
        form::Field,
        request::Visitor,
        state::AppState,
    },
};

/// What is on the screen.
pub(crate) struct Typed<'a> {
    pub(crate) form: &'a ConnectionForm,
    pub(crate) password: &'a str,
    /// The attempt that the form was filled from, if it was.
    pub(crate) attempt: &'a str,
    /// A password was typed before a refusal: leaving it blank now does not mean "keep the old one".
    pub(crate) is_password_lost: bool,
}

/// An attempt under way, and all its steps, at the end.
pub(crate) struct Started {
    pub(crate) attempt: Arc<Attempt>,
    pub(crate) finished: JoinHandle<Result<Vec<Step>, Problem>>,
}

/// Tries what is on the screen. Nothing is kept of it but what happened, for an hour.
pub(crate) async fn test(
    state: &AppState,
    visitor: &Visitor,
    typed: &Typed<'_>,
    seen_version: i32,
) -> Result<Started, Error> {
    let administrator = visitor.require_administrator()?;
    let (form, settings) = read(state, administrator, typed)?;
    record(state, visitor, Action::TestedConnection, Outcome::Done, &[]).await?;
    let (reporter, progress) = Reporter::new();
    let attempt = state.attempts.add(Attempt {
        id: random::row_id(),
        account_id: administrator.id.clone(),
        kind: Kind::Test,
        form,
        settings: settings.clone(),
        version: seen_version,
        begun_at: state.clock.now(),
        progress: progress.clone(),
    });
    let state = state.clone();
    let finished = tokio::spawn(async move {
        let here = identity(&state.database.read()).await.ok();
        let data = &state.config.data_directory;
        let found = probe(&settings, data, here.as_deref(), &reporter).await;
        reporter.end(found.err());
        Ok(progress.borrow().steps.clone())
    });
    Ok(Started { attempt, finished })
}

/// Goes over to what is on the screen, unless somebody saved since `seen_version`.
pub(crate) async fn save(
    state: &AppState,
    visitor: &Arc<Visitor>,
    typed: &Typed<'_>,
    seen_version: Option<i32>,
    existing: Existing,
    own_password: &str,
) -> Result<Started, Error> {
    let administrator = visitor.require_administrator()?;
    let seen_version = seen_version.ok_or(Refusal::ChangedMeanwhile)?;
    let (form, settings) = read(state, administrator, typed)?;
    proof::require_in(Field::OwnPassword, state, visitor, own_password).await?;
    let kept = Kept::read(&state.config.data_directory)?;
    if kept.version != seen_version {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    // What was accepted a moment ago must not be the work of a session that has ended since.
    let session = visitor.require_session()?;
    session.hold(&*state.database.begin().await?).await?;

    let before = state.config.connection.in_force(kept.active.as_ref()).form;
    let has_new_password = !typed.password.is_empty();
    let changed: Vec<_> = before
        .fields_changed_in(&form)
        .into_iter()
        .chain(has_new_password.then_some(Field::Password))
        .collect();
    let wanted = Wanted { form: form.clone(), settings: settings.clone(), seen_version, existing };
    let (reporter, progress) = Reporter::new();
    let attempt = state.attempts.add(Attempt {
        id: random::row_id(),
        account_id: administrator.id.clone(),
        kind: Kind::Change,
        form,
        settings,
        version: seen_version,
        begun_at: state.clock.now(),
        progress: progress.clone(),
    });
    let (state, visitor) = (state.clone(), Arc::clone(visitor));
    // Goes on when whoever began it goes away.
    let finished = tokio::spawn(async move {
        let changed_over = relocate(&state, &wanted, &reporter).await;
        let outcome = if changed_over.is_ok() { Outcome::Done } else { Outcome::Refused };
        if changed_over.is_ok() {
            state.outlets.forget().await;
            state.outbox_bell.notify_one();
        }
        let recorded = record(&state, &visitor, Action::SavedConnection, outcome, &changed).await;
        if let Err(error) = recorded {
            // Logged by the conversion.
            let _ = Failure::from(error);
        }
        reporter.end(changed_over.err());
        changed_over.map(|()| progress.borrow().steps.clone())
    });
    Ok(Started { attempt, finished })
}

async fn record(
    state: &AppState,
    visitor: &Visitor,
    action: Action,
    outcome: Outcome,
    fields: &[Field],
) -> Result<(), Error> {
    let event = Event::new(action, Actor::Visitor(visitor))
        .with_outcome(outcome)
        .with_fields(fields.iter().copied());
    retry(async || {
        let tx = state.database.begin().await?;
        event.record(&*tx, state.clock.now()).await?;
        tx.commit().await
    })
    .await
}

/// What was typed, with what the environment fixes and the password that goes with it: typed, or kept
/// for this very destination.
fn read(
    state: &AppState,
    administrator: &account::Model,
    typed: &Typed<'_>,
) -> Result<(ConnectionForm, ConnectionSettings), Error> {
    let configured = &state.config.connection;
    let form = configured.with_fixed(typed.form.clone()).normalised();
    let mut checked = Checked::default();
    let password = checked.take(Field::Password, parse_password(typed.password)).flatten();
    let settings = form.parse(&configured.limits(), &mut checked);
    let (Some(settings), true) = (settings, checked.errors().is_empty()) else {
        return Err(checked.into_error());
    };
    if settings.destination().is_none() || password.is_some() {
        return Ok((form, settings.with_password(password)));
    }
    if typed.is_password_lost {
        return Err(Error::field(Field::Password, FieldError::Required));
    }
    let kept = Kept::read(&state.config.data_directory)?;
    let in_force = configured.in_force(kept.active.as_ref());
    let attempted = state.attempts.find(administrator, typed.attempt, state.clock.now());
    let attempted = attempted.filter(|attempt| attempt.settings.password().is_some());
    let password = match &attempted {
        // The one that was typed for the attempt is meant, and no older one.
        Some(attempt) => {
            let is_its_own = attempt.settings.destination() == settings.destination();
            attempt.settings.password().filter(|_| is_its_own).cloned()
        }
        None => configured.password_for(&in_force, &settings, &state.vault)?,
    };
    if password.is_none() && (attempted.is_some() || has_password_of_another(state, &in_force)) {
        let error = FieldError::SecretOfAnotherDestination;
        return Err(Error::field(Field::Password, error));
    }
    Ok((form, settings.with_password(password)))
}

/// Whether leaving the password blank means one that does not go there.
fn has_password_of_another(state: &AppState, in_force: &InForce) -> bool {
    in_force.has_saved_password() || state.config.connection.password.is_some()
}
