//! Decides what runs, on every server of the installation at once.
//!
//! A round of it: jobs whose time has come get a run into the queue; runs that have lost their server or
//! their reporter are ended; what waits is started as far as there is room; and people are told of what
//! goes on failing. Each is one transaction that holds the one row of the job settings, so that rounds
//! of several servers come one after the other, and each step is a conditional UPDATE besides.

use std::{collections::HashSet, time::Duration};

use sea_orm::{ColumnTrait, ConnectionTrait};
use tokio::{sync::watch, task::JoinSet};

use super::{
    notify,
    runs::{self, Finished},
    store,
    work::{self, Executor},
};
use crate::{
    base::{
        clock::{CLOCK_TOLERANCE, Timestamp},
        failure::{Error, Failure},
    },
    database::{
        WriteTransaction,
        entities::{
            job,
            job_run::{self, Cause, State},
            job_settings,
        },
        hold_rows,
    },
    mail::reason::Reason,
    site::context::Context,
};

/// How long a run that another server has queued may lie unnoticed.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// Between two rounds for something that should be due and is not.
const MIN_INTERVAL: Duration = Duration::from_millis(200);
/// A run that begins later than this was missed.
const MISSED_AFTER: Duration = Duration::from_mins(1);
/// Ended in one round; the next follows at once.
const MOST_LOST: u64 = 100;
/// For the runs at work when the server is told to stop: to stop by themselves, or to be aborted, and to
/// have their end recorded.
pub(crate) const SHUTDOWN_GRACE: Duration = Duration::from_secs(8);

/// Works until `stop` is dropped; what runs then is stopped and recorded as interrupted.
pub(crate) async fn run(context: Context, executor: Executor, mut stop: watch::Receiver<()>) {
    let mut at_work = JoinSet::new();
    let mut signal = context.job_signal.listen();
    while stop.has_changed().is_ok() {
        if context.database.is_reachable() {
            match round(&context).await {
                Ok(started) => {
                    for started in started {
                        let (context, executor) = (context.clone(), executor.clone());
                        at_work.spawn(work::run(context, executor, started, stop.clone()));
                    }
                }
                // Logged by the conversion; what is due stays due.
                Err(error) => drop(Failure::from(error)),
            }
        }
        tokio::select! {
            () = signal.notified() => {}
            // There may be room for another.
            Some(_) = at_work.join_next() => {}
            () = tokio::time::sleep(until_next(&context).await) => {}
            _ = stop.changed() => {}
        }
    }
    let ended = async { while at_work.join_next().await.is_some() {} };
    if tokio::time::timeout(SHUTDOWN_GRACE, ended).await.is_err() {
        tracing::warn!("a run did not stop; it will be recorded as interrupted");
    }
}

async fn until_next(context: &Context) -> Duration {
    let now = context.clock.now();
    // What cannot be read now is looked for soon again.
    let next = if context.database.is_reachable() {
        next_due(&context.database.read(), now).await.ok().flatten()
    } else {
        None
    };
    next.map_or(POLL_INTERVAL, |at| now.until(at)).clamp(MIN_INTERVAL, POLL_INTERVAL)
}

/// A run that this server has to work at now.
#[derive(Debug, Clone)]
pub(crate) struct Started {
    pub(crate) job: job::Model,
    pub(crate) run: job_run::Model,
}

/// One round. The answer is what this server has to work at now.
pub(crate) async fn round(context: &Context) -> Result<Vec<Started>, Error> {
    put_right(context).await?;
    if !is_anything_to_do(context).await? {
        return Ok(Vec::new());
    }
    let round = context.database.write_if_open(async |tx| {
        let now = context.clock.now();
        hold(&*tx).await?;
        for job in store::due(&*tx, now).await? {
            queue_due(context, &tx, &job, now).await?;
        }
        let mut lost = Vec::new();
        for run in runs::lost(&*tx, now, MOST_LOST).await? {
            lost.extend(end_lost(&*tx, &run, now).await?);
        }
        let due = notify::due(&*tx, now).await?;
        for job in &due {
            notify::tell_again(&*tx, job, now).await?;
        }
        let started = start_queued(context, &*tx, runs::queued(&*tx).await?, now).await?;
        let is_news = !lost.is_empty() || !due.is_empty();
        Ok((started, lost, is_news))
    });
    let (started, lost, is_news) = round.await?.unwrap_or_default();
    for (job, ended) in &lost {
        context.metrics.count_run(&job.name, *ended);
    }
    if is_news {
        context.mailer.signal.notify();
    }
    Ok(started)
}

/// Takes one run out of the queue, for a command that works at it itself. `None` while there is no room for
/// it, or once a server has taken it.
pub(crate) async fn take(context: &Context, run_id: &str) -> Result<Option<Started>, Error> {
    let taken = context.database.write(async |tx| {
        let now = context.clock.now();
        hold(&*tx).await?;
        for run in runs::lost(&*tx, now, MOST_LOST).await? {
            end_lost(&*tx, &run, now).await?;
        }
        let mut queued = runs::queued(&*tx).await?;
        queued.retain(|run| run.id == run_id);
        start_queued(context, &*tx, queued, now).await
    });
    Ok(taken.await?.pop())
}

/// Jobs that were moved on while the clock was ahead would not run until then.
async fn put_right(context: &Context) -> Result<(), Error> {
    let (db, now) = (&context.database.read(), context.clock.now());
    let at_latest = now + CLOCK_TOLERANCE;
    for job in store::later_than(db, at_latest).await? {
        let Some((schedule, zone)) = store::times(&job) else { continue };
        let comes_before = schedule.next_after(at_latest, &zone);
        if comes_before.is_some_and(|at| Some(at) < job.next_run_at) {
            let next = schedule.next_after(now, &zone);
            let moved = context
                .database
                .write_if_open(async |tx| store::advance(&*tx, &job, next).await.map(drop));
            moved.await?;
        }
    }
    Ok(())
}

async fn is_anything_to_do(context: &Context) -> Result<bool, Error> {
    let (db, now) = (&context.database.read(), context.clock.now());
    let is_due = next_due(db, now).await?.is_some_and(|at| at <= now);
    Ok(is_due || runs::count(db, State::Queued).await? > 0)
}

/// When something comes up by itself: a job, the end of a run that was lost, or news of failures.
async fn next_due(db: &impl ConnectionTrait, now: Timestamp) -> Result<Option<Timestamp>, Error> {
    let lost = runs::next_lost_at(db, now).await?;
    let due = [store::next_due(db).await?, lost, notify::next_due(db, now).await?];
    Ok(due.into_iter().flatten().min())
}

/// Holds the row that whoever starts runs holds, until the end of the transaction.
async fn hold(tx: &impl ConnectionTrait) -> Result<(), Error> {
    let id = job_settings::Column::Id;
    hold_rows::<job_settings::Entity>(tx, id, id.eq(job_settings::THE_ONE)).await.map(drop)
}

/// The time of a job has come. What was missed is noted once, however often it was, and caught up once.
async fn queue_due(
    context: &Context,
    tx: &WriteTransaction,
    job: &job::Model,
    now: Timestamp,
) -> Result<(), Error> {
    let (Some(due_at), Some((schedule, zone))) = (job.next_run_at, store::times(job)) else {
        // A schedule that means nothing any more.
        return store::advance(&**tx, job, None).await.map(drop);
    };
    let is_advanced = store::advance(&**tx, job, schedule.next_after(now, &zone)).await?;
    if !is_advanced || runs::has_had(&**tx, &job.id, due_at).await? {
        return Ok(());
    }
    let is_late = due_at + MISSED_AFTER < now;
    if is_late {
        let reason = if context.database.was_away_at(due_at) {
            Reason::DatabaseUnreachable
        } else {
            Reason::ServerStopped
        };
        not_run(&**tx, job, due_at, &reason, now).await?;
    }
    if runs::has(&**tx, &job.id, State::Queued).await? {
        // It has not even begun: what waits does for this time, too.
        return Ok(());
    }
    let cause = if is_late { Cause::CatchUp } else { Cause::Schedule };
    let scheduled_for = Some(due_at).filter(|_| !is_late);
    let run = job_run::Model { scheduled_for, ..runs::new(&job.id, State::Queued, cause, now) };
    runs::insert(&**tx, &run).await
}

async fn not_run(
    tx: &impl ConnectionTrait,
    job: &job::Model,
    due_at: Timestamp,
    reason: &Reason,
    now: Timestamp,
) -> Result<(), Error> {
    let run = job_run::Model {
        scheduled_for: Some(due_at),
        ended_at: Some(now),
        reason: Some(serde_json::to_string(reason)?),
        ..runs::new(&job.id, State::NotRun, Cause::Schedule, now)
    };
    runs::insert(tx, &run).await
}

/// Ends a run whose server, or whose program, sent no heartbeat. The answer is its job and how it ended, unless
/// somebody else has ended it.
async fn end_lost(
    tx: &impl ConnectionTrait,
    run: &job_run::Model,
    now: Timestamp,
) -> Result<Option<(job::Model, State)>, Error> {
    if !runs::is_still_lost(tx, &run.id, now).await? {
        return Ok(None);
    }
    let outcome = Err(reason_of_loss(run));
    let ended = runs::state_of(&outcome);
    if runs::finish(tx, run, outcome, now, now).await? == Finished::Before {
        return Ok(None);
    }
    let job = store::find_by_id(tx, &run.job_id).await?;
    let name = job.as_ref().map(|job| &job.name);
    tracing::warn!(run = run.id, job = name, "a run was lost");
    Ok(job.map(|job| (job, ended)))
}

/// Whoever wanted it cancelled has got that.
fn reason_of_loss(run: &job_run::Model) -> Reason {
    match (&run.instance, &run.cancel_requested_by) {
        (None, _) => Reason::NoHeartbeat,
        (Some(_), Some(by)) => Reason::Cancelled { by: by.clone() },
        (Some(_), None) => Reason::Interrupted,
    }
}

/// Starts what has waited longest, as far as there is room, and no job that is running.
async fn start_queued(
    context: &Context,
    tx: &impl ConnectionTrait,
    queued: Vec<job_run::Model>,
    now: Timestamp,
) -> Result<Vec<Started>, Error> {
    let most = usize::try_from(context.most_parallel_jobs)?;
    let at_work = runs::at_work(tx).await?;
    let mut room = most.saturating_sub(at_work.len());
    let mut busy: HashSet<_> = at_work.into_iter().map(|run| run.job_id).collect();
    let mut started = Vec::new();
    for run in queued {
        if room == 0 {
            break;
        }
        if !busy.insert(run.job_id.clone()) {
            continue;
        }
        let Some(job) = store::find_by_id(tx, &run.job_id).await? else { continue };
        if runs::start(tx, &run.id, &context.instance, now).await? {
            room -= 1;
            started.push(Started { job, run: runs::started(run, &context.instance, now) });
        }
    }
    Ok(started)
}

/// Ends what the server before this one was working at. Only where nobody else can be: on the embedded
/// database.
pub(crate) async fn end_interrupted(context: &Context) -> Result<(), Error> {
    let ended = context.database.write(async |tx| {
        let now = context.clock.now();
        for run in runs::at_work(&*tx).await? {
            runs::finish(&*tx, &run, Err(reason_of_loss(&run)), now, now).await?;
        }
        Ok(())
    });
    ended.await
}
