//! Work that waits in a table. Rows are taken in the order in which they are due, for the time of a
//! lease, and given back with what became of them.
//!
//! 1. [`take_due`] leases one of the rows that are due. The UPDATE asks for the number of tries that
//!    was read and counts it up, so of several workers, here or on other servers, one gets the row.
//! 2. The worker does what the row asks for, within the lease. Where that writes to our database,
//!    [`hold`] asks in the same transaction whether the row still waits for this worker.
//! 3. [`finish`] ends the row, [`postpone`] puts it off. A worker whose lease ran out while another
//!    took the row changes nothing: the number of tries is another one.
//! 4. A worker that died gives nothing back: when its lease has run out, the row is taken again.

use std::time::Duration;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ModelTrait, QueryFilter, QueryOrder,
    QuerySelect, UpdateMany, Value,
    sea_query::{Expr, ExprTrait},
};

use super::{Database, WriteTransaction, hold_rows};
use crate::base::{
    backoff,
    clock::{CLOCK_TOLERANCE, Timestamp},
    failure::Error,
};

/// How long work of another server, or of a worker that died, may lie unnoticed.
pub(crate) const LONGEST_NAP: Duration = Duration::from_secs(30);

/// A table that holds such work.
pub(crate) trait LeasedQueue: EntityTrait {
    type State: Into<Value> + Copy + Send + Sync;

    const COLUMNS: Columns<Self::Column>;
    /// The state of a row until it is over, taken or not.
    const WAITING: Self::State;
    /// How long a worker has a row to itself: longer than the work can take, so that no two ever do
    /// it at the same time.
    const LEASE: Duration;
    /// Rows that a worker chooses from: the more, the less several get in each other's way.
    const CHOICE: u64;

    /// Counts one more try in a row that was read, as taking it has done in the table.
    fn count_try(row: &mut Self::Model);
}

/// What a queue knows of its rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns<C> {
    pub(crate) id: C,
    pub(crate) state: C,
    /// When to take it next.
    pub(crate) due_at: C,
    /// Until then, the worker that took it has it to itself.
    pub(crate) leased_until: C,
    /// How often it was taken.
    pub(crate) tries: C,
    /// When it was over.
    pub(crate) done_at: C,
}

/// Takes one of the rows that are due longest. `place` is the number of a worker among others: each
/// begins at another row.
pub(crate) async fn take_due<Q: LeasedQueue>(
    database: &Database,
    now: Timestamp,
    place: usize,
) -> Result<Option<Q::Model>, Error> {
    loop {
        let due = Q::find().filter(is_due::<Q>(now)).order_by_asc(Q::COLUMNS.due_at);
        let mut due = due.limit(Q::CHOICE).all(&database.read()).await?;
        if due.is_empty() {
            return Ok(None);
        }
        let begin = place % due.len();
        due.rotate_left(begin);
        for mut row in due {
            if database.write(|tx| take::<Q>(tx, &row, now)).await? {
                Q::count_try(&mut row);
                return Ok(Some(row));
            }
        }
    }
}

/// Whether the row was still there to be taken.
async fn take<Q: LeasedQueue>(
    tx: WriteTransaction,
    row: &Q::Model,
    now: Timestamp,
) -> Result<bool, Error> {
    let Columns { leased_until, tries, .. } = Q::COLUMNS;
    let taken = Q::update_many()
        .col_expr(leased_until, Expr::value(Some(now + Q::LEASE)))
        .col_expr(tries, Expr::col(tries).add(1))
        .filter(is_as_read::<Q>(row))
        .filter(is_due::<Q>(now))
        .exec(&*tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Holds a row until the end of the transaction; the answer is whether it still waits for the worker
/// that took it.
pub(crate) async fn hold<Q: LeasedQueue>(
    tx: &impl ConnectionTrait,
    row: &Q::Model,
) -> Result<bool, Error> {
    Ok(hold_rows::<Q>(tx, Q::COLUMNS.tries, is_as_read::<Q>(row)).await? == 1)
}

/// Ends a row in `state`, with what else there is to note of it.
pub(crate) async fn finish<Q: LeasedQueue>(
    database: &Database,
    row: &Q::Model,
    state: Q::State,
    noted: Q::ActiveModel,
    now: Timestamp,
) -> Result<(), Error> {
    let ended = Q::update_many()
        .col_expr(Q::COLUMNS.state, Expr::value(state))
        .col_expr(Q::COLUMNS.done_at, Expr::value(Some(now)));
    give_back(database, row, ended.set(noted)).await
}

/// Lets a row be taken again from `due_at` on, with what else there is to note of it.
pub(crate) async fn postpone<Q: LeasedQueue>(
    database: &Database,
    row: &Q::Model,
    due_at: Timestamp,
    noted: Q::ActiveModel,
) -> Result<(), Error> {
    let postponed = Q::update_many().col_expr(Q::COLUMNS.due_at, Expr::value(due_at));
    give_back(database, row, postponed.set(noted)).await
}

async fn give_back<Q: LeasedQueue>(
    database: &Database,
    row: &Q::Model,
    change: UpdateMany<Q>,
) -> Result<(), Error> {
    let change = change
        .col_expr(Q::COLUMNS.leased_until, Expr::value(None::<Timestamp>))
        .filter(is_as_read::<Q>(row));
    // The work is done: told to come back later, it would be done again.
    database
        .write_patiently(async |tx| {
            change.clone().exec(&*tx).await?;
            Ok(())
        })
        .await
}

/// When there is something to take next: a row is due, or somebody's lease ends.
pub(crate) async fn next_due<Q: LeasedQueue>(
    db: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let Columns { due_at, leased_until, .. } = Q::COLUMNS;
    let first = |rows: Condition, column| {
        let rows = Q::find().filter(rows).select_only().column(column);
        rows.order_by_asc(column).into_tuple::<Timestamp>()
    };
    let due = first(is_waiting::<Q>().add(is_unleased::<Q>(now)), due_at).one(db).await?;
    let ending = first(is_waiting::<Q>().add(leased_until.gt(now)), leased_until).one(db).await?;
    Ok(due.into_iter().chain(ending).min())
}

/// How long a worker may sleep until there is something to take next; at least `shortest`, where
/// something should be due and cannot be taken.
pub(crate) async fn nap<Q: LeasedQueue>(
    db: &impl ConnectionTrait,
    now: Timestamp,
    shortest: Duration,
) -> Duration {
    let next = next_due::<Q>(db, now).await.ok().flatten();
    next.map_or(LONGEST_NAP, |at| now.until(at)).clamp(shortest, LONGEST_NAP)
}

/// Ends the leases of a server that is gone. Only where nobody else can be at work: on the embedded
/// database.
pub(crate) async fn end_leases<Q: LeasedQueue>(database: &Database) -> Result<(), Error> {
    let leased_until = Q::COLUMNS.leased_until;
    let ended = Q::update_many()
        .col_expr(leased_until, Expr::value(None::<Timestamp>))
        .filter(leased_until.is_not_null());
    database
        .write(async |tx| {
            ended.clone().exec(&*tx).await?;
            Ok(())
        })
        .await
}

/// Removes the rows that have been over for as long as those in their state are kept. What was put off
/// while the clock was ahead is due at once.
pub(crate) async fn tidy<Q: LeasedQueue>(
    tx: &impl ConnectionTrait,
    kept_for: &[(Q::State, Duration)],
    now: Timestamp,
) -> Result<(), Error> {
    for (state, kept_for) in kept_for {
        Q::delete_many()
            .filter(Q::COLUMNS.state.eq(*state))
            .filter(Q::COLUMNS.done_at.lt(now - *kept_for))
            .exec(tx)
            .await?;
    }
    Q::update_many()
        .col_expr(Q::COLUMNS.due_at, Expr::value(now))
        .filter(is_waiting::<Q>())
        .filter(Q::COLUMNS.due_at.gt(now + backoff::LONGEST + CLOCK_TOLERANCE))
        .exec(tx)
        .await?;
    Ok(())
}

/// It is not over.
pub(crate) fn is_waiting<Q: LeasedQueue>() -> Condition {
    Condition::all().add(Q::COLUMNS.state.eq(Q::WAITING))
}

/// Nobody is at work at it.
pub(crate) fn is_unleased<Q: LeasedQueue>(now: Timestamp) -> Condition {
    let leased_until = Q::COLUMNS.leased_until;
    Condition::any()
        .add(leased_until.is_null())
        .add(leased_until.lte(now))
        // Taken while the clock was ahead.
        .add(leased_until.gt(now + Q::LEASE + CLOCK_TOLERANCE))
}

fn is_due<Q: LeasedQueue>(now: Timestamp) -> Condition {
    is_waiting::<Q>().add(Q::COLUMNS.due_at.lte(now)).add(is_unleased::<Q>(now))
}

/// Nobody has ended or taken it since it was read.
fn is_as_read<Q: LeasedQueue>(row: &Q::Model) -> Condition {
    let Columns { id, tries, .. } = Q::COLUMNS;
    is_waiting::<Q>().add(id.eq(row.get(id))).add(tries.eq(row.get(tries)))
}
