//! The tables of a database.

use sqlx::{AssertSqlSafe, MySqlConnection};

use super::{
    describe::{number, text},
    quoted_table,
};
use crate::{
    driver::Engine,
    reach::driver_error::{DriverCode, code_of},
    table::{Access, ListedTable, TableName},
};

/// A user sees the tables of which any right is theirs.
const TABLES: &str = "\
SELECT TABLE_NAME, TABLE_TYPE, CAST(TABLE_ROWS AS CHAR), CAST(DATA_LENGTH AS CHAR)
FROM information_schema.TABLES
WHERE TABLE_TYPE IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED') 
    AND TABLE_NAME <> 'datasync_register' AND LEFT(TABLE_NAME, 17) <> 'datasync_staging_'";

/// No right to the database, the table, one of its columns, or its own definer has none.
const DENIED: [u16; 4] = [1044, 1142, 1143, 1356];

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
            access: access(connection, &name).await?,
            name,
        });
    }
    Ok(tables)
}

/// Rights come in too many ways to be looked up: by column, by role, by pattern.
async fn access(
    connection: &mut MySqlConnection,
    table: &TableName,
) -> Result<Access, sqlx::Error> {
    // All columns: of those that it may not read, a user sees no sign.
    let query = format!("SELECT * FROM {} LIMIT 0", quoted_table(table));
    match sqlx::raw_sql(AssertSqlSafe(query)).execute(connection).await {
        Err(error @ sqlx::Error::Database(_)) => match code_of(&error) {
            Some(DriverCode::MySql(code)) if DENIED.contains(&code) => Ok(Access::Denied),
            // Whatever is wrong with this table, its own copy says so.
            _ => Ok(Access::Full),
        },
        Err(error) => Err(error),
        Ok(_) => Ok(Access::Full),
    }
}
