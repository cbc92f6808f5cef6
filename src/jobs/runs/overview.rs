//! Runs as people see them: lists, the latest, and the days of a chart.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    base::{
        clock::Timestamp,
        days::{self, Day},
        failure::Error,
    },
    database::entities::{
        job,
        job_run::{self, Column, State},
    },
};

/// Of one job: a program may say that run after run begins, and of none that it ended.
const MOST_OPEN_SHOWN: usize = 5;
/// Of all jobs.
const MOST_OPEN_READ: u64 = 1_000;

/// One page of them, and how many there are in all.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    job_id: &str,
    state: Option<State>,
    page: u64,
    page_size: u64,
) -> Result<(Vec<job_run::Model>, u64), Error> {
    let count = of(job_id, state).count(db).await?;
    Ok((self::page(db, job_id, state, page, page_size).await?, count))
}

/// The newest first, one page of them.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    job_id: &str,
    state: Option<State>,
    page: u64,
    page_size: u64,
) -> Result<Vec<job_run::Model>, Error> {
    let rows = of(job_id, state)
        .order_by_desc(Column::ListedAt)
        .order_by_desc(Column::Id)
        .offset(page.saturating_mul(page_size))
        .limit(page_size)
        .all(db)
        .await?;
    Ok(rows)
}

fn of(job_id: &str, state: Option<State>) -> Select<job_run::Entity> {
    let runs = job_run::Entity::find().filter(Column::JobId.eq(job_id));
    match state {
        Some(state) => runs.filter(Column::State.eq(state)),
        None => runs,
    }
}

/// The latest of a job in one of these states.
pub(crate) async fn latest(
    db: &impl ConnectionTrait,
    job_id: &str,
    states: &[State],
) -> Result<Option<job_run::Model>, Error> {
    let runs = job_run::Entity::find().filter(Column::JobId.eq(job_id));
    let in_order = runs.order_by_desc(Column::ListedAt).order_by_desc(Column::Id);
    Ok(in_order.filter(Column::State.is_in(states.iter().copied())).one(db).await?)
}

/// What of a job waits or is under way.
#[derive(Debug, Default)]
pub(crate) struct Open {
    /// The longest first.
    pub(crate) runs: Vec<job_run::Model>,
    /// How many there are besides.
    pub(crate) more: i64,
}

/// What waits or is under way, of one job or of all, by the id of the job.
pub(crate) async fn open(
    db: &impl ConnectionTrait,
    job_id: Option<&str>,
) -> Result<HashMap<String, Open>, Error> {
    let mut open =
        job_run::Entity::find().filter(Column::State.is_in([State::Queued, State::Running]));
    if let Some(job_id) = job_id {
        open = open.filter(Column::JobId.eq(job_id));
    }
    let counts: Vec<(String, i64)> = open
        .clone()
        .select_only()
        .column(Column::JobId)
        .column_as(Expr::cust("COUNT(*)"), "count")
        .group_by(Column::JobId)
        .into_tuple()
        .all(db)
        .await?;
    let mut by_job: HashMap<_, _> =
        counts.into_iter().map(|(job, more)| (job, Open { more, ..Open::default() })).collect();
    for run in open.order_by_asc(Column::Id).limit(MOST_OPEN_READ).all(db).await? {
        let open = by_job.entry(run.job_id.clone()).or_default();
        if open.runs.len() < MOST_OPEN_SHOWN {
            open.runs.push(run);
            open.more -= 1;
        }
    }
    Ok(by_job)
}

/// The latest run of each job in one of these states, by the id of the job.
pub(crate) async fn latest_of_each(
    db: &impl ConnectionTrait,
    states: &[State],
) -> Result<HashMap<String, job_run::Model>, Error> {
    // A look into the index for each job, however many runs there are.
    let latest = Query::select()
        .column((job_run::Entity, Column::Id))
        .from(job_run::Entity)
        .and_where(
            Expr::col((job_run::Entity, Column::JobId)).equals((job::Entity, job::Column::Id)),
        )
        .and_where(Column::State.is_in(states.iter().copied()))
        .order_by((job_run::Entity, Column::ListedAt), Order::Desc)
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
    Ok(runs.into_iter().map(|run| (run.job_id.clone(), run)).collect())
}

/// How many runs of each of the last days succeeded, and how many failed, of one job or of all.
pub(crate) async fn by_day(
    db: &impl ConnectionTrait,
    job_id: Option<&str>,
    now: Timestamp,
) -> Result<Vec<Day>, Error> {
    let quarter = days::quarter(db, "listed_at");
    let mut runs = job_run::Entity::find()
        .select_only()
        .column_as(quarter.clone(), "quarter")
        .column(Column::State)
        // Of rows, not of ids: those are not in the index. Nor is the state asked for: SQLite would take
        // another one.
        .column_as(Expr::cust("COUNT(*)"), "count")
        .filter(Column::ListedAt.gt(days::since(now)));
    if let Some(job_id) = job_id {
        runs = runs.filter(Column::JobId.eq(job_id));
    }
    let counts: Vec<(i64, State, i64)> =
        runs.group_by(quarter).group_by(Column::State).into_tuple().all(db).await?;
    let counts = counts.into_iter().filter_map(|(at, state, n)| match state {
        State::Succeeded => Some((at, true, n)),
        State::Failed => Some((at, false, n)),
        State::Queued | State::Running | State::Cancelled | State::NotRun => None,
    });
    Ok(days::days(counts, now))
}
