//! One folder an engine: what its types are, and how its tables are described, read and written.

pub mod mysql;
pub mod postgres;
pub mod sqlite;
#[cfg(test)]
mod tests;

use crate::{batch::Batch, driver::NativeType, table::RowProblem, text, types::LogicalType};

/// A column to read, as the logical type in which both sides agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadColumn<T> {
    pub name: String,
    pub column_type: T,
    pub agreed: LogicalType,
    /// Whether it is one of those that tell one row from another.
    pub is_key: bool,
}

/// A column to write, of a table that DataSync made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteColumn<T> {
    pub name: String,
    pub column_type: T,
    /// Whether it is one of those that tell one row from another.
    pub is_key: bool,
}

/// What a driver or its server says, for the log.
pub type DriverError = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug)]
pub enum ReadError {
    Server(DriverError),
    Row(RowProblem),
    /// What came is not what the engine's protocol sends.
    Malformed,
    /// Nobody takes the rows any more.
    Stopped,
}

#[derive(Debug)]
pub enum WriteError {
    Server(DriverError),
    Row(RowProblem),
    /// The server counted other rows than it was sent.
    Miscounted {
        sent: u64,
        written: u64,
    },
    /// The server has written something else than it was sent.
    Changed {
        warnings: u16,
        /// The first of its warnings, in its words.
        first: String,
    },
    /// More columns than the engine's tables have.
    TooManyColumns,
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for ReadError {
    fn from(error: E) -> Self {
        Self::Server(error.into())
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for WriteError {
    fn from(error: E) -> Self {
        Self::Server(error.into())
    }
}

/// The values that tell a row of a batch from others, as people read them.
fn key_of<T>(batch: &Batch, row: usize, columns: &[WriteColumn<T>]) -> Vec<String> {
    let keys = columns.iter().zip(batch.columns()).filter(|(column, _)| column.is_key);
    keys.map(|(_, values)| text::shown(values.get(row))).collect()
}

/// A column whose type is one of another engine: of a plan that was made for another place.
#[derive(Debug)]
struct ForeignType;

impl std::fmt::Display for ForeignType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a column has a type of another engine")
    }
}

impl std::error::Error for ForeignType {}

/// The columns of a plan with the types of one engine.
fn typed_to_read<T>(
    columns: &[ReadColumn<NativeType>],
    of: impl Fn(&NativeType) -> Option<&T>,
) -> Result<Vec<ReadColumn<T>>, ForeignType>
where
    T: Clone,
{
    let column = |column: &ReadColumn<NativeType>| {
        Ok(ReadColumn {
            name: column.name.clone(),
            column_type: of(&column.column_type).ok_or(ForeignType)?.clone(),
            agreed: column.agreed.clone(),
            is_key: column.is_key,
        })
    };
    columns.iter().map(column).collect()
}

fn typed_to_write<T: Clone>(
    columns: &[WriteColumn<NativeType>],
    of: impl Fn(&NativeType) -> Option<&T>,
) -> Result<Vec<WriteColumn<T>>, ForeignType> {
    let column = |column: &WriteColumn<NativeType>| {
        Ok(WriteColumn {
            name: column.name.clone(),
            column_type: of(&column.column_type).ok_or(ForeignType)?.clone(),
            is_key: column.is_key,
        })
    };
    columns.iter().map(column).collect()
}

/// What is between the brackets of `CREATE TABLE`.
fn declared(columns: &[WriteColumn<NativeType>], quoted: fn(&str) -> String) -> String {
    let column = |column: &WriteColumn<NativeType>| {
        format!("{} {}", quoted(&column.name), column.column_type.name())
    };
    columns.iter().map(column).collect::<Vec<_>>().join(", ")
}
