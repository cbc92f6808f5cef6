//! Messages that are promised, in the order in which they are due: put in, taken by a worker for the
//! time of a lease, and given back with what became of them. What administrators see of them and do
//! with them is in [`overview`].

pub(crate) mod overview;
pub(crate) mod sign_ins;

use std::time::Duration;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait, sea_query::Expr,
};

use super::{
    notice::Notice,
    report::{Persistence, SendFailure},
};
use crate::{
    base::{backoff::pause_after, clock::Timestamp, failure::Error, names::UsernameKey, random},
    database::{
        Database,
        entities::{
            account,
            outbox::{self, Message, State},
        },
        queue::{self, Columns, LeasedQueue},
    },
};

const DROPPED_KEPT_FOR: Duration = Duration::from_hours(24);
/// What one person gets overtakes what was promised to many at once within the hour before.
const SINGLE: Duration = Duration::from_hours(1);
/// Of that hour, each message that waits for the same mailbox already takes so much: a flood to one
/// mailbox does not hold up what goes to others.
const EACH_AHEAD: Duration = Duration::from_mins(1);
const MOST_AHEAD: u64 = 60;
/// What somebody waits for before a screen overtakes what was promised within the hour before: a flood
/// of notices or activations does not hold it up, nor it those for longer.
const HEAD_START: Duration = Duration::from_hours(1);
const WAITED_FOR: [Message; 3] =
    [Message::PasswordForgotten, Message::UsernamesForgotten, Message::EmailChange];
const SENT_KEPT_FOR: Duration = Duration::from_hours(90 * 24);
/// Rows in one statement, which binds no more than some thousand values.
const PROMISED_AT_ONCE: usize = 500;

impl LeasedQueue for outbox::Entity {
    type State = State;

    const COLUMNS: Columns<outbox::Column> = Columns {
        id: outbox::Column::Id,
        state: outbox::Column::State,
        due_at: outbox::Column::DueAt,
        leased_until: outbox::Column::LeasedUntil,
        tries: outbox::Column::Tries,
        done_at: outbox::Column::DoneAt,
    };
    const WAITING: State = State::Waiting;
    /// Longer than any delivery (`transport::DELIVERY_LIMIT`).
    const LEASE: Duration = Duration::from_mins(9);
    const CHOICE: u64 = 16;

    fn count_try(row: &mut outbox::Model) {
        row.tries += 1;
    }
}

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
    let ahead = count_ahead(tx, recipient).await?;
    let (account_id, username_key, address) = match recipient {
        Recipient::Account(id) => (Some(id), None, None),
        Recipient::AccountAt(id, address) => (Some(id), None, Some(address)),
        Recipient::Address(address) => (None, None, Some(address)),
        Recipient::Username(key) => (None, Some(key.as_typed()), None),
    };
    let row = outbox::ActiveModel {
        due_at: Set(due_at(message, now) - SINGLE + EACH_AHEAD * ahead),
        ..waiting(message, account_id, username_key, address, now)
    };
    outbox::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// How many messages wait for the same mailbox, as far as it matters. Where a name or an address was typed,
/// nobody looks up whose it is: how long that takes must not tell.
async fn count_ahead(tx: &impl ConnectionTrait, recipient: Recipient<'_>) -> Result<u32, Error> {
    let same = match recipient {
        Recipient::Account(id) | Recipient::AccountAt(id, _) => {
            let mailbox = account::Entity::find_by_id(id).select_only();
            let mailbox = mailbox.column(account::Column::EmailKey).into_query();
            let accounts = account::Entity::find().select_only().column(account::Column::Id);
            let accounts = accounts.filter(account::Column::EmailKey.in_subquery(mailbox));
            outbox::Column::AccountId.in_subquery(accounts.into_query())
        }
        Recipient::Address(address) => outbox::Column::Address.eq(address),
        Recipient::Username(key) => outbox::Column::UsernameKey.eq(key.as_typed()),
    };
    let waiting = outbox::Entity::find().select_only().column(outbox::Column::Id);
    let waiting = waiting.filter(queue::is_waiting::<outbox::Entity>()).filter(same);
    let ids: Vec<String> = waiting.limit(MOST_AHEAD).into_tuple().all(tx).await?;
    Ok(u32::try_from(ids.len())?)
}

/// When it is due: the first is sent first.
fn due_at(message: Message, now: Timestamp) -> Timestamp {
    if is_waited_for(message) { now - HEAD_START } else { now }
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

/// Whether somebody has just asked for it and can do nothing until it is there.
fn is_waited_for(message: Message) -> bool {
    WAITED_FOR.contains(&message)
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
        due_at: Set(due_at(message, now)),
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

/// Ends a message, noting where it went or why it did not.
pub(crate) async fn finish(
    database: &Database,
    row: &outbox::Model,
    state: State,
    address: Option<&str>,
    failure: Option<&SendFailure>,
    now: Timestamp,
) -> Result<(), Error> {
    queue::finish::<outbox::Entity>(database, row, state, noted(address, failure)?, now).await
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
    let noted = outbox::ActiveModel {
        pauses: Set(row.pauses + 1),
        is_blocked: Set(failure.persistence() == Persistence::Connection),
        ..noted(address, Some(failure))?
    };
    queue::postpone::<outbox::Entity>(database, row, due_at, noted).await
}

fn noted(
    address: Option<&str>,
    failure: Option<&SendFailure>,
) -> Result<outbox::ActiveModel, Error> {
    Ok(outbox::ActiveModel {
        address: Set(address.map(str::to_owned)),
        failure: Set(failure.map(serde_json::to_string).transpose()?),
        ..outbox::ActiveModel::default()
    })
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
        .col_expr(
            outbox::Column::DueAt,
            Expr::case(outbox::Column::Message.is_in(WAITED_FOR), now - HEAD_START - SINGLE)
                .finally(now)
                .into(),
        )
        .col_expr(outbox::Column::Pauses, Expr::value(0))
        .col_expr(outbox::Column::IsBlocked, Expr::value(false))
        .filter(queue::is_waiting::<outbox::Entity>())
        .filter(queue::is_unleased::<outbox::Entity>(now))
        // What was never tried waits for its own time, not for a server.
        .filter(outbox::Column::Tries.gt(0))
        .filter(outbox::Column::DueAt.gt(now));
    if whose == Hurry::Blocked {
        waiting = waiting.filter(outbox::Column::IsBlocked.eq(true));
    }
    waiting.exec(tx).await?;
    Ok(())
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
    let kept_for = [(State::Dropped, DROPPED_KEPT_FOR), (State::Sent, SENT_KEPT_FOR)];
    queue::tidy::<outbox::Entity>(tx, &kept_for, now).await
}
