//! Removes expired rows.

use crate::{
    accounts::second_factor,
    backup,
    base::failure::Error,
    jobs::{
        log::LogLine,
        result::RunResult,
        runs::retention,
        store,
        webhook::deliveries,
        work::{Task, WorkError},
    },
    mail::outbox,
    security::{audit, devices, guess_limit, one_time_token, sessions},
    settings::mail::delivery_test,
    site::context::Context,
};

pub(super) async fn clean_up(task: &Task) -> Result<(), WorkError> {
    let context = &task.context;
    remove_expired(context).await?;
    backup::remove_left_behind(&context.data_directory)?;
    task.log.write(LogLine::TidiedUp);
    let mut count = remove_runs(task, None).await?;
    for job in store::list(&context.database.read()).await? {
        count += remove_runs(task, Some(&job.id)).await?;
    }
    task.log.write(LogLine::RunsRemoved { count });
    task.log.set_result(RunResult::CleanUp { runs_removed: count });
    Ok(())
}

/// Sessions, links, counts, known browsers, old mails, old posts and old audit rows.
pub(crate) async fn remove_expired(context: &Context) -> Result<(), Error> {
    let removed = context.database.write(async |tx| {
        let now = context.clock.now();
        sessions::tidy(&*tx, context.server().session_limits, now).await?;
        one_time_token::tidy(&*tx, now).await?;
        guess_limit::tidy(&*tx, now).await?;
        devices::tidy(&*tx, now).await?;
        second_factor::service::tidy(&*tx, now).await?;
        outbox::tidy(&*tx, now).await?;
        deliveries::tidy(&*tx, now).await?;
        delivery_test::tidy(&*tx, now).await?;
        audit::tidy(&*tx, now).await
    });
    removed.await
}

/// What is too old, or what one job has too many of. Some at a time: whoever reports a run does not wait
/// for all.
async fn remove_runs(task: &Task, job_id: Option<&str>) -> Result<u64, WorkError> {
    let mut count = 0;
    while !task.stop.is_cancelled() {
        let removed = task.context.database.write(async |tx| match job_id {
            Some(job_id) => retention::remove_surplus(&*tx, job_id).await,
            None => retention::remove_old(&*tx, task.context.clock.now()).await,
        });
        match removed.await? {
            0 => return Ok(count),
            removed => count += removed,
        }
    }
    Err(WorkError::Stopped)
}
