//! Taking a report. The same key is the same run: told twice, it is noted once.

use std::time::Duration;

use sea_orm::ConnectionTrait;

use super::{body::Told, problem::Problem};
use crate::{
    database::{
        entities::{api_token, job, job_run},
        retry,
    },
    jobs::{
        log::{self, Line},
        name::JobName,
        runs::{self, Cause, State},
        store,
    },
    security::clock::Timestamp,
    settings::api_tokens,
    web::{failure::Error, state::AppState},
};

/// What became of a report.
pub(super) enum Taken {
    /// A run that nobody knew.
    New(job_run::Model),
    /// One that was known, as it stands now.
    Known(job_run::Model),
    /// The same end was told before.
    Again(job_run::Model),
    /// It ended otherwise than is told now.
    HasEnded(State),
}

pub(super) async fn take(
    state: &AppState,
    token: &api_token::Model,
    name: &JobName,
    told: &Told,
) -> Result<Taken, Problem> {
    let now = state.clock.now();
    let is_known = store::find(&state.database.read(), name.as_str()).await?.is_some();
    if !is_known && !store::make_reported(&state.database, name, now).await? {
        return Err(Problem::TooManyJobs);
    }
    let outcome = retry(async || {
        let (tx, now) = (state.database.begin().await?, state.clock.now());
        let job = match told.outcome {
            None => store::find(&*tx, name.as_str()).await?,
            // An end may change its row. Held only then, MariaDB would see many wait for each other.
            Some(_) => store::hold(&*tx, name.as_str()).await?,
        };
        let Some(job) = job else {
            // Removed a moment ago.
            return Err(std::io::Error::other("the job is gone").into());
        };
        api_tokens::store::note_use(&*tx, token, now).await?;
        let outcome = note(&*tx, &job, &token.name, told, now).await?;
        tx.commit().await?;
        Ok(outcome)
    })
    .await?;
    if let Some(ended) = &told.outcome {
        let is_noted = matches!(&outcome, Taken::New(_) | Taken::Known(_));
        let ended = if ended.is_ok() { State::Succeeded } else { State::Failed };
        if is_noted {
            state.metrics.count_run(name.as_str(), ended);
        }
        state.outbox_bell.ring();
    }
    Ok(outcome)
}

async fn note(
    tx: &impl ConnectionTrait,
    job: &job::Model,
    token: &str,
    told: &Told,
    now: Timestamp,
) -> Result<Taken, Error> {
    let secs = told.heartbeat_secs.unwrap_or(job.heartbeat_secs);
    let alive_until = now + Duration::from_secs(u64::try_from(secs)?);
    let Some(run) = runs::find_reported(tx, &job.name, &told.key).await? else {
        let run = job_run::Model {
            report_key: Some(told.key.clone()),
            requested_by: Some(token.to_owned()),
            started_at: Some(told.started_at),
            alive_until: Some(alive_until),
            progress: told.progress,
            ..runs::new(&job.name, State::Running, Cause::Report, now)
        };
        runs::insert(tx, &run).await?;
        note_progress(tx, &run, told, now).await?;
        return Ok(Taken::New(match told.outcome {
            // As it was made.
            None => run,
            Some(_) => get(tx, &run.id).await?,
        }));
    };
    let is_given_up = run.is_given_up()?;
    match &told.outcome {
        _ if run.state == State::Running => {}
        // Somebody waited for a sign of life in vain, and here it is.
        None if is_given_up => {
            runs::revive(tx, &run.id, alive_until).await?;
        }
        Some(_) if is_given_up => {}
        // Told once more.
        Some(Ok(())) if run.state == State::Succeeded => return Ok(Taken::Again(run)),
        Some(Err(_)) if run.state == State::Failed => return Ok(Taken::Again(run)),
        _ => return Ok(Taken::HasEnded(run.state)),
    }
    if told.outcome.is_none() {
        runs::keep_alive(tx, &run.id, alive_until, told.progress).await?;
    }
    note_progress(tx, &run, told, now).await?;
    Ok(Taken::Known(get(tx, &run.id).await?))
}

/// Notes what is told of a run that is under way.
async fn note_progress(
    tx: &impl ConnectionTrait,
    run: &job_run::Model,
    told: &Told,
    now: Timestamp,
) -> Result<(), Error> {
    if let Some(text) = &told.log
        && log::has_room(tx, &run.id).await?
    {
        log::append(tx, &run.id, &Line::Text(text.clone()), now).await?;
    }
    if let Some(outcome) = &told.outcome {
        runs::finish(tx, run, outcome.clone(), told.ended_at, now).await?;
    }
    Ok(())
}

async fn get(tx: &impl ConnectionTrait, id: &str) -> Result<job_run::Model, Error> {
    let gone = || std::io::Error::other("the run is gone");
    Ok(runs::find(tx, id).await?.ok_or_else(gone)?)
}
