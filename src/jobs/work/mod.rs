//! Doing what a job is for, on this server.
//!
//! While it is done, the run holds its lease. Whoever loses it (the database was away for too long, and
//! another server has ended the run) stops; whoever comes to the end notes it, as soon as the database
//! takes it.

mod backup;
mod connection_check;
mod diary;
mod license_check;
pub(crate) mod tidy;

use std::time::Duration;

use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, timeout_at},
};

use self::diary::Diary;
use super::{
    kind::Kind,
    reason::Reason,
    runs::{self, Finished, State},
    scheduler::Started,
};
use crate::{
    database::{
        entities::{job, job_run},
        report::Problem,
        retry,
    },
    web::{
        failure::{Error, Failure, Reference, Refusal},
        state::AppState,
    },
};

/// How often a run says that it is alive: four times while its lease lasts.
const SIGN_OF_LIFE: Duration = Duration::from_millis(7_500);
/// Between two tries to note an end.
const PAUSE: Duration = Duration::from_secs(2);

/// Why work came to nothing.
pub(super) enum Trouble {
    Expected(Reason),
    /// A fault, logged where it is turned into a reason.
    Unexpected(Error),
}

impl From<Reason> for Trouble {
    fn from(reason: Reason) -> Self {
        Self::Expected(reason)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Unexpected(error)
    }
}

impl Trouble {
    fn into_reason(self) -> Reason {
        match self {
            Self::Expected(reason) => reason,
            Self::Unexpected(error) => match Failure::from(error) {
                Failure::Fault(reference) => Reason::Fault(reference),
                Failure::Refused(Refusal::DatabaseUnreachable | Refusal::DatabaseMoved) => {
                    Reason::Database(Problem::ConnectionLost)
                }
                refused => {
                    let reference = Reference::new();
                    tracing::error!(%reference, ?refused, "a job was refused what it needs");
                    Reason::Fault(reference)
                }
            },
        }
    }
}

/// Works at a run that was just started, to its end.
pub(crate) async fn run(state: AppState, started: Started, mut stop: watch::Receiver<()>) {
    let Started { job, run } = started;
    tracing::info!(run = run.id, job = job.name, "a run begins");
    // In a task of its own, so that a panic is its end and not ours. Dropped, it is aborted.
    let mut work = JoinSet::new();
    work.spawn(work_at(job.kind, Diary::new(&state, &run)));
    let outcome = tokio::select! {
        Some(ended) = work.join_next() => ended.unwrap_or_else(|panic| {
            let reference = Reference::new();
            tracing::error!(%reference, %panic, "a job panicked");
            Err(Reason::Fault(reference))
        }),
        () = until_lost(&state, &run) => {
            return tracing::warn!(run = run.id, "another server may have ended this run");
        }
        _ = stop.changed() => Err(Reason::Interrupted),
    };
    match &outcome {
        Ok(()) => tracing::info!(run = run.id, job = job.name, "a run succeeded"),
        Err(reason) => tracing::warn!(run = run.id, job = job.name, ?reason, "a run failed"),
    }
    note_end(&state, &job, &run, &outcome, &stop).await;
}

async fn work_at(kind: Kind, diary: Diary) -> Result<(), Reason> {
    let done = match kind {
        Kind::Backup => backup::make(&diary).await,
        Kind::ConnectionCheck => connection_check::check(&diary).await,
        Kind::CleanUp => tidy::tidy(&diary).await,
        Kind::LicenseCheck => license_check::check(&diary).await,
        Kind::Reported => Err(Error::from(std::io::Error::other("others run this job")).into()),
    };
    done.map_err(Trouble::into_reason)
}

/// Keeps the lease; ends when it is lost, or may be: the database was away for that long.
async fn until_lost(state: &AppState, run: &job_run::Model) {
    let mut kept_at = Instant::now();
    loop {
        tokio::time::sleep(SIGN_OF_LIFE).await;
        let begun_at = Instant::now();
        let kept = retry(async || {
            let tx = state.database.begin_patiently().await?;
            let until = state.clock.now() + runs::LEASE;
            let is_kept = runs::extend_lease(&*tx, &run.id, until, None).await?;
            tx.commit().await?;
            Ok(is_kept)
        });
        match timeout_at(kept_at + runs::LEASE, kept).await {
            Ok(Ok(true)) => kept_at = begun_at,
            // The work itself finds out what that means for it.
            Ok(Err(error)) => drop(Failure::from(error)),
            Ok(Ok(false)) | Err(_) => return,
        }
    }
}

/// Notes the end, if need be when the database is there again. Once the server stops, whoever comes
/// next notes that the run was interrupted.
async fn note_end(
    state: &AppState,
    job: &job::Model,
    run: &job_run::Model,
    outcome: &Result<(), Reason>,
    stop: &watch::Receiver<()>,
) {
    let ended_at = state.clock.now();
    loop {
        let noted = retry(async || {
            let (tx, now) = (state.database.begin_patiently().await?, state.clock.now());
            let finished = runs::finish(&*tx, run, outcome.clone(), ended_at, now).await?;
            tx.commit().await?;
            Ok(finished)
        });
        match noted.await {
            Ok(finished) => {
                if finished == (Finished::Now { is_news: true }) {
                    state.outbox_bell.ring();
                }
                let state_of_run = if outcome.is_ok() { State::Succeeded } else { State::Failed };
                return state.metrics.count_run(&job.name, state_of_run);
            }
            Err(error) => drop(Failure::from(error)),
        }
        if stop.has_changed().is_err() {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
