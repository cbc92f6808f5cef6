//! Bringing one table of the destination to what the source holds. One mechanism: what is there is compared
//! with what should be there, and only what differs is written.
//!
//! - [`first`]: nobody has seen the table yet. Its rows go into a staging table, which gets the table's name
//!   when everything was counted and read back.
//! - [`again`]: people may have seen it. Both sides are read and compared; what differs is written in one
//!   transaction, so that readers see the old rows or the new ones.
//! - [`comparison`]: how both sides differ, and whether they do.
//!
//! The claim of the register ([`crate::register`]) comes before, and [`Claim::abandon`] after a failure.

mod again;
mod comparison;
#[cfg(test)]
mod crash_tests;
mod first;
#[cfg(test)]
mod ownership_tests;
mod progress;
#[cfg(test)]
pub(crate) mod tests;
mod transfer;

use serde::{Deserialize, Serialize};
use std::{io, path::PathBuf, time::Duration};

pub use self::progress::{Progress, Seen, Stage};
use crate::{
    digest::{DigestKey, TableDigest},
    driver::{Destination, Source},
    drivers::{DriverError, ReadError, Trouble, WriteError, trouble},
    plan::TablePlan,
    reach::ReachProblem,
    register::{Claim, ClaimError},
    table::RowProblem,
};

/// For a deadlock, a network that was away, a server that is started again.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_secs(2), Duration::from_secs(5)];

/// What a load may use, and what it may do without being asked again.
#[derive(Debug, Clone)]
pub struct Limits {
    /// For hashes of rows that do not fit the memory.
    pub directory: PathBuf,
    /// Of memory for hashes of rows, for each side.
    pub bytes: usize,
    /// A load that would remove a larger share of the rows that are there is refused.
    pub max_removed_percent: u8,
    /// How long is waited before a table is tried again whose trouble may have passed.
    pub pauses: Vec<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            directory: std::env::temp_dir(),
            bytes: 8 * 1024 * 1024,
            max_removed_percent: 50,
            pauses: PAUSES.to_vec(),
        }
    }
}

/// What a load works with.
#[derive(Debug, Clone, Copy)]
pub struct Load<'a> {
    pub plan: &'a TablePlan,
    pub limits: &'a Limits,
    pub key: &'a DigestKey,
    pub progress: &'a Progress,
}

/// What a load has proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    /// Rows of the source, counted by us as they came and by the server itself.
    pub source: TableDigest,
    pub inserted: u64,
    pub changed: u64,
    pub removed: u64,
    pub unchanged: u64,
    /// Rows of the destination afterwards, counted by the server.
    pub destination_rows: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Source,
    Destination,
}

/// Why a table is as it was before.
#[derive(Debug)]
pub enum LoadProblem {
    Claim(ClaimError),
    /// A server refused a statement, or went away.
    Server(Side, DriverError),
    /// The destination went away in the moment of publishing. [`LoadProblem::settle`] finds out what became
    /// of it.
    Unanswered {
        loaded: Loaded,
        error: DriverError,
    },
    /// A value that cannot be read, or does not fit.
    Row(Side, RowProblem),
    /// What came is not what the engine's protocol sends.
    Malformed(Side),
    /// A row of the source has no value where its key should have one.
    NullInKey {
        column: String,
        key: Vec<String>,
    },
    /// There is nothing to compare with.
    NoTable,
    /// Two rows have the same key, for our comparison or for the destination's.
    RepeatedKey(Side),
    /// More rows would be removed than the limit allows.
    TooManyRemoved {
        removed: u64,
        of: u64,
    },
    Miscounted {
        expected: u64,
        found: u64,
        what: Count,
    },
    /// The rows that were read again are not those that were written.
    ReadBackDiffers,
    /// A row of the source was another one when it was read again.
    SourceMoved,
    /// The server has written something else than it was sent; the first of its warnings.
    Changed(String),
    TooManyColumns,
    /// Hashes of rows cannot be kept on our own disk.
    Spill(io::Error),
    /// Work of ours was ended from outside.
    Stopped,
}

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Rows that came from the source, against those that it says it has.
    Read,
    /// Rows that a server says it has written, against those that it was sent.
    Written,
    /// Rows that were deleted, against those that had to go.
    Removed,
    /// Rows of the table afterwards.
    Table,
}

impl From<ClaimError> for LoadProblem {
    fn from(error: ClaimError) -> Self {
        Self::Claim(error)
    }
}

impl From<io::Error> for LoadProblem {
    fn from(error: io::Error) -> Self {
        Self::Spill(error)
    }
}

impl LoadProblem {
    fn reading(side: Side, error: ReadError) -> Self {
        match error {
            ReadError::Server(error) => Self::Server(side, error),
            ReadError::Row(problem) => Self::Row(side, problem),
            ReadError::Malformed => Self::Malformed(side),
            ReadError::Stopped => Self::Stopped,
        }
    }

    fn writing(error: WriteError) -> Self {
        match error {
            WriteError::Server(error) => Self::Server(Side::Destination, error),
            WriteError::Row(problem) => Self::Row(Side::Destination, problem),
            WriteError::Miscounted { sent, written } => {
                Self::Miscounted { expected: sent, found: written, what: Count::Written }
            }
            WriteError::Changed { first, .. } => Self::Changed(first),
            WriteError::TooManyColumns => Self::TooManyColumns,
        }
    }

    /// After a failure, on a new connection: removes what the run has left behind. It may have succeeded
    /// without hearing so.
    pub async fn settle(
        self,
        claim: &Claim,
        destination: &mut dyn Destination,
    ) -> Result<Loaded, Self> {
        match (claim.abandon(destination).await, self) {
            (Ok(true), Self::Unanswered { loaded, .. }) => Ok(loaded),
            (_, Self::Unanswered { error, .. }) => Err(Self::destination(error)),
            (_, problem) => Err(problem),
        }
    }

    /// Whether the same may go through the next time: a conflict, or a connection that was lost. What a value, a
    /// type or a right is the reason of stays as it is.
    pub fn may_pass(&self) -> bool {
        let (Self::Server(_, error)
        | Self::Unanswered { error, .. }
        | Self::Claim(ClaimError::Server(error))) = self
        else {
            return false;
        };
        match error.downcast_ref() {
            Some(problem) => matches!(
                problem,
                ReachProblem::ConnectionRefused
                    | ReachProblem::ConnectionLost
                    | ReachProblem::NotReady
                    | ReachProblem::TooManyConnections
            ),
            None => matches!(trouble(error), Trouble::Conflict | Trouble::ConnectionLost),
        }
    }

    fn source(error: DriverError) -> Self {
        Self::Server(Side::Source, error)
    }

    fn destination(error: DriverError) -> Self {
        Self::Server(Side::Destination, error)
    }
}

/// Refuses a count that is not as expected.
fn counted(what: Count, expected: u64, found: u64) -> Result<(), LoadProblem> {
    if expected == found { Ok(()) } else { Err(LoadProblem::Miscounted { expected, found, what }) }
}

impl Load<'_> {
    /// Brings the claimed table to what the source holds. After an error it is as before, and the
    /// connection to the destination is good for nothing any more.
    pub async fn run(
        &self,
        claim: &Claim,
        source: &mut dyn Source,
        destination: &mut dyn Destination,
    ) -> Result<Loaded, LoadProblem> {
        if claim.is_published() {
            self.again(claim, source, destination).await
        } else {
            self.first(claim, source, destination).await
        }
    }
}
