//! The rule of saying who may register.

use super::Mode;
use crate::{
    database::retry,
    security::audit::{Action, Actor, Event},
    web::{
        failure::{Error, Refusal},
        form::Field,
        request::Visitor,
        state::AppState,
    },
};

/// Puts `new` in force, unless somebody else has changed what the form showed.
pub(crate) async fn save(
    state: &AppState,
    visitor: &Visitor,
    new: Option<Mode>,
    seen: Option<Mode>,
) -> Result<(), Error> {
    visitor.require_administrator()?;
    let seen = seen.ok_or(Refusal::ChangedMeanwhile)?;
    let new = new.ok_or(Refusal::Malformed)?;
    let event = Event::new(Action::SavedRegistration, Actor::Visitor(visitor))
        .with_fields([Field::Registration]);
    retry(async || {
        let tx = state.database.begin().await?;
        visitor.hold_administrator(&*tx).await?;
        if !super::change(&*tx, seen, new).await? {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        event.record(&*tx, state.clock.now()).await?;
        tx.commit().await
    })
    .await
}
