//! Names for scripts: what went wrong, from a closed list that only grows.

use crate::{
    copy::CopyProblem,
    drivers::{DriverError, Trouble, trouble},
    load::{Count, LoadProblem},
    reach::ReachProblem,
    register::ClaimError,
    table::{RowProblem, ValueProblem},
    types::Verdict,
    validate::{Obstacle, TableState, ValidateProblem},
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

impl LoadProblem {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Claim(error) => error.code(),
            Self::Server(_, error) | Self::Unanswered { error, .. } => server_code(error),
            Self::Row(_, row) => row.problem.code(),
            Self::Malformed(_) => "malformed_answer",
            Self::NullInKey { .. } => "null_in_key",
            Self::NoTable => "no_table",
            Self::RepeatedKey(_) => "repeated_key",
            Self::TooManyRemoved { .. } => "too_many_removed",
            Self::Miscounted { what, .. } => match what {
                Count::Read => "miscounted_read",
                Count::Written => "miscounted_written",
                Count::Removed => "miscounted_removed",
                Count::Table => "miscounted_table",
            },
            Self::ReadBackDiffers => "read_back_differs",
            Self::SourceMoved => "source_moved",
            Self::Changed(_) => "changed_by_server",
            Self::TooManyColumns => "too_many_columns",
            Self::Spill(_) => "no_temporary_files",
            Self::Stopped => "stopped",
        }
    }

    /// The column and the row's key, where one value is to blame.
    pub fn value(&self) -> Option<(&str, &[String])> {
        match self {
            Self::Row(_, RowProblem { column, key, .. }) | Self::NullInKey { column, key } => {
                Some((column, key))
            }
            _ => None,
        }
    }
}

impl ClaimError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotOurs => "not_ours",
            Self::OfAnother(_) => "of_another",
            Self::Replaced => "replaced",
            Self::Busy => "busy",
            Self::TakenOver => "taken_over",
            Self::Unreadable => "unreadable_register",
            Self::Server(error) => server_code(error),
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

impl CopyProblem {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Server(_, error) | Self::Validate(ValidateProblem::Server(_, error)) => {
                server_code(error)
            }
            Self::NoTable { pattern: None } => "no_tables",
            Self::NoTable { pattern: Some(_) } => "pattern_means_none",
            Self::Validate(ValidateProblem::Gone(_)) => "gone",
            Self::Validate(ValidateProblem::UnreadableRegister) => "unreadable_register",
        }
    }
}

fn server_code(error: &DriverError) -> &'static str {
    if error.is::<ReachProblem>() {
        return "unreachable";
    }
    match trouble(error) {
        Trouble::DuplicateKey => "repeated_key",
        Trouble::LockTimeout | Trouble::Conflict => "locked",
        Trouble::PermissionDenied => "permission_denied",
        Trouble::DiskFull => "disk_full",
        Trouble::ConnectionLost => "connection_lost",
        Trouble::Other => "refused_by_server",
    }
}
