//! Proving once more who one is, before anything that would let a stranger at an open browser take
//! the account or the installation over.
//!
//! Forms that need it carry a [`field`] for the password when the last proof is too old, and their
//! functions begin with [`require`]. There is no page in between on which something could get lost.

pub(crate) mod field;

use std::time::Duration;

use super::sessions::{self, Session};
use crate::{
    error::FieldError,
    security::{
        audit::{Action, Actor, Event, Outcome},
        clock::Timestamp,
        guess_limit::{self, Subject},
        password_hash::{StoredHash, Verdict},
    },
    web::{failure::Error, form::Field, request::Visitor, state::AppState},
};

/// Long enough for a few changes one after another, short enough for a coffee.
const LIFETIME: Duration = Duration::from_mins(10);

pub(crate) fn is_fresh(session: &Session, now: Timestamp) -> bool {
    session.proven_at > now - LIFETIME
}

/// Lets through whoever typed the password within the last minutes, or typed it now.
pub(crate) async fn require(
    state: &AppState,
    visitor: &Visitor,
    password: &str,
) -> Result<(), Error> {
    let session = visitor.require_session()?;
    if is_fresh(session, state.clock.now()) {
        return Ok(());
    }
    if password.is_empty() {
        return Err(Error::field(Field::Password, FieldError::ProofNeeded));
    }
    let turn = state.hasher.take_turn().await?;
    let subjects = [Subject::Address(visitor.address), Subject::Proof(&session.account.id)];
    let guess = guess_limit::admit(state, &subjects).await?;
    let stored = session.account.password_hash.clone().map(StoredHash::from_database);
    let verdict = turn.verify(password, stored).await?;
    let now = state.clock.now();
    let event = Event::new(Action::ProvedPassword, Actor::Visitor(visitor));
    let tx = state.database.begin().await?;
    if verdict == Verdict::Wrong {
        let outcome = Outcome::of_wrong_guess(guess.was_wrong(&*tx, now).await?);
        event.with_outcome(outcome).record(&*tx, now).await?;
        tx.commit().await?;
        return Err(Error::field(Field::Password, FieldError::WrongPassword));
    }
    guess.was_right(&*tx).await?;
    sessions::note_proof(&*tx, session, now).await?;
    event.record(&*tx, now).await?;
    tx.commit().await
}
