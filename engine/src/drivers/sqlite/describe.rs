//! What a table declares.

use rusqlite::Connection;

use super::SqliteType;
use crate::table::{ColumnShape, TableShape};

/// Hidden columns of virtual tables have no part in `SELECT *`, and none here.
const HIDDEN: i64 = 1;

/// The columns and the primary key of a table; `None` where there is no such table.
pub fn describe(
    connection: &Connection,
    table: &str,
) -> rusqlite::Result<Option<TableShape<SqliteType>>> {
    let mut statement = connection.prepare(
        "SELECT name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo(?1) ORDER BY cid",
    )?;
    let mut rows = statement.query([table])?;
    let (mut columns, mut key) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (place_in_key, hidden): (i64, i64) = (row.get(3)?, row.get(4)?);
        if hidden == HIDDEN {
            continue;
        }
        if place_in_key > 0 {
            key.push((place_in_key, columns.len()));
        }
        columns.push(ColumnShape {
            name: row.get(0)?,
            column_type: SqliteType::new(&row.get::<_, String>(1)?),
            is_nullable: !row.get::<_, bool>(2)?,
            is_generated: hidden > HIDDEN,
        });
    }
    key.sort_unstable();
    let primary_key = key.into_iter().map(|(_, place)| place).collect();
    Ok((!columns.is_empty()).then_some(TableShape { columns, primary_key }))
}
