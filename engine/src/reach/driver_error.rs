//! What the errors of drivers and of the network mean.

use std::io;

use super::report::ReachProblem;

/// An error of a server by its own number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DriverCode {
    /// `SQLSTATE`
    Postgres(String),
    MySql(u16),
    Sqlite(String),
}

pub fn code_of(error: &sqlx::Error) -> Option<DriverCode> {
    let sqlx::Error::Database(error) = error else { return None };
    if let Some(error) = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return Some(DriverCode::MySql(error.number()));
    }
    let is_postgres = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some();
    error.code().map(|code| {
        if is_postgres {
            DriverCode::Postgres(code.into_owned())
        } else {
            DriverCode::Sqlite(code.into_owned())
        }
    })
}

/// What is refused before or instead of the driver, as an error of it.
#[derive(Debug)]
struct Refused(ReachProblem);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not passed on: {:?}", self.0)
    }
}

impl std::error::Error for Refused {}

pub fn refusal(problem: ReachProblem) -> sqlx::Error {
    sqlx::Error::Configuration(Box::new(Refused(problem)))
}

pub fn problem_of(error: &sqlx::Error) -> ReachProblem {
    match error {
        sqlx::Error::Configuration(error) if error.is::<Refused>() => {
            error.downcast_ref().map_or(ReachProblem::Failed, |Refused(problem)| *problem)
        }
        sqlx::Error::Io(error) => problem_of_io(error.kind()),
        sqlx::Error::Tls(_) => ReachProblem::EncryptionFailed,
        sqlx::Error::Protocol(_) => ReachProblem::NotThisEngine,
        sqlx::Error::Configuration(error) if error.to_string().contains("saslprep password") => {
            ReachProblem::PasswordUnusable
        }
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
            ReachProblem::ConnectionLost
        }
        _ => code_of(error).map_or(ReachProblem::Failed, |code| problem_of_code(&code)),
    }
}

pub fn problem_of_io(kind: io::ErrorKind) -> ReachProblem {
    match kind {
        io::ErrorKind::ConnectionRefused => ReachProblem::ConnectionRefused,
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::AddrNotAvailable => ReachProblem::Unreachable,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ReachProblem::DiskFull,
        _ => ReachProblem::ConnectionLost,
    }
}

pub fn problem_of_code(code: &DriverCode) -> ReachProblem {
    match code {
        DriverCode::Postgres(code) => match &**code {
            "28P01" => ReachProblem::WrongCredentials,
            "28000" => ReachProblem::NotAdmitted,
            "3D000" => ReachProblem::DatabaseMissing,
            "55000" => ReachProblem::DatabaseRefused,
            "42501" => ReachProblem::PermissionDenied,
            "25006" => ReachProblem::ReadOnly,
            "53100" => ReachProblem::DiskFull,
            "53300" => ReachProblem::TooManyConnections,
            "57P01" | "57P02" | "57P03" => ReachProblem::NotReady,
            // A prepared statement is there already, or is not: somebody else has this connection, too.
            "42P05" | "26000" => ReachProblem::PooledTransactions,
            _ => ReachProblem::Failed,
        },
        DriverCode::MySql(number) => match number {
            // Also one that has expired.
            1045 | 1698 | 1820 | 1862 => ReachProblem::WrongCredentials,
            // Blocked, not from here, locked (MySQL and MariaDB).
            1129 | 1130 | 3118 | 4151 => ReachProblem::NotAdmitted,
            1044 => ReachProblem::DatabaseRefused,
            1049 => ReachProblem::DatabaseMissing,
            1142 | 1227 | 1370 => ReachProblem::PermissionDenied,
            1290 | 1792 | 1836 => ReachProblem::ReadOnly,
            1021 | 1114 => ReachProblem::DiskFull,
            1040 | 1203 | 1226 => ReachProblem::TooManyConnections,
            1053 | 2006 | 2013 => ReachProblem::ConnectionLost,
            1153 => ReachProblem::StatementTooLarge,
            _ => ReachProblem::Failed,
        },
        DriverCode::Sqlite(number) => match &**number {
            "8" => ReachProblem::ReadOnly,
            "13" => ReachProblem::DiskFull,
            "14" | "11" | "26" => ReachProblem::FileUnusable,
            _ => ReachProblem::Failed,
        },
    }
}

/// The same, and the log says more of what nobody expects.
pub(crate) fn logged(error: &sqlx::Error) -> ReachProblem {
    let problem = problem_of(error);
    if problem == ReachProblem::Failed {
        tracing::warn!(%error, "a database said something unexpected");
    }
    problem
}
