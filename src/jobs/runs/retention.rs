//! How long runs are kept, and that a program that reports without end does not fill the disk.

use std::time::Duration;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    base::{clock::Timestamp, failure::Error, random},
    database::entities::job_run::{self, Column, State},
};

/// A chart shows a month; this is a season.
const KEPT_FOR: Duration = Duration::from_hours(90 * 24);
/// Of one job, whatever their age: a program that reports many a second does not fill the disk.
const MOST_KEPT: u64 = 50_000;
/// Runs that are removed in one statement, with their logs: others write meanwhile.
const REMOVED_AT_ONCE: u64 = 200;

/// Removes some of the runs that are too old; the answer is how many.
pub(crate) async fn remove_old(tx: &impl ConnectionTrait, now: Timestamp) -> Result<u64, Error> {
    let first_kept = random::first_row_id_at(now - KEPT_FOR);
    remove(tx, Condition::all().add(Column::Id.lt(first_kept))).await
}

/// Removes some of the oldest runs of a job that has too many; the answer is how many.
pub(crate) async fn remove_surplus(tx: &impl ConnectionTrait, job_id: &str) -> Result<u64, Error> {
    let of_job = job_run::Entity::find().filter(Column::JobId.eq(job_id));
    let newest_first = of_job.order_by_desc(Column::ListedAt).order_by_desc(Column::Id);
    let Some(surplus) = newest_first.offset(MOST_KEPT).one(tx).await? else { return Ok(0) };
    let older =
        Condition::all().add(Column::JobId.eq(job_id)).add(Column::ListedAt.lte(surplus.listed_at));
    remove(tx, older).await
}

/// Removes some of the runs of a job that have ended; the answer is how many.
pub(crate) async fn remove_some(tx: &impl ConnectionTrait, job_id: &str) -> Result<u64, Error> {
    remove(tx, Condition::all().add(Column::JobId.eq(job_id))).await
}

async fn remove(tx: &impl ConnectionTrait, which: Condition) -> Result<u64, Error> {
    let ids: Vec<String> = job_run::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(which)
        .filter(Column::State.is_in(State::OVER))
        .limit(REMOVED_AT_ONCE)
        .into_tuple()
        .all(tx)
        .await?;
    let removed = job_run::Entity::delete_many().filter(Column::Id.is_in(ids)).exec(tx).await?;
    Ok(removed.rows_affected)
}
