//! A table as batches.

use futures_util::TryStreamExt as _;
use sqlx::{AssertSqlSafe, MySqlConnection, Row as _, mysql::MySqlRow};
use tokio::sync::mpsc;

use super::{MySqlType, quoted, quoted_table, value::decode};
use crate::{
    batch::{Batch, Column, Value},
    drivers::{ReadError, empty_batch, key_as_read},
    table::{CopiedColumn, TableName, ValueProblem},
};

/// Sends all rows of a table, and says how many there were. What the transaction of the connection sees,
/// whose zone must be UTC.
pub async fn read(
    connection: &mut MySqlConnection,
    table: &TableName,
    columns: &[CopiedColumn<MySqlType>],
    to: mpsc::Sender<Batch>,
) -> Result<u64, ReadError> {
    let fields: Vec<String> = columns.iter().map(expression).collect();
    let query = format!("SELECT {} FROM {}", fields.join(", "), quoted_table(table));
    let mut found = sqlx::raw_sql(AssertSqlSafe(query)).fetch(connection);
    let mut batch = empty_batch(columns);
    let mut rows = 0;
    while let Some(row) = found.try_next().await? {
        let mut bytes = 0;
        for (place, (column, into)) in columns.iter().zip(batch.columns_mut()).enumerate() {
            let value: Option<&[u8]> = row.try_get_unchecked(place)?;
            bytes += value.map_or(1, <[u8]>::len);
            push(value, column, into)
                .map_err(|problem| ReadError::Row(column.refuse(problem, key_of(&row, columns))))?;
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

fn expression(column: &CopiedColumn<MySqlType>) -> String {
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
    column: &CopiedColumn<MySqlType>,
    into: &mut Column,
) -> Result<(), ValueProblem> {
    match value {
        None => into.push(Value::Null).map_err(|_| ValueProblem::WrongType),
        Some(bytes) => decode(&column.column_type, &column.agreed, bytes, into),
    }
}

fn key_of(row: &MySqlRow, columns: &[CopiedColumn<MySqlType>]) -> Vec<String> {
    key_as_read(columns, |place, column, into| {
        push(row.try_get_unchecked(place).ok()?, column, into).ok()
    })
}
