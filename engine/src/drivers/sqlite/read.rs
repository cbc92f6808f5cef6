//! A table as batches.

use std::sync::Arc;

use rusqlite::{Connection, Row};

use super::{SqliteType, quoted, value::decode};
use crate::{
    batch::Batch,
    drivers::{ReadColumn, ReadError},
    table::RowProblem,
    text,
};

/// Hands over all rows of a table, and says how many there were; ends when `take` answers that nobody
/// takes them any more. Blocks its thread.
pub fn read(
    connection: &Connection,
    table: &str,
    columns: &[ReadColumn<SqliteType>],
    mut take: impl FnMut(Batch) -> bool,
) -> Result<u64, ReadError> {
    let fields: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
    let query = format!("SELECT {} FROM {}", fields.join(", "), quoted(table));
    let mut statement = connection.prepare(&query)?;
    let mut found = statement.query([])?;
    let mut batch = Batch::new(columns.iter().map(|column| column.agreed.clone()).collect());
    let mut rows = 0;
    while let Some(row) = found.next()? {
        let mut bytes = 0;
        for (place, (column, into)) in columns.iter().zip(batch.columns_mut()).enumerate() {
            let value = row.get_ref(place)?;
            bytes += value.as_bytes_or_null().ok().flatten().map_or(8, <[u8]>::len);
            decode(value, &column.agreed, into).map_err(|problem| {
                let key = key_of(row, columns);
                ReadError::Row(RowProblem { column: column.name.clone(), problem, key })
            })?;
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

/// The values that tell a row from others, as far as they can be read.
fn key_of(row: &Row<'_>, columns: &[ReadColumn<SqliteType>]) -> Vec<String> {
    let keys = columns.iter().enumerate().filter(|(_, column)| column.is_key);
    keys.map(|(place, column)| {
        let mut key = Batch::new(Arc::from([column.agreed.clone()]));
        let into = &mut key.columns_mut()[0];
        match row.get_ref(place).map(|value| decode(value, &column.agreed, into)) {
            Ok(Ok(())) => text::shown(into.get(0)),
            _ => "?".to_owned(),
        }
    })
    .collect()
}
