//! The rule of saying who may register.

use super::REGISTRATION;
use crate::{
    base::failure::{Error, Refusal},
    database::entities::{audit::Action, installation::Mode},
    security::audit::Event,
    site::{context::Context, request::Visitor},
};

/// Puts `new` in force, unless somebody else has changed what the form showed.
pub(crate) async fn save(
    context: &Context,
    visitor: &Visitor,
    new: Option<Mode>,
    seen: Option<Mode>,
) -> Result<(), Error> {
    visitor.require_administrator()?;
    let seen = seen.ok_or(Refusal::ChangedMeanwhile)?;
    let new = new.ok_or(Refusal::Malformed)?;
    let event = Event::new(Action::SavedRegistration, visitor.actor()).with_fields([REGISTRATION]);
    context
        .write_as_administrator(visitor, async |tx| {
            if !super::change(&*tx, seen, new).await? {
                return Err(Refusal::ChangedMeanwhile.into());
            }
            event.record(&*tx, context.clock.now()).await
        })
        .await
}
