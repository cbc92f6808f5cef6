//! Runs as people see them: lists, the latest, and the days of a chart.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};

use super::State;
use crate::{
    database::entities::{
        job,
        job_run::{self, Column},
    },
    security::clock::Timestamp,
    ui::day_bars::{self, Day},
    web::failure::Error,
};

/// The newest first, one page of them, and how many there are in all.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    job: &str,
    state: Option<State>,
    page: u64,
    page_size: u64,
) -> Result<(Vec<job_run::Model>, u64), Error> {
    let mut runs = job_run::Entity::find().filter(Column::Job.eq(job));
    if let Some(state) = state {
        runs = runs.filter(Column::State.eq(state));
    }
    let count = runs.clone().count(db).await?;
    let rows = runs
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .offset(page.saturating_mul(page_size))
        .limit(page_size)
        .all(db)
        .await?;
    Ok((rows, count))
}

/// The latest of a job in one of these states.
pub(crate) async fn latest(
    db: &impl ConnectionTrait,
    job: &str,
    states: &[State],
) -> Result<Option<job_run::Model>, Error> {
    let runs = job_run::Entity::find().filter(Column::Job.eq(job));
    let in_order = runs.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id);
    Ok(in_order.filter(Column::State.is_in(states.iter().copied())).one(db).await?)
}

/// What waits or is under way, of one job or of all, the longest first.
pub(crate) async fn open(
    db: &impl ConnectionTrait,
    job: Option<&str>,
) -> Result<Vec<job_run::Model>, Error> {
    let mut open =
        job_run::Entity::find().filter(Column::State.is_in([State::Queued, State::Running]));
    if let Some(job) = job {
        open = open.filter(Column::Job.eq(job));
    }
    Ok(open.order_by_asc(Column::Id).all(db).await?)
}

/// The latest run of each job in one of these states, by the name of the job.
pub(crate) async fn latest_of_each(
    db: &impl ConnectionTrait,
    states: &[State],
) -> Result<HashMap<String, job_run::Model>, Error> {
    // A look into the index for each job, however many runs there are.
    let latest = Query::select()
        .column((job_run::Entity, Column::Id))
        .from(job_run::Entity)
        .and_where(
            Expr::col((job_run::Entity, Column::Job)).equals((job::Entity, job::Column::Name)),
        )
        .and_where(Column::State.is_in(states.iter().copied()))
        .order_by((job_run::Entity, Column::CreatedAt), Order::Desc)
        .order_by((job_run::Entity, Column::Id), Order::Desc)
        .limit(1)
        .take();
    let ids: Vec<Option<String>> = job::Entity::find()
        .select_only()
        .expr_as(Expr::SubQuery(None, Box::new(latest.into())), "latest")
        .into_tuple()
        .all(db)
        .await?;
    let ids: Vec<_> = ids.into_iter().flatten().collect();
    let runs = job_run::Entity::find().filter(Column::Id.is_in(ids)).all(db).await?;
    Ok(runs.into_iter().map(|run| (run.job.clone(), run)).collect())
}

/// How many runs of each of the last days succeeded, and how many failed, of one job or of all.
pub(crate) async fn by_day(
    db: &impl ConnectionTrait,
    job: Option<&str>,
    now: Timestamp,
) -> Result<Vec<Day>, Error> {
    let quarter = day_bars::quarter(db, "created_at");
    let mut runs = job_run::Entity::find()
        .select_only()
        .column_as(quarter.clone(), "quarter")
        .column(Column::State)
        .column_as(Column::Id.count(), "count")
        .filter(Column::State.is_in([State::Succeeded, State::Failed]))
        .filter(Column::CreatedAt.gt(day_bars::since(now)));
    if let Some(job) = job {
        runs = runs.filter(Column::Job.eq(job));
    }
    let counts: Vec<(i64, State, i64)> =
        runs.group_by(quarter).group_by(Column::State).into_tuple().all(db).await?;
    let counts = counts.into_iter().map(|(at, state, n)| (at, state == State::Succeeded, n));
    Ok(day_bars::days(counts, now))
}
