//! From the start of a run to its recorded end.
//!
//! Whoever loses the lease (another server has ended the run, or the database was away for so long that one
//! may have) stops the work and writes nothing. Whoever comes to the end records it, as soon as the
//! database takes it.

use std::time::Duration;

use tokio::{
    sync::watch,
    task::JoinError,
    time::{Instant, timeout, timeout_at},
};
use tokio_util::sync::CancellationToken;

use super::{Executor, RunLog, Task, run_log::LogBatch};
use crate::{
    base::{
        failure::{Error, Failure, Reference},
        wake_signal::Listener,
    },
    database::entities::{job, job_run},
    jobs::{
        log,
        runs::{self, Finished, LEASE},
        scheduler::Started,
    },
    mail::reason::Reason,
    site::context::Context,
};

/// How often a server says that a run is under way: four times while its lease lasts.
const HEARTBEAT: Duration = Duration::from_millis(7_500);
/// How often what a run has said is written, if it has said anything.
const FLUSH: Duration = Duration::from_secs(1);
/// How often a server looks whether somebody wants a run cancelled, who may be at another server.
const CANCEL_POLL: Duration = Duration::from_secs(2);
/// How long work may take to stop by itself when somebody cancels it; then it is aborted.
const CANCEL_GRACE: Duration = Duration::from_secs(10);
/// The same when the server stops, which waits for its runs as long as `scheduler::SHUTDOWN_GRACE`.
const STOP_GRACE: Duration = Duration::from_secs(2);
/// Between two tries to record an end.
const RETRY_PAUSE: Duration = Duration::from_secs(2);

/// Works at a run that was just started, to its end.
pub(crate) async fn run(
    context: Context,
    executor: Executor,
    started: Started,
    mut server_stops: watch::Receiver<()>,
) {
    let Started { job, run } = started;
    tracing::info!(run = run.id, job = job.name, "a run begins");
    let log = RunLog::new(&context.clock);
    let token = CancellationToken::new();
    let task = Task {
        context: context.clone(),
        log: log.clone(),
        subject: job.subject.clone(),
        action: run.action,
        runtime: executor.runtime.clone(),
        stop: token.clone(),
    };
    let mut lease = Lease::new(&context, &run, &log);
    let mut work = executor.begin(job.kind, task);
    let mut stopping = None;
    let outcome = loop {
        let abort_at = stopping.as_ref().and_then(|stopping: &Stopping| stopping.abort_at);
        // What follows is not dropped half-way: a batch that is being written is written.
        let stop = tokio::select! {
            biased;
            ended = work.join_next() => break outcome(ended),
            _ = server_stops.changed(), if stopping.is_none() => Some(Stop::ServerStops),
            () = reached(abort_at) => {
                tracing::warn!(run = run.id, job = job.name, "a run did not stop: it is aborted");
                work.abort_all();
                stopping = stopping.map(|stopping| Stopping { abort_at: None, ..stopping });
                None
            }
            () = lease.is_due(), if !lease.is_lost => lease.attend().await,
        };
        if let Some(stop) = stop
            && (stopping.is_none() || stop == Stop::LeaseLost)
        {
            tracing::info!(run = run.id, job = job.name, ?stop, "a run is told to stop");
            token.cancel();
            stopping = Some(Stopping::for_(stop));
        }
    };
    let outcome = match (outcome, stopping.map(|stopping| stopping.why)) {
        (_, Some(Stop::LeaseLost)) => {
            return tracing::warn!(run = run.id, job = job.name, "the lease of a run was lost");
        }
        // Also if it came to its end before it took notice.
        (Ok(()), _) => Ok(()),
        (Err(reason), None) => Err(reason),
        (Err(_), Some(Stop::Cancelled { by })) => Err(Reason::Cancelled { by }),
        (Err(_), Some(Stop::ServerStops)) => Err(Reason::Interrupted),
    };
    record_end(&context, &job, &run, &log, outcome, &server_stops).await;
}

/// Why work is stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stop {
    LeaseLost,
    Cancelled { by: String },
    ServerStops,
}

/// Work that was told to stop.
struct Stopping {
    why: Stop,
    /// Until then, it may stop by itself; `None` once it was aborted.
    abort_at: Option<Instant>,
}

impl Stopping {
    fn for_(why: Stop) -> Self {
        let grace = match why {
            Stop::Cancelled { .. } => CANCEL_GRACE,
            Stop::LeaseLost | Stop::ServerStops => STOP_GRACE,
        };
        Self { why, abort_at: Some(Instant::now() + grace) }
    }
}

async fn reached(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

fn outcome(ended: Option<Result<Result<(), Reason>, JoinError>>) -> Result<(), Reason> {
    match ended {
        Some(Ok(outcome)) => outcome,
        Some(Err(error)) if error.is_panic() => {
            let reference = Reference::new();
            tracing::error!(%reference, panic = %error, "a job panicked");
            Err(Reason::Fault(reference))
        }
        // Aborted.
        Some(Err(_)) | None => Err(Reason::Interrupted),
    }
}

/// The right to write about a run.
struct Lease<'a> {
    context: &'a Context,
    run: &'a job_run::Model,
    log: &'a RunLog,
    /// Rung where something changes on this server, so that nobody waits for the next look.
    signal: Listener,
    is_rung: bool,
    looked_at: Instant,
    extended_at: Instant,
    is_lost: bool,
}

/// What a look at the run has shown.
enum Seen {
    Ours { cancelled_by: Option<String> },
    Lost,
}

impl<'a> Lease<'a> {
    fn new(context: &'a Context, run: &'a job_run::Model, log: &'a RunLog) -> Self {
        let (signal, now) = (context.job_signal.listen(), Instant::now());
        Self {
            context,
            run,
            log,
            signal,
            is_rung: false,
            looked_at: now,
            extended_at: now,
            is_lost: false,
        }
    }

    async fn is_due(&mut self) {
        self.is_rung = tokio::select! {
            () = self.signal.notified() => true,
            () = tokio::time::sleep(FLUSH) => false,
        };
    }

    /// Writes what was said and sends a heartbeat, if it is time; says why to stop, if there is a reason.
    async fn attend(&mut self) -> Option<Stop> {
        let (batch, now) = (self.log.take(), Instant::now());
        let seen = if !batch.is_empty() || now >= self.extended_at + HEARTBEAT {
            self.write(batch).await
        } else if self.is_rung || now >= self.looked_at + CANCEL_POLL {
            self.look().await
        } else {
            return None;
        };
        self.looked_at = now;
        let stop = match seen {
            Ok(Seen::Ours { cancelled_by }) => cancelled_by.map(|by| Stop::Cancelled { by }),
            Ok(Seen::Lost) => Some(Stop::LeaseLost),
            // Logged by the conversion. The work itself finds out what that means for it.
            Err(error) => {
                drop(Failure::from(error));
                (Instant::now() >= self.extended_at + LEASE).then_some(Stop::LeaseLost)
            }
        };
        self.is_lost = stop == Some(Stop::LeaseLost);
        stop
    }

    /// One transaction: extends the lease, and writes the batch if it is still ours.
    async fn write(&mut self, batch: LogBatch) -> Result<Seen, Error> {
        let began_at = Instant::now();
        let (context, run) = (self.context, self.run);
        let written = context.database.write_patiently(async |tx| {
            let now = context.clock.now();
            let (progress, doing) = (batch.progress, batch.doing.as_deref());
            if !runs::extend_own_lease(&*tx, run, now + LEASE, progress, doing).await? {
                return Ok(Seen::Lost);
            }
            log::append_all(&*tx, &run.id, &batch.lines).await?;
            let held = runs::find(&*tx, &run.id).await?;
            Ok(Seen::Ours { cancelled_by: held.and_then(|run| run.cancel_requested_by) })
        });
        match timeout_at(self.extended_at + LEASE, written).await {
            Ok(Ok(ours @ Seen::Ours { .. })) => {
                self.extended_at = began_at;
                Ok(ours)
            }
            Ok(Ok(Seen::Lost)) | Err(_) => Ok(Seen::Lost),
            Ok(Err(error)) => {
                self.log.put_back(batch);
                Err(error)
            }
        }
    }

    /// Reads only.
    async fn look(&self) -> Result<Seen, Error> {
        let db = self.context.database.read();
        let found = runs::find(&db, &self.run.id);
        // A database that does not answer keeps no heartbeat waiting.
        let Ok(found) = timeout(CANCEL_POLL, found).await else {
            return Ok(Seen::Ours { cancelled_by: None });
        };
        Ok(match found? {
            Some(run) if run.is_at_work(self.run.instance.as_deref()) => {
                Seen::Ours { cancelled_by: run.cancel_requested_by }
            }
            _ => Seen::Lost,
        })
    }
}

/// Records the end, if need be when the database is there again, and only if the run is still ours. Once the
/// server stops, whoever comes next notes that the run was interrupted.
async fn record_end(
    context: &Context,
    job: &job::Model,
    run: &job_run::Model,
    log: &RunLog,
    outcome: Result<(), Reason>,
    server_stops: &watch::Receiver<()>,
) {
    let ended_at = context.clock.now();
    let (batch, result) = (log.take(), log.result().and_then(|result| result.to_json()));
    loop {
        let recorded = context.database.write_patiently(async |tx| {
            let now = context.clock.now();
            let (progress, doing) = (batch.progress, batch.doing.as_deref());
            if !runs::extend_own_lease(&*tx, run, now + LEASE, progress, doing).await? {
                return Ok(Finished::Before);
            }
            log::append_all(&*tx, &run.id, &batch.lines).await?;
            runs::set_result(&*tx, &run.id, result.as_deref()).await?;
            runs::finish(&*tx, run, outcome.clone(), ended_at, now).await
        });
        match recorded.await {
            Ok(Finished::Before) => {
                return tracing::warn!(
                    run = run.id,
                    job = job.name,
                    "another server ended this run"
                );
            }
            Ok(finished) => {
                if finished == (Finished::Now { is_news: true }) {
                    context.mailer.signal.notify();
                }
                match &outcome {
                    Ok(()) => tracing::info!(run = run.id, job = job.name, "a run succeeded"),
                    Err(why) => tracing::warn!(run = run.id, job = job.name, ?why, "a run ended"),
                }
                return context.metrics.count_run(&job.name, runs::state_of(&outcome));
            }
            Err(error) => drop(Failure::from(error)),
        }
        if server_stops.has_changed().is_err() {
            return;
        }
        tokio::time::sleep(RETRY_PAUSE).await;
    }
}
