//! A table as its engine describes it, and its columns on one side of a copy.

use crate::types::LogicalType;
use serde::{Deserialize, Serialize};

/// A table's name; `schema` where the engine has schemas.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TableName {
    pub schema: Option<String>,
    pub name: String,
}

impl std::fmt::Display for TableName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// A table or view that a source has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedTable {
    pub name: TableName,
    pub is_view: bool,
    /// As the engine estimates it; `None` where it does not.
    pub rows: Option<u64>,
    pub bytes: Option<u64>,
    pub access: Access,
}

/// What this user may read of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Full,
    /// Nothing, or not all of its columns.
    Denied,
    /// Row level security keeps rows from this user.
    RowsHidden,
}

/// What a table is made of, with columns of an engine's own type `T`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableShape<T> {
    pub columns: Vec<ColumnShape<T>>,
    /// Places of its columns in `columns`, in the order of the key; empty where there is none.
    pub primary_key: Vec<usize>,
}

impl<T> TableShape<T> {
    /// The same with other types.
    pub fn map<U>(self, of: impl Fn(T) -> U) -> TableShape<U> {
        let column = |column: ColumnShape<T>| ColumnShape {
            name: column.name,
            column_type: of(column.column_type),
            is_nullable: column.is_nullable,
            is_generated: column.is_generated,
        };
        let columns = self.columns.into_iter().map(column).collect();
        TableShape { columns, primary_key: self.primary_key }
    }

    /// All its columns for a copy, told apart by the primary key, each as what `agreed` says.
    pub fn copied(self, agreed: impl Fn(&T) -> LogicalType) -> Vec<CopiedColumn<T>> {
        let columns = self.columns.into_iter().enumerate();
        columns
            .map(|(place, column)| CopiedColumn {
                name: column.name,
                agreed: agreed(&column.column_type),
                column_type: column.column_type,
                is_key: self.primary_key.contains(&place),
            })
            .collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnShape<T> {
    pub name: String,
    pub column_type: T,
    pub is_nullable: bool,
    /// Computed from other columns: read like others, never written.
    pub is_generated: bool,
}

/// A column on one side of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopiedColumn<T> {
    pub name: String,
    /// Its type on this side.
    pub column_type: T,
    /// The type in which both sides agree.
    pub agreed: LogicalType,
    /// Whether it is one of those that tell one row from another.
    pub is_key: bool,
}

impl<T> CopiedColumn<T> {
    /// The same column with the type of another side.
    pub fn with_type<U>(&self, column_type: U) -> CopiedColumn<U> {
        let Self { name, agreed, is_key, .. } = self;
        CopiedColumn { name: name.clone(), column_type, agreed: agreed.clone(), is_key: *is_key }
    }

    /// Why one of its values cannot be read or written, in the row with this key.
    pub(crate) fn refuse(&self, problem: ValueProblem, key: Vec<String>) -> RowProblem {
        RowProblem { column: self.name.clone(), problem, key }
    }
}

/// Why a row cannot be read or written: the column, the problem, and the values of its key as people know
/// them, where the table has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    pub column: String,
    pub problem: ValueProblem,
    pub key: Vec<String>,
}

/// Why a value cannot be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueProblem {
    /// Not what values of its type look like.
    Malformed,
    NotUtf8,
    /// Outside of what the other type holds.
    OutOfRange,
    TooManyDigits,
    NotANumber,
    NegativeZero,
    Infinite,
    TooLong,
    NulCharacter,
    /// A year, month or day of 0, which MySQL has.
    ZeroDate,
    WrongType,
}
