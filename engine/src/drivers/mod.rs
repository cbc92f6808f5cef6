//! One folder an engine: what its types are, and how its tables are described, read and written.

pub mod mysql;
pub mod postgres;
pub mod sqlite;
#[cfg(test)]
pub(crate) mod tests;

use crate::{
    batch::{Batch, Column},
    driver::NativeType,
    reach::ReachProblem,
    table::{CopiedColumn, RowProblem},
    text,
};
use serde::{Deserialize, Serialize};

/// What a driver or its server says, for the log.
pub type DriverError = Box<dyn std::error::Error + Send + Sync>;

/// What stands behind an error of a server, as far as it matters to what is done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// A row with this key is there.
    DuplicateKey,
    /// Somebody holds what is needed for longer than we wait.
    LockTimeout,
    /// Somebody else's transaction came first; the same may go through the next time.
    Conflict,
    /// This user may not do that.
    PermissionDenied,
    /// No room on the disk, or in the database.
    DiskFull,
    /// The server has gone, or the network between us.
    ConnectionLost,
    /// Anything else: the error's own words say it.
    Other,
}

/// Classifies an error of any driver.
pub fn trouble(error: &DriverError) -> Trouble {
    use crate::reach::driver_error::{DriverCode, code_of, problem_of, problem_of_code};

    let of_code = |code: &DriverCode| match code {
        DriverCode::Postgres(code) => match &**code {
            "23505" => Some(Trouble::DuplicateKey),
            "55P03" => Some(Trouble::LockTimeout),
            "40P01" | "40001" => Some(Trouble::Conflict),
            _ => None,
        },
        DriverCode::MySql(number) => match number {
            1022 | 1062 | 1586 => Some(Trouble::DuplicateKey),
            1205 => Some(Trouble::LockTimeout),
            1020 | 1213 => Some(Trouble::Conflict),
            _ => None,
        },
        DriverCode::Sqlite(_) => None,
    };
    let of_problem = |problem| match problem {
        ReachProblem::PermissionDenied | ReachProblem::ReadOnly => Trouble::PermissionDenied,
        ReachProblem::DiskFull => Trouble::DiskFull,
        ReachProblem::ConnectionLost | ReachProblem::NotReady => Trouble::ConnectionLost,
        _ => Trouble::Other,
    };
    if let Some(error) = error.downcast_ref::<sqlx::Error>() {
        return code_of(error).as_ref().and_then(of_code).unwrap_or(of_problem(problem_of(error)));
    }
    if let Some(error) = error.downcast_ref::<mysql_async::Error>() {
        return match error {
            mysql_async::Error::Server(error) => {
                let code = DriverCode::MySql(error.code);
                of_code(&code).unwrap_or(of_problem(problem_of_code(&code)))
            }
            mysql_async::Error::Io(_)
            | mysql_async::Error::Driver(mysql_async::DriverError::ConnectionClosed) => {
                Trouble::ConnectionLost
            }
            _ => Trouble::Other,
        };
    }
    match error.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error) {
        Some(error) => match error.code {
            rusqlite::ErrorCode::ConstraintViolation
                if matches!(error.extended_code, SQLITE_PRIMARY_KEY | SQLITE_UNIQUE) =>
            {
                Trouble::DuplicateKey
            }
            rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked => {
                Trouble::LockTimeout
            }
            rusqlite::ErrorCode::ReadOnly | rusqlite::ErrorCode::PermissionDenied => {
                Trouble::PermissionDenied
            }
            rusqlite::ErrorCode::DiskFull => Trouble::DiskFull,
            _ => Trouble::Other,
        },
        None => Trouble::Other,
    }
}

const SQLITE_PRIMARY_KEY: i32 = 1_555;
const SQLITE_UNIQUE: i32 = 2_067;

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

fn empty_batch<T>(columns: &[CopiedColumn<T>]) -> Batch {
    Batch::new(columns.iter().map(|column| column.agreed.clone()).collect())
}

/// The values that tell a row of a batch from others, as people read them.
pub(crate) fn key_of<T>(batch: &Batch, row: usize, columns: &[CopiedColumn<T>]) -> Vec<String> {
    let keys = columns.iter().zip(batch.columns()).filter(|(column, _)| column.is_key);
    keys.map(|(_, values)| text::shown(values.get(row))).collect()
}

/// The same of a row that is not in a batch: `read` pushes the value at a place, if it can be read.
fn key_as_read<T>(
    columns: &[CopiedColumn<T>],
    read: impl Fn(usize, &CopiedColumn<T>, &mut Column) -> Option<()>,
) -> Vec<String> {
    let keys = columns.iter().enumerate().filter(|(_, column)| column.is_key);
    keys.map(|(place, column)| {
        let mut value = empty_batch(std::slice::from_ref(column));
        let into = &mut value.columns_mut()[0];
        match read(place, column, into) {
            Some(()) => text::shown(into.get(0)),
            None => "?".to_owned(),
        }
    })
    .collect()
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
fn typed<T: Clone>(
    columns: &[CopiedColumn<NativeType>],
    of: impl Fn(&NativeType) -> Option<&T>,
) -> Result<Vec<CopiedColumn<T>>, ForeignType> {
    let column = |column: &CopiedColumn<NativeType>| {
        Ok(column.with_type(of(&column.column_type).ok_or(ForeignType)?.clone()))
    };
    columns.iter().map(column).collect()
}
