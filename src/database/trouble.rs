//! What the errors of our own database mean; those of its driver, the engine knows.

use engine::reach::{ReachProblem, driver_error};
use sea_orm::DbErr;

use super::report::MoveProblem;
use crate::base::database_error::sqlx_error;

/// A database that cannot be opened, in the words of the connection test.
#[derive(Debug)]
pub(crate) struct NotUsable(pub(crate) MoveProblem);

impl std::fmt::Display for NotUsable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the database cannot be used: {:?}", self.0)
    }
}

impl std::error::Error for NotUsable {}

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
