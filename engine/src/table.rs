//! A table as its engine describes it.

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
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnShape<T> {
    pub name: String,
    pub column_type: T,
    pub is_nullable: bool,
    /// Computed from other columns: read like others, never written.
    pub is_generated: bool,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    WrongType,
}
