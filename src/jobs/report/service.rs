//! Taking a report. The same key is the same run: told twice, it is noted once.

use std::time::Duration;

use axum::http::StatusCode;
use sea_orm::ConnectionTrait;

use super::{body::ParsedReport, problem::ApiProblem};
use crate::{
    base::{
        clock::Timestamp,
        failure::{Error, Refusal},
    },
    database::entities::{
        api_token,
        audit::Action,
        job,
        job_run::{self, Cause, State},
    },
    jobs::{
        self,
        log::{self, LogLine},
        name::JobName,
        runs::{self, Finished},
        store,
    },
    security::audit::{Actor, Event},
    site::context::Context,
};

/// What became of a report.
pub(super) enum Recorded {
    /// A run that nobody knew.
    New(job_run::Model),
    /// One that was known, as it stands now.
    Known(job_run::Model),
    /// The same end was told before.
    Again(job_run::Model),
    /// It ended otherwise than is told now.
    HasEnded(State),
    /// It cannot have ended before it began.
    EndsTooEarly,
    /// DataSync itself runs the job.
    RunHere,
}

/// Cancels a run for the holder of a token; the answer is the run as it stands now.
pub(super) async fn cancel(
    context: &Context,
    token: &api_token::Model,
    name: &JobName,
    run_id: &str,
) -> Result<(StatusCode, job_run::Model), ApiProblem> {
    let cancelled = context.database.write(async |tx| {
        let now = context.clock.now();
        let job = store::hold(&*tx, name.as_str()).await?.ok_or(Refusal::NoSuchJob)?;
        let event = Event::new(Action::CancelledRun, Actor::Command).by_token(token);
        let (by, id) = (&token.name, run_id);
        let (cancelled, run) = jobs::service::cancel(&*tx, &job, id, by, event, now).await?;
        Ok((job, cancelled, run))
    });
    let (job, cancelled, run) = cancelled.await?;
    if run.has_ended_otherwise() {
        return Err(ApiProblem::HasEnded(run.state));
    }
    jobs::service::note_cancelled(context, &job, cancelled);
    let status = if run.state.is_over() { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, run))
}

pub(super) async fn record(
    context: &Context,
    token: &api_token::Model,
    name: &JobName,
    told: &ParsedReport,
) -> Result<Recorded, ApiProblem> {
    let now = context.clock.now();
    let is_known = store::find(&context.database.read(), name.as_str()).await?.is_some();
    if !is_known && !store::make_reported(&context.database, name, now).await? {
        return Err(ApiProblem::TooManyJobs);
    }
    let recorded = context.database.write(async |tx| {
        let now = context.clock.now();
        let job = match told.outcome {
            None => store::find(&*tx, name.as_str()).await?,
            // An end may change its row. Held only then, MariaDB would see many wait for each other.
            Some(_) => store::hold(&*tx, name.as_str()).await?,
        };
        // Removed a moment ago; told again, it is back.
        let job = job.ok_or(Refusal::Busy)?;
        note(&*tx, &job, &token.name, told, now).await
    });
    let (outcome, finished) = recorded.await?;
    if let (Some(ended), Some(Finished::Now { is_news })) = (&told.outcome, finished) {
        let ended = if ended.is_ok() { State::Succeeded } else { State::Failed };
        context.metrics.count_run(name.as_str(), ended);
        if is_news {
            context.mailer.signal.notify();
        }
    }
    Ok(outcome)
}

async fn note(
    tx: &impl ConnectionTrait,
    job: &job::Model,
    token: &str,
    told: &ParsedReport,
    now: Timestamp,
) -> Result<(Recorded, Option<Finished>), Error> {
    if job.managed_by.is_run_here() {
        return Ok((Recorded::RunHere, None));
    }
    let secs = told.heartbeat_secs.unwrap_or(job.heartbeat_secs);
    let lease_until = now + Duration::from_secs(u64::try_from(secs)?);
    let Some(run) = runs::find_reported(tx, &job.id, &told.key).await? else {
        let run = job_run::Model {
            report_key: Some(told.key.clone()),
            requested_by: Some(token.to_owned()),
            started_at: Some(told.started_at),
            listed_at: told.started_at,
            lease_until: Some(lease_until),
            progress: told.progress,
            ..runs::new(&job.id, State::Running, Cause::Report, now)
        };
        runs::insert(tx, &run).await?;
        let finished = note_progress(tx, &run, told, now).await?;
        let run = match told.outcome {
            // As it was made.
            None => run,
            Some(_) => get(tx, &run.id).await?,
        };
        return Ok((Recorded::New(run), finished));
    };
    if told.ended_at.is_some_and(|ended_at| run.started_at.is_some_and(|began| ended_at < began)) {
        return Ok((Recorded::EndsTooEarly, None));
    }
    let is_given_up = run.is_given_up()?;
    match &told.outcome {
        _ if run.state == State::Running => {}
        // The heartbeat comes late.
        None if is_given_up => {
            runs::revive(tx, &run, lease_until).await?;
        }
        Some(_) if is_given_up => {}
        // Reported once more.
        Some(Ok(())) if run.state == State::Succeeded => return Ok((Recorded::Again(run), None)),
        Some(Err(_)) if run.state == State::Failed => return Ok((Recorded::Again(run), None)),
        _ => return Ok((Recorded::HasEnded(run.state), None)),
    }
    if told.outcome.is_none() {
        runs::extend_lease(tx, &run.id, lease_until, told.progress).await?;
    }
    let finished = note_progress(tx, &run, told, now).await?;
    Ok((Recorded::Known(get(tx, &run.id).await?), finished))
}

/// Notes what is told of a run that is under way.
async fn note_progress(
    tx: &impl ConnectionTrait,
    run: &job_run::Model,
    told: &ParsedReport,
    now: Timestamp,
) -> Result<Option<Finished>, Error> {
    if let Some(told) = &told.log {
        if told.left_out > 0 {
            let line = LogLine::LeftOut { characters: u64::try_from(told.left_out)? };
            log::append_reported(tx, &run.id, line, now).await?;
        }
        log::append_reported(tx, &run.id, LogLine::Text(told.text.clone()), now).await?;
    }
    let Some(outcome) = &told.outcome else { return Ok(None) };
    // The clock of whoever said when it began may be ahead.
    let ended_at = told.ended_at.unwrap_or_else(|| run.started_at.map_or(now, |at| at.max(now)));
    runs::finish(tx, run, outcome.clone(), ended_at, now).await.map(Some)
}

async fn get(tx: &impl ConnectionTrait, id: &str) -> Result<job_run::Model, Error> {
    let gone = || std::io::Error::other("the run is gone");
    Ok(runs::find(tx, id).await?.ok_or_else(gone)?)
}
