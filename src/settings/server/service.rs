//! The rules of the server settings.

use super::{
    form::ServerForm,
    reach::{self, Reach},
    store,
};
use crate::{
    accounts::proof,
    database::retry,
    error::FieldError,
    security::audit::{Action, Actor, Event},
    web::{
        failure::{Checked, Error, Refusal},
        form::Field,
        request::Visitor,
        state::AppState,
    },
};

/// Puts what was typed in force, unless somebody saved since `seen_version`. A new Server URL has to
/// lead here, unless `save_unreached` says that it will.
pub(crate) async fn save(
    state: &AppState,
    visitor: &Visitor,
    form: ServerForm,
    seen_version: Option<i32>,
    save_unreached: bool,
    password: &str,
) -> Result<(), Error> {
    visitor.require_administrator()?;
    let seen_version = seen_version.ok_or(Refusal::ChangedMeanwhile)?;
    let configured = &state.config.server;
    let form = configured.with_fixed(form.normalised());
    let mut checked = Checked::default();
    let settings = form.parse(&mut checked).ok_or_else(|| checked.into_error())?;
    proof::require(state, visitor, password).await?;
    let kept = store::find(&state.database.read()).await?;
    // Sign-ins depend on it: behind a wrong one nobody could come back to mend it.
    let new_url = settings.url.as_ref().filter(|url| **url != state.url());
    if let Some(url) = new_url.filter(|_| !save_unreached)
        && reach::look(url, &kept.reach_code).await != Reach::Reached
    {
        return Err(Error::field(Field::ServerUrl, FieldError::ServerUrlUnreached));
    }
    let changed = configured.in_force(kept.saved).fields_changed_in(&form);
    let event = Event::new(Action::SavedServer, Actor::Visitor(visitor)).with_fields(changed);
    retry(async || {
        let tx = state.database.begin().await?;
        visitor.hold_administrator(&*tx).await?;
        store::save(&*tx, seen_version, &form).await?;
        event.record(&*tx, state.clock.now()).await?;
        tx.commit().await
    })
    .await?;
    state.refresh_server_settings().await
}
