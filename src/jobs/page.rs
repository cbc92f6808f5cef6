//! `/jobs`: all jobs, when they run, and what became of them last.

use leptos::prelude::*;
use sea_orm::ConnectionTrait;

use super::{
    badge::{ProgressBar, StateBadge, page_of},
    cancel_button::CancelButton,
    endpoint::RUN_JOB,
    history, kinds,
    runs::{
        self,
        overview::{self, Open},
    },
    store, words,
};
use crate::{
    base::failure::Error,
    database::entities::{
        job::{self, ManagedBy},
        job_run::{self, State},
    },
    paths::Page,
    site::{posted::Posted, request::language},
    ui::{
        layout::Shell,
        notice::{Notice, RefusalNotice, Tone},
        page::loading_for_signed_in,
        records::Records,
    },
};

/// A job with what is known of its runs.
struct ListedJob {
    job: job::Model,
    last: Option<job_run::Model>,
    open: Open,
}

impl ListedJob {
    async fn all(db: &impl ConnectionTrait) -> Result<Vec<Self>, Error> {
        let mut last = overview::latest_of_each(db, &State::OVER).await?;
        let mut open = overview::open(db, None).await?;
        let jobs = store::list(db).await?.into_iter();
        Ok(jobs
            .map(|job| Self {
                last: last.remove(&job.id),
                open: open.remove(&job.id).unwrap_or_default(),
                job,
            })
            .collect())
    }
}

/// Runs that wait because as many are under way as may be.
struct Backlog {
    running: usize,
    waiting: u64,
    most: u32,
}

impl Backlog {
    async fn find(db: &impl ConnectionTrait, most: u32) -> Result<Option<Self>, Error> {
        let waiting = runs::count(db, State::Queued).await?;
        if waiting == 0 {
            return Ok(None);
        }
        let running = runs::at_work(db).await?.len();
        let is_full = usize::try_from(most).is_ok_and(|most| running >= most);
        Ok(is_full.then_some(Self { running, waiting, most }))
    }
}

#[component]
pub(crate) fn JobsPage() -> impl IntoView {
    let refusal = Posted::to(&RUN_JOB).refusal();
    loading_for_signed_in(async move |state, visitor| {
        let db = &state.database.read();
        let jobs = ListedJob::all(db).await?;
        let backlog = Backlog::find(db, state.most_parallel_jobs).await?;
        let is_administrator = visitor.is_administrator();
        let has_reported = jobs.iter().any(|listed| listed.job.managed_by == ManagedBy::Reported);
        let (_, t) = language();
        let backlog = backlog.map(|Backlog { running, waiting, most }| {
            let text = t.jobs_backlog(running, waiting, most.to_string());
            view! { <Notice tone=Tone::Warning text /> }
        });
        Ok(view! {
            <Shell current=Page::Jobs title=t.jobs_title()>
                <RefusalNotice refusal />
                {backlog}
                <p class="introduction">{t.jobs_text()}</p>
                <section class="card panel" aria-label=t.jobs_title()>
                    <Table jobs is_administrator />
                    {(!has_reported).then(|| view! { <NothingReported is_administrator /> })}
                </section>
            </Shell>
        })
    })
}

#[component]
fn Table(jobs: Vec<ListedJob>, is_administrator: bool) -> impl IntoView {
    let (_, t) = language();
    let rows =
        jobs.into_iter().map(|listed| view! { <Row listed is_administrator /> }).collect_view();
    let columns = vec![t.run_job(), t.jobs_schedule(), t.jobs_next_run(), t.jobs_last_run()];
    view! {
        <Records class="jobs" columns has_actions=true rows=rows.into_any() />
    }
    .into_any()
}

#[component]
fn Row(listed: ListedJob, is_administrator: bool) -> impl IntoView {
    let (language, t) = language();
    let ListedJob { job, last, open } = listed;
    let name = kinds::title(t, &job.name);
    let next = match job.next_run_at.filter(|_| job.is_enabled) {
        _ if !job.managed_by.is_run_here() => view! { "–" }.into_any(),
        Some(at) => language.date_and_time_in(at, words::zone(&job)).into_any(),
        None => view! { <span class="badge">{t.job_off()}</span> }.into_any(),
    };
    let is_open = !open.runs.is_empty();
    let open = view! { <OpenRuns job=job.clone() open /> };
    let last = (last.is_some() || !is_open).then(|| view! { <LastRun job=job.clone() run=last /> });
    let can_run = is_administrator && job.managed_by.is_run_here();
    view! {
        <tr>
            <th scope="row" data-label=t.run_job()>
                <a href=Page::Job(job.name.clone()).path()>{name.clone()}</a>
                <span class="second">{job.kind.purpose(t)}</span>
            </th>
            <td data-label=t.jobs_schedule()>
                <Times job=job.clone() />
            </td>
            <td data-label=t.jobs_next_run()>{next}</td>
            <td data-label=t.jobs_last_run()>{open} {last}</td>
            <td class="actions">
                {can_run
                    .then(|| {
                        view! {
                            <form method="post" action=RUN_JOB.function>
                                <button
                                    type="submit"
                                    class="button small"
                                    name="name"
                                    value=job.name
                                    aria-label=t.job_run_now_label(name)
                                >
                                    {t.job_run_now()}
                                </button>
                            </form>
                        }
                    })}
            </td>
        </tr>
    }
    .into_any()
}

/// The schedule in words, and as it was typed, with the zone that it is meant in.
#[component]
pub(crate) fn Times(job: job::Model) -> impl IntoView {
    let (language, t) = language();
    match store::times(&job) {
        Some((schedule, zone)) => view! {
            {schedule.in_words(language)}
            <span class="second">
                <code>{schedule.as_str().to_owned()}</code>
                " "
                {zone.name().to_owned()}
            </span>
        }
        .into_any(),
        None => t.jobs_reported().into_any(),
    }
}

/// How the last run of a job came out, and when, if there was one.
#[component]
pub(crate) fn LastRun(job: job::Model, run: Option<job_run::Model>) -> impl IntoView {
    let (language, t) = language();
    let Some(run) = run else { return t.jobs_never().into_any() };
    let at = run.ended_at.unwrap_or(run.created_at);
    view! {
        <a class="run-state" href=page_of(&job, &run).path()>
            <StateBadge state=run.state />
            <span>{language.date_and_time_in(at, words::zone(&job))}</span>
        </a>
    }
    .into_any()
}

/// What waits or is under way: a few, and the way to the others.
#[component]
pub(super) fn OpenRuns(
    job: job::Model,
    open: Open,
    /// For whom may, on a page that has room for it.
    #[prop(optional)]
    can_cancel: bool,
) -> impl IntoView {
    let (_, t) = language();
    let runs = open.runs.into_iter().map(|run| {
        let progress = run.progress.filter(|_| run.state == State::Running);
        let is_asked = run.cancel_requested_at.is_some();
        let cancel = (can_cancel && !is_asked)
            .then(|| view! { <CancelButton job=job.name.clone() run=run.id.clone() /> });
        view! {
            <a class="run-state" href=page_of(&job, &run).path()>
                <StateBadge state=run.state />
                {progress.map(|percent| view! { <ProgressBar percent /> })}
            </a>
            {cancel}
        }
    });
    let more = (open.more > 0).then(|| {
        let address = history::HistoryView::of(State::Running).address(&job.name);
        view! {
            <a class="run-state" href=address>
                {t.jobs_more_open(open.more)}
            </a>
        }
    });
    view! {
        {runs.collect_view()}
        {more}
    }
    .into_any()
}

#[component]
fn NothingReported(is_administrator: bool) -> impl IntoView {
    let (_, t) = language();
    let link = is_administrator.then(|| {
        let address = format!("{}#api-tokens", Page::Settings.path());
        view! {
            " "
            <a href=address>{t.jobs_none_reported_link()}</a>
        }
    });
    view! { <p class="field-help">{t.jobs_none_reported()} {link}</p> }.into_any()
}
