//! What a start and a command do about moves: put in order what a broken-off one has left, and go back
//! to the connection before the last change.

use std::path::Path;

use super::{
    Database, Pool,
    configured::ConfiguredConnection,
    form::ConnectionForm,
    in_use::{release, take_back},
    kept::{Fallback, SavedConnection, StoredConnection},
    schema,
};
use crate::base::{failure::Error, vault::Vault};

/// Puts in order what a move that was broken off has left: at the start of the one server that uses the
/// data directory, and of nothing else. A command could come in the middle of a move.
pub(crate) async fn recover(
    database: &Database,
    mut kept: StoredConnection,
    data_directory: &Path,
) -> Result<(), Error> {
    let db = database.read();
    if schema::find_mark(&db).await?.is_some() {
        // It has happened, else the database would not be open; only its mark was still to be removed.
        schema::mark_whole(&db).await?;
    }
    if let Some(id) = kept.moving.take() {
        release(&db, &id).await?;
        kept.write(data_directory)?;
    }
    Ok(())
}

/// The environment says otherwise than what is to be saved, and would win.
#[derive(Debug)]
pub(crate) struct FixedByEnvironment;

impl std::fmt::Display for FixedByEnvironment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the environment fixes the connection: DATASYNC__CONNECTION__…")
    }
}

impl std::error::Error for FixedByEnvironment {}

/// Goes back to the connection before this one, if there was one. The server must not run.
pub(crate) async fn go_back(
    configured: &ConfiguredConnection,
    vault: &Vault,
    data_directory: &Path,
) -> Result<Option<ConnectionForm>, Error> {
    let kept = StoredConnection::read(data_directory)?;
    let Some(fallback) = kept.fallback.clone() else { return Ok(None) };
    let next = match fallback {
        Fallback::Configuration => None,
        Fallback::Saved(saved) => Some(*saved),
    };
    let kept = kept.succeeded_by(next, None);
    let is_fixed =
        |saved: &SavedConnection| configured.with_fixed(saved.form.clone()) != saved.form;
    if kept.active.as_ref().is_some_and(is_fixed) {
        return Err(FixedByEnvironment.into());
    }
    let form = configured.in_force(kept.active.as_ref()).form;
    let settings = configured.settings(&kept, vault)?;
    let pool = Pool::open(&settings, data_directory).await?;
    take_back(&pool.connection).await?;
    pool.connection.close().await?;
    kept.write(data_directory)?;
    Ok(Some(form))
}
