//! Runs: from the queue to their end. Each step is one conditional UPDATE, so that of several servers
//! that take it, one does. What people see of them is in [`overview`]; how long they stay, in [`retention`].

mod cancel;
pub(crate) mod overview;
pub(crate) mod retention;

use std::time::Duration;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany, sea_query::Expr,
};

pub(crate) use self::cancel::{Cancelled, cancel};
use super::notify::{self, Ended};
use crate::{
    base::{
        clock::{CLOCK_TOLERANCE, Timestamp},
        failure::Error,
        random,
    },
    database::{
        entities::job_run::{self, Cause, Column, State},
        hold_rows,
    },
    mail::reason::Reason,
};

/// For how long a heartbeat of a server keeps a run. A server sends four in that time; what it ran is ended
/// by another within this time after it has gone.
pub(crate) const LEASE: Duration = Duration::from_secs(30);

/// What programs may promise at most, in reports and in the settings of a job.
const LONGEST_HEARTBEAT: Duration = Duration::from_hours(24);

/// A run that has just come up.
pub(crate) fn new(job_id: &str, state: State, cause: Cause, now: Timestamp) -> job_run::Model {
    job_run::Model {
        id: random::ordered_row_id(now),
        job_id: job_id.to_owned(),
        state,
        cause,
        action: None,
        created_at: now,
        listed_at: now,
        report_key: None,
        scheduled_for: None,
        requested_by: None,
        started_at: None,
        ended_at: None,
        lease_until: None,
        instance: None,
        cancel_requested_at: None,
        cancel_requested_by: None,
        progress: None,
        doing: None,
        reason: None,
        result: None,
        log_size: 0,
    }
}

pub(crate) async fn insert(tx: &impl ConnectionTrait, run: &job_run::Model) -> Result<(), Error> {
    let row = run.clone().into_active_model().reset_all();
    job_run::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: &str,
) -> Result<Option<job_run::Model>, Error> {
    Ok(job_run::Entity::find_by_id(id).one(db).await?)
}

/// The run that was reported under a key.
pub(crate) async fn find_reported(
    db: &impl ConnectionTrait,
    job_id: &str,
    key: &str,
) -> Result<Option<job_run::Model>, Error> {
    let reported = job_run::Entity::find().filter(Column::JobId.eq(job_id));
    Ok(reported.filter(Column::ReportKey.eq(key)).one(db).await?)
}

/// What is in the queue, the longest waiting first.
pub(crate) async fn queued(db: &impl ConnectionTrait) -> Result<Vec<job_run::Model>, Error> {
    Ok(in_state(State::Queued).order_by_asc(Column::Id).all(db).await?)
}

fn in_state(state: State) -> Select<job_run::Entity> {
    job_run::Entity::find().filter(Column::State.eq(state))
}

/// Whether a job has a run in this state.
pub(crate) async fn has(
    db: &impl ConnectionTrait,
    job_id: &str,
    state: State,
) -> Result<bool, Error> {
    Ok(in_state(state).filter(Column::JobId.eq(job_id)).one(db).await?.is_some())
}

pub(crate) async fn count(db: &impl ConnectionTrait, state: State) -> Result<u64, Error> {
    Ok(in_state(state).count(db).await?)
}

/// Runs that servers of this installation work at. What others run and report is not ours to limit.
pub(crate) async fn at_work(db: &impl ConnectionTrait) -> Result<Vec<job_run::Model>, Error> {
    Ok(in_state(State::Running).filter(Column::Instance.is_not_null()).all(db).await?)
}

/// Takes a run out of the queue; the answer is whether it was still there.
pub(crate) async fn start(
    tx: &impl ConnectionTrait,
    id: &str,
    instance: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let started = job_run::Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Running))
        .col_expr(Column::StartedAt, Expr::value(Some(now)))
        .col_expr(Column::ListedAt, Expr::value(now))
        .col_expr(Column::LeaseUntil, Expr::value(Some(now + LEASE)))
        .col_expr(Column::Instance, Expr::value(Some(instance)))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(State::Queued))
        .exec(tx)
        .await?;
    Ok(started.rows_affected == 1)
}

/// A run as [`start`] has left it.
pub(crate) fn started(run: job_run::Model, instance: &str, now: Timestamp) -> job_run::Model {
    job_run::Model {
        state: State::Running,
        started_at: Some(now),
        listed_at: now,
        lease_until: Some(now + LEASE),
        instance: Some(instance.to_owned()),
        ..run
    }
}

/// Takes a heartbeat; the answer is whether the run is still under way.
pub(crate) async fn extend_lease(
    tx: &impl ConnectionTrait,
    id: &str,
    until: Timestamp,
    progress: Option<i32>,
) -> Result<bool, Error> {
    Ok(extended(id, until, progress).exec(tx).await?.rows_affected == 1)
}

/// The same from the server that works at the run; the answer is whether the run is still its own. Whoever
/// writes anything about it begins with this, in the same transaction: a server that was away for so long
/// that another has ended the run writes nothing.
pub(crate) async fn extend_own_lease(
    tx: &impl ConnectionTrait,
    run: &job_run::Model,
    until: Timestamp,
    progress: Option<i32>,
    doing: Option<&str>,
) -> Result<bool, Error> {
    let Some(instance) = &run.instance else { return Ok(false) };
    let mut own = extended(&run.id, until, progress).filter(Column::Instance.eq(instance));
    if doing.is_some() {
        own = own.col_expr(Column::Doing, Expr::value(doing));
    }
    Ok(own.exec(tx).await?.rows_affected == 1)
}

fn extended(id: &str, until: Timestamp, progress: Option<i32>) -> UpdateMany<job_run::Entity> {
    let extended = job_run::Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::value(Some(until)))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(State::Running));
    match progress {
        Some(_) => extended.col_expr(Column::Progress, Expr::value(progress)),
        None => extended,
    }
}

/// What a run came to, as JSON. It is at nothing any more.
pub(crate) async fn set_result(
    tx: &impl ConnectionTrait,
    id: &str,
    json: Option<&str>,
) -> Result<(), Error> {
    job_run::Entity::update_many()
        .col_expr(Column::Result, Expr::value(json))
        .col_expr(Column::Doing, Expr::value(None::<String>))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// In which a run that was under way ends.
pub(crate) const fn state_of(outcome: &Result<(), Reason>) -> State {
    match outcome {
        Ok(()) => State::Succeeded,
        Err(Reason::Cancelled { .. }) => State::Cancelled,
        Err(_) => State::Failed,
    }
}

/// What came of ending a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finished {
    /// It had ended before: of several who end it, one does.
    Before,
    /// It was noted as failed already, and is known better now.
    Corrected,
    Now {
        /// Somebody is to be told.
        is_news: bool,
    },
}

/// Ends a run that is under way, and promises to tell people where that is news. That a run was cancelled is
/// none: whoever did it knows, and the job is as good or bad as before.
pub(crate) async fn finish(
    tx: &impl ConnectionTrait,
    run: &job_run::Model,
    outcome: Result<(), Reason>,
    ended_at: Timestamp,
    now: Timestamp,
) -> Result<Finished, Error> {
    let (state, reason) = (state_of(&outcome), outcome.err());
    let json = reason.as_ref().map(serde_json::to_string).transpose()?;
    let mut ended = job_run::Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::EndedAt, Expr::value(Some(ended_at)))
        .col_expr(Column::LeaseUntil, Expr::value(None::<Timestamp>))
        .col_expr(Column::Reason, Expr::value(json))
        .filter(Column::Id.eq(&run.id))
        .filter(is_open()?);
    if state == State::Succeeded {
        ended = ended.col_expr(Column::Progress, Expr::value(None::<i32>));
    }
    if ended.exec(tx).await?.rows_affected == 0 {
        return Ok(Finished::Before);
    }
    if run.state == State::Failed && state == State::Failed {
        return Ok(Finished::Corrected);
    }
    if state == State::Cancelled {
        return Ok(Finished::Now { is_news: false });
    }
    let ended = Ended { run, reason, at: ended_at };
    Ok(Finished::Now { is_news: notify::note(tx, &ended, now).await? })
}

/// Under way; or given up for want of a heartbeat, which its reporter knows better.
fn is_open() -> Result<Condition, Error> {
    let given_up = Condition::all()
        .add(Column::State.eq(State::Failed))
        .add(Column::Reason.eq(serde_json::to_string(&Reason::NoHeartbeat)?));
    Ok(Condition::any().add(Column::State.eq(State::Running)).add(given_up))
}

/// A run that was given up is under way after all: that was no failure.
pub(crate) async fn revive(
    tx: &impl ConnectionTrait,
    run: &job_run::Model,
    until: Timestamp,
) -> Result<(), Error> {
    let revived = job_run::Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Running))
        .col_expr(Column::EndedAt, Expr::value(None::<Timestamp>))
        .col_expr(Column::LeaseUntil, Expr::value(Some(until)))
        .col_expr(Column::Reason, Expr::value(None::<String>))
        .filter(Column::Id.eq(&run.id))
        .filter(Column::State.eq(State::Failed))
        .filter(is_open()?)
        .exec(tx)
        .await?;
    if revived.rows_affected == 1 {
        notify::take_back(tx, run).await?;
    }
    Ok(())
}

/// Runs whose heartbeat is overdue.
pub(crate) async fn lost(
    db: &impl ConnectionTrait,
    now: Timestamp,
    most: u64,
) -> Result<Vec<job_run::Model>, Error> {
    let lost = in_state(State::Running).filter(is_overdue(now));
    Ok(lost.limit(most).all(db).await?)
}

fn is_overdue(now: Timestamp) -> Condition {
    Condition::any()
        .add(Column::LeaseUntil.lte(now))
        // Promised while the clock was ahead: nobody waits until then.
        .add(Column::LeaseUntil.gt(latest_lease(now)))
}

fn latest_lease(now: Timestamp) -> Timestamp {
    now + LONGEST_HEARTBEAT + CLOCK_TOLERANCE
}

/// Holds a run of those until the end of the transaction, unless there was a heartbeat since.
pub(crate) async fn is_still_lost(
    tx: &impl ConnectionTrait,
    id: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let lost = Condition::all()
        .add(Column::Id.eq(id))
        .add(Column::State.eq(State::Running))
        .add(is_overdue(now));
    Ok(hold_rows::<job_run::Entity>(tx, Column::LeaseUntil, lost).await? == 1)
}

/// When the next of those that run now would be lost.
pub(crate) async fn next_lost_at(
    db: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let running = in_state(State::Running).filter(Column::LeaseUntil.is_not_null());
    let next = running.order_by_asc(Column::LeaseUntil).one(db).await?;
    let next = next.and_then(|run| run.lease_until);
    Ok(next.map(|until| if until > latest_lease(now) { now } else { until }))
}

/// Whether a job has had this time already: clocks are corrected, and go through an hour again.
pub(crate) async fn has_had(
    db: &impl ConnectionTrait,
    job_id: &str,
    time: Timestamp,
) -> Result<bool, Error> {
    let of_time = job_run::Entity::find().filter(Column::JobId.eq(job_id));
    Ok(of_time.filter(Column::ScheduledFor.eq(time)).one(db).await?.is_some())
}

impl job_run::Model {
    /// Why it failed, was cancelled or did not run.
    pub(crate) fn reason(&self) -> Result<Option<Reason>, Error> {
        Ok(self.reason.as_deref().map(serde_json::from_str).transpose()?)
    }

    /// Whether this server works at it.
    pub(crate) fn is_at_work(&self, instance: Option<&str>) -> bool {
        self.state == State::Running
            && self.instance.is_some()
            && self.instance.as_deref() == instance
    }

    /// It is over, and was not cancelled.
    pub(crate) fn has_ended_otherwise(&self) -> bool {
        self.state.is_over() && self.state != State::Cancelled
    }

    /// It was ended for want of a heartbeat.
    pub(crate) fn is_given_up(&self) -> Result<bool, Error> {
        Ok(self.state == State::Failed && self.reason()? == Some(Reason::NoHeartbeat))
    }
}
