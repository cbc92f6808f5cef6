//! A table as batches.

use bytes::Buf as _;
use futures_util::TryStreamExt as _;
use sqlx::PgConnection;
use tokio::sync::mpsc;

use super::{PgType, binary, quoted, quoted_table};
use crate::{
    batch::{Batch, Column, Value},
    drivers::{ReadError, empty_batch, key_as_read},
    table::{CopiedColumn, TableName, ValueProblem},
    types::LogicalType,
};

/// What `COPY` begins with, before flags and the length of an extension.
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// In place of the number of fields: no row follows.
const TRAILER: i16 = -1;

/// Sends all rows of a table, and says how many there were. What the transaction of the connection sees.
pub async fn read(
    connection: &mut PgConnection,
    table: &TableName,
    columns: &[CopiedColumn<PgType>],
    to: mpsc::Sender<Batch>,
) -> Result<u64, ReadError> {
    let fields: Vec<String> = columns.iter().map(expression).collect();
    let (fields, table) = (fields.join(", "), quoted_table(table));
    let query = format!("COPY (SELECT {fields} FROM {table}) TO STDOUT (FORMAT binary)");
    let mut messages = connection.copy_out_raw(&query).await?;
    let mut batch = empty_batch(columns);
    let (mut rows, mut is_first, mut has_ended) = (0, true, false);
    while let Some(message) = messages.try_next().await? {
        let mut message = &message[..];
        if is_first {
            message = after_header(message)?;
            is_first = false;
        }
        // Each message holds whole rows.
        while !message.is_empty() {
            let before = message.len();
            if take_count(&mut message)? == TRAILER {
                has_ended = true;
                break;
            }
            take_row(&mut message, columns, &mut batch)?;
            batch.end_row(before - message.len()).map_err(|_| ReadError::Malformed)?;
            rows += 1;
            if batch.is_full() {
                to.send(batch.take()).await.map_err(|_| ReadError::Stopped)?;
            }
        }
    }
    // Without the trailer it is a table that was cut short.
    if !has_ended {
        return Err(ReadError::Malformed);
    }
    if batch.rows() > 0 {
        to.send(batch).await.map_err(|_| ReadError::Stopped)?;
    }
    Ok(rows)
}

fn expression(column: &CopiedColumn<PgType>) -> String {
    let name = quoted(&column.name);
    match (&column.column_type, &column.agreed) {
        (PgType::Other(_), _) | (PgType::BuiltIn(_), LogicalType::Text { .. }) => {
            format!("{name}::text")
        }
        _ => name,
    }
}

fn after_header(message: &[u8]) -> Result<&[u8], ReadError> {
    let mut rest = message.strip_prefix(SIGNATURE).ok_or(ReadError::Malformed)?;
    if rest.len() < 8 {
        return Err(ReadError::Malformed);
    }
    // No flag is known that matters, and no extension.
    let (flags, extension) = (rest.get_u32(), rest.get_u32());
    if flags == 0 && extension == 0 { Ok(rest) } else { Err(ReadError::Malformed) }
}

fn take_count(message: &mut &[u8]) -> Result<i16, ReadError> {
    if message.len() < 2 { Err(ReadError::Malformed) } else { Ok(message.get_i16()) }
}

fn take_row(
    message: &mut &[u8],
    columns: &[CopiedColumn<PgType>],
    batch: &mut Batch,
) -> Result<(), ReadError> {
    let row = *message;
    for (column, into) in columns.iter().zip(batch.columns_mut()) {
        let pushed = push(take_field(message)?, column, into);
        pushed.map_err(|problem| ReadError::Row(column.refuse(problem, key_of(row, columns))))?;
    }
    Ok(())
}

fn push(
    field: Option<&[u8]>,
    column: &CopiedColumn<PgType>,
    into: &mut Column,
) -> Result<(), ValueProblem> {
    match field {
        None => into.push(Value::Null).map_err(|_| ValueProblem::WrongType),
        Some(bytes) => binary::decode(&column.column_type, &column.agreed, bytes, into),
    }
}

/// `None` is NULL.
fn take_field<'a>(message: &mut &'a [u8]) -> Result<Option<&'a [u8]>, ReadError> {
    if message.len() < 4 {
        return Err(ReadError::Malformed);
    }
    let Ok(length) = usize::try_from(message.get_i32()) else { return Ok(None) };
    let (field, rest) = message.split_at_checked(length).ok_or(ReadError::Malformed)?;
    *message = rest;
    Ok(Some(field))
}

fn key_of(row: &[u8], columns: &[CopiedColumn<PgType>]) -> Vec<String> {
    key_as_read(columns, |place, column, into| {
        let mut row = row;
        for _ in 0..place {
            take_field(&mut row).ok()?;
        }
        push(take_field(&mut row).ok()?, column, into).ok()
    })
}
