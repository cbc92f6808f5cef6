//! Who hears of the end of a run, and when.
//!
//! The first failure of a job is told at once. Further ones are counted, and told together no sooner than
//! an hour after the last time. When it works again, that is told once. Whoever is told gets a mail
//! (everybody with email notifications on) and the webhook a post, promised in the transaction of the
//! end itself: what was recorded was also told.

use std::time::Duration;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{runs::overview, secrecy, webhook::deliveries};
use crate::{
    accounts::notified,
    base::{
        clock::{CLOCK_TOLERANCE, Timestamp},
        failure::Error,
    },
    database::entities::{
        job,
        job_run::{self, State},
    },
    mail::{
        notice::{Notice, NoticeKind},
        outbox,
        reason::Reason,
    },
};

/// What a test tells of.
const TEST_JOB: &str = "test";
/// Between two mails about failures of one job.
pub(crate) const PAUSE: Duration = Duration::from_hours(1);

/// A run that has ended.
pub(crate) struct Ended<'a> {
    pub(crate) run: &'a job_run::Model,
    /// Of a failure.
    pub(crate) reason: Option<Reason>,
    pub(crate) at: Timestamp,
}

/// Takes note of an end, in its transaction. The answer is whether somebody is to be told now.
pub(crate) async fn note(
    tx: &impl ConnectionTrait,
    ended: &Ended<'_>,
    now: Timestamp,
) -> Result<bool, Error> {
    let job = &ended.run.job_id;
    if ended.reason.is_none() {
        let Some(job) = recover(tx, job).await? else { return Ok(false) };
        let failures = job.untold_failures;
        tell(tx, &job, ended.notice(&job.name, NoticeKind::Recovered, failures), now).await?;
        return Ok(true);
    }
    // It also holds the row of the job until the end of the transaction.
    let counted = job::Entity::update_many()
        .col_expr(job::Column::UntoldFailures, Expr::col(job::Column::UntoldFailures).add(1))
        .filter(job::Column::Id.eq(job))
        .filter(job::Column::TellsOfFailures.eq(true))
        .exec(tx)
        .await?;
    if counted.rows_affected == 0 || !alarm(tx, job, now).await? {
        return Ok(false);
    }
    let Some(job) = job::Entity::find_by_id(job).one(tx).await? else { return Ok(false) };
    tell(tx, &job, ended.notice(&job.name, NoticeKind::Failed, 1), now).await?;
    Ok(true)
}

/// A run that had failed has not. If people were told of that already, they hear of the next end: what
/// is left to tell are the failures of others.
pub(crate) async fn take_back(
    tx: &impl ConnectionTrait,
    run: &job_run::Model,
) -> Result<(), Error> {
    job::Entity::update_many()
        .col_expr(job::Column::UntoldFailures, Expr::col(job::Column::UntoldFailures).sub(1))
        .filter(job::Column::Id.eq(&run.job_id))
        .filter(job::Column::UntoldFailures.gt(0))
        .filter(job::Column::AlarmedAt.lt(run.ended_at))
        .exec(tx)
        .await?;
    Ok(())
}

impl Ended<'_> {
    fn notice(&self, job: &str, event: NoticeKind, failures: i32) -> Notice {
        Notice {
            event,
            job: job.to_owned(),
            run: self.run.id.clone(),
            started_at: self.run.started_at,
            ended_at: self.at,
            reason: self.reason.clone(),
            failures,
        }
    }
}

/// Whether this failure is to be told at once.
async fn alarm(tx: &impl ConnectionTrait, job: &str, now: Timestamp) -> Result<bool, Error> {
    let alarmed = job::Entity::update_many()
        .col_expr(job::Column::IsAlarmed, Expr::value(true))
        .col_expr(job::Column::AlarmedAt, Expr::value(Some(now)))
        .col_expr(job::Column::UntoldFailures, Expr::value(0))
        .filter(job::Column::Id.eq(job))
        .filter(job::Column::IsAlarmed.eq(false))
        .filter(is_pause_over(now))
        .exec(tx)
        .await?;
    Ok(alarmed.rows_affected == 1)
}

fn is_pause_over(now: Timestamp) -> Condition {
    Condition::any()
        .add(job::Column::AlarmedAt.is_null())
        .add(job::Column::AlarmedAt.lte(now - PAUSE))
        // Told while the clock was ahead.
        .add(job::Column::AlarmedAt.gt(now + CLOCK_TOLERANCE))
}

/// The job with the failures that were not told yet, if people believe that it fails.
async fn recover(tx: &impl ConnectionTrait, job: &str) -> Result<Option<job::Model>, Error> {
    let recovered = job::Entity::update_many()
        .col_expr(job::Column::IsAlarmed, Expr::value(false))
        .filter(job::Column::Id.eq(job))
        .filter(job::Column::IsAlarmed.eq(true))
        .exec(tx)
        .await?;
    if recovered.rows_affected == 0 {
        return Ok(None);
    }
    let row = job::Entity::find_by_id(job).one(tx).await?;
    job::Entity::update_many()
        .col_expr(job::Column::UntoldFailures, Expr::value(0))
        .filter(job::Column::Id.eq(job))
        .exec(tx)
        .await?;
    Ok(row)
}

fn has_untold() -> Condition {
    Condition::all()
        .add(job::Column::UntoldFailures.gt(0))
        .add(job::Column::TellsOfFailures.eq(true))
}

/// The jobs whose further failures are to be told now.
pub(crate) async fn due(
    db: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Vec<job::Model>, Error> {
    Ok(job::Entity::find().filter(has_untold()).filter(is_pause_over(now)).all(db).await?)
}

/// When the next of them comes up.
pub(crate) async fn next_due(
    db: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let waiting = job::Entity::find().filter(has_untold()).all(db).await?;
    Ok(waiting
        .into_iter()
        .filter_map(|job| job.alarmed_at)
        .map(|at| if at > now + CLOCK_TOLERANCE { now } else { at + PAUSE })
        .min())
}

/// Tells of the further failures of a job, unless another server has.
pub(crate) async fn tell_again(
    tx: &impl ConnectionTrait,
    job: &job::Model,
    now: Timestamp,
) -> Result<(), Error> {
    let failed = overview::latest(tx, &job.id, &[State::Failed]).await?;
    let ended = overview::latest(tx, &job.id, &[State::Failed, State::Succeeded]).await?;
    let still_fails = ended.is_some_and(|run| run.state == State::Failed);
    let told = job::Entity::update_many()
        .col_expr(job::Column::IsAlarmed, Expr::value(still_fails))
        .col_expr(job::Column::AlarmedAt, Expr::value(Some(now)))
        .col_expr(job::Column::UntoldFailures, Expr::value(0))
        .filter(job::Column::Id.eq(&job.id))
        .filter(job::Column::UntoldFailures.eq(job.untold_failures))
        .filter(has_untold())
        .filter(is_pause_over(now))
        .exec(tx)
        .await?;
    let Some(run) = failed.filter(|_| told.rows_affected == 1) else { return Ok(()) };
    let ended = Ended { reason: run.reason()?, at: run.ended_at.unwrap_or(now), run: &run };
    let notice = ended.notice(&job.name, NoticeKind::FailedAgain, job.untold_failures);
    tell(tx, job, notice, now).await
}

/// Promises a mail to everybody who wants to hear of it, and a post to the webhook.
async fn tell(
    tx: &impl ConnectionTrait,
    job: &job::Model,
    mut notice: Notice,
    now: Timestamp,
) -> Result<(), Error> {
    if notice.reason.is_some() && !secrecy::is_open(tx, job).await? {
        notice.reason = Some(Reason::Withheld);
    }
    let recipients = notified::list(tx).await?;
    outbox::promise_notices(tx, &recipients, &notice, now).await?;
    deliveries::promise(tx, &notice, now).await
}

/// The same to whoever tries whether notices arrive, whatever they want to hear of.
pub(crate) async fn tell_test(
    tx: &impl ConnectionTrait,
    account_id: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let notice = Notice {
        event: NoticeKind::Test,
        job: TEST_JOB.to_owned(),
        run: String::new(),
        started_at: None,
        ended_at: now,
        reason: Some(Reason::Test),
        failures: 0,
    };
    outbox::promise_notices(tx, &[account_id.to_owned()], &notice, now).await?;
    deliveries::promise(tx, &notice, now).await
}
