//! The rule of saying who may register.

use crate::{
    base::{
        failure::{Error, Refusal},
        field::Field,
    },
    database::{
        entities::{audit::Action, installation::Mode},
        retry,
    },
    security::audit::Event,
    site::{context::Context, request::Visitor},
};

/// Puts `new` in force, unless somebody else has changed what the form showed.
pub(crate) async fn save(
    state: &Context,
    visitor: &Visitor,
    new: Option<Mode>,
    seen: Option<Mode>,
) -> Result<(), Error> {
    visitor.require_administrator()?;
    let seen = seen.ok_or(Refusal::ChangedMeanwhile)?;
    let new = new.ok_or(Refusal::Malformed)?;
    let event =
        Event::new(Action::SavedRegistration, visitor.actor()).with_fields([Field::Registration]);
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
