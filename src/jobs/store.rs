//! The jobs there are.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};

use super::{
    form::JOB_NAME,
    name::JobName,
    schedule::{Schedule, Zone},
};
use crate::{
    base::{clock::Timestamp, failure::Error, field_error::FieldError, random},
    database::{
        Database,
        entities::{
            api_token,
            job::{self, Column, Kind, ManagedBy},
        },
        hold_rows,
    },
};

/// More jobs are not reported: a program that makes up a new name each time would fill the list.
pub(crate) const MOST_JOBS: u64 = 1_000;
/// What a new job of our own proposes: every night.
const USUAL_SCHEDULE: &str = "0 2 * * *";
/// Most programs send a heartbeat every few minutes; a run without one for so long has failed.
const DEFAULT_HEARTBEAT_SECS: i32 = 900;

/// Makes the built-in jobs where they are missing, and corrects the next time of the others.
pub(crate) async fn make_built_in(database: &Database, now: Timestamp) -> Result<(), Error> {
    let made = database.write(async |tx| {
        for kind in Kind::BUILT_IN {
            let Some(name) = kind.built_in_name() else { continue };
            if let Some(job) = find(&*tx, name).await? {
                correct_next_time(&*tx, &job, now).await?;
                continue;
            }
            let zone = Zone::system();
            let schedule = kind.first_schedule().and_then(|text| Schedule::parse(text).ok());
            let next_run_at = schedule.as_ref().and_then(|s| s.next_after(now, &zone));
            let row = job::ActiveModel {
                schedule: Set(schedule.map(|schedule| schedule.as_str().to_owned())),
                time_zone: Set(Some(zone.name().to_owned())),
                is_enabled: Set(true),
                next_run_at: Set(next_run_at),
                ..new(name, kind, ManagedBy::BuiltIn, now)
            };
            job::Entity::insert(row).exec_without_returning(&*tx).await?;
        }
        Ok(())
    });
    made.await
}

/// A clock that was ahead has moved a job on to a time that is too late.
async fn correct_next_time(
    tx: &impl ConnectionTrait,
    job: &job::Model,
    now: Timestamp,
) -> Result<(), Error> {
    let next = times(job).and_then(|(schedule, zone)| schedule.next_after(now, &zone));
    if next.is_some() && job.next_run_at > next {
        advance(tx, job, next).await?;
    }
    Ok(())
}

/// Makes a job that others run, unless there is one of this name or there are too many; the answer is
/// whether there is one now.
pub(crate) async fn make_reported(
    database: &Database,
    name: &JobName,
    now: Timestamp,
) -> Result<bool, Error> {
    let made = database.write(async |tx| {
        if find(&*tx, name.as_str()).await?.is_some() {
            return Ok(true);
        }
        if job::Entity::find().count(&*tx).await? >= MOST_JOBS {
            return Ok(false);
        }
        let row = new(name.as_str(), Kind::Reported, ManagedBy::Reported, now);
        job::Entity::insert(row).exec_without_returning(&*tx).await?;
        Ok(true)
    });
    made.await
}

fn new(name: &str, kind: Kind, managed_by: ManagedBy, now: Timestamp) -> job::ActiveModel {
    job::ActiveModel {
        id: Set(random::row_id()),
        name: Set(name.to_owned()),
        kind: Set(kind),
        managed_by: Set(managed_by),
        subject: Set(None),
        version: Set(0),
        created_at: Set(now),
        schedule: Set(None),
        time_zone: Set(None),
        is_enabled: Set(false),
        next_run_at: Set(None),
        heartbeat_secs: Set(DEFAULT_HEARTBEAT_SECS),
        tells_of_failures: Set(true),
        is_alarmed: Set(false),
        alarmed_at: Set(None),
        untold_failures: Set(0),
    }
}

/// Adds a job of our own that works at `subject`. It runs by hand until somebody switches its times on. Refuses
/// a name that is taken. The answer is its id.
pub(crate) async fn add_own(
    tx: &impl ConnectionTrait,
    name: &JobName,
    kind: Kind,
    subject: &str,
    now: Timestamp,
) -> Result<String, Error> {
    if find(tx, name.as_str()).await?.is_some() || name.is_built_in() {
        return Err(Error::field(JOB_NAME, FieldError::JobNameTaken));
    }
    let row = job::ActiveModel {
        subject: Set(Some(subject.to_owned())),
        schedule: Set(Some(USUAL_SCHEDULE.to_owned())),
        time_zone: Set(Some(Zone::system().name().to_owned())),
        ..new(name.as_str(), kind, ManagedBy::Ours, now)
    };
    let id = row.id.clone().take().unwrap_or_default();
    job::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

pub(crate) async fn find(
    db: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<job::Model>, Error> {
    Ok(job::Entity::find().filter(Column::Name.eq(name)).one(db).await?)
}

pub(crate) async fn find_by_id(
    db: &impl ConnectionTrait,
    id: &str,
) -> Result<Option<job::Model>, Error> {
    Ok(job::Entity::find_by_id(id).one(db).await?)
}

/// All of them, by name: first those that DataSync runs itself.
pub(crate) async fn list(db: &impl ConnectionTrait) -> Result<Vec<job::Model>, Error> {
    let mut jobs = job::Entity::find().order_by_asc(Column::Name).all(db).await?;
    jobs.sort_by_key(|job| !job.managed_by.is_run_here());
    Ok(jobs)
}

/// Those whose time has come.
pub(crate) async fn due(
    db: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Vec<job::Model>, Error> {
    let due = job::Entity::find().filter(Column::NextRunAt.lte(now));
    Ok(due.order_by_asc(Column::NextRunAt).all(db).await?)
}

/// Those whose time comes only after this.
pub(crate) async fn later_than(
    db: &impl ConnectionTrait,
    at: Timestamp,
) -> Result<Vec<job::Model>, Error> {
    Ok(job::Entity::find().filter(Column::NextRunAt.gt(at)).all(db).await?)
}

/// When the next time comes.
pub(crate) async fn next_due(db: &impl ConnectionTrait) -> Result<Option<Timestamp>, Error> {
    let next = job::Entity::find()
        .filter(Column::NextRunAt.is_not_null())
        .order_by_asc(Column::NextRunAt)
        .one(db)
        .await?;
    Ok(next.and_then(|job| job.next_run_at))
}

/// Moves a job on to its next time, unless another server has; the answer is whether it had not.
pub(crate) async fn advance(
    tx: &impl ConnectionTrait,
    job: &job::Model,
    next_run_at: Option<Timestamp>,
) -> Result<bool, Error> {
    let advanced = job::Entity::update_many()
        .col_expr(Column::NextRunAt, Expr::value(next_run_at))
        .filter(Column::Id.eq(&job.id))
        .filter(Column::NextRunAt.eq(job.next_run_at))
        .exec(tx)
        .await?;
    Ok(advanced.rows_affected == 1)
}

/// What an administrator says about a job.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Of jobs that DataSync runs itself.
    pub(crate) times: Option<(Schedule, Zone)>,
    pub(crate) is_enabled: bool,
    pub(crate) heartbeat_secs: i32,
    pub(crate) tells_of_failures: bool,
}

/// Saves it over the version that was seen; the answer is whether nobody else was faster.
pub(crate) async fn save(
    tx: &impl ConnectionTrait,
    id: &str,
    seen_version: i32,
    plan: &Plan,
    now: Timestamp,
) -> Result<bool, Error> {
    let mut saved = job::Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::HeartbeatSecs, Expr::value(plan.heartbeat_secs))
        .col_expr(Column::TellsOfFailures, Expr::value(plan.tells_of_failures))
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(seen_version));
    if !plan.tells_of_failures {
        // Nobody waits for the word that it works again.
        saved = saved
            .col_expr(Column::IsAlarmed, Expr::value(false))
            .col_expr(Column::UntoldFailures, Expr::value(0));
    }
    if let Some((schedule, zone)) = &plan.times {
        let next = schedule.next_after(now, zone).filter(|_| plan.is_enabled);
        saved = saved
            .col_expr(Column::Schedule, Expr::value(Some(schedule.as_str())))
            .col_expr(Column::TimeZone, Expr::value(Some(zone.name())))
            .col_expr(Column::IsEnabled, Expr::value(plan.is_enabled))
            .col_expr(Column::NextRunAt, Expr::value(next));
    }
    Ok(saved.exec(tx).await?.rows_affected == 1)
}

/// What came of renaming a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Renamed {
    Done,
    /// Another job has the name.
    Taken,
    /// Somebody else was faster.
    ChangedMeanwhile,
}

/// Gives the version of a job that was seen another name. API tokens for this job alone stay good for it.
pub(crate) async fn rename(
    tx: &impl ConnectionTrait,
    job: &job::Model,
    seen_version: i32,
    name: &JobName,
) -> Result<Renamed, Error> {
    if find(tx, name.as_str()).await?.is_some() {
        return Ok(Renamed::Taken);
    }
    let renamed = job::Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::Name, Expr::value(name.as_str()))
        .filter(Column::Id.eq(&job.id))
        .filter(Column::Version.eq(seen_version))
        .exec(tx)
        .await?;
    if renamed.rows_affected == 0 {
        return Ok(Renamed::ChangedMeanwhile);
    }
    api_token::Entity::update_many()
        .col_expr(api_token::Column::Job, Expr::value(Some(name.as_str())))
        .filter(api_token::Column::Job.eq(&job.name))
        .exec(tx)
        .await?;
    Ok(Renamed::Done)
}

/// Its times, if it has any that make sense.
pub(crate) fn times(job: &job::Model) -> Option<(Schedule, Zone)> {
    let schedule = Schedule::parse(job.schedule.as_deref()?).ok()?;
    let zone = Zone::parse(job.time_zone.as_deref()?).ok()?;
    Some((schedule, zone))
}

/// Holds a job until the end of the transaction: of several who do something with it, one after the
/// other.
pub(crate) async fn hold(
    tx: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<job::Model>, Error> {
    hold_rows::<job::Entity>(tx, Column::Version, Column::Name.eq(name)).await?;
    find(tx, name).await
}
