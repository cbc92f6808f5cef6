//! Batches into a table.

use rusqlite::Connection;

use super::{SqliteType, quoted, value::encode};
use crate::{
    batch::Batch,
    digest::{Digester, TableDigest},
    drivers::{WriteError, key_of},
    table::CopiedColumn,
};

/// Writes what comes, in the transaction of the connection, and hashes it. Blocks its thread. After an
/// error, only rolling back is possible.
pub fn write(
    connection: &Connection,
    table: &str,
    columns: &[CopiedColumn<SqliteType>],
    batches: impl IntoIterator<Item = Batch>,
    digester: &mut Digester<'_>,
) -> Result<TableDigest, WriteError> {
    let fields: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
    let places = vec!["?"; columns.len()].join(", ");
    let (table, fields) = (quoted(table), fields.join(", "));
    let insert = format!("INSERT INTO {table} ({fields}) VALUES ({places})");
    let mut statement = connection.prepare(&insert)?;
    let (mut digest, mut written) = (TableDigest::default(), 0);
    for batch in batches {
        for row in 0..batch.rows() {
            for (place, (column, values)) in columns.iter().zip(batch.columns()).enumerate() {
                let value = encode(values.get(row), &column.agreed).map_err(|problem| {
                    WriteError::Row(column.refuse(problem, key_of(&batch, row, columns)))
                })?;
                statement.raw_bind_parameter(place + 1, value)?;
            }
            written += u64::try_from(statement.raw_execute()?).unwrap_or(u64::MAX);
            digest.add(digester.row(&batch, row));
        }
    }
    if written == digest.rows {
        Ok(digest)
    } else {
        Err(WriteError::Miscounted { sent: digest.rows, written })
    }
}
