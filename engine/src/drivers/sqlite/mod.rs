//! SQLite: a file whose columns hold values of any type, whatever they declare. What a column declares is a
//! proposal here, and each value is asked whether it is one of that type.
//!
//! Everything works on a thread of its own: SQLite has no other way to wait.
//!
//! - [`describe`]: columns, their declared types and keys
//! - [`read`] and [`write`]: a table as batches
//! - [`value`]: one value

mod describe;
mod list;
mod lock;
mod place;
mod read;
#[cfg(test)]
mod tests;
mod types;
mod value;
mod write;

pub use self::{
    describe::describe,
    place::{Sqlite, set_up},
    read::read,
    types::SqliteType,
    write::write,
};

/// An identifier as it is written in a statement, whatever its characters.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
