//! What is kept: one schema ([`entities`], [`migrations`]) on three engines ([`connect`]).
//!
//! Rules that hold the product together (a token works once, seats are never oversold, there is one
//! first administrator) are conditional UPDATEs inside a [`WriteTransaction`]: the number of changed
//! rows is the answer, on every engine alike.

pub(crate) mod connect;
pub(crate) mod entities;
pub(crate) mod migrations;

use std::{sync::Arc, time::Duration};

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr, SqlErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait, sqlx,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

pub(crate) use connect::{ConnectionSettings, Engine, NewerSchema};

use crate::{security::random, web::failure::Error};

/// Tries at one transaction before a conflict becomes a fault.
const MAX_TRIES: u32 = 10;
/// The longest pause before the second try; it grows with each.
const PAUSE: Duration = Duration::from_millis(5);

/// An open, migrated database; clones share its pool.
#[derive(Clone)]
pub(crate) struct Database {
    connection: DatabaseConnection,
    /// SQLite has one writer: whoever waits, waits here in order instead of polling for a lock.
    single_writer: Option<Arc<Mutex<()>>>,
}

/// Everything inside happens, or nothing. Dropped without [`commit`](Self::commit), nothing.
pub(crate) struct WriteTransaction {
    transaction: DatabaseTransaction,
    _single_writer: Option<OwnedMutexGuard<()>>,
}

impl Database {
    /// Reads outside a transaction.
    pub(crate) fn read(&self) -> &DatabaseConnection {
        &self.connection
    }

    pub(crate) async fn begin(&self) -> Result<WriteTransaction, Error> {
        let single_writer = match &self.single_writer {
            Some(writer) => Some(Arc::clone(writer).lock_owned().await),
            None => None,
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.connection.begin_with_options(options).await?;
        Ok(WriteTransaction { transaction, _single_writer: single_writer })
    }

    pub(crate) async fn close(self) -> Result<(), Error> {
        Ok(self.connection.close().await?)
    }
}

impl WriteTransaction {
    pub(crate) async fn commit(self) -> Result<(), Error> {
        Ok(self.transaction.commit().await?)
    }
}

impl std::ops::Deref for WriteTransaction {
    type Target = DatabaseTransaction;
    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

/// Runs a transaction again when the database gave it up in favour of a parallel one: PostgreSQL
/// and MariaDB break deadlocks that way and expect exactly this.
pub(crate) async fn retry<T, F>(mut attempt: impl FnMut() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    for tries in 1..MAX_TRIES {
        match attempt().await {
            // What got into each other's way does not come back at the same moment.
            Err(error) if is_conflict(&error) => {
                tokio::time::sleep((PAUSE * tries).mul_f64(random::fraction())).await;
            }
            outcome => return outcome,
        }
    }
    attempt().await
}

fn is_conflict(error: &Error) -> bool {
    // The same row was added a moment before; a second look finds it. (Where taken is an answer, as
    // with usernames, the store has made it a refusal.)
    let sql_error = error.database().and_then(DbErr::sql_err);
    if matches!(sql_error, Some(SqlErr::UniqueConstraintViolation(_))) {
        return true;
    }
    let Some(
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)),
    ) = error.database()
    else {
        return false;
    };
    let sqlx::Error::Database(error) = &**error else { return false };
    // Deadlock and serialisation failure: PostgreSQL 40P01 and 40001; MariaDB 40001 and 1205,
    // lock wait timeout, and 1020, record changed since last read.
    matches!(error.code().as_deref(), Some("40001" | "40P01"))
        || error
            .try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()
            .is_some_and(|error| matches!(error.number(), 1020 | 1205 | 1213))
}
