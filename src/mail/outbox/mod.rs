//! Messages that are promised, in the order in which they are due: put in, taken by a worker for the
//! time of a lease, and given back with what became of them. What administrators see of them and do
//! with them is in [`overview`].

pub(crate) mod overview;

use std::time::Duration;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, UpdateMany, sea_query::Expr,
};

use super::{
    notice::Notice,
    report::{Persistence, SendFailure},
};
use crate::{
    base::{backoff::pause_after, clock::Timestamp, failure::Error, names::UsernameKey, random},
    database::{
        Database,
        entities::outbox::{self, Message, State},
        retry,
    },
};

/// How long a worker has a message to itself: longer than any delivery takes
/// (`transport::DELIVERY_LIMIT`), so that no two ever send one at the same time.
const LEASE: Duration = Duration::from_mins(9);
const DROPPED_KEPT_FOR: Duration = Duration::from_hours(24);
const SENT_KEPT_FOR: Duration = Duration::from_hours(90 * 24);
/// Rows in one statement, which binds no more than some thousand values.
const PROMISED_AT_ONCE: usize = 500;
/// Messages that workers choose from: the more, the less they get into each other's way.
const CHOICE: u64 = 16;

/// Whom a message is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Recipient<'a> {
    /// An account, by its id.
    Account(&'a str),
    /// The same at another address than its present one.
    AccountAt(&'a str, &'a str),
    /// Everybody who has this address, by its key.
    Address(&'a str),
    /// Whoever has this username, if anybody has.
    Username(&'a UsernameKey),
}

/// Promises a message, in the transaction of what it is about.
pub(crate) async fn promise(
    tx: &impl ConnectionTrait,
    message: Message,
    recipient: Recipient<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let (account_id, username_key, address) = match recipient {
        Recipient::Account(id) => (Some(id), None, None),
        Recipient::AccountAt(id, address) => (Some(id), None, Some(address)),
        Recipient::Address(address) => (None, None, Some(address)),
        Recipient::Username(key) => (None, Some(key.as_str()), None),
    };
    outbox::Entity::insert(waiting(message, account_id, username_key, address, now))
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Promises many people their activation links at once.
pub(crate) async fn promise_activations(
    tx: &impl ConnectionTrait,
    account_ids: impl Iterator<Item = &str>,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = account_ids.map(|id| waiting(Message::Activation, Some(id), None, None, now));
    outbox::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Promises many people the same notice of a job.
pub(crate) async fn promise_notices(
    tx: &impl ConnectionTrait,
    account_ids: &[String],
    notice: &Notice,
    now: Timestamp,
) -> Result<(), Error> {
    let about = Some(serde_json::to_string(notice)?);
    for ids in account_ids.chunks(PROMISED_AT_ONCE) {
        let rows = ids.iter().map(|id| outbox::ActiveModel {
            about: Set(about.clone()),
            ..waiting(Message::Job, Some(id), None, None, now)
        });
        outbox::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn waiting(
    message: Message,
    account_id: Option<&str>,
    username_key: Option<&str>,
    address: Option<&str>,
    now: Timestamp,
) -> outbox::ActiveModel {
    outbox::ActiveModel {
        id: Set(random::row_id()),
        message: Set(message),
        account_id: Set(account_id.map(str::to_owned)),
        username_key: Set(username_key.map(str::to_owned)),
        state: Set(State::Waiting),
        created_at: Set(now),
        due_at: Set(now),
        leased_until: Set(None),
        tries: Set(0),
        pauses: Set(0),
        is_blocked: Set(false),
        address: Set(address.map(str::to_owned)),
        failure: Set(None),
        done_at: Set(None),
        about: Set(None),
    }
}

/// Takes one of the messages that are due longest, for the time of a lease. Of several workers that
/// reach for the same one, one gets it; `lane` lets them begin at different ones.
pub(crate) async fn take_due(
    database: &Database,
    now: Timestamp,
    lane: usize,
) -> Result<Option<outbox::Model>, Error> {
    loop {
        let mut due = outbox::Entity::find()
            .filter(is_takeable(now))
            .order_by_asc(outbox::Column::DueAt)
            .limit(CHOICE)
            .all(&database.read())
            .await?;
        if due.is_empty() {
            return Ok(None);
        }
        let begin = lane % due.len();
        due.rotate_left(begin);
        for row in due {
            if let Some(row) = retry(|| take(database, &row, now)).await? {
                return Ok(Some(row));
            }
        }
    }
}

async fn take(
    database: &Database,
    row: &outbox::Model,
    now: Timestamp,
) -> Result<Option<outbox::Model>, Error> {
    let tx = database.begin().await?;
    let taken = outbox::Entity::update_many()
        .col_expr(outbox::Column::LeasedUntil, Expr::value(Some(now + LEASE)))
        .col_expr(outbox::Column::Tries, Expr::value(row.tries + 1))
        .filter(outbox::Column::Id.eq(&row.id))
        .filter(outbox::Column::Tries.eq(row.tries))
        .filter(is_takeable(now))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    let row = outbox::Model { tries: row.tries + 1, ..row.clone() };
    Ok((taken.rows_affected == 1).then_some(row))
}

fn is_takeable(now: Timestamp) -> Condition {
    Condition::all()
        .add(outbox::Column::State.eq(State::Waiting))
        .add(outbox::Column::DueAt.lte(now))
        .add(is_unleased(now))
}

fn is_unleased(now: Timestamp) -> Condition {
    Condition::any()
        .add(outbox::Column::LeasedUntil.is_null())
        .add(outbox::Column::LeasedUntil.lte(now))
}

/// Ends a message, noting where it went or why it did not.
pub(crate) async fn finish(
    database: &Database,
    row: &outbox::Model,
    state: State,
    address: Option<&str>,
    failure: Option<&SendFailure>,
    now: Timestamp,
) -> Result<(), Error> {
    give_back(database, row, address, failure, |update| {
        update
            .col_expr(outbox::Column::State, Expr::value(state))
            .col_expr(outbox::Column::DoneAt, Expr::value(Some(now)))
    })
    .await
}

/// Puts a message off, noting why; `at_once` where the reason is gone already.
pub(crate) async fn postpone(
    database: &Database,
    row: &outbox::Model,
    address: Option<&str>,
    failure: &SendFailure,
    now: Timestamp,
    at_once: bool,
) -> Result<(), Error> {
    let pause = pause_after(row.pauses + 1, random::fraction());
    let due_at = if at_once { now } else { now + pause };
    let is_blocked = failure.persistence() == Persistence::Connection;
    give_back(database, row, address, Some(failure), |update| {
        update
            .col_expr(outbox::Column::DueAt, Expr::value(due_at))
            .col_expr(outbox::Column::Pauses, Expr::value(row.pauses + 1))
            .col_expr(outbox::Column::IsBlocked, Expr::value(is_blocked))
    })
    .await
}

/// Ends the lease of a message with what became of it. A worker that lost its lease changes nothing.
async fn give_back(
    database: &Database,
    row: &outbox::Model,
    address: Option<&str>,
    failure: Option<&SendFailure>,
    change: impl Fn(UpdateMany<outbox::Entity>) -> UpdateMany<outbox::Entity>,
) -> Result<(), Error> {
    let failure = failure.map(serde_json::to_string).transpose()?;
    retry(async || {
        // It was sent: told to come back later, it would be sent again.
        let tx = database.begin_patiently().await?;
        change(outbox::Entity::update_many())
            .col_expr(outbox::Column::LeasedUntil, Expr::value(None::<Timestamp>))
            .col_expr(outbox::Column::Address, Expr::value(address))
            .col_expr(outbox::Column::Failure, Expr::value(failure.clone()))
            .filter(outbox::Column::Id.eq(&row.id))
            .filter(outbox::Column::State.eq(State::Waiting))
            .filter(outbox::Column::Tries.eq(row.tries))
            .exec(&*tx)
            .await?;
        tx.commit().await
    })
    .await
}

/// Whose pauses end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hurry {
    /// Those that waited for the way to open.
    Blocked,
    /// All, because the settings are others now.
    Everything,
}

/// Ends pauses, and forgets how long they have been.
pub(crate) async fn hurry(
    tx: &impl ConnectionTrait,
    whose: Hurry,
    now: Timestamp,
) -> Result<(), Error> {
    let mut waiting = outbox::Entity::update_many()
        .col_expr(outbox::Column::DueAt, Expr::value(now))
        .col_expr(outbox::Column::Pauses, Expr::value(0))
        .col_expr(outbox::Column::IsBlocked, Expr::value(false))
        .filter(outbox::Column::State.eq(State::Waiting))
        .filter(outbox::Column::DueAt.gt(now))
        .filter(is_unleased(now));
    if whose == Hurry::Blocked {
        waiting = waiting.filter(outbox::Column::IsBlocked.eq(true));
    }
    waiting.exec(tx).await?;
    Ok(())
}

/// When there is something to take next: a message is due, or somebody's lease ends.
pub(crate) async fn next_due(
    db: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let waiting = || outbox::Entity::find().filter(outbox::Column::State.eq(State::Waiting));
    let due = waiting()
        .filter(is_unleased(now))
        .order_by_asc(outbox::Column::DueAt)
        .one(db)
        .await?
        .map(|row| row.due_at);
    let ending = waiting()
        .filter(outbox::Column::LeasedUntil.gt(now))
        .order_by_asc(outbox::Column::LeasedUntil)
        .one(db)
        .await?
        .and_then(|row| row.leased_until);
    Ok(due.into_iter().chain(ending).min())
}

/// Holds a message until the end of the transaction; the answer is whether it still waits for the
/// worker that took it.
pub(crate) async fn hold(tx: &impl ConnectionTrait, row: &outbox::Model) -> Result<bool, Error> {
    let held = outbox::Entity::update_many()
        .col_expr(outbox::Column::Tries, Expr::col(outbox::Column::Tries))
        .filter(outbox::Column::Id.eq(&row.id))
        .filter(outbox::Column::State.eq(State::Waiting))
        .filter(outbox::Column::Tries.eq(row.tries))
        .exec(tx)
        .await?;
    Ok(held.rows_affected == 1)
}

/// Gives up the confirmations of new addresses that have not gone out, even while one is being
/// written: who asked for them may not be the owner.
pub(crate) async fn give_up_changes_of_address(
    tx: &impl ConnectionTrait,
    account_id: &str,
    now: Timestamp,
) -> Result<(), Error> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(State::Dropped))
        .col_expr(outbox::Column::DoneAt, Expr::value(Some(now)))
        .filter(outbox::Column::AccountId.eq(account_id))
        .filter(outbox::Column::Message.eq(Message::EmailChange))
        .filter(outbox::Column::State.is_in([State::Waiting, State::Failed]))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes what nobody asks for any more: what was given up a day ago (what strangers typed under
/// "Forgot your password?" is among it) and what was sent three months ago.
pub(crate) async fn tidy(tx: &impl ConnectionTrait, now: Timestamp) -> Result<(), Error> {
    for (state, kept_for) in [(State::Dropped, DROPPED_KEPT_FOR), (State::Sent, SENT_KEPT_FOR)] {
        outbox::Entity::delete_many()
            .filter(outbox::Column::State.eq(state))
            .filter(outbox::Column::DoneAt.lt(now - kept_for))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// The leases of a server that is gone. Only where nobody else can be sending: on the embedded
/// database.
pub(crate) async fn end_leases(database: &Database) -> Result<(), Error> {
    let tx = database.begin().await?;
    outbox::Entity::update_many()
        .col_expr(outbox::Column::LeasedUntil, Expr::value(None::<Timestamp>))
        .filter(outbox::Column::LeasedUntil.is_not_null())
        .exec(&*tx)
        .await?;
    tx.commit().await
}
