//! A table as batches.

use rusqlite::{Connection, Row};

use super::{SqliteType, quoted, value::decode};
use crate::{
    batch::Batch,
    drivers::{ReadError, empty_batch, key_as_read},
    table::CopiedColumn,
};

/// Hands over all rows of a table, and says how many there were; ends when `take` answers that nobody
/// takes them any more. Blocks its thread.
pub fn read(
    connection: &Connection,
    table: &str,
    columns: &[CopiedColumn<SqliteType>],
    mut take: impl FnMut(Batch) -> bool,
) -> Result<u64, ReadError> {
    let fields: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
    let query = format!("SELECT {} FROM {}", fields.join(", "), quoted(table));
    let mut statement = connection.prepare(&query)?;
    let mut found = statement.query([])?;
    let mut batch = empty_batch(columns);
    let mut rows = 0;
    while let Some(row) = found.next()? {
        let mut bytes = 0;
        for (place, (column, into)) in columns.iter().zip(batch.columns_mut()).enumerate() {
            let value = row.get_ref(place)?;
            bytes += value.as_bytes_or_null().ok().flatten().map_or(8, <[u8]>::len);
            decode(value, &column.agreed, into)
                .map_err(|problem| ReadError::Row(column.refuse(problem, key_of(row, columns))))?;
        }
        batch.end_row(bytes).map_err(|_| ReadError::Malformed)?;
        rows += 1;
        if batch.is_full() && !take(batch.take()) {
            return Err(ReadError::Stopped);
        }
    }
    if batch.rows() > 0 && !take(batch) {
        return Err(ReadError::Stopped);
    }
    Ok(rows)
}

fn key_of(row: &Row<'_>, columns: &[CopiedColumn<SqliteType>]) -> Vec<String> {
    key_as_read(columns, |place, column, into| {
        decode(row.get_ref(place).ok()?, &column.agreed, into).ok()
    })
}
