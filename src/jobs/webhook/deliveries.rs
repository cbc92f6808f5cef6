//! Promised posts, in the order in which they are due: put in, taken by a worker for the time of a
//! lease, and given back with what became of them.

use std::time::Duration;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    UpdateMany,
    sea_query::{Expr, ExprTrait},
};

use super::{PostFailure, settings};
use crate::{
    base::{backoff::pause_after, clock::Timestamp, failure::Error, random},
    database::{
        Database,
        entities::webhook_delivery::{self, Column, Entity, Model, State},
        retry,
    },
    mail::notice::Notice,
};

/// Longer than any post takes (`base::outbound`), so that no two ever post one at the same time.
pub(crate) const LEASE: Duration = Duration::from_mins(1);
/// Over a weekend; then nobody waits for it any more.
pub(crate) const TRIED_FOR: Duration = Duration::from_hours(3 * 24);
const SENT_KEPT_FOR: Duration = Duration::from_hours(30 * 24);
const FAILED_KEPT_FOR: Duration = Duration::from_hours(90 * 24);

/// Promises a post of this notice, if there is a webhook, in the transaction of what it is about.
pub(crate) async fn promise(
    tx: &impl ConnectionTrait,
    notice: &Notice,
    now: Timestamp,
) -> Result<(), Error> {
    if settings::find(tx).await?.url.is_none() {
        return Ok(());
    }
    let row = webhook_delivery::ActiveModel {
        id: Set(random::ordered_row_id(now)),
        state: Set(State::Waiting),
        created_at: Set(now),
        due_at: Set(now),
        leased_until: Set(None),
        tries: Set(0),
        about: Set(serde_json::to_string(notice)?),
        failure: Set(None),
        done_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Takes the post that is due longest, for the time of a lease. Of several workers that reach for it,
/// one gets it.
pub(crate) async fn take_due(database: &Database, now: Timestamp) -> Result<Option<Model>, Error> {
    loop {
        let due = Entity::find().filter(is_takeable(now)).order_by_asc(Column::DueAt);
        let Some(row) = due.one(&database.read()).await? else { return Ok(None) };
        let taken = retry(async || {
            let tx = database.begin().await?;
            let taken = Entity::update_many()
                .col_expr(Column::LeasedUntil, Expr::value(Some(now + LEASE)))
                .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
                .filter(Column::Id.eq(&row.id))
                .filter(Column::Tries.eq(row.tries))
                .filter(is_takeable(now))
                .exec(&*tx)
                .await?;
            tx.commit().await?;
            Ok(taken.rows_affected == 1)
        });
        if taken.await? {
            return Ok(Some(Model { tries: row.tries + 1, ..row }));
        }
    }
}

fn is_takeable(now: Timestamp) -> Condition {
    is_waiting().add(Column::DueAt.lte(now)).add(is_unleased(now))
}

fn is_waiting() -> Condition {
    Condition::all().add(Column::State.eq(State::Waiting))
}

fn is_unleased(now: Timestamp) -> Condition {
    Condition::any().add(Column::LeasedUntil.is_null()).add(Column::LeasedUntil.lte(now))
}

/// Notes what became of a try.
pub(super) async fn note(
    database: &Database,
    row: &Model,
    outcome: Result<(), PostFailure>,
    now: Timestamp,
) -> Result<(), Error> {
    let Err(problem) = outcome else {
        return give_back(database, row, None, |row| end(row, State::Sent, now)).await;
    };
    let due_at = now + pause_after(row.tries, random::fraction());
    let is_over = problem.is_final() || due_at > row.created_at + TRIED_FOR;
    give_back(database, row, Some(problem), |row| {
        if is_over {
            end(row, State::Failed, now)
        } else {
            row.col_expr(Column::DueAt, Expr::value(due_at))
        }
    })
    .await
}

fn end(row: UpdateMany<Entity>, state: State, now: Timestamp) -> UpdateMany<Entity> {
    row.col_expr(Column::State, Expr::value(state)).col_expr(Column::DoneAt, Expr::value(Some(now)))
}

/// Ends the lease of a post with what became of it. A worker that lost its lease changes nothing.
async fn give_back(
    database: &Database,
    row: &Model,
    problem: Option<PostFailure>,
    change: impl Fn(UpdateMany<Entity>) -> UpdateMany<Entity>,
) -> Result<(), Error> {
    let problem = problem.map(|problem| serde_json::to_string(&problem)).transpose()?;
    retry(async || {
        // It was posted: told to come back later, it would be posted again.
        let tx = database.begin_patiently().await?;
        change(Entity::update_many())
            .col_expr(Column::LeasedUntil, Expr::value(None::<Timestamp>))
            .col_expr(Column::Failure, Expr::value(problem.clone()))
            .filter(Column::Id.eq(&row.id))
            .filter(Column::State.eq(State::Waiting))
            .filter(Column::Tries.eq(row.tries))
            .exec(&*tx)
            .await?;
        tx.commit().await
    })
    .await
}

/// When there is something to take next: a post is due, or somebody's lease ends.
pub(super) async fn next_due(
    db: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let due = Entity::find().filter(is_waiting()).filter(is_unleased(now));
    let due = due.order_by_asc(Column::DueAt).one(db).await?.map(|row| row.due_at);
    let leased = Entity::find().filter(is_waiting()).filter(Column::LeasedUntil.gt(now));
    let ending = leased.order_by_asc(Column::LeasedUntil).one(db).await?;
    Ok(due.into_iter().chain(ending.and_then(|row| row.leased_until)).min())
}

/// Other settings are in force: what waits is tried with them at once.
pub(crate) async fn hurry(tx: &impl ConnectionTrait, now: Timestamp) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(now))
        .filter(is_waiting())
        .filter(Column::DueAt.gt(now))
        .exec(tx)
        .await?;
    Ok(())
}

/// What became of posts to another address says nothing of this one.
pub(crate) async fn forget_done(tx: &impl ConnectionTrait) -> Result<(), Error> {
    Entity::delete_many().filter(Column::State.ne(State::Waiting)).exec(tx).await?;
    Ok(())
}

/// Without an address there is nobody to post to.
pub(super) async fn forget(database: &Database, row: &Model) -> Result<(), Error> {
    retry(async || {
        let tx = database.begin().await?;
        Entity::delete_by_id(&row.id).exec(&*tx).await?;
        tx.commit().await
    })
    .await
}

/// How posting goes.
pub(crate) struct Standing {
    pub(crate) waiting: u64,
    /// The one that is tried next, of those that did not get through at first.
    pub(crate) next: Option<Model>,
    /// The latest that was taken in or given up.
    pub(crate) last: Option<Model>,
}

impl Standing {
    pub(crate) async fn find(db: &impl ConnectionTrait) -> Result<Self, Error> {
        let waiting = Entity::find().filter(is_waiting()).count(db).await?;
        let next = Entity::find().filter(is_waiting()).filter(Column::Failure.is_not_null());
        let next = next.order_by_asc(Column::DueAt).one(db).await?;
        let done = Entity::find().filter(Column::State.ne(State::Waiting));
        let last = done.order_by_desc(Column::DoneAt).order_by_desc(Column::Id).one(db).await?;
        Ok(Self { waiting, next, last })
    }
}

/// Why the last try of a post did not get through.
pub(crate) fn problem(row: &Model) -> Result<Option<PostFailure>, Error> {
    Ok(row.failure.as_deref().map(serde_json::from_str).transpose()?)
}

/// Removes what nobody asks for any more.
pub(crate) async fn tidy(tx: &impl ConnectionTrait, now: Timestamp) -> Result<(), Error> {
    for (state, kept_for) in [(State::Sent, SENT_KEPT_FOR), (State::Failed, FAILED_KEPT_FOR)] {
        Entity::delete_many()
            .filter(Column::State.eq(state))
            .filter(Column::DoneAt.lt(now - kept_for))
            .exec(tx)
            .await?;
    }
    Ok(())
}
