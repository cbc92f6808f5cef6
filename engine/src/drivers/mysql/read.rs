//! A table as batches.

use std::sync::Arc;

use futures_util::TryStreamExt as _;
use sqlx::{AssertSqlSafe, MySqlConnection, Row as _, mysql::MySqlRow};
use tokio::sync::mpsc;

use super::{MySqlType, quoted, quoted_table, value::decode};
use crate::{
    batch::{Batch, Column, Value},
    drivers::{ReadColumn, ReadError},
    table::{RowProblem, TableName, ValueProblem},
    text,
};

/// Sends all rows of a table, and says how many there were. What the transaction of the connection sees,
/// whose zone must be UTC.
pub async fn read(
    connection: &mut MySqlConnection,
    table: &TableName,
    columns: &[ReadColumn<MySqlType>],
    to: &mpsc::Sender<Batch>,
) -> Result<u64, ReadError> {
    let fields: Vec<String> = columns.iter().map(expression).collect();
    let query = format!("SELECT {} FROM {}", fields.join(", "), quoted_table(table));
    let mut found = sqlx::raw_sql(AssertSqlSafe(query)).fetch(connection);
    let mut batch = Batch::new(columns.iter().map(|column| column.agreed.clone()).collect());
    let mut rows = 0;
    while let Some(row) = found.try_next().await? {
        let mut bytes = 0;
        for (place, (column, into)) in columns.iter().zip(batch.columns_mut()).enumerate() {
            let value: Option<&[u8]> = row.try_get_unchecked(place)?;
            bytes += value.map_or(1, <[u8]>::len);
            push(value, column, into).map_err(|problem| {
                let key = key_of(&row, columns);
                ReadError::Row(RowProblem { column: column.name.clone(), problem, key })
            })?;
        }
        batch.end_row(bytes).map_err(|_| ReadError::Malformed)?;
        rows += 1;
        if batch.is_full() {
            to.send(batch.take()).await.map_err(|_| ReadError::Stopped)?;
        }
    }
    if batch.rows() > 0 {
        to.send(batch).await.map_err(|_| ReadError::Stopped)?;
    }
    Ok(rows)
}

fn expression(column: &ReadColumn<MySqlType>) -> String {
    let name = quoted(&column.name);
    match &column.column_type {
        // The text of a FLOAT has six digits, and it has up to nine.
        MySqlType::Float => format!("CAST({name} AS DOUBLE)"),
        MySqlType::Bit(bits) => format!("LPAD(BIN({name} + 0), {bits}, '0')"),
        MySqlType::Enum(_) => format!("CONCAT({name} + 0, ':', {name})"),
        MySqlType::Other(_) => format!("CAST({name} AS CHAR)"),
        _ => name,
    }
}

fn push(
    value: Option<&[u8]>,
    column: &ReadColumn<MySqlType>,
    into: &mut Column,
) -> Result<(), ValueProblem> {
    match value {
        None => into.push(Value::Null).map_err(|_| ValueProblem::WrongType),
        Some(bytes) => decode(&column.column_type, &column.agreed, bytes, into),
    }
}

/// The values that tell a row from others, as far as they can be read.
fn key_of(row: &MySqlRow, columns: &[ReadColumn<MySqlType>]) -> Vec<String> {
    let keys = columns.iter().enumerate().filter(|(_, column)| column.is_key);
    keys.map(|(place, column)| {
        let mut key = Batch::new(Arc::from([column.agreed.clone()]));
        let into = &mut key.columns_mut()[0];
        match row.try_get_unchecked(place).map(|value| push(value, column, into)) {
            Ok(Ok(())) => text::shown(into.get(0)),
            _ => "?".to_owned(),
        }
    })
    .collect()
}
