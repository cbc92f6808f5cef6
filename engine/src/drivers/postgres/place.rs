//! A database of PostgreSQL as source and destination.

use futures_util::TryStreamExt as _;
use sha2::{Digest as _, Sha256};
use sqlx::{AssertSqlSafe, PgConnection, Row as _};
use tokio::sync::mpsc;

use super::{
    PgType, describe,
    list::{list, schemas},
    quoted_table, read, write,
};
use crate::{
    batch::Batch,
    digest::{DigestKey, Digester, TableDigest},
    driver::{Destination, Engine, NativeType, Row, Snapshot, Source, Work},
    drivers::{DriverError, ReadError, WriteError, typed},
    table::{CopiedColumn, ListedTable, TableName, TableShape},
};

/// Text of types that are read as such does not depend on who reads. A table whose rows somebody hides from
/// this user is an error, not a smaller table. Nobody's lock is waited for without end.
const SETTINGS: [&str; 7] = [
    "TimeZone = 'UTC'",
    "datestyle = 'ISO, YMD'",
    "intervalstyle = 'postgres'",
    "bytea_output = 'hex'",
    "extra_float_digits = 1",
    "row_security = off",
    "lock_timeout = '10s'",
];
/// From version 14 on, a statement ends when nobody waits for it any more.
const WATCHED: &str = "client_connection_check_interval = '2s'";

/// One connection.
#[derive(Debug)]
pub struct Postgres {
    connection: PgConnection,
    /// The server's process. Behind a pooler it is ours as long as the transaction is open, or the session.
    backend: i32,
    /// Whether a transaction of many reads is open.
    is_reading: bool,
}

impl Postgres {
    /// A connection that writes. No pooler may give its transactions to others: what it sets is to stay.
    pub async fn to_write(mut connection: PgConnection) -> Result<Self, DriverError> {
        let session: String = SETTINGS.map(|setting| format!("SET {setting};")).concat();
        sqlx::raw_sql(AssertSqlSafe(session)).execute(&mut connection).await?;
        let watched = format!("SET {WATCHED}");
        let _ = sqlx::raw_sql(AssertSqlSafe(watched)).execute(&mut connection).await;
        let backend = backend(&mut connection).await?;
        Ok(Self { connection, backend, is_reading: false })
    }

    /// A connection that reads in one transaction, and sets nothing beyond it: behind a pooler, others get the
    /// connection next. Everything is of this moment, or of that of a snapshot.
    pub async fn to_read(
        mut connection: PgConnection,
        snapshot: Option<&Snapshot>,
    ) -> Result<Self, DriverError> {
        let mut run = async |statement: String| {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await
        };
        run("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY".to_owned()).await?;
        if let Some(Snapshot(name)) = snapshot {
            let name = Engine::PostgreSql.quoted_text(name);
            run(format!("SET TRANSACTION SNAPSHOT {name}")).await?;
        }
        run(SETTINGS.map(|setting| format!("SET LOCAL {setting};")).concat()).await?;
        run("SAVEPOINT datasync_watch".to_owned()).await?;
        if run(format!("SET LOCAL {WATCHED}")).await.is_err() {
            run("ROLLBACK TO SAVEPOINT datasync_watch".to_owned()).await?;
        }
        run("RELEASE SAVEPOINT datasync_watch".to_owned()).await?;
        let backend = backend(&mut connection).await?;
        Ok(Self { connection, backend, is_reading: true })
    }
}

impl Postgres {
    /// The snapshot stays, and the locks go with what is read in between.
    async fn begin_part(&mut self) -> Result<(), sqlx::Error> {
        if self.is_reading {
            sqlx::raw_sql("SAVEPOINT datasync_read").execute(&mut self.connection).await?;
        }
        Ok(())
    }

    async fn end_part(&mut self) -> Result<(), sqlx::Error> {
        if self.is_reading {
            let end = "ROLLBACK TO SAVEPOINT datasync_read; RELEASE SAVEPOINT datasync_read";
            sqlx::raw_sql(end).execute(&mut self.connection).await?;
        }
        Ok(())
    }

    /// Whether the file of a table, or of one of its parts, is another one than in the snapshot. It has to
    /// be locked.
    async fn was_rewritten(&mut self, table: &TableName) -> Result<bool, sqlx::Error> {
        let table = Engine::PostgreSql.quoted_text(&quoted_table(table));
        let query = format!(
            "WITH RECURSIVE part AS (SELECT {table}::pg_catalog.regclass::pg_catalog.oid AS oid \
             UNION ALL SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN part ON i.inhparent = part.oid) \
             SELECT count(*) FROM part JOIN pg_catalog.pg_class c ON c.oid = part.oid \
             WHERE c.relkind IN ('r', 'm') AND c.relfilenode <> 0 \
             AND c.relfilenode IS DISTINCT FROM pg_catalog.pg_relation_filenode(c.oid)"
        );
        let row = sqlx::raw_sql(AssertSqlSafe(query)).fetch_one(&mut self.connection).await?;
        Ok(row.try_get::<i64, _>(0)? > 0)
    }
}

async fn backend(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    let row = sqlx::raw_sql("SELECT pg_catalog.pg_backend_pid()").fetch_one(connection).await?;
    row.try_get(0)
}

/// The number that stands for a table in the locks of its database.
fn lock_key(table: &str) -> i64 {
    let hash = Sha256::new().chain_update("datasync ").chain_update(table).finalize();
    hash[..8].iter().fold(0, |key, byte| key << 8 | i64::from(*byte))
}

fn pg_type(native: &NativeType) -> Option<&PgType> {
    if let NativeType::Postgres(pg_type) = native { Some(pg_type) } else { None }
}

impl Source for Postgres {
    fn engine(&self) -> Engine {
        Engine::PostgreSql
    }

    fn schemas(&mut self) -> Work<'_, Result<Vec<String>, DriverError>> {
        Box::pin(async { Ok(schemas(&mut self.connection).await?) })
    }

    fn endings(&self) -> Vec<String> {
        vec![format!("SELECT pg_catalog.pg_cancel_backend({})", self.backend)]
    }

    fn tables<'a>(
        &'a mut self,
        schema: Option<&'a str>,
    ) -> Work<'a, Result<Vec<ListedTable>, DriverError>> {
        Box::pin(async move { Ok(list(&mut self.connection, schema).await?) })
    }

    fn snapshot(&mut self) -> Work<'_, Result<Option<Snapshot>, DriverError>> {
        Box::pin(async {
            let export = "SELECT pg_catalog.pg_export_snapshot()";
            let row = sqlx::raw_sql(export).fetch_one(&mut self.connection).await?;
            Ok(Some(Snapshot(row.try_get(0)?)))
        })
    }

    fn describe<'a>(
        &'a mut self,
        table: &'a TableName,
    ) -> Work<'a, Result<Option<TableShape<NativeType>>, DriverError>> {
        Box::pin(async {
            let shape = describe(&mut self.connection, table).await?;
            Ok(shape.map(|shape| shape.map(NativeType::Postgres)))
        })
    }

    fn count<'a>(&'a mut self, table: &'a TableName) -> Work<'a, Result<u64, DriverError>> {
        Box::pin(async {
            let query = format!("SELECT count(*) FROM {}", quoted_table(table));
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
            let columns = typed(columns, pg_type)?;
            self.begin_part().await?;
            let rows = read(&mut self.connection, table, &columns, to).await?;
            if self.is_reading && self.was_rewritten(table).await? {
                // Snapshots do not show it: such a table looks empty.
                let problem = "the table was emptied or rewritten while it was read";
                return Err(ReadError::Server(problem.into()));
            }
            self.end_part().await?;
            Ok(rows)
        })
    }
}

impl Destination for Postgres {
    fn lock<'a>(&'a mut self, table: &'a TableName) -> Work<'a, Result<bool, DriverError>> {
        let key = lock_key(&quoted_table(table));
        Box::pin(async move {
            let lock = format!("SELECT pg_catalog.pg_try_advisory_lock({key})");
            let row = sqlx::raw_sql(AssertSqlSafe(lock)).fetch_one(&mut self.connection).await?;
            Ok(row.try_get(0)?)
        })
    }

    fn unlock<'a>(&'a mut self, table: &'a TableName) -> Work<'a, Result<(), DriverError>> {
        let key = lock_key(&quoted_table(table));
        Box::pin(async move {
            let unlock = format!("SELECT pg_catalog.pg_advisory_unlock({key})");
            sqlx::raw_sql(AssertSqlSafe(unlock)).execute(&mut self.connection).await?;
            Ok(())
        })
    }

    fn execute(&mut self, statement: String) -> Work<'_, Result<u64, DriverError>> {
        Box::pin(async {
            let done = sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut self.connection);
            Ok(done.await?.rows_affected())
        })
    }

    fn query(&mut self, query: String) -> Work<'_, Result<Vec<Row>, DriverError>> {
        Box::pin(async {
            let mut found = sqlx::raw_sql(AssertSqlSafe(query)).fetch(&mut self.connection);
            let mut rows = Vec::new();
            while let Some(row) = found.try_next().await? {
                // Without preparation every value comes as text.
                let text = |place| row.try_get_unchecked::<Option<String>, _>(place);
                rows.push((0..row.len()).map(text).collect::<Result<Row, _>>()?);
            }
            Ok(rows)
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
            let columns = typed(columns, pg_type)?;
            let mut digester = Digester::new(key);
            write(&mut self.connection, table, &columns, from, &mut digester).await
        })
    }
}
