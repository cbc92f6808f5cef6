//! What is kept: one schema ([`entities`], [`schema`]) on three engines ([`connect`]), at a place that
//! administrators choose ([`form`], [`settings`], [`kept`]), try ([`probe`]) and change while the server
//! runs ([`relocate`], [`copy`], [`recover`]).
//!
//! Rules that hold the product together (a token works once, seats are never oversold, there is one
//! first administrator) are conditional UPDATEs inside a [`WriteTransaction`]: the number of changed
//! rows is the answer, on every engine alike.
//!
//! Reads go to whatever database is in use at that moment. Writes pass a gate, which a move closes, here
//! and by the row of [`in_use`] for every other process: what was accepted before is moved along, what
//! comes later waits or is told to come back.

pub(crate) mod account_search;
pub(crate) mod accounts;
pub(crate) mod configured;
pub(crate) mod connect;
pub(crate) mod copy;
pub(crate) mod entities;
pub(crate) mod filling;
pub(crate) mod form;
pub(crate) mod in_use;
pub(crate) mod kept;
mod locks;
pub(crate) mod migrations;
pub(crate) mod probe;
pub(crate) mod recover;
pub(crate) mod relocate;
pub(crate) mod report;
pub(crate) mod schema;
pub(crate) mod settings;
pub(crate) mod trouble;
pub(crate) mod watcher;

use std::{
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use sea_orm::{
    AccessMode, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedRwLockReadGuard, OwnedRwLockWriteGuard, watch};

pub(crate) use settings::ConnectionSettings;

use crate::base::{
    clock::Timestamp,
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
const PATIENCE: Duration = Duration::from_secs(5);
/// Longer than any request is allowed to take.
const LONGEST_WRITE: Duration = Duration::from_secs(40);
/// After a switch, requests that still read from the former database end within this time.
const LINGER: Duration = Duration::from_mins(1);

/// The database in use; clones share it.
#[derive(Clone)]
pub(crate) struct Database(Arc<Shared>);

struct Shared {
    pool: RwLock<Pool>,
    /// Every write holds it; a move holds it alone.
    gate: Arc<tokio::sync::RwLock<()>>,
    is_reachable: watch::Sender<bool>,
    /// Since when it was away the last time, and until when.
    away: RwLock<Option<(Timestamp, Option<Timestamp>)>>,
    /// Held by the one who changes the connection.
    changing: Mutex<()>,
}

/// Open connections to one database.
#[derive(Clone)]
pub(crate) struct Pool {
    pub(crate) connection: DatabaseConnection,
    /// SQLite has one writer: whoever waits, waits here in order instead of polling for a lock.
    single_writer: Option<Arc<Mutex<()>>>,
    /// By which it was opened.
    settings: Arc<ConnectionSettings>,
}

/// Everything inside happens, or nothing. Dropped without [`commit`](Self::commit), nothing.
pub(crate) struct WriteTransaction {
    transaction: DatabaseTransaction,
    _single_writer: Option<OwnedMutexGuard<()>>,
    _gate: OwnedRwLockReadGuard<()>,
}

impl Database {
    /// Opens the database, creating it where that is asked for, and brings its schema up to date.
    /// `moved` is the move that is known to have filled it: what another one fills is left alone.
    pub(crate) async fn open(
        settings: &ConnectionSettings,
        data_directory: &Path,
        moved: Option<&str>,
    ) -> Result<Self, Error> {
        let pool = Pool::open_or_create(settings, data_directory).await?;
        require_whole(&pool.connection, moved).await?;
        schema::bring_up_to_date(&pool.connection, settings, data_directory).await?;
        // Somebody may have begun to fill it in between.
        require_whole(&pool.connection, moved).await?;
        Ok(Self(Arc::new(Shared {
            pool: RwLock::new(pool),
            gate: Arc::default(),
            is_reachable: watch::Sender::new(true),
            away: RwLock::default(),
            changing: Mutex::default(),
        })))
    }

    /// For reads outside a transaction: the database that is in use now. Not to be kept for longer
    /// than one action.
    pub(crate) fn read(&self) -> DatabaseConnection {
        self.pool().connection
    }

    fn pool(&self) -> Pool {
        self.0.pool.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Everything as it is at this one moment, while others go on writing. Nobody waits for it: it has
    /// a connection of its own, besides those of the pool.
    pub(crate) async fn snapshot(
        &self,
        data_directory: &Path,
    ) -> Result<DatabaseTransaction, Error> {
        let options = TransactionOptions {
            // On SQLite, a transaction that only reads has a view of its own by itself.
            isolation_level: (!self.is_embedded()).then_some(IsolationLevel::RepeatableRead),
            access_mode: (!self.is_embedded()).then_some(AccessMode::ReadOnly),
            ..TransactionOptions::default()
        };
        let connection = self.settings().connect(data_directory, 1).await?;
        let snapshot = connection.begin_with_options(options).await?;
        // The first read is the moment.
        in_use::require_not_moved(&snapshot).await?;
        Ok(snapshot)
    }

    pub(crate) async fn begin(&self) -> Result<WriteTransaction, Error> {
        let gate = Arc::clone(&self.0.gate).read_owned();
        let gate = tokio::time::timeout(PATIENCE, gate).await.map_err(|_| Refusal::Busy)?;
        self.pool().begin(gate).await
    }

    /// The same, for what has happened already and only has to be noted: at the end of a move at the
    /// latest.
    pub(crate) async fn begin_patiently(&self) -> Result<WriteTransaction, Error> {
        let gate = Arc::clone(&self.0.gate).read_owned().await;
        self.pool().begin(gate).await
    }

    /// The same, unless a move is under way: then there is no hurry.
    pub(crate) async fn begin_if_open(&self) -> Result<Option<WriteTransaction>, Error> {
        match Arc::clone(&self.0.gate).try_read_owned() {
            Ok(gate) => self.pool().begin(gate).await.map(Some),
            Err(_) => Ok(None),
        }
    }

    /// Lets the writes that have begun end, and no other begin while the guard is held. `None` where
    /// one of them does not come to its end.
    async fn close_gate(&self) -> Option<OwnedRwLockWriteGuard<()>> {
        let closed = Arc::clone(&self.0.gate).write_owned();
        tokio::time::timeout(LONGEST_WRITE, closed).await.ok()
    }

    /// From now on, everything goes to another database, or over other connections to the same one.
    /// Reads that have begun end where they began.
    fn switch_to(&self, pool: Pool) {
        let mut current = self.0.pool.write().unwrap_or_else(PoisonError::into_inner);
        let former = std::mem::replace(&mut *current, pool);
        self.0.is_reachable.send_replace(true);
        tokio::spawn(async move {
            tokio::time::sleep(LINGER).await;
            former.connection.close().await
        });
    }

    /// By which the database in use was opened.
    pub(crate) fn settings(&self) -> Arc<ConnectionSettings> {
        self.pool().settings
    }

    /// One file, one writer.
    pub(crate) fn is_embedded(&self) -> bool {
        self.pool().single_writer.is_some()
    }

    /// Whether the last look found the database where it should be.
    pub(crate) fn is_reachable(&self) -> bool {
        *self.0.is_reachable.borrow()
    }

    /// Whether it was away at this time, as far as this server has seen it, and can still remember.
    pub(crate) fn was_away_at(&self, at: Timestamp) -> bool {
        let away = *self.0.away.read().unwrap_or_else(PoisonError::into_inner);
        away.is_some_and(|(from, until)| from <= at && until.is_none_or(|until| at <= until))
    }

    /// It was found gone, and may have been since then.
    fn note_gone(&self, since: Timestamp) {
        *self.0.away.write().unwrap_or_else(PoisonError::into_inner) = Some((since, None));
        self.0.is_reachable.send_replace(false);
    }

    /// It was found again.
    fn note_back(&self, at: Timestamp) {
        let mut away = self.0.away.write().unwrap_or_else(PoisonError::into_inner);
        *away = away.map(|(since, _)| (since, Some(at)));
    }

    /// Ends when it is found gone. Whoever waits for an answer then waits in vain.
    async fn until_gone(&self) {
        let mut reachable = self.0.is_reachable.subscribe();
        if reachable.wait_for(|is_reachable| !is_reachable).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// What comes of work, unless the database is found gone meanwhile.
    pub(crate) async fn unless_gone<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.until_gone() => None,
            done = work => Some(done),
        }
    }

    /// A server that has gone does not keep us.
    pub(crate) async fn close(&self) -> Result<(), Error> {
        let closed = tokio::time::timeout(PATIENCE, async { self.pool().connection.close().await });
        Ok(closed.await.unwrap_or(Ok(()))?)
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
        Ok(WriteTransaction { transaction, _single_writer: single_writer, _gate: gate })
    }
}

/// Refuses a database that something else than the known move fills, or has left half filled.
async fn require_whole(db: &DatabaseConnection, moved: Option<&str>) -> Result<(), Error> {
    match schema::find_mark(db).await? {
        Some(mark) if moved != Some(&mark) => Err(HalfMoved.into()),
        _ => Ok(()),
    }
}

/// On SQLite it locks at once: taking the lock later could fail for want of waiting.
async fn begin_to_write(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    connection.begin_with_options(options).await
}

/// The database is the target of a move or a restore that did not come to its end.
#[derive(Debug)]
pub(crate) struct HalfMoved;

impl std::fmt::Display for HalfMoved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the database was filled by a move or a restore that did not come to its end")
    }
}

impl std::error::Error for HalfMoved {}

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
            Err(error) if error.database().is_some_and(database_error::is_conflict) => {
                tokio::time::sleep((PAUSE * tries).mul_f64(random::fraction())).await;
            }
            outcome => return outcome,
        }
    }
    attempt().await
}
