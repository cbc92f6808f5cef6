//! A database of PostgreSQL as source and destination.

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::sync::mpsc;

use super::{PgType, describe, quoted, quoted_table, read, write};
use crate::{
    batch::Batch,
    digest::{DigestKey, Digester, TableDigest},
    driver::{Destination, Engine, NativeType, Source, Work},
    drivers::{DriverError, ReadError, WriteError, declared, typed},
    table::{CopiedColumn, TableName, TableShape},
};

/// Text of types that are read as such does not depend on who reads. A table whose rows somebody hides from
/// this user is an error, not a smaller table.
const SESSION: &str = "\
SET TIME ZONE 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex';
SET extra_float_digits = 1; SET row_security = off";

/// One connection.
#[derive(Debug)]
pub struct Postgres {
    connection: PgConnection,
}

impl Postgres {
    pub async fn new(mut connection: PgConnection) -> Result<Self, DriverError> {
        sqlx::raw_sql(SESSION).execute(&mut connection).await?;
        Ok(Self { connection })
    }

    /// From here on nothing is written, and everything that is read is of this moment.
    pub async fn begin_to_read(&mut self) -> Result<(), DriverError> {
        let begin = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
        sqlx::raw_sql(begin).execute(&mut self.connection).await?;
        Ok(())
    }
}

fn pg_type(native: &NativeType) -> Option<&PgType> {
    if let NativeType::Postgres(pg_type) = native { Some(pg_type) } else { None }
}

impl Source for Postgres {
    fn engine(&self) -> Engine {
        Engine::PostgreSql
    }

    fn describe<'a>(
        &'a mut self,
        table: &'a TableName,
    ) -> Work<'a, Result<TableShape<NativeType>, DriverError>> {
        Box::pin(async {
            let shape = describe(&mut self.connection, table).await?;
            Ok(shape.map(NativeType::Postgres))
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
            read(&mut self.connection, table, &columns, to).await
        })
    }
}

impl Destination for Postgres {
    fn engine(&self) -> Engine {
        Engine::PostgreSql
    }

    fn create<'a>(
        &'a mut self,
        table: &'a TableName,
        columns: &'a [CopiedColumn<NativeType>],
    ) -> Work<'a, Result<(), DriverError>> {
        Box::pin(async move {
            let columns = declared(columns, quoted, NativeType::name);
            let create = format!("CREATE TABLE {} ({columns})", quoted_table(table));
            sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut self.connection).await?;
            Ok(())
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
            let mut transaction = self.connection.begin().await?;
            let mut digester = Digester::new(key);
            let written = write(&mut transaction, table, &columns, from, &mut digester).await?;
            transaction.commit().await?;
            Ok(written)
        })
    }
}
