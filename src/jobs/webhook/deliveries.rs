//! Promised posts, in the order in which they are due: put in, taken by a worker for the time of a
//! lease, and given back with what became of them.

use std::time::Duration;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, sea_query::Expr,
};

use super::{PostFailure, settings};
use crate::{
    base::{backoff::pause_after, clock::Timestamp, failure::Error, random},
    database::{
        Database,
        entities::webhook_delivery::{self, Column, Entity, Model, State},
        queue::{self, Columns, LeasedQueue},
    },
    mail::notice::Notice,
};

/// Over a weekend; then nobody waits for it any more.
pub(crate) const TRIED_FOR: Duration = Duration::from_hours(3 * 24);
const SENT_KEPT_FOR: Duration = Duration::from_hours(30 * 24);
const FAILED_KEPT_FOR: Duration = Duration::from_hours(90 * 24);

impl LeasedQueue for Entity {
    type State = State;

    const COLUMNS: Columns<Column> = Columns {
        id: Column::Id,
        state: Column::State,
        due_at: Column::DueAt,
        leased_until: Column::LeasedUntil,
        tries: Column::Tries,
        done_at: Column::DoneAt,
    };
    const WAITING: State = State::Waiting;
    /// Longer than any post (`base::outbound`).
    const LEASE: Duration = Duration::from_mins(1);
    /// One worker on each server goes through them, in their order.
    const CHOICE: u64 = 1;

    fn count_try(row: &mut Model) {
        row.tries += 1;
    }
}

/// Promises a post of this notice, if there is a webhook, in the transaction of what it is about.
pub(crate) async fn promise(
    tx: &impl ConnectionTrait,
    notice: &Notice,
    now: Timestamp,
) -> Result<(), Error> {
    if !settings::is_set(tx).await? {
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

/// Notes what became of a try.
pub(super) async fn note(
    database: &Database,
    row: &Model,
    outcome: Result<(), PostFailure>,
    now: Timestamp,
) -> Result<(), Error> {
    let Err(problem) = outcome else {
        return queue::finish::<Entity>(database, row, State::Sent, noted(None)?, now).await;
    };
    let due_at = now + pause_after(row.tries, random::fraction());
    let is_over = problem.is_final() || due_at > row.created_at + TRIED_FOR;
    let noted = noted(Some(&problem))?;
    if is_over {
        queue::finish::<Entity>(database, row, State::Failed, noted, now).await
    } else {
        queue::postpone::<Entity>(database, row, due_at, noted).await
    }
}

fn noted(problem: Option<&PostFailure>) -> Result<webhook_delivery::ActiveModel, Error> {
    let failure = Set(problem.map(serde_json::to_string).transpose()?);
    Ok(webhook_delivery::ActiveModel { failure, ..Default::default() })
}

/// Other settings are in force: what waits is tried with them at once.
pub(crate) async fn hurry(tx: &impl ConnectionTrait, now: Timestamp) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(now))
        .filter(queue::is_waiting::<Entity>())
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
    database
        .write(async |tx| {
            Entity::delete_by_id(&row.id).exec(&*tx).await?;
            Ok(())
        })
        .await
}

/// How posting goes.
pub(crate) struct DeliveryOverview {
    pub(crate) waiting: u64,
    /// The one that is tried next, of those that did not get through at first.
    pub(crate) next: Option<Model>,
    /// The latest that was taken in or given up.
    pub(crate) last: Option<Model>,
}

impl DeliveryOverview {
    pub(crate) async fn find(db: &impl ConnectionTrait) -> Result<Self, Error> {
        let waiting = Entity::find().filter(queue::is_waiting::<Entity>()).count(db).await?;
        let next = Entity::find()
            .filter(queue::is_waiting::<Entity>())
            .filter(Column::Failure.is_not_null());
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
    let kept_for = [(State::Sent, SENT_KEPT_FOR), (State::Failed, FAILED_KEPT_FOR)];
    queue::tidy::<Entity>(tx, &kept_for, now).await
}
