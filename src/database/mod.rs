//! What is kept: one schema ([`entities`], [`schema`]) on three engines ([`connect`]), at a place that
//! administrators choose ([`form`], [`settings`], [`kept`]), try ([`probe`]) and change while the server
//! runs ([`relocate`], [`copy`], [`recover`]).
//!
//! Rules that hold the product together (a token works once, seats are never oversold, there is one
//! first administrator) are conditional UPDATEs inside a [`WriteTransaction`]: the number of changed
//! rows is the answer, on every engine alike. [`Database::write`] runs one.
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
pub(crate) mod fitness;
pub(crate) mod form;
pub(crate) mod in_use;
pub(crate) mod kept;
mod locks;
pub(crate) mod migrations;
pub(crate) mod probe;
pub(crate) mod queue;
pub(crate) mod recover;
pub(crate) mod relocate;
pub(crate) mod report;
pub(crate) mod schema;
pub(crate) mod settings;
pub(crate) mod trouble;
pub(crate) mod watcher;
mod write;

use std::{
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use sea_orm::{
    AccessMode, DatabaseConnection, DatabaseTransaction, IsolationLevel, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{Mutex, OwnedRwLockWriteGuard, watch};

pub(crate) use settings::ConnectionSettings;
use write::{PATIENCE, begin_to_write};
pub(crate) use write::{WriteTransaction, hold_rows};

use crate::base::{clock::Timestamp, failure::Error};

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

/// Refuses a database that something else than the known move fills, or has left half filled.
async fn require_whole(db: &DatabaseConnection, moved: Option<&str>) -> Result<(), Error> {
    match schema::find_mark(db).await? {
        Some(mark) if moved != Some(&mark) => Err(HalfMoved.into()),
        _ => Ok(()),
    }
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
