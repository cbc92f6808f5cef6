//! Writing: everything in a transaction happens, or nothing, and whoever got in another's way tries
//! again.
//!
//! 1. [`Database::write`] begins a transaction behind the gate, which a move closes.
//! 2. The work reads and writes in it. It may run several times, so it changes nothing else.
//! 3. `Ok` commits what it did; an error rolls it back.
//! 4. Where the database gave the transaction up in favour of a parallel one, all of that again.

use std::{sync::Arc, time::Duration};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sea_query::{Expr, IntoCondition},
};
use tokio::sync::{OwnedMutexGuard, OwnedRwLockReadGuard};

use super::{Database, Pool, in_use};
use crate::base::{
    database_error,
    failure::{Error, Refusal},
    random,
};

/// Tries at one transaction before a conflict becomes a fault.
const MAX_TRIES: u32 = 10;
/// The longest pause before the second try; it grows with each.
const PAUSE: Duration = Duration::from_millis(5);
/// How long a write waits for the end of a move before it is told to come back: a small installation
/// is moved in less.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Everything inside happens, or nothing. Dropped without [`commit`](Self::commit), nothing.
///
/// Work gets a handle of its own, not a reference: the compiler cannot yet tell that a future which
/// borrows the transaction may go to another thread (rust-lang/rust#110338).
pub(crate) struct WriteTransaction(Arc<Open>);

struct Open {
    transaction: DatabaseTransaction,
    _single_writer: Option<OwnedMutexGuard<()>>,
    _gate: OwnedRwLockReadGuard<()>,
}

impl Database {
    /// Runs `work` in a transaction and commits it, unless it ends with an error.
    pub(crate) async fn write<T, F>(&self, work: impl Fn(WriteTransaction) -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        retry(async || run(self.begin().await?, &work).await).await
    }

    /// The same, for what has happened already and only has to be noted: at the end of a move at the
    /// latest.
    pub(crate) async fn write_patiently<T, F>(
        &self,
        work: impl Fn(WriteTransaction) -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        retry(async || run(self.begin_patiently().await?, &work).await).await
    }

    /// The same, unless a move is under way: then there is no hurry, and `None` is the answer.
    pub(crate) async fn write_if_open<T, F>(
        &self,
        work: impl Fn(WriteTransaction) -> F,
    ) -> Result<Option<T>, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        retry(async || match self.begin_if_open().await? {
            Some(tx) => run(tx, &work).await.map(Some),
            None => Ok(None),
        })
        .await
    }

    /// A transaction that is not tried again. Use [`write`](Self::write) wherever the work can run
    /// twice.
    pub(crate) async fn begin(&self) -> Result<WriteTransaction, Error> {
        let gate = Arc::clone(&self.0.gate).read_owned();
        let gate = tokio::time::timeout(PATIENCE, gate).await.map_err(|_| Refusal::Busy)?;
        self.pool().begin(gate).await
    }

    async fn begin_patiently(&self) -> Result<WriteTransaction, Error> {
        let gate = Arc::clone(&self.0.gate).read_owned().await;
        self.pool().begin(gate).await
    }

    async fn begin_if_open(&self) -> Result<Option<WriteTransaction>, Error> {
        let Ok(gate) = Arc::clone(&self.0.gate).try_read_owned() else { return Ok(None) };
        match self.pool().begin(gate).await {
            // Another server moves.
            Err(Error::Refused(Refusal::Busy)) => Ok(None),
            begun => begun.map(Some),
        }
    }
}

impl Pool {
    async fn begin(self, gate: OwnedRwLockReadGuard<()>) -> Result<WriteTransaction, Error> {
        let single_writer = match self.single_writer {
            Some(writer) => Some(writer.lock_owned().await),
            None => None,
        };
        let transaction = begin_to_write(&self.connection).await?;
        in_use::require_here(&transaction).await?;
        let open = Open { transaction, _single_writer: single_writer, _gate: gate };
        Ok(WriteTransaction(Arc::new(open)))
    }
}

/// On SQLite it locks at once: taking the lock later could fail for want of waiting.
pub(super) async fn begin_to_write(
    connection: &DatabaseConnection,
) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    connection.begin_with_options(options).await
}

async fn run<T, F>(tx: WriteTransaction, work: &impl Fn(WriteTransaction) -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let done = work(WriteTransaction(Arc::clone(&tx.0))).await?;
    tx.commit().await?;
    Ok(done)
}

impl WriteTransaction {
    /// Refuses where the work has kept its handle beyond its end: it might go on writing.
    pub(crate) async fn commit(self) -> Result<(), Error> {
        let kept = || std::io::Error::other("a transaction was kept beyond the end of its work");
        let open = Arc::into_inner(self.0).ok_or_else(kept)?;
        Ok(open.transaction.commit().await?)
    }
}

/// Holds rows until the end of the transaction, by an UPDATE that changes nothing, and counts them.
pub(crate) async fn hold_rows<E: EntityTrait>(
    tx: &impl ConnectionTrait,
    column: E::Column,
    rows: impl IntoCondition,
) -> Result<u64, Error> {
    let held = E::update_many().col_expr(column, Expr::col(column)).filter(rows.into_condition());
    Ok(held.exec(tx).await?.rows_affected)
}

impl std::ops::Deref for WriteTransaction {
    type Target = DatabaseTransaction;
    fn deref(&self) -> &DatabaseTransaction {
        &self.0.transaction
    }
}

/// Runs a transaction again when the database gave it up in favour of a parallel one: PostgreSQL
/// and MariaDB break deadlocks that way and expect exactly this.
async fn retry<T, F>(mut attempt: impl FnMut() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    for tries in 1..MAX_TRIES {
        match attempt().await {
            // What got into each other's way does not come back at the same moment.
            Err(error) if error.database().is_some_and(database_error::is_conflict) => {
                tokio::time::sleep((PAUSE * tries).mul_f64(random::fraction())).await;
            }
            outcome => return outcome,
        }
    }
    attempt().await
}
