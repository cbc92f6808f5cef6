//! Names for scripts: what went wrong, from a closed list that only grows.

use crate::{
    drivers::Trouble,
    fault::Fault,
    load::Count,
    table::ValueProblem,
    types::Verdict,
    validate::{Obstacle, TableState},
};

impl Verdict {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::ExactUnless(_) => "exact_unless",
            Self::Lossy(_) => "lossy",
        }
    }
}

impl TableState {
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Equal => "equal",
            Self::Changed => "changed",
            Self::InTheWay => "in_the_way",
        }
    }
}

impl Obstacle {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotReadable => "not_readable",
            Self::RowsHidden => "rows_hidden",
            Self::TableName(_) => "table_name",
            Self::ColumnName { .. } => "column_name",
            Self::NoColumns => "no_columns",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::Lossy { .. } => "lossy",
            Self::NotOurs => "not_ours",
            Self::OfAnother(_) => "of_another",
            Self::Replaced => "replaced",
            Self::ColumnMissing { .. } => "column_missing",
            Self::ColumnSurplus { .. } => "column_surplus",
            Self::ColumnType { .. } => "column_type",
            Self::Key => "key",
            Self::Cascade { .. } => "cascade",
        }
    }

    /// The column that is to blame.
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::ColumnName { column, .. }
            | Self::Lossy { column }
            | Self::ColumnMissing { column }
            | Self::ColumnSurplus { column }
            | Self::ColumnType { column, .. } => Some(column),
            _ => None,
        }
    }
}

impl Fault {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Obstacle(obstacle) => obstacle.code(),
            Self::NotOurs => "not_ours",
            Self::OfAnother(_) => "of_another",
            Self::Replaced => "replaced",
            Self::Busy => "busy",
            Self::TakenOver => "taken_over",
            Self::UnreadableRegister => "unreadable_register",
            Self::Unreachable { .. } => "unreachable",
            Self::Server { trouble, .. } => trouble.code(),
            Self::Value { problem, .. } => problem.code(),
            Self::Malformed { .. } => "malformed_answer",
            Self::NullInKey { .. } => "null_in_key",
            Self::NoTable => "no_table",
            Self::RepeatedKey { .. } => "repeated_key",
            Self::TooManyRemoved { .. } => "too_many_removed",
            Self::Miscounted { what, .. } => match what {
                Count::Read => "miscounted_read",
                Count::Written => "miscounted_written",
                Count::Removed => "miscounted_removed",
                Count::Table => "miscounted_table",
            },
            Self::ReadBackDiffers => "read_back_differs",
            Self::SourceMoved => "source_moved",
            Self::Changed { .. } => "changed_by_server",
            Self::TooManyColumns => "too_many_columns",
            Self::Spill { .. } => "no_temporary_files",
            Self::Stopped => "stopped",
            Self::NoTables { pattern: None } => "no_tables",
            Self::NoTables { pattern: Some(_) } => "pattern_means_none",
            Self::Gone { .. } => "gone",
        }
    }

    /// The column, where one is to blame.
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::Obstacle(obstacle) => obstacle.column(),
            Self::Value { column, .. } | Self::NullInKey { column, .. } => Some(column),
            _ => None,
        }
    }

    /// The key of the row, where one value is to blame.
    pub fn key(&self) -> Option<&[String]> {
        match self {
            Self::Value { key, .. } | Self::NullInKey { key, .. } => Some(key),
            _ => None,
        }
    }
}

impl ValueProblem {
    const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::NotUtf8 => "not_utf8",
            Self::OutOfRange => "out_of_range",
            Self::TooManyDigits => "too_many_digits",
            Self::NotANumber => "not_a_number",
            Self::NegativeZero => "negative_zero",
            Self::Infinite => "infinite",
            Self::TooLong => "too_long",
            Self::NulCharacter => "nul_character",
            Self::ZeroDate => "zero_date",
            Self::WrongType => "wrong_type",
        }
    }
}

impl Trouble {
    const fn code(self) -> &'static str {
        match self {
            Self::DuplicateKey => "repeated_key",
            Self::LockTimeout | Self::Conflict => "locked",
            Self::PermissionDenied => "permission_denied",
            Self::DiskFull => "disk_full",
            Self::ConnectionLost => "connection_lost",
            Self::Other => "refused_by_server",
        }
    }
}
