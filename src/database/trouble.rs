//! What database errors mean.

use std::io;

use sea_orm::{DbErr, sqlx};

use super::report::Problem;
use crate::base::database_error::{Code, code_of, sqlx_error};

/// What a person is told of it.
pub(crate) fn problem(error: &DbErr) -> Problem {
    match (error, sqlx_error(error)) {
        (_, Some(error)) => problem_of(error),
        (DbErr::ConnectionAcquire(_), _) => Problem::ConnectionLost,
        _ => Problem::Failed,
    }
}

/// The same for what nobody expects: the log says more.
pub(super) fn logged(error: DbErr) -> Problem {
    tracing::error!(%error, "the database could not be changed");
    problem(&error)
}

pub(super) fn problem_of(error: &sqlx::Error) -> Problem {
    match error {
        sqlx::Error::Io(error) => problem_of_io(error.kind()),
        sqlx::Error::Tls(_) => Problem::EncryptionFailed,
        sqlx::Error::Protocol(_) => Problem::NotThisEngine,
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
            Problem::ConnectionLost
        }
        _ => code_of(error).map_or(Problem::Failed, |code| problem_of_code(&code)),
    }
}

pub(super) fn problem_of_io(kind: io::ErrorKind) -> Problem {
    match kind {
        io::ErrorKind::ConnectionRefused => Problem::ConnectionRefused,
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::AddrNotAvailable => Problem::Unreachable,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Problem::DiskFull,
        _ => Problem::ConnectionLost,
    }
}

pub(super) fn problem_of_code(code: &Code) -> Problem {
    match code {
        Code::Postgres(code) => match &**code {
            "28P01" => Problem::WrongCredentials,
            "28000" => Problem::NotAdmitted,
            "3D000" => Problem::DatabaseMissing,
            "55000" => Problem::DatabaseRefused,
            "42501" => Problem::MayNotMigrate,
            "25006" => Problem::ReadOnly,
            "53100" => Problem::DiskFull,
            "53300" => Problem::TooManyConnections,
            "57P01" | "57P02" | "57P03" => Problem::NotReady,
            _ => Problem::Failed,
        },
        Code::MySql(number) => match number {
            // Also one that has expired.
            1045 | 1698 | 1820 | 1862 => Problem::WrongCredentials,
            // Blocked, not from here, locked (MySQL and MariaDB).
            1129 | 1130 | 3118 | 4151 => Problem::NotAdmitted,
            1044 => Problem::DatabaseRefused,
            1049 => Problem::DatabaseMissing,
            1142 | 1227 | 1370 => Problem::MayNotMigrate,
            1290 | 1792 | 1836 => Problem::ReadOnly,
            1021 | 1114 => Problem::DiskFull,
            1040 | 1203 | 1226 => Problem::TooManyConnections,
            1053 | 2006 | 2013 => Problem::ConnectionLost,
            _ => Problem::Failed,
        },
        Code::Sqlite(number) => match &**number {
            "8" => Problem::ReadOnly,
            "13" => Problem::DiskFull,
            "14" | "11" | "26" => Problem::FileUnusable,
            _ => Problem::Failed,
        },
    }
}
