//! A SQLite database as source and destination.

use std::{
    fs::OpenOptions,
    fs::TryLockError,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, InterruptHandle, OpenFlags, types::ValueRef};
use tokio::{sync::mpsc, task::spawn_blocking};

use super::{SqliteType, describe, list::list, lock::TableLock, quoted, read, write};
use crate::{
    batch::Batch,
    digest::{DigestKey, Digester, TableDigest},
    driver::{Destination, Engine, NativeType, Row, Snapshot, Source, Work},
    drivers::{DriverError, ReadError, WriteError, typed},
    table::{CopiedColumn, ListedTable, TableName, TableShape},
};

/// How long a writer of the same file is waited for.
pub const BUSY: Duration = Duration::from_secs(10);

/// One connection, which is on another thread while it works.
#[derive(Debug)]
pub struct Sqlite {
    connection: Option<Connection>,
    /// A file that is not there yet. Until something is written, the connection is to an empty database.
    to_be_made: Option<PathBuf>,
    /// Of the table that is written.
    lock: Option<TableLock>,
}

/// The connection has gone with work that panicked or was dropped.
#[derive(Debug)]
struct Gone;

impl std::fmt::Display for Gone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection has gone with the work that it was used for")
    }
}

impl std::error::Error for Gone {}

/// Ends the statement of work that nobody waits for any more.
struct Interrupting(Option<InterruptHandle>);

impl Drop for Interrupting {
    fn drop(&mut self) {
        if let Some(handle) = self.0.take() {
            handle.interrupt();
        }
    }
}

fn sqlite_type(native: &NativeType) -> Option<&SqliteType> {
    if let NativeType::Sqlite(sqlite_type) = native { Some(sqlite_type) } else { None }
}

impl Sqlite {
    pub fn new(connection: Connection) -> Self {
        Self { connection: Some(connection), to_be_made: None, lock: None }
    }

    /// A file that the first statement makes that writes.
    pub fn to_be_made(file: PathBuf) -> rusqlite::Result<Self> {
        let connection = Some(Connection::open_in_memory()?);
        Ok(Self { connection, to_be_made: Some(file), lock: None })
    }

    /// `None` where it is in memory only.
    fn file(&self) -> Option<PathBuf> {
        let of_connection = || self.connection.as_ref()?.path().map(PathBuf::from);
        let file = self.to_be_made.clone().or_else(of_connection)?;
        (!file.as_os_str().is_empty()).then_some(file)
    }

    /// Opens a file that is there, to read it. What is read is of the moment of the first read.
    pub async fn open_to_read(file: &Path) -> Result<Self, DriverError> {
        let file = file.to_owned();
        let open = move || {
            let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            connection.execute_batch("BEGIN")?;
            Ok::<_, rusqlite::Error>(connection)
        };
        Ok(Self::new(spawn_blocking(open).await??))
    }

    async fn work<T: Send + 'static, E: From<Gone> + Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let mut connection = self.connection.take().ok_or(Gone)?;
        let mut interrupting = Interrupting(Some(connection.get_interrupt_handle()));
        let done = spawn_blocking(move || {
            let done = work(&mut connection);
            (connection, done)
        });
        let done = done.await;
        interrupting.0 = None;
        let (connection, done) = done.map_err(|_| Gone)?;
        self.connection = Some(connection);
        done
    }
}

impl Source for Sqlite {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn schemas(&mut self) -> Work<'_, Result<Vec<String>, DriverError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn endings(&self) -> Vec<String> {
        Vec::new()
    }

    fn tables<'a>(
        &'a mut self,
        _: Option<&'a str>,
    ) -> Work<'a, Result<Vec<ListedTable>, DriverError>> {
        Box::pin(self.work(|connection| Ok(list(connection)?)))
    }

    fn snapshot(&mut self) -> Work<'_, Result<Option<Snapshot>, DriverError>> {
        Box::pin(async { Ok(None) })
    }

    fn describe<'a>(
        &'a mut self,
        table: &'a TableName,
    ) -> Work<'a, Result<Option<TableShape<NativeType>>, DriverError>> {
        let name = table.name.clone();
        Box::pin(self.work(move |connection| {
            let shape = describe(connection, &name)?;
            Ok::<_, DriverError>(shape.map(|shape| shape.map(NativeType::Sqlite)))
        }))
    }

    fn count<'a>(&'a mut self, table: &'a TableName) -> Work<'a, Result<u64, DriverError>> {
        let query = format!("SELECT count(*) FROM {}", quoted(&table.name));
        Box::pin(self.work(move |connection| {
            let count: i64 = connection.query_one(&query, [], |row| row.get(0))?;
            Ok(u64::try_from(count)?)
        }))
    }

    fn read<'a>(
        &'a mut self,
        table: &'a TableName,
        columns: &'a [CopiedColumn<NativeType>],
        to: mpsc::Sender<Batch>,
    ) -> Work<'a, Result<u64, ReadError>> {
        Box::pin(async move {
            let (name, columns) = (table.name.clone(), typed(columns, sqlite_type)?);
            let take = move |batch| to.blocking_send(batch).is_ok();
            self.work(move |connection| read(connection, &name, &columns, take)).await
        })
    }
}

impl Destination for Sqlite {
    fn lock<'a>(&'a mut self, table: &'a TableName) -> Work<'a, Result<bool, DriverError>> {
        Box::pin(async {
            let Some(file) = self.file() else { return Ok(true) };
            let path = TableLock::path(&file, &table.name);
            let locked = spawn_blocking(move || TableLock::take(path)).await?;
            self.lock = match locked {
                Ok(lock) => Some(lock),
                Err(TryLockError::WouldBlock) => return Ok(false),
                // A directory or file system that takes no locks.
                Err(TryLockError::Error(_)) => None,
            };
            Ok(true)
        })
    }

    fn unlock<'a>(&'a mut self, _: &'a TableName) -> Work<'a, Result<(), DriverError>> {
        self.lock = None;
        Box::pin(async { Ok(()) })
    }

    fn execute(&mut self, statement: String) -> Work<'_, Result<u64, DriverError>> {
        let made = self.to_be_made.take();
        Box::pin(self.work(move |connection| {
            if let Some(file) = made {
                *connection = make(&file)?;
            }
            let changed = connection.execute(&statement, [])?;
            Ok(u64::try_from(changed)?)
        }))
    }

    fn query(&mut self, query: String) -> Work<'_, Result<Vec<Row>, DriverError>> {
        Box::pin(self.work(move |connection| {
            let mut statement = connection.prepare(&query)?;
            let columns = statement.column_count();
            let mut found = statement.query([])?;
            let mut rows = Vec::new();
            while let Some(row) = found.next()? {
                let text = |place| Ok(as_text(row.get_ref(place)?));
                rows.push((0..columns).map(text).collect::<rusqlite::Result<Row>>()?);
            }
            Ok(rows)
        }))
    }

    fn write<'a>(
        &'a mut self,
        table: &'a TableName,
        columns: &'a [CopiedColumn<NativeType>],
        mut from: mpsc::Receiver<Batch>,
        key: &'a DigestKey,
    ) -> Work<'a, Result<TableDigest, WriteError>> {
        let (name, key) = (table.name.clone(), key.clone());
        Box::pin(async move {
            let columns = typed(columns, sqlite_type)?;
            self.work(move |connection| {
                let batches = std::iter::from_fn(|| from.blocking_recv());
                let mut digester = Digester::new(&key);
                write(connection, &name, &columns, batches, &mut digester)
            })
            .await
        })
    }
}

/// What a session that writes is set to. Rows here change nobody else's, whatever SQLite was compiled to do.
pub fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "foreign_keys", false)
}

/// A new file, which is its maker's alone, and whose readers go on while somebody writes.
fn make(file: &Path) -> Result<Connection, DriverError> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(file)?;
    let connection = Connection::open(file)?;
    set_up(&connection)?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    Ok(connection)
}

fn as_text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
    }
}
