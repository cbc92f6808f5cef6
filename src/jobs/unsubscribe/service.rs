//! The rule of stopping these mails.

use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    accounts::notified,
    base::{failure::Error, field::AccountField, secret::Secret},
    database::entities::{account, audit::Action},
    mail::unsubscribe,
    security::audit::Event,
    site::{context::Context, request::Visitor},
};

/// Whose mails the link stops. Changes nothing.
pub(super) async fn find(
    context: &Context,
    db: &impl ConnectionTrait,
    token: &Secret,
) -> Result<Option<account::Model>, Error> {
    let Some(id) = unsubscribe::account_id(&context.vault, token)? else { return Ok(None) };
    Ok(account::Entity::find_by_id(id.reveal()).one(db).await?)
}

/// Stops them, if the link is one of ours and they are not stopped already.
pub(super) async fn stop(
    context: &Context,
    visitor: &Visitor,
    token: &Secret,
) -> Result<(), Error> {
    // Before anything is locked: whoever made a link up has nobody wait.
    let Some(id) = unsubscribe::account_id(&context.vault, token)? else { return Ok(()) };
    let stopped = context.database.write(async |tx| {
        let account = account::Entity::find_by_id(id.reveal()).one(&*tx).await?;
        let Some(account) = account else { return Ok(()) };
        if notified::stop(&*tx, &account.id).await? {
            let event = Event::new(Action::StoppedNotices, visitor.actor()).by(&account);
            let event = event.with_fields([AccountField::EmailNotifications]);
            event.record(&*tx, context.clock.now()).await?;
        }
        Ok(())
    });
    stopped.await
}
