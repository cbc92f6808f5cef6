//! MySQL and MariaDB: tables are read as text, which streams, and written by `LOAD DATA LOCAL`, which is
//! half as fast again as the longest INSERT and changes values in silence: see [`write`] for what is done
//! about that.
//!
//! - [`describe`]: columns, their types and keys
//! - [`read`] and [`write`]: a table as batches
//! - [`value`]: one value

mod describe;
mod list;
mod place;
mod read;
#[cfg(test)]
pub(crate) mod tests;
mod types;
mod value;
mod write;

pub use self::{
    describe::describe,
    place::{MySqlReader, MySqlWriter},
    read::read,
    types::MySqlType,
    write::{options, write, write_by_insert},
};
use crate::table::TableName;

/// An identifier as it is written in a statement, whatever its characters.
pub fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// With its database, where one is named.
pub fn quoted_table(table: &TableName) -> String {
    let name = quoted(&table.name);
    match &table.schema {
        Some(database) => format!("{}.{name}", quoted(database)),
        None => name,
    }
}
