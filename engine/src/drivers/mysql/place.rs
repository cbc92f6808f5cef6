//! A database of MySQL or MariaDB as source and destination.

use mysql_async::{Conn, prelude::Queryable as _};
use sqlx::MySqlConnection;
use tokio::sync::mpsc;

use super::{MySqlType, describe, quoted, quoted_table, read, write};
use crate::{
    batch::Batch,
    digest::{DigestKey, Digester, TableDigest},
    driver::{Destination, Engine, NativeType, Source, Work},
    drivers::{DriverError, ReadError, WriteError, declared, typed},
    table::{CopiedColumn, TableName, TableShape},
};

/// A connection that reads.
#[derive(Debug)]
pub struct MySqlReader {
    connection: MySqlConnection,
}

/// A connection that writes, of another driver.
#[derive(Debug)]
pub struct MySqlWriter {
    connection: Conn,
}

fn mysql_type(native: &NativeType) -> Option<&MySqlType> {
    if let NativeType::MySql(mysql_type) = native { Some(mysql_type) } else { None }
}

impl MySqlReader {
    pub async fn new(mut connection: MySqlConnection) -> Result<Self, DriverError> {
        sqlx::raw_sql("SET time_zone = '+00:00', sql_mode = ''").execute(&mut connection).await?;
        Ok(Self { connection })
    }

    /// From here on nothing is written, and everything that is read is of this moment.
    pub async fn begin_to_read(&mut self) -> Result<(), DriverError> {
        let isolation = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
        let begin = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
        for statement in [isolation, begin] {
            sqlx::raw_sql(statement).execute(&mut self.connection).await?;
        }
        Ok(())
    }
}

impl MySqlWriter {
    /// Of a connection that was made with [`options`](super::options).
    pub fn new(connection: Conn) -> Self {
        Self { connection }
    }
}

impl Source for MySqlReader {
    fn engine(&self) -> Engine {
        Engine::MySql
    }

    fn describe<'a>(
        &'a mut self,
        table: &'a TableName,
    ) -> Work<'a, Result<TableShape<NativeType>, DriverError>> {
        Box::pin(async {
            let shape = describe(&mut self.connection, table).await?;
            Ok(shape.map(NativeType::MySql))
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
            read(&mut self.connection, table, &columns, to).await
        })
    }
}

impl Destination for MySqlWriter {
    fn engine(&self) -> Engine {
        Engine::MySql
    }

    fn create<'a>(
        &'a mut self,
        table: &'a TableName,
        columns: &'a [CopiedColumn<NativeType>],
    ) -> Work<'a, Result<(), DriverError>> {
        Box::pin(async move {
            let columns = declared(columns, quoted, NativeType::name);
            // What a server has set otherwise does not matter: rows of any width, and transactions.
            let create = format!(
                "CREATE TABLE {} ({columns}) ENGINE = InnoDB ROW_FORMAT = DYNAMIC",
                quoted_table(table)
            );
            self.connection.query_drop(create).await?;
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
            let columns = typed(columns, mysql_type)?;
            self.connection.query_drop("START TRANSACTION").await?;
            let mut digester = Digester::new(key);
            match write(&mut self.connection, table, &columns, from, &mut digester).await {
                Ok(written) => {
                    self.connection.query_drop("COMMIT").await?;
                    Ok(written)
                }
                Err(error) => {
                    // Where it is closed already, the server has done so by itself.
                    let _ = self.connection.query_drop("ROLLBACK").await;
                    Err(error)
                }
            }
        })
    }
}
