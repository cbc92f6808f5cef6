//! What administrators do with a job: start a run, say when it runs, remove one that people made or report.

use sea_orm::{ConnectionTrait, EntityTrait};

use super::{
    form::{JOB_NAME, JobForm},
    name::JobName,
    runs::{self, Cancelled, retention},
    store::{self, Renamed},
};
use crate::{
    base::{
        clock::Timestamp,
        failure::{Error, Refusal},
        field::CONFIRMATION,
        field_error::FieldError,
    },
    database::{
        WriteTransaction,
        entities::{
            audit::Action,
            job,
            job_run::{self, Cause, State},
        },
    },
    security::audit::Event,
    site::{context::Context, request::Visitor},
};

/// Puts a run into the queue, unless one of the job waits there already; while one is under way, the
/// new one runs after it. The answer is its id.
pub(crate) async fn run_now(
    context: &Context,
    visitor: &Visitor,
    name: &str,
    action: Option<job_run::Action>,
) -> Result<String, Error> {
    let administrator = visitor.require_administrator()?;
    let queued = write(context, visitor, name, async |tx, job| {
        let (by, now) = (&administrator.username, context.clock.now());
        queue(&*tx, &job, by, action, Event::new(Action::RanJob, visitor.actor()), now).await
    });
    let id = queued.await?;
    context.job_signal.notify();
    Ok(id)
}

/// The rule of it, for everybody who may.
pub(crate) async fn queue<'a>(
    tx: &impl ConnectionTrait,
    job: &'a job::Model,
    by: &str,
    action: Option<job_run::Action>,
    event: Event<'a>,
    now: Timestamp,
) -> Result<String, Error> {
    if !job.managed_by.is_run_here() {
        return Err(Refusal::RunsElsewhere.into());
    }
    if runs::has(tx, &job.id, State::Queued).await? {
        return Err(Refusal::AlreadyQueued.into());
    }
    let run = job_run::Model {
        requested_by: Some(by.to_owned()),
        action,
        ..runs::new(&job.id, State::Queued, Cause::Person, now)
    };
    runs::insert(tx, &run).await?;
    event.about_named(&job.name).record(tx, now).await?;
    Ok(run.id)
}

/// Cancels a run that waits or is under way, on whichever server.
pub(crate) async fn cancel_run(
    context: &Context,
    visitor: &Visitor,
    name: &str,
    run_id: &str,
) -> Result<(), Error> {
    let administrator = visitor.require_administrator()?;
    let cancelled = write(context, visitor, name, async |tx, job| {
        let (by, now) = (&administrator.username, context.clock.now());
        let event = Event::new(Action::CancelledRun, visitor.actor());
        let (cancelled, run) = cancel(&*tx, &job, run_id, by, event, now).await?;
        if run.has_ended_otherwise() {
            return Err(Refusal::RunHasEnded.into());
        }
        Ok((job, cancelled))
    });
    let (job, cancelled) = cancelled.await?;
    note_cancelled(context, &job, cancelled);
    Ok(())
}

/// The rule of it, for everybody who may. Asked for twice, it is as asked for once. The run is as it stands
/// then.
pub(crate) async fn cancel<'a>(
    tx: &impl ConnectionTrait,
    job: &'a job::Model,
    run_id: &str,
    by: &str,
    event: Event<'a>,
    now: Timestamp,
) -> Result<(Cancelled, job_run::Model), Error> {
    if !job.managed_by.is_run_here() {
        return Err(Refusal::RunsElsewhere.into());
    }
    let cancelled = runs::cancel(tx, &job.id, run_id, by, now).await?;
    let (cancelled, run) = cancelled.ok_or(Refusal::NoSuchRun)?;
    if cancelled != Cancelled::Nothing {
        event.about_named(&job.name).record(tx, now).await?;
    }
    Ok((cancelled, run))
}

/// After the commit: whoever works at the run here looks at once.
pub(crate) fn note_cancelled(context: &Context, job: &job::Model, cancelled: Cancelled) {
    if cancelled == Cancelled::AtOnce {
        context.metrics.count_run(&job.name, State::Cancelled);
    }
    context.job_signal.notify();
}

/// Saves when a job runs and who hears of it, unless somebody else has since `seen_version`.
pub(crate) async fn save(
    context: &Context,
    visitor: &Visitor,
    name: &str,
    seen_version: Option<i32>,
    form: &JobForm,
) -> Result<(), Error> {
    visitor.require_administrator()?;
    let found = get(&context.database.read(), name).await?;
    let plan = form.parse(&found)?;
    let seen_version = seen_version.ok_or(Refusal::ChangedMeanwhile)?;
    let saved = write(context, visitor, name, async |tx, before| {
        let now = context.clock.now();
        if !store::save(&*tx, &before.id, seen_version, &plan, now).await? {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        let event = Event::new(Action::SavedJob, visitor.actor()).about_named(name);
        event.with_fields(JobForm::fields_changed(&before, &plan)).record(&*tx, now).await
    });
    saved.await?;
    context.job_signal.notify();
    Ok(())
}

/// Gives a job that is not built in another name, unless somebody else changed it since `seen_version`. Its
/// runs, schedule and notices stay.
pub(crate) async fn rename(
    context: &Context,
    visitor: &Visitor,
    id: &str,
    seen_version: Option<i32>,
    typed: &str,
) -> Result<JobName, Error> {
    visitor.require_administrator()?;
    let found = store::find_by_id(&context.database.read(), id).await?.ok_or(Refusal::NoSuchJob)?;
    if !found.managed_by.is_peoples_own() {
        return Err(Refusal::RunsElsewhere.into());
    }
    let refused = |error| Error::field(JOB_NAME, error);
    let name = JobName::parse(typed.trim()).map_err(refused)?;
    if name.as_str() == found.name {
        return Ok(name);
    }
    let seen_version = seen_version.ok_or(Refusal::ChangedMeanwhile)?;
    let renamed = write(context, visitor, &found.name, async |tx, job| {
        if job.id != found.id {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        match store::rename(&*tx, &job, seen_version, &name).await? {
            Renamed::Done => {}
            Renamed::Taken => return Err(refused(FieldError::JobNameTaken)),
            Renamed::ChangedMeanwhile => return Err(Refusal::ChangedMeanwhile.into()),
        }
        let both = format!("{} → {name}", job.name);
        let event = Event::new(Action::RenamedJob, visitor.actor()).about_named(&both);
        event.record(&*tx, context.clock.now()).await
    });
    renamed.await?;
    Ok(name)
}

/// Removes a job that is not built in, with all its runs: those that have ended some at a time, since
/// nobody else writes meanwhile. One that is reported is back with the next report.
pub(crate) async fn remove(
    context: &Context,
    visitor: &Visitor,
    name: &str,
    confirmation: &str,
) -> Result<(), Error> {
    visitor.require_administrator()?;
    if !get(&context.database.read(), name).await?.managed_by.is_peoples_own() {
        return Err(Refusal::RunsElsewhere.into());
    }
    if confirmation.trim() != name {
        return Err(Error::field(CONFIRMATION, FieldError::NotConfirmed));
    }
    let remove_some = || {
        write(context, visitor, name, async |tx, job| retention::remove_some(&*tx, &job.id).await)
    };
    while remove_some().await? > 0 {}
    let removed = write(context, visitor, name, async |tx, job| {
        job::Entity::delete_by_id(&job.id).exec(&*tx).await?;
        let event = Event::new(Action::RemovedJob, visitor.actor()).about_named(name);
        event.record(&*tx, context.clock.now()).await
    });
    removed.await
}

/// Writes as an administrator, while nobody else does anything with the job.
async fn write<T, F>(
    context: &Context,
    visitor: &Visitor,
    name: &str,
    work: impl Fn(WriteTransaction, job::Model) -> F,
) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let written = context.write_as_administrator(visitor, async |tx| {
        let job = store::hold(&*tx, name).await?.ok_or(Refusal::NoSuchJob)?;
        work(tx, job).await
    });
    written.await
}

async fn get(db: &impl ConnectionTrait, name: &str) -> Result<job::Model, Error> {
    store::find(db, name).await?.ok_or_else(|| Refusal::NoSuchJob.into())
}
