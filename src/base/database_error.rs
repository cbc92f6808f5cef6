//! What an error of a database means, whatever engine it comes from.

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
        Some(Code::Postgres(code)) => matches!(&*code, "40001" | "40P01"),
        Some(Code::MySql(number)) => matches!(number, 1020 | 1205 | 1213),
        Some(Code::Sqlite(_)) | None => false,
    }
}

/// Somebody else holds the row that was asked for without waiting.
pub(crate) fn is_locked(error: &DbErr) -> bool {
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
