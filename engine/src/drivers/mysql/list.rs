//! The tables of a database.

use sqlx::{AssertSqlSafe, MySqlConnection};

use super::{
    describe::{number, text},
    quoted_table,
};
use crate::{
    driver::Engine,
    table::{ListedTable, TableName},
};

/// A user sees the tables of which any right is theirs.
const TABLES: &str = "\
SELECT TABLE_NAME, TABLE_TYPE, CAST(TABLE_ROWS AS CHAR), CAST(DATA_LENGTH AS CHAR)
FROM information_schema.TABLES
WHERE TABLE_TYPE IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED') 
    AND TABLE_NAME <> 'datasync_register' AND LEFT(TABLE_NAME, 17) <> 'datasync_staging_'";

/// All tables and views of a database; without one, of the connection's.
pub(super) async fn list(
    connection: &mut MySqlConnection,
    database: Option<&str>,
) -> Result<Vec<ListedTable>, sqlx::Error> {
    let of = Engine::MySql.schema_text(database);
    let query = format!("{TABLES} AND TABLE_SCHEMA = {of} ORDER BY TABLE_NAME");
    let rows = sqlx::raw_sql(AssertSqlSafe(query)).fetch_all(&mut *connection).await?;
    let mut tables = Vec::with_capacity(rows.len());
    for row in &rows {
        let name = TableName { schema: database.map(str::to_owned), name: text(row, 0)? };
        tables.push(ListedTable {
            is_view: text(row, 1)? == "VIEW",
            rows: number(row, 2)?,
            bytes: number(row, 3)?,
            is_readable: is_readable(connection, &name).await?,
            name,
        });
    }
    Ok(tables)
}

/// Rights come in too many ways to be looked up: by column, by role, by pattern.
async fn is_readable(
    connection: &mut MySqlConnection,
    table: &TableName,
) -> Result<bool, sqlx::Error> {
    // All columns: of those that it may not read, a user sees no sign.
    let query = format!("SELECT * FROM {} LIMIT 0", quoted_table(table));
    sqlx::raw_sql("SAVEPOINT datasync_read").execute(&mut *connection).await?;
    let is_readable = match sqlx::raw_sql(AssertSqlSafe(query)).execute(&mut *connection).await {
        Ok(_) => true,
        // A view whose table has gone, or that its maker may not read, too.
        Err(sqlx::Error::Database(_)) => false,
        Err(error) => return Err(error),
    };
    // The snapshot stays, and the lock on the table goes.
    sqlx::raw_sql("ROLLBACK TO SAVEPOINT datasync_read").execute(connection).await?;
    Ok(is_readable)
}
