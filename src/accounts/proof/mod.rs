//! Proving once more who one is, before anything that would let a stranger at an open browser take
//! the account or the installation over.
//!
//! Forms that need it carry a [`field`] for the password when the last proof is too old, and their
//! functions begin with [`require`]. There is no page in between on which something could get lost.

pub(crate) mod field;

use std::time::Duration;

use crate::{
    base::{
        clock::Timestamp,
        failure::Error,
        field::{AccountField, FieldName},
        field_error::FieldError,
    },
    database::{WriteTransaction, entities::audit::Action},
    security::{
        audit::Event,
        guess_limit::{self, Guess, Subject},
        password_hash::{StoredHash, Verdict},
        sessions::{self, Session},
    },
    site::{context::Context, request::Visitor},
};

/// On forms that have another `password`.
pub(crate) const OWN_PASSWORD: FieldName = FieldName::new("own_password");

/// Long enough for a few changes one after another, short enough for a coffee.
const LIFETIME: Duration = Duration::from_mins(10);

pub(crate) fn is_fresh(session: &Session, now: Timestamp) -> bool {
    // Not in the future either: a clock that was ahead proves nothing.
    session.proven_at > now - LIFETIME && session.proven_at < now + LIFETIME
}

/// Lets through whoever typed the password within the last minutes, or typed it now.
pub(crate) async fn require(
    context: &Context,
    visitor: &Visitor,
    password: &str,
) -> Result<(), Error> {
    require_in(AccountField::Password.into(), context, visitor, password).await
}

/// The same for a form in which the password has another name.
pub(crate) async fn require_in(
    field: FieldName,
    context: &Context,
    visitor: &Visitor,
    password: &str,
) -> Result<(), Error> {
    let session = visitor.require_session()?;
    if is_fresh(session, context.clock.now()) {
        return Ok(());
    }
    if password.is_empty() {
        return Err(Error::field(field, FieldError::ProofNeeded));
    }
    let guess = guess_limit::admit_counted(
        &context.database,
        &context.clock,
        &[Subject::Proof(session.id())],
    )
    .await?;
    let stored = session.account.password_hash.clone().map(StoredHash::from_database);
    let verdict = context.hasher.acquire_permit().await?.verify(password, stored).await?;
    let is_right = verdict != Verdict::Wrong;
    context.database.write(|tx| note(tx, context, visitor, session, &guess, is_right)).await?;
    if is_right { Ok(()) } else { Err(Error::field(field, FieldError::WrongPassword)) }
}

async fn note(
    tx: WriteTransaction,
    context: &Context,
    visitor: &Visitor,
    session: &Session,
    guess: &Guess,
    is_right: bool,
) -> Result<(), Error> {
    let now = context.clock.now();
    let event = Event::new(Action::ProvedPassword, visitor.actor());
    if is_right {
        session.hold(&*tx).await?;
        guess.was_right(&*tx).await?;
        sessions::note_proof(&*tx, session, now).await?;
        event.record(&*tx, now).await
    } else {
        guess.record_wrong(&*tx, event, now).await?;
        Ok(())
    }
}
