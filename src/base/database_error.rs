//! What an error of a database means, whatever engine it comes from.

use engine::reach::driver_error::{DriverCode, code_of};
use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

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
        Some(DriverCode::Postgres(code)) => matches!(&*code, "40001" | "40P01"),
        Some(DriverCode::MySql(number)) => matches!(number, 1020 | 1205 | 1213),
        Some(DriverCode::Sqlite(_)) | None => false,
    }
}

/// Somebody else holds the row that was asked for without waiting.
pub(crate) fn is_locked(error: &DbErr) -> bool {
    match code(error) {
        Some(DriverCode::Postgres(code)) => code == "55P03",
        // MariaDB, and MySQL.
        Some(DriverCode::MySql(number)) => matches!(number, 1205 | 3572),
        Some(DriverCode::Sqlite(_)) | None => false,
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
            Some(DriverCode::Postgres(code)) => {
                code.starts_with("08") || matches!(&*code, "57P01" | "57P02" | "57P03" | "53300")
            }
            Some(DriverCode::MySql(number)) => {
                matches!(number, 1040 | 1053 | 1077 | 1080 | 2006 | 2013)
            }
            // 14: the file cannot be opened.
            Some(DriverCode::Sqlite(number)) => number == "14",
            None => false,
        },
        None => false,
    }
}

pub(crate) fn code(error: &DbErr) -> Option<DriverCode> {
    sqlx_error(error).and_then(code_of)
}

pub(crate) fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

/// The data was moved to another database by another server.
#[derive(Debug)]
pub(crate) struct MovedAway;

impl std::fmt::Display for MovedAway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the data of this installation was moved to another database")
    }
}

impl std::error::Error for MovedAway {}
