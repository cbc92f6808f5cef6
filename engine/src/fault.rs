//! Why a table was not copied, or nothing at all, as it can be kept and sent: closed words with the facts they
//! need, and of what a server said no more than its sentence.

use serde::{Deserialize, Serialize};

use crate::{
    copy::CopyProblem,
    drivers::{DriverError, Trouble, trouble},
    load::{Count, LoadProblem, Side},
    reach::ReachProblem,
    register::{ClaimError, Holder},
    sanitize::sanitized,
    table::{RowProblem, ValueProblem},
    validate::{Obstacle, ValidateProblem},
};

/// Of a server's sentence.
const MOST_CHARACTERS: usize = 500;

/// Names are a contract: runs keep them, and programs read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It was never tried.
    Obstacle(Obstacle),
    NotOurs,
    OfAnother(Holder),
    Replaced,
    Busy,
    TakenOver,
    UnreadableRegister,
    /// A side could not be reached.
    Unreachable {
        side: Side,
        problem: ReachProblem,
    },
    /// A server refused a statement, or went away.
    Server {
        side: Side,
        trouble: Trouble,
        message: String,
    },
    Value {
        side: Side,
        column: String,
        key: Vec<String>,
        problem: ValueProblem,
    },
    Malformed {
        side: Side,
    },
    NullInKey {
        column: String,
        key: Vec<String>,
    },
    NoTable,
    RepeatedKey {
        side: Side,
    },
    TooManyRemoved {
        removed: u64,
        of: u64,
    },
    Miscounted {
        expected: u64,
        found: u64,
        what: Count,
    },
    ReadBackDiffers,
    SourceMoved,
    Changed {
        message: String,
    },
    TooManyColumns,
    Spill {
        message: String,
    },
    Stopped,
    /// The first pattern that means no table; `None` where the source has none at all.
    NoTables {
        pattern: Option<String>,
    },
    /// A table went away while both sides were looked at.
    Gone {
        table: String,
    },
}

impl Fault {
    fn of_server(side: Side, error: &DriverError) -> Self {
        if let Some(problem) = error.downcast_ref::<ReachProblem>() {
            return Self::Unreachable { side, problem: *problem };
        }
        Self::Server { side, trouble: trouble(error), message: quoted(&error.to_string()) }
    }
}

fn quoted(message: &str) -> String {
    sanitized(message).chars().take(MOST_CHARACTERS).collect()
}

impl From<&LoadProblem> for Fault {
    fn from(problem: &LoadProblem) -> Self {
        match problem {
            LoadProblem::Claim(error) => error.into(),
            LoadProblem::Server(side, error) => Self::of_server(*side, error),
            LoadProblem::Unanswered { error, .. } => Self::of_server(Side::Destination, error),
            LoadProblem::Row(side, RowProblem { column, problem, key }) => Self::Value {
                side: *side,
                column: column.clone(),
                key: key.clone(),
                problem: *problem,
            },
            LoadProblem::Malformed(side) => Self::Malformed { side: *side },
            LoadProblem::NullInKey { column, key } => {
                Self::NullInKey { column: column.clone(), key: key.clone() }
            }
            LoadProblem::NoTable => Self::NoTable,
            LoadProblem::RepeatedKey(side) => Self::RepeatedKey { side: *side },
            LoadProblem::TooManyRemoved { removed, of } => {
                Self::TooManyRemoved { removed: *removed, of: *of }
            }
            LoadProblem::Miscounted { expected, found, what } => {
                Self::Miscounted { expected: *expected, found: *found, what: *what }
            }
            LoadProblem::ReadBackDiffers => Self::ReadBackDiffers,
            LoadProblem::SourceMoved => Self::SourceMoved,
            LoadProblem::Changed(message) => Self::Changed { message: quoted(message) },
            LoadProblem::TooManyColumns => Self::TooManyColumns,
            LoadProblem::Spill(error) => Self::Spill { message: quoted(&error.to_string()) },
            LoadProblem::Stopped => Self::Stopped,
        }
    }
}

impl From<&ClaimError> for Fault {
    fn from(error: &ClaimError) -> Self {
        match error {
            ClaimError::NotOurs => Self::NotOurs,
            ClaimError::OfAnother(holder) => Self::OfAnother(holder.clone()),
            ClaimError::Replaced => Self::Replaced,
            ClaimError::Busy => Self::Busy,
            ClaimError::TakenOver => Self::TakenOver,
            ClaimError::Unreadable => Self::UnreadableRegister,
            ClaimError::Server(error) => Self::of_server(Side::Destination, error),
        }
    }
}

impl From<&CopyProblem> for Fault {
    fn from(problem: &CopyProblem) -> Self {
        match problem {
            CopyProblem::Server(side, error)
            | CopyProblem::Validate(ValidateProblem::Server(side, error)) => {
                Self::of_server(*side, error)
            }
            CopyProblem::NoTable { pattern } => Self::NoTables { pattern: pattern.clone() },
            CopyProblem::Validate(ValidateProblem::Gone(table)) => {
                Self::Gone { table: table.to_string() }
            }
            CopyProblem::Validate(ValidateProblem::UnreadableRegister) => Self::UnreadableRegister,
        }
    }
}
