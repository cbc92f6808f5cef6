//! The rules of the server settings.

use super::{
    configured::ConfiguredServer,
    reach::{self, Reach},
    store,
};
use crate::{
    accounts::proof,
    base::{
        failure::{Checked, Error, Refusal},
        field_error::FieldError,
    },
    configuration::server_settings::{ServerField, ServerForm},
    database::entities::audit::Action,
    security::audit::Event,
    site::{context::Context, request::Visitor},
};

/// Puts what was typed in force, unless somebody saved since `seen_version`. A new Server URL has to
/// lead here, unless `save_unreached` says that it will.
pub(crate) async fn save(
    context: &Context,
    configured: &ConfiguredServer,
    visitor: &Visitor,
    form: ServerForm,
    seen_version: Option<i32>,
    save_unreached: bool,
    password: &str,
) -> Result<(), Error> {
    visitor.require_administrator()?;
    let seen_version = seen_version.ok_or(Refusal::ChangedMeanwhile)?;
    let form = configured.with_fixed(form.normalised());
    let mut checked = Checked::default();
    let settings = form.parse(&mut checked).ok_or_else(|| checked.into_error())?;
    proof::require(context, visitor, password).await?;
    let kept = store::find(&context.database.read()).await?;
    // Sign-ins depend on it: behind a wrong one nobody could come back to mend it.
    let new_url = settings.url.as_ref().filter(|url| **url != context.url());
    if let Some(url) = new_url.filter(|_| !save_unreached)
        && reach::look(url, &context.vault).await != Reach::Reached
    {
        return Err(Error::field(ServerField::ServerUrl, FieldError::ServerUrlUnreached));
    }
    let changed = configured.in_force(kept.saved).fields_changed_in(&form);
    let event = Event::new(Action::SavedServer, visitor.actor()).with_fields(changed);
    context
        .write_as_administrator(visitor, async |tx| {
            store::save(&*tx, seen_version, &form).await?;
            event.record(&*tx, context.clock.now()).await
        })
        .await?;
    refresh(context, configured).await
}

/// Takes in server settings that were saved, here or on another server of the installation.
pub(crate) async fn refresh(context: &Context, configured: &ConfiguredServer) -> Result<(), Error> {
    let saved = store::find(&context.database.read()).await?.saved;
    if context.server.replace(configured.settings(saved)?) {
        // It introduces itself to the mail server by the name in the Server URL.
        context.mailer.forget_transport().await;
    }
    Ok(())
}
