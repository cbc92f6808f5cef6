//! The first run without a browser: the configuration says who administers, and under which license
//! (`Setup.SerialNumber`, `Setup.Administrator.…`).

use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    accounts::{new_account::NewAccount, register::service},
    base::failure::Error,
    database::{entities::account, retry},
    licenses::{claim, serial_number::SerialNumber},
    security::audit::Actor,
    site::context::Context,
};

/// The `Setup.…` keys that name the administrator.
#[derive(Debug, Clone)]
pub(crate) struct ConfiguredAdministrator {
    pub(crate) account: NewAccount,
    pub(crate) serial_number: SerialNumber,
}

/// Registers the administrator of the configuration, once: not if the installation is set up, nor if
/// this very person waits for the activation. Needs no setup code, since whoever writes the
/// configuration could read it. Refuses as registration does.
pub(crate) async fn register(
    state: &Context,
    configured: &ConfiguredAdministrator,
) -> Result<(), Error> {
    let ConfiguredAdministrator { account, serial_number } = configured;
    if state.installation.is_set_up() || waits(&state.database.read(), account).await? {
        return Ok(());
    }
    let license = claim::read(&state.trusted_keys, serial_number, state.clock.now())?;
    retry(|| service::add(state, account, &license, serial_number, Actor::Command)).await
}

/// Whether this very person was registered first and has not activated the account yet.
pub(crate) async fn waits(db: &impl ConnectionTrait, account: &NewAccount) -> Result<bool, Error> {
    let pending = pending(db).await?;
    Ok(pending.is_some_and(|pending| {
        pending.username == account.username.as_str() && pending.email == account.email.as_str()
    }))
}

/// Who was registered first and has not activated the account yet.
pub(crate) async fn pending(db: &impl ConnectionTrait) -> Result<Option<account::Model>, Error> {
    let row = crate::security::installation::row(db).await?;
    let Some(id) = row.and_then(|row| row.administrator_id) else { return Ok(None) };
    Ok(account::Entity::find_by_id(id).one(db).await?)
}
