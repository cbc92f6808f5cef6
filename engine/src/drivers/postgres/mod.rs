//! PostgreSQL: tables are read and written by `COPY … (FORMAT binary)`, the way that costs the server least
//! and changes nothing.
//!
//! - [`describe`]: columns, their types and keys
//! - [`read`] and [`write`]: a table as batches
//! - [`binary`], [`numeric`]: one value

mod binary;
mod describe;
mod list;
mod numeric;
mod place;
mod read;
#[cfg(test)]
pub(crate) mod tests;
mod types;
mod write;

pub use self::{describe::describe, place::Postgres, read::read, types::PgType, write::write};
use crate::table::TableName;

/// An identifier as it is written in a statement, whatever its characters.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub fn quoted_table(table: &TableName) -> String {
    let name = quoted(&table.name);
    match &table.schema {
        Some(schema) => format!("{}.{name}", quoted(schema)),
        None => name,
    }
}
