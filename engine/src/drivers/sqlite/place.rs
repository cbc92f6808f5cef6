//! A SQLite database as source and destination.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use tokio::{sync::mpsc, task::spawn_blocking};

use super::{SqliteType, describe, quoted, read, write};
use crate::{
    batch::Batch,
    digest::{DigestKey, Digester, TableDigest},
    driver::{Destination, Engine, NativeType, Source, Work},
    drivers::{DriverError, ReadError, WriteError, declared, typed},
    table::{CopiedColumn, TableName, TableShape},
};

/// One connection, which is on another thread while it works.
#[derive(Debug)]
pub struct Sqlite {
    connection: Option<Connection>,
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

fn sqlite_type(native: &NativeType) -> Option<&SqliteType> {
    if let NativeType::Sqlite(sqlite_type) = native { Some(sqlite_type) } else { None }
}

impl Sqlite {
    pub fn new(connection: Connection) -> Self {
        Self { connection: Some(connection) }
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
        let done = spawn_blocking(move || {
            let done = work(&mut connection);
            (connection, done)
        });
        let (connection, done) = done.await.map_err(|_| Gone)?;
        self.connection = Some(connection);
        done
    }
}

impl Source for Sqlite {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn describe<'a>(
        &'a mut self,
        table: &'a TableName,
    ) -> Work<'a, Result<TableShape<NativeType>, DriverError>> {
        let name = table.name.clone();
        Box::pin(self.work(move |connection| {
            Ok::<_, DriverError>(describe(connection, &name)?.map(NativeType::Sqlite))
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
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn create<'a>(
        &'a mut self,
        table: &'a TableName,
        columns: &'a [CopiedColumn<NativeType>],
    ) -> Work<'a, Result<(), DriverError>> {
        let create = format!(
            "CREATE TABLE {} ({})",
            quoted(&table.name),
            declared(columns, quoted, NativeType::name)
        );
        Box::pin(self.work(move |connection| Ok(connection.execute_batch(&create)?)))
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
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let batches = std::iter::from_fn(|| from.blocking_recv());
                let mut digester = Digester::new(&key);
                let written = write(&transaction, &name, &columns, batches, &mut digester)?;
                transaction.commit()?;
                Ok(written)
            })
            .await
        })
    }
}
