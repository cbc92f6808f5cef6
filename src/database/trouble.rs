//! What database errors mean.

use std::io;

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

use super::report::Problem;

/// The database gave a transaction up in favour of a parallel one.
pub(crate) fn is_conflict(error: &DbErr) -> bool {
    // The same row was added a moment before; a second look finds it. (Where taken is an answer, as
    // with usernames, the store has made it a refusal.)
    if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) {
        return true;
    }
    // Deadlock and serialisation failure: PostgreSQL 40P01 and 40001; MariaDB 40001 and 1205,
    // lock wait timeout, and 1020, record changed since last read.
    match code(error) {
        Some(Code::Postgres(code)) => matches!(&*code, "40001" | "40P01"),
        Some(Code::MySql(number)) => matches!(number, 1020 | 1205 | 1213),
        Some(Code::Sqlite(_)) | None => false,
    }
}

/// Somebody else holds the row that was asked for without waiting.
pub(super) fn is_locked(error: &DbErr) -> bool {
    match code(error) {
        Some(Code::Postgres(code)) => code == "55P03",
        Some(Code::MySql(number)) => number == 1205,
        Some(Code::Sqlite(_)) | None => false,
    }
}

/// There is no way to the database at this moment.
pub(crate) fn is_unreachable(error: &DbErr) -> bool {
    if matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_)) {
        return true;
    }
    match sqlx_error(error) {
        Some(
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed,
        ) => true,
        Some(error) => match code_of(error) {
            // Class 08 connection, 57P01–57P03 shutting down or starting, 53300 full.
            Some(Code::Postgres(code)) => {
                code.starts_with("08") || matches!(&*code, "57P01" | "57P02" | "57P03" | "53300")
            }
            Some(Code::MySql(number)) => matches!(number, 1040 | 1053 | 1077 | 1080 | 2006 | 2013),
            // 14: the file cannot be opened.
            Some(Code::Sqlite(number)) => number == "14",
            None => false,
        },
        None => false,
    }
}

/// An error of a server by its own number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Code {
    /// `SQLSTATE`
    Postgres(String),
    MySql(u16),
    Sqlite(String),
}

pub(crate) fn code(error: &DbErr) -> Option<Code> {
    sqlx_error(error).and_then(code_of)
}

pub(crate) fn code_of(error: &sqlx::Error) -> Option<Code> {
    let sqlx::Error::Database(error) = error else { return None };
    if let Some(error) = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return Some(Code::MySql(error.number()));
    }
    let is_postgres = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some();
    error.code().map(|code| {
        if is_postgres {
            Code::Postgres(code.into_owned())
        } else {
            Code::Sqlite(code.into_owned())
        }
    })
}

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

fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}
