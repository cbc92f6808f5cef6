//! Batches into a table, by `LOAD DATA LOCAL`, or by INSERT where the server takes no files.
//!
//! It changes values that do not fit in silence, also in strict mode, drops rows with a key that is there
//! already, and takes a file that breaks off for one that ends. So:
//!
//! 1. Values are asked here whether they fit, before they are sent.
//! 2. The table has no unique keys, and the transaction is open already.
//! 3. The server's counts must be those of what was sent, without a single warning. Else it is rolled back.
//!
//! INSERT refuses in strict mode what does not fit, and is half as fast.

use std::io;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use mysql_async::{Conn, OptsBuilder, prelude::Queryable as _};
use tokio::sync::mpsc;

use super::{
    MySqlType, quoted, quoted_table,
    value::{NULL, encode},
};
use crate::{
    batch::Batch,
    digest::{Digester, TableDigest},
    drivers::{WriteError, key_of},
    table::{CopiedColumn, TableName},
};

/// What goes to the server at once.
const MESSAGE_BYTES: usize = 256 * 1024;

/// What a session must be set to before it writes.
pub fn options(options: OptsBuilder) -> OptsBuilder {
    options.prefer_socket(false).setup(vec![
        // NO_AUTO_VALUE_ON_ZERO: a 0 is a 0. NO_BACKSLASH_ESCAPES must be off: it is not named.
        "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION'",
        "SET SESSION time_zone = '+00:00'",
        "SET SESSION autocommit = 1, lock_wait_timeout = 10, innodb_lock_wait_timeout = 10, net_read_timeout = 3600",
    ])
}

/// Writes what comes, in the transaction of the connection, and hashes it. After an error the connection
/// has to be closed, which rolls back: the driver may have closed it already.
pub async fn write(
    connection: &mut Conn,
    table: &TableName,
    columns: &[CopiedColumn<MySqlType>],
    mut from: mpsc::Receiver<Batch>,
    digester: &mut Digester<'_>,
) -> Result<TableDigest, WriteError> {
    let fields: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
    let (table, fields) = (quoted_table(table), fields.join(", "));
    // Bytes as they are: the server turns nothing into another character set.
    let statement = format!(
        "LOAD DATA LOCAL INFILE 'rows' INTO TABLE {table} CHARACTER SET binary \
         FIELDS TERMINATED BY '\\t' ENCLOSED BY '' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' ({fields})"
    );
    let (to, file) = mpsc::channel::<io::Result<Bytes>>(4);
    let file = stream::unfold(file, async |mut file| Some((file.recv().await?, file)));
    connection.set_infile_handler(async move { Ok(file.boxed()) });
    let (sent, loaded) =
        tokio::join!(send(&mut from, columns, digester, to), connection.query_iter(&statement));
    let loaded = match loaded {
        // Not the result of a broken file, but why it is broken.
        Err(error) => return Err(sent.err().unwrap_or_else(|| error.into())),
        Ok(loaded) => loaded,
    };
    let (affected, warnings) = (loaded.affected_rows(), loaded.warnings());
    loaded.drop_result().await?;
    let digest = sent?;
    judge(connection, digest, affected, warnings).await
}

/// Refuses anything but what was sent.
async fn judge(
    connection: &mut Conn,
    digest: TableDigest,
    affected: u64,
    warnings: u16,
) -> Result<TableDigest, WriteError> {
    if affected != digest.rows {
        return Err(WriteError::Miscounted { sent: digest.rows, written: affected });
    }
    if warnings > 0 {
        let first: Option<(String, u16, String)> =
            connection.query_first("SHOW WARNINGS LIMIT 1").await?;
        let first = first.map(|(_, code, message)| format!("{code}: {message}"));
        return Err(WriteError::Changed { warnings, first: first.unwrap_or_default() });
    }
    Ok(digest)
}

/// Writes the file. One that ends with an error is no file to the server.
async fn send(
    from: &mut mpsc::Receiver<Batch>,
    columns: &[CopiedColumn<MySqlType>],
    digester: &mut Digester<'_>,
    to: mpsc::Sender<io::Result<Bytes>>,
) -> Result<TableDigest, WriteError> {
    let mut digest = TableDigest::default();
    let mut out = Vec::with_capacity(MESSAGE_BYTES);
    while let Some(batch) = from.recv().await {
        for row in 0..batch.rows() {
            for (place, (column, values)) in columns.iter().zip(batch.columns()).enumerate() {
                if place > 0 {
                    out.push(b'\t');
                }
                if let Err(problem) = encode(values.get(row), &column.column_type, &mut out) {
                    let _ = to.send(Err(io::Error::other("a value does not fit"))).await;
                    let key = key_of(&batch, row, columns);
                    return Err(WriteError::Row(column.refuse(problem, key)));
                }
            }
            out.push(b'\n');
            digest.add(digester.row(&batch, row));
            if out.len() >= MESSAGE_BYTES {
                let full = std::mem::replace(&mut out, Vec::with_capacity(MESSAGE_BYTES));
                if to.send(Ok(full.into())).await.is_err() {
                    // The server has ended the statement, and says why.
                    return Ok(digest);
                }
            }
        }
    }
    let _ = to.send(Ok(out.into())).await;
    Ok(digest)
}

/// The same by INSERT of as many rows as the server takes at once.
pub async fn write_by_insert(
    connection: &mut Conn,
    table: &TableName,
    columns: &[CopiedColumn<MySqlType>],
    mut from: mpsc::Receiver<Batch>,
    digester: &mut Digester<'_>,
) -> Result<TableDigest, WriteError> {
    let fields: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
    let begin = format!("INSERT INTO {} ({}) VALUES ", quoted_table(table), fields.join(", "));
    let most: Option<usize> = connection.query_first("SELECT @@max_allowed_packet").await?;
    let most = most.unwrap_or(MESSAGE_BYTES).min(MESSAGE_BYTES * 4) * 3 / 4;
    let (mut digest, mut affected) = (TableDigest::default(), 0);
    let (mut statement, mut field) = (begin.clone().into_bytes(), Vec::new());
    while let Some(batch) = from.recv().await {
        for row in 0..batch.rows() {
            let before = statement.len();
            statement.extend_from_slice(if before > begin.len() { b",(" } else { b"(" });
            for (place, (column, values)) in columns.iter().zip(batch.columns()).enumerate() {
                if place > 0 {
                    statement.push(b',');
                }
                field.clear();
                encode(values.get(row), &column.column_type, &mut field).map_err(|problem| {
                    WriteError::Row(column.refuse(problem, key_of(&batch, row, columns)))
                })?;
                put_literal(&field, &column.column_type, &mut statement);
            }
            statement.push(b')');
            digest.add(digester.row(&batch, row));
            if statement.len() > most && before > begin.len() {
                // This row begins the next statement.
                let next = statement.split_off(before);
                affected += inserted(connection, std::mem::take(&mut statement)).await?;
                statement.extend_from_slice(begin.as_bytes());
                statement.extend_from_slice(&next[1..]);
            }
        }
    }
    if statement.len() > begin.len() {
        affected += inserted(connection, statement).await?;
    }
    judge(connection, digest, affected, 0).await
}

async fn inserted(connection: &mut Conn, statement: Vec<u8>) -> Result<u64, WriteError> {
    let done = connection.query_iter(statement).await?;
    let (affected, warnings) = (done.affected_rows(), done.warnings());
    done.drop_result().await?;
    if warnings > 0 {
        judge(connection, TableDigest { rows: affected, sum: 0 }, affected, warnings).await?;
    }
    Ok(affected)
}

/// A field of a file as a literal: what is escaped there is escaped here, too, but for the quotes around it.
fn put_literal(field: &[u8], column_type: &MySqlType, out: &mut Vec<u8>) {
    if field == NULL {
        out.extend_from_slice(b"NULL");
        return;
    }
    if let MySqlType::Binary { .. } | MySqlType::Varbinary { .. } | MySqlType::Blob(_) = column_type
    {
        out.extend_from_slice(b"_binary");
    }
    out.push(b'\'');
    for &byte in field {
        if byte == b'\'' {
            out.push(b'\'');
        }
        out.push(byte);
    }
    out.push(b'\'');
}
