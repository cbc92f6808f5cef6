//! Batches into a table.

use bytes::{BufMut as _, BytesMut};
use sqlx::PgConnection;
use tokio::sync::mpsc;

use super::{PgType, binary, quoted, quoted_table};
use crate::{
    batch::Batch,
    digest::{Digester, TableDigest},
    drivers::{WriteError, key_of},
    table::{CopiedColumn, TableName},
};

/// What goes to the server at once.
const MESSAGE_BYTES: usize = 128 * 1024;
/// What `COPY` begins with: signature, flags, and the length of an extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const TRAILER: i16 = -1;

/// Writes what comes, in the transaction of the connection, and hashes it. After an error, only rolling
/// back is possible.
pub async fn write(
    connection: &mut PgConnection,
    table: &TableName,
    columns: &[CopiedColumn<PgType>],
    mut from: mpsc::Receiver<Batch>,
    digester: &mut Digester<'_>,
) -> Result<TableDigest, WriteError> {
    let fields: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
    let (table, fields) = (quoted_table(table), fields.join(", "));
    let count = i16::try_from(columns.len()).map_err(|_| WriteError::TooManyColumns)?;
    let statement = format!("COPY {table} ({fields}) FROM STDIN (FORMAT binary)");
    let mut copy = connection.copy_in_raw(&statement).await?;
    let mut digest = TableDigest::default();
    let mut out = BytesMut::from(HEADER);
    while let Some(batch) = from.recv().await {
        for row in 0..batch.rows() {
            out.put_i16(count);
            for (column, values) in columns.iter().zip(batch.columns()) {
                if let Err(problem) = binary::encode(values.get(row), &column.column_type, &mut out)
                {
                    let problem = column.refuse(problem, key_of(&batch, row, columns));
                    copy.abort("a value does not fit").await?;
                    return Err(WriteError::Row(problem));
                }
            }
            digest.add(digester.row(&batch, row));
            if out.len() >= MESSAGE_BYTES {
                copy.send(&out[..]).await?;
                out.clear();
            }
        }
    }
    out.put_i16(TRAILER);
    copy.send(&out[..]).await?;
    let written = copy.finish().await?;
    if written == digest.rows {
        Ok(digest)
    } else {
        Err(WriteError::Miscounted { sent: digest.rows, written })
    }
}
