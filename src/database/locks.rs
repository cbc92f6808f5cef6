//! What only one process may do to a database at a time. The end of the process frees everything.

use std::{fs::File, path::Path, time::Duration};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, TransactionTrait};
use sha2::{Digest, Sha256};

use super::{
    ConnectionSettings,
    schema::sql,
    settings::{Place, ServerPlace},
};
use crate::base::failure::Error;

/// On PostgreSQL, locks are numbers, and each database has its own.
const MIGRATING: i64 = 0x0064_6174_6173_796e;
const MOVING: i64 = MIGRATING + 1;
/// Longer than any migration takes that does not hang.
const PATIENCE: Duration = Duration::from_mins(2);

/// Held by the one who migrates.
pub(super) enum MigrationLock {
    File(#[expect(dead_code, reason = "held")] File),
    Server(#[expect(dead_code, reason = "held")] ServerLock),
}

impl MigrationLock {
    pub(super) async fn take(
        settings: &ConnectionSettings,
        data_directory: &Path,
    ) -> Result<Self, Error> {
        match &settings.place {
            Place::Embedded(_) => {
                // A file of its own could belong to whoever ran a command first. Never the database
                // itself: closing it would end the locks that SQLite holds on it in this process, and
                // the next to open and close it would take the server's log away.
                let file = File::open(data_directory)?;
                let locked = tokio::task::spawn_blocking(move || file.lock().map(|()| file));
                Ok(Self::File(locked.await??))
            }
            Place::Server(server) => {
                let lock = ServerLock::take(server, settings.timeout, MIGRATING, PATIENCE).await?;
                let late = || DbErr::Custom("another server migrates for too long".to_owned());
                Ok(Self::Server(lock.ok_or_else(late)?))
            }
        }
    }
}

/// A transaction on a connection of its own, since whoever holds it may need all others.
pub(super) struct ServerLock(#[expect(dead_code, reason = "held")] DatabaseTransaction);

impl ServerLock {
    /// Held by the move that fills a database; `None` where there is another.
    pub(super) async fn try_move_into(
        server: &ServerPlace,
        timeout: Duration,
    ) -> Result<Option<Self>, DbErr> {
        Self::take(server, timeout, MOVING, Duration::ZERO).await
    }

    /// `None` where somebody else still holds it when the patience is at its end.
    async fn take(
        server: &ServerPlace,
        timeout: Duration,
        number: i64,
        patience: Duration,
    ) -> Result<Option<Self>, DbErr> {
        let connection = server.connect(Some(&server.database), 1, timeout).await?;
        let transaction = connection.begin().await?;
        let lock = match transaction.get_database_backend() {
            DbBackend::Postgres if patience.is_zero() => {
                format!("SELECT CAST(pg_try_advisory_xact_lock({number}) AS INTEGER) AS got")
            }
            DbBackend::Postgres => {
                format!("SELECT 1 AS got FROM pg_advisory_xact_lock({number})")
            }
            // Here they have names, which are short and the whole server's.
            _ => {
                let database = hex::encode(&Sha256::digest(&server.database)[..8]);
                let name = format!("datasync_{number}_{database}");
                format!("SELECT CAST(GET_LOCK('{name}', {}) AS SIGNED) AS got", patience.as_secs())
            }
        };
        let asked = transaction.query_one_raw(sql(&transaction, &lock));
        // A server that waits by itself answers in time.
        let limit = patience + timeout;
        let Ok(row) = tokio::time::timeout(limit, asked).await else { return Ok(None) };
        let got = row?.is_some_and(|row| {
            row.try_get::<i32>("", "got").is_ok_and(|got| got == 1)
                || row.try_get::<i64>("", "got").is_ok_and(|got| got == 1)
        });
        Ok(got.then_some(Self(transaction)))
    }
}
