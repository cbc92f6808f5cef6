//! The key of the installation: made at the first start, known again at every other.

use std::io;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    accounts::second_factor,
    base::{
        failure::{Checked, Error},
        vault::{Key, KeyProblem, Vault},
    },
    connections,
    database::{
        Database, WriteTransaction,
        entities::{audit::Action, installation, mail_settings, mail_test},
        kept::{Fallback, SavedConnection, StoredConnection},
    },
    jobs::webhook,
    mail::{self, store::StoredSecret},
    security::audit::{Actor, Event},
    site::context::Context,
};

/// Former keys that stay in the ring.
const KEPT_KEYS: usize = 2;

/// Knows the key again by which the installation seals its secrets. A missing or wrong key is an
/// error, and nothing is changed: with a new one, everything that was sealed would be lost.
pub(crate) async fn require(database: &Database, vault: &Vault) -> Result<(), Error> {
    match find_check(database).await? {
        Some(check) => Ok(vault.require_right_key(&check)?),
        None => Ok(()),
    }
}

/// The same for a server, which makes the key of a new installation. Commands never do: they may run
/// as somebody else, whose files the server cannot read.
pub(crate) async fn require_or_make(database: &Database, vault: &Vault) -> Result<(), Error> {
    know_or_make(database, vault).await?;
    // What older versions have left in clear.
    webhook::settings::seal_former(database, vault).await
}

async fn know_or_make(database: &Database, vault: &Vault) -> Result<(), Error> {
    let has_key = vault.ring()?.is_some();
    if let Some(check) = find_check(database).await? {
        return Ok(vault.require_right_key(&check)?);
    }
    if !has_key {
        vault.create()?;
    }
    let check = vault.seal_check()?;
    if database.write(|tx| introduce(tx, &check)).await? {
        return Ok(());
    }
    // Another instance was faster; its key is the one.
    if !has_key {
        vault.discard()?;
        return Err(KeyProblem::Missing(vault.place()).into());
    }
    require(database, vault).await
}

async fn find_check(database: &Database) -> Result<Option<String>, Error> {
    let row = crate::security::installation::row(&database.read()).await?;
    Ok(row.and_then(|row| row.key_check))
}

/// Whether the installation had no key yet.
async fn introduce(tx: WriteTransaction, check: &str) -> Result<bool, Error> {
    let introduced = crate::security::installation::update()
        .col_expr(installation::Column::KeyCheck, Expr::value(Some(check)))
        .filter(installation::Column::KeyCheck.is_null())
        .exec(&*tx)
        .await?;
    Ok(introduced.rows_affected == 1)
}

/// Makes a new key, seals every secret under it, and returns how many there were. The two keys before
/// it stay in the ring: a server may be sealing under the last one at this moment. A ring that is
/// configured is changed there; its secrets are sealed anew under its first key.
pub(crate) async fn rotate(context: &Context) -> Result<usize, Error> {
    let tx = context.database.begin().await?;
    // Holds the row to the end: two rotations at once would each lose the other's key. Not tried
    // again where the database gives up: each try would push a key out of the ring.
    crate::security::installation::hold(&*tx).await?;
    if context.vault.is_file() {
        let ring = context.vault.ring()?.unwrap_or_default();
        let kept = ring.into_iter().take(KEPT_KEYS);
        // Before anything is sealed under the new key; a crash after it loses nothing.
        context.vault.replace(&[Key::new()].into_iter().chain(kept).collect::<Vec<_>>())?;
    }
    let count = seal_anew(context, &tx).await?;
    crate::security::installation::update()
        .col_expr(installation::Column::KeyCheck, Expr::value(Some(context.vault.seal_check()?)))
        .exec(&*tx)
        .await?;
    Event::new(Action::RotatedKey, Actor::Command).record(&*tx, context.clock.now()).await?;
    tx.commit().await?;
    Ok(count)
}

async fn seal_anew(context: &Context, tx: &WriteTransaction) -> Result<usize, Error> {
    // Tests live for an hour; what was typed for them is typed again.
    mail_test::Entity::delete_many().exec(&**tx).await?;
    let count = second_factor::service::seal_anew(context, &**tx).await?;
    let count = count + seal_connections_anew(context)?;
    let count = count + webhook::settings::seal_anew(&**tx, &context.vault).await?;
    let count = count + connections::service::seal_anew(context, &**tx).await?;
    let kept = mail::store::find(&context.mailer, &**tx).await?;
    let (StoredSecret::Sealed(_), Some(settings)) = (&kept.secret, kept.settings()?) else {
        return Ok(count);
    };
    let secret = kept.secret_for(&context.mailer, &settings)?.ok_or_else(|| {
        io::Error::other("the secret of the mail settings cannot be opened; save them again")
    })?;
    let sealed = mail::store::seal(&context.mailer, &settings, Some(&secret))?;
    mail_settings::Entity::update_many()
        .col_expr(mail_settings::Column::SealedSecret, Expr::value(sealed))
        .filter(mail_settings::Column::Id.eq(mail_settings::THE_ONE))
        .filter(mail_settings::Column::Version.eq(kept.version))
        .exec(&**tx)
        .await?;
    Ok(count + 1)
}

/// The passwords of the databases, which rest beside them.
fn seal_connections_anew(context: &Context) -> Result<usize, Error> {
    let (configured, data) = (&context.connection, &context.data_directory);
    let mut kept = StoredConnection::read(data)?;
    if kept.moving.is_some() {
        return Err(io::Error::other("the data is being moved; try again when that is over").into());
    }
    let fallback = match &mut kept.fallback {
        Some(Fallback::Saved(saved)) => Some(&mut **saved),
        Some(Fallback::Configuration) | None => None,
    };
    let mut count = 0;
    for saved in kept.active.iter_mut().chain(fallback) {
        let settings = saved.form.parse(&configured.limits(), &mut Checked::default());
        let Some(settings) = settings else { continue };
        if let Some(password) = saved.password_for(&settings, &context.vault)? {
            *saved = SavedConnection::seal(
                saved.form.clone(),
                &settings,
                Some(&password),
                &context.vault,
            )?;
            count += 1;
        }
    }
    if count > 0 {
        kept.write(data)?;
    }
    Ok(count)
}
