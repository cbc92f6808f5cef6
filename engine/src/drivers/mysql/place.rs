//! A database of MySQL or MariaDB as source and destination.

use mysql_async::{Conn, prelude::Queryable as _};
use sqlx::{AssertSqlSafe, MySqlConnection, Row as _};
use tokio::sync::mpsc;

use super::{MySqlType, describe, list::list, quoted_table, read, write, write_by_insert};
use crate::{
    batch::Batch,
    digest::{DigestKey, Digester, TableDigest},
    driver::{Destination, Engine, NativeType, Row, Snapshot, Source, Work},
    drivers::{DriverError, ReadError, WriteError, typed},
    table::{CopiedColumn, ListedTable, TableName, TableShape},
};

/// A connection that reads.
#[derive(Debug)]
pub struct MySqlReader {
    connection: MySqlConnection,
    id: u64,
    /// Whether a transaction of many reads is open.
    is_reading: bool,
}

/// A connection that writes, of a driver that loads files, and one that reads what it has committed.
#[derive(Debug)]
pub struct MySqlWriter {
    connection: Conn,
    reader: MySqlReader,
    /// Once somebody has asked.
    is_mariadb: Option<bool>,
}

fn mysql_type(native: &NativeType) -> Option<&MySqlType> {
    if let NativeType::MySql(mysql_type) = native { Some(mysql_type) } else { None }
}

impl MySqlReader {
    pub async fn new(mut connection: MySqlConnection) -> Result<Self, DriverError> {
        // The writer at the other end may be slower than the server's patience.
        let session = "SET SESSION time_zone = '+00:00', sql_mode = '', lock_wait_timeout = 10, \
             net_write_timeout = 3600";
        sqlx::raw_sql(session).execute(&mut connection).await?;
        let id = sqlx::raw_sql("SELECT CONNECTION_ID()").fetch_one(&mut connection).await?;
        let id = id.try_get_unchecked(0)?;
        Ok(Self { connection, id, is_reading: false })
    }

    /// From here on nothing is written, and everything that is read is of this moment.
    pub async fn begin_to_read(&mut self) -> Result<(), DriverError> {
        let isolation = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
        let begin = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
        for statement in [isolation, begin] {
            sqlx::raw_sql(statement).execute(&mut self.connection).await?;
        }
        self.is_reading = true;
        Ok(())
    }

    /// The snapshot stays, and the locks go with what is read in between.
    async fn begin_part(&mut self) -> Result<(), sqlx::Error> {
        if self.is_reading {
            sqlx::raw_sql("SAVEPOINT datasync_read").execute(&mut self.connection).await?;
        }
        Ok(())
    }

    async fn end_part(&mut self) -> Result<(), sqlx::Error> {
        if self.is_reading {
            let end = "ROLLBACK TO SAVEPOINT datasync_read";
            sqlx::raw_sql(end).execute(&mut self.connection).await?;
        }
        Ok(())
    }
}

/// The name that stands for a table in the locks of the server, which are at most 64 characters long.
fn lock_name(table: &TableName) -> String {
    let database = Engine::MySql.schema_text(table.schema.as_deref());
    let name = Engine::MySql.quoted_text(&table.name);
    format!("CONCAT('datasync_', LEFT(SHA2(CONCAT({database}, '.', {name}), 256), 40))")
}

impl MySqlWriter {
    /// Of a connection that was made with [`options`](super::options), and another to the same database.
    pub fn new(connection: Conn, reader: MySqlReader) -> Self {
        Self { connection, reader, is_mariadb: None }
    }

    /// A statement that makes a table has MariaDB's name for the order of bytes.
    async fn in_its_words(&mut self, statement: String) -> Result<String, DriverError> {
        if !statement.starts_with("CREATE ") {
            return Ok(statement);
        }
        let is_mariadb = if let Some(known) = self.is_mariadb {
            known
        } else {
            let version: Option<String> = self.connection.query_first("SELECT VERSION()").await?;
            version.is_some_and(|version| version.contains("MariaDB"))
        };
        self.is_mariadb = Some(is_mariadb);
        Ok(if is_mariadb {
            statement
        } else {
            statement.replace("COLLATE utf8mb4_nopad_bin", "COLLATE utf8mb4_0900_bin")
        })
    }
}

impl Source for MySqlReader {
    fn engine(&self) -> Engine {
        Engine::MySql
    }

    fn schemas(&mut self) -> Work<'_, Result<Vec<String>, DriverError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn endings(&self) -> Vec<String> {
        vec![format!("KILL {}", self.id)]
    }

    fn tables<'a>(
        &'a mut self,
        schema: Option<&'a str>,
    ) -> Work<'a, Result<Vec<ListedTable>, DriverError>> {
        Box::pin(async move {
            // The snapshot stays, and the locks on the tables go.
            self.begin_part().await?;
            let tables = list(&mut self.connection, schema).await?;
            self.end_part().await?;
            Ok(tables)
        })
    }

    fn snapshot(&mut self) -> Work<'_, Result<Option<Snapshot>, DriverError>> {
        Box::pin(async { Ok(None) })
    }

    fn describe<'a>(
        &'a mut self,
        table: &'a TableName,
    ) -> Work<'a, Result<Option<TableShape<NativeType>>, DriverError>> {
        Box::pin(async {
            let shape = describe(&mut self.connection, table).await?;
            Ok(shape.map(|shape| shape.map(NativeType::MySql)))
        })
    }

    fn count<'a>(&'a mut self, table: &'a TableName) -> Work<'a, Result<u64, DriverError>> {
        Box::pin(async {
            let query = format!("SELECT COUNT(*) FROM {}", quoted_table(table));
            self.begin_part().await?;
            let row = sqlx::raw_sql(AssertSqlSafe(query)).fetch_one(&mut self.connection).await?;
            self.end_part().await?;
            Ok(u64::try_from(row.try_get::<i64, _>(0)?)?)
        })
    }

    fn read<'a>(
        &'a mut self,
        table: &'a TableName,
        columns: &'a [CopiedColumn<NativeType>],
        to: mpsc::Sender<Batch>,
    ) -> Work<'a, Result<u64, ReadError>> {
        Box::pin(async move {
            let columns = typed(columns, mysql_type)?;
            self.begin_part().await?;
            let rows = read(&mut self.connection, table, &columns, to).await?;
            self.end_part().await?;
            Ok(rows)
        })
    }
}

impl Source for MySqlWriter {
    fn engine(&self) -> Engine {
        Engine::MySql
    }

    fn schemas(&mut self) -> Work<'_, Result<Vec<String>, DriverError>> {
        self.reader.schemas()
    }

    fn endings(&self) -> Vec<String> {
        let mut endings = self.reader.endings();
        endings.push(format!("KILL {}", self.connection.id()));
        endings
    }

    fn tables<'a>(
        &'a mut self,
        schema: Option<&'a str>,
    ) -> Work<'a, Result<Vec<ListedTable>, DriverError>> {
        self.reader.tables(schema)
    }

    fn snapshot(&mut self) -> Work<'_, Result<Option<Snapshot>, DriverError>> {
        self.reader.snapshot()
    }

    fn describe<'a>(
        &'a mut self,
        table: &'a TableName,
    ) -> Work<'a, Result<Option<TableShape<NativeType>>, DriverError>> {
        self.reader.describe(table)
    }

    fn count<'a>(&'a mut self, table: &'a TableName) -> Work<'a, Result<u64, DriverError>> {
        // What is not committed yet, too.
        Box::pin(async {
            let query = format!("SELECT COUNT(*) FROM {}", quoted_table(table));
            let count: Option<u64> = self.connection.query_first(query).await?;
            Ok(count.unwrap_or(0))
        })
    }

    fn read<'a>(
        &'a mut self,
        table: &'a TableName,
        columns: &'a [CopiedColumn<NativeType>],
        to: mpsc::Sender<Batch>,
    ) -> Work<'a, Result<u64, ReadError>> {
        self.reader.read(table, columns, to)
    }
}

impl Destination for MySqlWriter {
    fn lock<'a>(&'a mut self, table: &'a TableName) -> Work<'a, Result<bool, DriverError>> {
        let lock = format!("SELECT GET_LOCK({}, 0)", lock_name(table));
        Box::pin(async move {
            match self.connection.query_first::<Option<bool>, _>(lock).await {
                Ok(locked) => Ok(locked.flatten() != Some(false)),
                // A cluster that has no such locks.
                Err(mysql_async::Error::Server(_)) => Ok(true),
                Err(error) => Err(error.into()),
            }
        })
    }

    fn unlock<'a>(&'a mut self, table: &'a TableName) -> Work<'a, Result<(), DriverError>> {
        let unlock = format!("SELECT RELEASE_LOCK({})", lock_name(table));
        Box::pin(async move {
            match self.connection.query_drop(unlock).await {
                Ok(()) | Err(mysql_async::Error::Server(_)) => Ok(()),
                Err(error) => Err(error.into()),
            }
        })
    }

    fn execute(&mut self, statement: String) -> Work<'_, Result<u64, DriverError>> {
        Box::pin(async {
            let statement = self.in_its_words(statement).await?;
            let done = self.connection.query_iter(statement).await?;
            let changed = done.affected_rows();
            done.drop_result().await?;
            Ok(changed)
        })
    }

    fn query(&mut self, query: String) -> Work<'_, Result<Vec<Row>, DriverError>> {
        Box::pin(async {
            let found: Vec<mysql_async::Row> = self.connection.query(query).await?;
            let text = |value| match value {
                mysql_async::Value::Bytes(bytes) => {
                    Some(String::from_utf8_lossy(&bytes).into_owned())
                }
                // The text protocol sends nothing else.
                _ => None,
            };
            Ok(found.into_iter().map(|row| row.unwrap().into_iter().map(text).collect()).collect())
        })
    }

    fn write<'a>(
        &'a mut self,
        table: &'a TableName,
        columns: &'a [CopiedColumn<NativeType>],
        from: mpsc::Receiver<Batch>,
        key: &'a DigestKey,
    ) -> Work<'a, Result<TableDigest, WriteError>> {
        Box::pin(async move {
            let columns = typed(columns, mysql_type)?;
            let mut digester = Digester::new(key);
            let connection = &mut self.connection;
            let takes_files: Option<bool> = connection.query_first("SELECT @@local_infile").await?;
            if takes_files == Some(true) {
                write(connection, table, &columns, from, &mut digester).await
            } else {
                write_by_insert(connection, table, &columns, from, &mut digester).await
            }
        })
    }
}
