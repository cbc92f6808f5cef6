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
    /// It had ended before.
    Over(State),
}

/// Cancels a run that servers of this installation queue or work at; `None` if there is no such run.
pub(crate) async fn cancel(
    tx: &impl ConnectionTrait,
    id: &str,
    by: &str,
    now: Timestamp,
) -> Result<Option<Cancelled>, Error> {
    let reason = serde_json::to_string(&Reason::Cancelled { by: by.to_owned() })?;
    let asked = || {
        job_run::Entity::update_many()
            .col_expr(Column::CancelRequestedAt, Expr::value(Some(now)))
            .col_expr(Column::CancelRequestedBy, Expr::value(Some(by)))
            .filter(Column::Id.eq(id))
    };
    let ended = asked()
        .col_expr(Column::State, Expr::value(State::Cancelled))
        .col_expr(Column::EndedAt, Expr::value(Some(now)))
        .col_expr(Column::Reason, Expr::value(Some(reason)))
        .filter(Column::State.eq(State::Queued))
        .exec(tx)
        .await?;
    if ended.rows_affected == 1 {
        return Ok(Some(Cancelled::AtOnce));
    }
    // Whoever asked first is named.
    asked()
        .filter(Column::State.eq(State::Running))
        .filter(Column::Instance.is_not_null())
        .filter(Column::CancelRequestedAt.is_null())
        .exec(tx)
        .await?;
    Ok(find(tx, id).await?.map(|run| match run.state {
        State::Running => Cancelled::Requested,
        over => Cancelled::Over(over),
    }))
}
