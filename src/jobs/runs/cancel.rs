//! Cancelling a run: at once while it waits; by the server that works at it while it runs.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::find;
use crate::{
    base::{clock::Timestamp, failure::Error},
    database::entities::job_run::{self, Column, State},
    mail::reason::Reason,
};

/// What came of asking for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cancelled {
    /// It waited, and does not begin any more.
    AtOnce,
    /// The server that works at it stops it when it next looks, which is within seconds.
    Requested,
    /// Nothing: it had ended, or somebody had asked for it before.
    Nothing,
}

/// Cancels a run of a job that servers of this installation queue or work at, and returns it as it stands
/// then; `None` if the job has no such run.
pub(crate) async fn cancel(
    tx: &impl ConnectionTrait,
    job_id: &str,
    id: &str,
    by: &str,
    now: Timestamp,
) -> Result<Option<(Cancelled, job_run::Model)>, Error> {
    let reason = serde_json::to_string(&Reason::Cancelled { by: by.to_owned() })?;
    let asked = || {
        job_run::Entity::update_many()
            .col_expr(Column::CancelRequestedAt, Expr::value(Some(now)))
            .col_expr(Column::CancelRequestedBy, Expr::value(Some(by)))
            .filter(Column::Id.eq(id))
            .filter(Column::JobId.eq(job_id))
    };
    let ended = asked()
        .col_expr(Column::State, Expr::value(State::Cancelled))
        .col_expr(Column::EndedAt, Expr::value(Some(now)))
        .col_expr(Column::Reason, Expr::value(Some(reason)))
        .filter(Column::State.eq(State::Queued));
    // Whoever asked first is named.
    let requested = asked()
        .filter(Column::State.eq(State::Running))
        .filter(Column::Instance.is_not_null())
        .filter(Column::CancelRequestedAt.is_null());
    let cancelled = if ended.exec(tx).await?.rows_affected == 1 {
        Cancelled::AtOnce
    } else if requested.exec(tx).await?.rows_affected == 1 {
        Cancelled::Requested
    } else {
        Cancelled::Nothing
    };
    let run = find(tx, id).await?.filter(|run| run.job_id == job_id);
    Ok(run.map(|run| (cancelled, run)))
}
