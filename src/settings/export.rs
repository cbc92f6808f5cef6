//! Files that administrators take away: which ones, and who did, stands in the audit.

use axum::response::Response;

use crate::{
    base::failure::{Error, Failure},
    database::entities::audit::Action,
    security::audit::Event,
    site::{context::Context, request::Visitor},
    ui::problem,
};

/// Notes that a file goes out, or answers who may not have it. `middleware::access` has asked before.
pub(super) async fn admit(
    context: &Context,
    visitor: &Visitor,
    action: Action,
) -> Result<(), Box<Response>> {
    let noted = note(context, visitor, action).await;
    noted.map_err(|error| Box::new(problem::respond(visitor, &Failure::from(error))))
}

/// Notes what an administrator does, while they may.
pub(super) async fn note(
    context: &Context,
    visitor: &Visitor,
    action: Action,
) -> Result<(), Error> {
    let event = Event::new(action, visitor.actor());
    context
        .write_as_administrator(visitor, async |tx| event.record(&*tx, context.clock.now()).await)
        .await
}
