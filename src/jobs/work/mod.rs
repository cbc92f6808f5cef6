//! Doing what a job is for, on this server.
//!
//! 1. The [`supervisor`] of a run starts the work, keeps its lease, writes what it logs, and watches
//!    whether somebody cancels it. A run whose lease is lost writes nothing any more.
//! 2. The [`Executor`] does what the [kind](super::kinds) of the job says, on the runtime for it.
//! 3. The work gets a [`Task`]: what to say things to, and a token that tells it to stop.
//! 4. It has ended before its end is recorded, whatever the reason.

mod run_log;
mod runtime;
mod supervisor;

use std::{pin::Pin, sync::Arc};

use engine::reach::ReachProblem;
use tokio::{runtime::Handle, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    base::failure::{Error, Failure, Reference, Refusal},
    database::entities::{job::Kind, job_run},
    mail::reason::Reason,
    site::context::Context,
};

pub(crate) use self::{run_log::RunLog, runtime::WorkRuntime, supervisor::run};

/// What a work is given.
#[derive(Clone)]
pub(crate) struct Task {
    pub(crate) context: Context,
    /// Never waits for the database.
    pub(crate) log: RunLog,
    /// What it is done to, where the kind alone does not say it.
    pub(crate) subject: Option<String>,
    /// What is done to it, where that is not what the job does by itself.
    pub(crate) action: Option<job_run::Action>,
    /// For what moves data: see [`WorkRuntime`].
    pub(crate) runtime: Handle,
    /// Cancelled when the work has to stop: by a person, with the server, or because its lease is lost.
    pub(crate) stop: CancellationToken,
}

/// Why work came to nothing.
pub(crate) enum WorkError {
    /// It was told to stop.
    Stopped,
    Expected(Reason),
    /// A fault, logged where it is turned into a reason.
    Unexpected(Error),
}

impl From<Reason> for WorkError {
    fn from(reason: Reason) -> Self {
        Self::Expected(reason)
    }
}

impl From<Error> for WorkError {
    fn from(error: Error) -> Self {
        Self::Unexpected(error)
    }
}

impl WorkError {
    fn into_reason(self) -> Reason {
        match self {
            Self::Stopped => Reason::Interrupted,
            Self::Expected(reason) => reason,
            Self::Unexpected(error) => match Failure::from(error) {
                Failure::Fault(reference) => Reason::Fault(reference),
                Failure::Refused(Refusal::DatabaseUnreachable | Refusal::DatabaseMoved) => {
                    Reason::Database(ReachProblem::ConnectionLost.into())
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

type Doing = Pin<Box<dyn Future<Output = Result<(), WorkError>> + Send>>;

/// Does the work of each kind of job.
#[derive(Clone)]
pub(crate) struct Executor {
    /// See [`WorkRuntime`].
    pub(super) runtime: Handle,
    work: Arc<dyn Fn(Kind, Task) -> Doing + Send + Sync>,
}

impl Executor {
    /// `extract` does the work of extractions, which are a feature of their own.
    pub(crate) fn new<F>(
        runtime: Handle,
        extract: impl Fn(Task) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), WorkError>> + Send + 'static,
    {
        Self::doing(runtime, move |kind, task| match kind {
            Kind::Extraction => Box::pin(extract(task)),
            kind => Box::pin(async move { kind.work(&task).await }),
        })
    }

    /// The same with other work, as tests need it.
    pub(crate) fn doing(
        runtime: Handle,
        work: impl Fn(Kind, Task) -> Doing + Send + Sync + 'static,
    ) -> Self {
        Self { runtime, work: Arc::new(work) }
    }

    /// Begins work, in a task of its own: a panic is its end and not ours. Dropped, it is aborted.
    fn begin(&self, kind: Kind, task: Task) -> JoinSet<Result<(), Reason>> {
        let (work, stop) = ((self.work)(kind, task.clone()), task.stop);
        let work = async move {
            work.await.map_err(|error| match error {
                // What fails because it was stopped is no fault that anybody has to look into.
                WorkError::Unexpected(error) if stop.is_cancelled() => {
                    tracing::info!(?error, "a job failed while it was stopped");
                    Reason::Interrupted
                }
                error => error.into_reason(),
            })
        };
        let mut begun = JoinSet::new();
        if kind.is_heavy() {
            begun.spawn_on(work, &self.runtime);
        } else {
            begun.spawn(work);
        }
        begun
    }
}
