//! The tables of a file.

use rusqlite::Connection;

use crate::table::{Access, ListedTable, TableName};

/// Without a count: that would read all of them.
pub(super) fn list(connection: &Connection) -> rusqlite::Result<Vec<ListedTable>> {
    let mut statement = connection.prepare(
        "SELECT name, type = 'view' FROM sqlite_schema WHERE type IN ('table', 'view') \
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'datasync_register' \
         AND name NOT LIKE 'datasync\\_staging\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let table = |row: &rusqlite::Row<'_>| {
        let name = TableName { schema: None, name: row.get(0)? };
        Ok(ListedTable {
            name,
            is_view: row.get(1)?,
            rows: None,
            bytes: None,
            access: Access::Full,
        })
    };
    statement.query_map([], table)?.collect()
}
