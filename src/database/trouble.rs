//! What the errors of our own database mean; those of its driver, the engine knows.

use engine::reach::{
    ReachProblem,
    driver_error::{self, DriverCode, code_of},
};
use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

use super::report::MoveProblem;

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
pub(super) fn is_locked(error: &DbErr) -> bool {
    match code(error) {
        Some(DriverCode::Postgres(code)) => code == "55P03",
        Some(DriverCode::MySql(number)) => number == 1205,
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

/// What a person is told of it.
pub(crate) fn problem(error: &DbErr) -> MoveProblem {
    match (error, sqlx_error(error)) {
        (_, Some(error)) => driver_error::problem_of(error).into(),
        (DbErr::ConnectionAcquire(_), _) => ReachProblem::ConnectionLost.into(),
        _ => ReachProblem::Failed.into(),
    }
}

/// The same for what nobody expects: the log says more.
pub(super) fn logged(error: DbErr) -> MoveProblem {
    tracing::error!(%error, "the database could not be changed");
    problem(&error)
}

fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}
