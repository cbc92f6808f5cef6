//! The rules of connections. One above all: a password goes only where it was typed for.

use std::sync::Arc;

use sea_orm::ConnectionTrait;
use tokio::sync::watch;

use super::{
    form::{NewConnection, PASSWORD, PlaceField, PlaceForm},
    place_test::{self, AttemptedPlace, PlaceAttempt, PlaceAttempts, TestProgress},
    store::{self, Kept},
};
use crate::{
    base::{
        failure::{Checked, Error, Failure, Refusal},
        field::FieldName,
        field_error::FieldError,
        secret::Secret,
    },
    database::{
        entities::{account, audit::Action, connection},
        form::parse_password,
    },
    security::audit::Event,
    site::{
        blank_secret::{self, Former},
        context::Context,
        request::Visitor,
    },
};

/// What is on the screen.
pub(crate) struct Typed<'a> {
    pub(crate) form: &'a PlaceForm,
    pub(crate) password: &'a str,
    /// The connection that the form was filled from; blank for a new one.
    pub(crate) id: &'a str,
    /// Of that connection, the version that was seen.
    pub(crate) seen_version: Option<i32>,
    /// The attempt that the form was filled from, if it was.
    pub(crate) attempt: &'a str,
    /// Filled where a password was typed before a refusal: leaving it blank now does not mean "keep
    /// the old one".
    pub(crate) retype: &'a str,
}

/// The connection as it is kept, with its password.
pub(crate) fn open(context: &Context, row: &connection::Model) -> Result<NewConnection, Error> {
    let mut checked = Checked::default();
    let form = row.form()?;
    let parsed = form.parse(&context.file_roots, &context.connection.limits(), &mut checked);
    let mut connection = parsed.ok_or_else(|| checked.into_error())?;
    let password = row.password_for(&connection, &context.vault)?;
    connection.set_password(password);
    Ok(connection)
}

/// The same; `None` where its settings are no longer good, such as a file that has gone from where it was allowed.
pub(crate) fn open_if_usable(
    context: &Context,
    row: &connection::Model,
) -> Result<Option<NewConnection>, Error> {
    match open(context, row) {
        Ok(connection) => Ok(Some(connection)),
        Err(Error::Form(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Tries what is on the screen. Nothing is kept of it but what happened, for an hour.
pub(crate) async fn test(
    context: &Context,
    attempts: &PlaceAttempts,
    visitor: &Visitor,
    typed: &Typed<'_>,
) -> Result<Arc<PlaceAttempt>, Error> {
    let administrator = visitor.require_administrator()?;
    let saved = saved(context, typed.id).await?;
    let wanted = read(context, attempts, administrator, saved.as_ref(), typed)?;
    let (tell, progress) = watch::channel(TestProgress::default());
    let now = context.clock.now();
    let attempted = AttemptedPlace {
        connection: saved.as_ref().map(|row| row.id.clone()),
        seen_version: typed.seen_version.unwrap_or(-1),
        form: typed.form.clone().normalised(),
        wanted,
        progress,
    };
    context
        .database
        .write(async |tx| {
            let event = Event::new(Action::TestedPlace, visitor.actor());
            event.about_named(attempted.wanted.name.as_str()).record(&*tx, now).await
        })
        .await?;
    let attempt = attempts.begin(administrator, attempted, now);
    // Of the saved settings, everybody sees how they did.
    let unchanged = match saved {
        Some(row) if attempt.wanted == open(context, &row)? => Some(row),
        _ => None,
    };
    let (context, tested) = (context.clone(), Arc::clone(&attempt));
    tokio::spawn(async move {
        place_test::test(&tested.wanted, &tell).await;
        if let Some(row) = unchanged
            && let Err(error) = note(&context, &row, &tell).await
        {
            // Logged by the conversion.
            let _ = Failure::from(error);
        }
    });
    Ok(attempt)
}

/// Tries a connection as it is saved, and notes what came of it.
pub(crate) async fn test_saved(
    context: &Context,
    row: &connection::Model,
    tell: &watch::Sender<TestProgress>,
) -> Result<(), Error> {
    place_test::test(&open(context, row)?, tell).await;
    note(context, row, tell).await
}

async fn note(
    context: &Context,
    row: &connection::Model,
    told: &watch::Sender<TestProgress>,
) -> Result<(), Error> {
    let (outcome, now) = (told.borrow().outcome(), context.clock.now());
    context.database.write(async |tx| store::note_test(&*tx, row, outcome, now).await).await
}

/// Saves a new connection, or over the one that the form was filled from. The answer is its id.
pub(crate) async fn save(
    context: &Context,
    attempts: &PlaceAttempts,
    visitor: &Visitor,
    typed: &Typed<'_>,
) -> Result<String, Error> {
    let administrator = visitor.require_administrator()?;
    let saved = saved(context, typed.id).await?;
    let wanted = read(context, attempts, administrator, saved.as_ref(), typed)?;
    let form = typed.form.clone().normalised();
    let fields = changed_fields(context, saved.as_ref(), &form, &wanted)?;
    let mut kept = Kept::seal(wanted, &form, &context.vault)?;
    let attempt = attempts.find(administrator, typed.attempt, context.clock.now());
    if let Some(attempt) = attempt.filter(|attempt| attempt.wanted == kept.connection)
        && let Some(outcome) = attempt.outcome()
    {
        kept.tested = Some((context.clock.now(), outcome));
    }
    context
        .write_as_administrator(visitor, async |tx| {
            let now = context.clock.now();
            let own_id = saved.as_ref().map(|row| &*row.id);
            if store::is_taken(&*tx, &kept.connection.name.key(), own_id).await? {
                return Err(Error::field(PlaceField::Name, FieldError::ConnectionNameTaken));
            }
            let id = match own_id {
                Some(id) => {
                    let seen = typed.seen_version.ok_or(Refusal::ChangedMeanwhile)?;
                    store::update(&*tx, id, seen, &kept).await?;
                    id.to_owned()
                }
                None if store::count(&*tx).await? >= store::MOST => {
                    return Err(Refusal::TooManyConnections.into());
                }
                None => store::insert(&*tx, &kept, now).await?,
            };
            let name = kept.connection.name.as_str();
            let event = Event::new(Action::SavedPlace, visitor.actor()).about_named(name);
            event.with_fields(fields.iter().copied()).record(&*tx, now).await?;
            Ok(id)
        })
        .await
}

fn changed_fields(
    context: &Context,
    saved: Option<&connection::Model>,
    form: &PlaceForm,
    wanted: &NewConnection,
) -> Result<Vec<FieldName>, Error> {
    let (form_before, password_before) = match saved {
        Some(row) => (row.form()?, row.password_for(wanted, &context.vault)?),
        None => (PlaceForm::default(), None),
    };
    let has_new_password = wanted.password() != password_before.as_ref();
    let changed = form_before.fields_changed_in(form).into_iter();
    Ok(changed.chain(has_new_password.then_some(PASSWORD)).collect())
}

/// Adds a database in a file for everybody, unless it is there under this name. The answer is its id.
pub(crate) async fn add_file(
    context: &Context,
    tx: &impl ConnectionTrait,
    visitor: &Visitor,
    name: &str,
    path: &str,
) -> Result<String, Error> {
    let form = PlaceForm::default()
        .with(PlaceField::Name, name)
        .with(PlaceField::Kind, connection::Kind::Sqlite.name())
        .with(PlaceField::Path, path);
    let mut checked = Checked::default();
    let parsed = form.parse(&context.file_roots, &context.connection.limits(), &mut checked);
    let connection = parsed.ok_or_else(|| checked.into_error())?;
    if let Some(found) = store::find_named(tx, &connection.name.key()).await? {
        let is_same = found.kind == connection.kind
            && found.form()?.get(PlaceField::Path) == path
            && found.audience == connection.audience;
        return if is_same { Ok(found.id) } else { Err(Refusal::SampleNotMade.into()) };
    }
    if store::count(tx).await? >= store::MOST {
        return Err(Refusal::TooManyConnections.into());
    }
    let now = context.clock.now();
    let id = store::insert(tx, &Kept::seal(connection, &form, &context.vault)?, now).await?;
    let event = Event::new(Action::SavedPlace, visitor.actor()).about_named(name);
    event.record(tx, now).await?;
    Ok(id)
}

pub(crate) async fn remove(context: &Context, visitor: &Visitor, id: &str) -> Result<(), Error> {
    context
        .write_as_administrator(visitor, async |tx| {
            let row = store::find(&*tx, id).await?.ok_or(Refusal::NoSuchConnection)?;
            let users = store::users(&*tx, id).await?;
            if !users.is_empty() {
                let by = u32::try_from(users.len()).unwrap_or(u32::MAX);
                return Err(Refusal::ConnectionInUse { by }.into());
            }
            if !store::remove(&*tx, id).await? {
                return Err(Refusal::NoSuchConnection.into());
            }
            let event = Event::new(Action::RemovedPlace, visitor.actor()).about_named(&row.name);
            event.record(&*tx, context.clock.now()).await
        })
        .await
}

/// Seals every password under the first key of the ring, and says how many there were.
pub(crate) async fn seal_anew(
    context: &Context,
    tx: &impl sea_orm::ConnectionTrait,
) -> Result<usize, Error> {
    let mut count = 0;
    for row in store::list(tx).await? {
        // What cannot be used stays as it is.
        let Some(connection) = open_if_usable(context, &row)? else { continue };
        let Some((password, destination)) =
            connection.password().zip(connection.place.destination())
        else {
            continue;
        };
        let sealed = context.vault.seal(password, &destination)?;
        store::replace_password(tx, &row, sealed).await?;
        count += 1;
    }
    Ok(count)
}

/// The connection with this id; `None` for a new one.
async fn saved(context: &Context, id: &str) -> Result<Option<connection::Model>, Error> {
    if id.is_empty() {
        return Ok(None);
    }
    let found = store::find(&context.database.read(), id).await?;
    Ok(Some(found.ok_or(Refusal::NoSuchConnection)?))
}

/// What was typed, with the password that goes with it: typed, or kept for this very destination.
fn read(
    context: &Context,
    attempts: &PlaceAttempts,
    administrator: &account::Model,
    saved: Option<&connection::Model>,
    typed: &Typed<'_>,
) -> Result<NewConnection, Error> {
    let form = typed.form.clone().normalised();
    let mut checked = Checked::default();
    let password = checked.take(PASSWORD, parse_password(typed.password)).flatten();
    let parsed = form.parse(&context.file_roots, &context.connection.limits(), &mut checked);
    let (Some(mut connection), true) = (parsed, checked.errors().is_empty()) else {
        return Err(checked.into_error());
    };
    let password = match password {
        None if connection.place.destination().is_some() => {
            kept_password(context, attempts, administrator, saved, typed, &connection)?
        }
        typed => typed,
    };
    connection.set_password(password);
    Ok(connection)
}

/// The password that leaving the field blank means; `None` where there has never been one.
fn kept_password(
    context: &Context,
    attempts: &PlaceAttempts,
    administrator: &account::Model,
    saved: Option<&connection::Model>,
    typed: &Typed<'_>,
    connection: &NewConnection,
) -> Result<Option<Secret>, Error> {
    let attempt = attempts.find(administrator, typed.attempt, context.clock.now());
    let attempted = attempt.as_ref().map(|attempt| &attempt.wanted);
    let attempted = attempted.and_then(|attempted| {
        let is_its_own = attempted.place.destination() == connection.place.destination();
        let secret = attempted.password()?.clone();
        Some(Former { secret: is_its_own.then_some(secret) })
    });
    blank_secret::meant(PASSWORD, typed.retype, attempted, || {
        let Some(row) = saved.filter(|row| row.sealed_password.is_some()) else { return Ok(None) };
        Ok(Some(Former { secret: row.password_for(connection, &context.vault)? }))
    })
}
