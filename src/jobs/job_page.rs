//! `/jobs/{name}`: one job, when it runs, and what became of its runs.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    endpoint::{CANCEL_RUN, RUN_JOB},
    history::{self, History},
    kinds,
    name::JobName,
    page::{LastRun, OpenRuns, Times},
    plan_card::{NameCard, PlanCard, RemoveCard},
    runs::overview::{self, Open},
    store, words,
};
use crate::{
    base::{
        clock::Timestamp,
        days::{self, Day},
        failure::Refusal,
    },
    database::entities::{
        job::{self, Kind},
        job_run::{self, State},
    },
    paths::Page,
    site::{
        posted::Posted,
        request::{language, query},
    },
    ui::{
        button_link::ButtonLink,
        day_bars::DayBars,
        layout::Shell,
        notice::{Notice, RefusalNotice, Tone},
        page::loading_for_signed_in,
        submit_button::SubmitButton,
    },
};

/// Times that are named in advance.
const NEXT_TIMES: usize = 5;

#[component]
pub(crate) fn JobPage() -> impl IntoView {
    let name = use_params_map().read_untracked().get("job").unwrap_or_default();
    let view = history::HistoryView::of_address();
    let refusal = Posted::to_any(&[&RUN_JOB, &CANCEL_RUN]).refusal();
    let is_saved = query().any(|(name, value)| name == "saved" && value == "job");
    loading_for_signed_in(async move |state, visitor| {
        let (db, now) = (&state.database.read(), state.clock.now());
        let name = JobName::parse(&name).map_err(|_| Refusal::NotFound)?;
        let job = store::find(db, name.as_str()).await?.ok_or(Refusal::NotFound)?;
        let person = &visitor.require_session()?.account;
        let history = history::ShownHistory::find(db, &job, person, view, now).await?;
        let open = overview::open(db, Some(&job.id)).await?.remove(&job.id);
        let open = open.unwrap_or_default();
        let last = overview::latest(db, &job.id, &State::OVER).await?;
        let days = overview::by_day(db, Some(&job.id), now).await?;
        let (_, t) = language();
        let is_administrator = visitor.is_administrator();
        let is_own = is_administrator && job.managed_by.is_peoples_own();
        let extraction = job.subject.clone().filter(|_| job.kind == Kind::Extraction);
        let can_run = is_administrator && job.managed_by.is_run_here();
        Ok(view! {
            <Shell current=Page::Jobs title=kinds::title(t, &job.name)>
                <RefusalNotice refusal />
                {is_saved.then(|| view! { <Notice tone=Tone::Success text=t.job_saved() /> })}
                <p class="introduction">{job.kind.purpose(t)}</p>
                <section class="card panel" aria-label=t.job_facts_title()>
                    <Facts job=job.clone() last open now can_cancel=can_run />
                    {can_run.then(|| view! { <RunNow job=job.name.clone() /> })}
                </section>
                <Chart days />
                <History job=job.clone() shown=history />
                {is_administrator.then(|| view! { <PlanCard job=job.clone() /> })}
                {is_own
                    .then(|| {
                        view! {
                            <NameCard job=job.clone() />
                            <RemoveCard job=job.name />
                        }
                    })}
                {extraction
                    .map(|id| {
                        view! {
                            <ButtonLink page=Page::Extraction(id) label=t.extractions_back_to_one() />
                        }
                    })}
                <ButtonLink page=Page::Jobs label=t.jobs_back() />
            </Shell>
        })
    })
}

#[component]
fn Facts(
    job: job::Model,
    last: Option<job_run::Model>,
    open: Open,
    now: Timestamp,
    can_cancel: bool,
) -> impl IntoView {
    let (_, t) = language();
    let is_open = !open.runs.is_empty();
    let open = view! { <OpenRuns job=job.clone() open can_cancel /> };
    let last = view! { <LastRun job=job.clone() run=last /> };
    let tells = if job.tells_of_failures { t.job_tells_yes() } else { t.job_tells_no() };
    let minutes = job.heartbeat_secs / 60;
    view! {
        <dl class="facts">
            <dt>{t.jobs_schedule()}</dt>
            <dd>
                <Times job=job.clone() />
            </dd>
            {if job.managed_by.is_run_here() {
                view! {
                    <dt>{t.job_next_runs()}</dt>
                    <dd>
                        <NextTimes job now />
                    </dd>
                }
                    .into_any()
            } else {
                view! {
                    <dt>{t.job_heartbeats()}</dt>
                    <dd>{t.job_heartbeats_text(minutes)}</dd>
                }
                    .into_any()
            }}
            {is_open
                .then(|| {
                    view! {
                        <dt>{t.job_now()}</dt>
                        <dd>{open}</dd>
                    }
                })}
            <dt>{t.jobs_last_run()}</dt>
            <dd>{last}</dd>
            <dt>{t.job_notices()}</dt>
            <dd>{tells}</dd>
        </dl>
    }
    .into_any()
}

#[component]
fn NextTimes(job: job::Model, now: Timestamp) -> impl IntoView {
    let (language, t) = language();
    let times = store::times(&job).filter(|_| job.is_enabled);
    let next = times.map(|(schedule, zone)| schedule.next(now, &zone, NEXT_TIMES));
    match next {
        None => view! { <span class="badge">{t.job_off()}</span> }.into_any(),
        Some(next) => {
            let zone = words::zone(&job);
            let items = next
                .into_iter()
                .map(|at| view! { <li>{language.date_and_time_in(at, zone.clone())}</li> })
                .collect_view();
            view! { <ul class="times">{items}</ul> }.into_any()
        }
    }
}

#[component]
fn RunNow(job: String) -> impl IntoView {
    let (_, t) = language();
    view! {
        <form class="run-now" method="post" action=RUN_JOB.function>
            <input type="hidden" name="name" value=job />
            <SubmitButton label=t.job_run_now() working=t.working() />
        </form>
    }
    .into_any()
}

#[component]
fn Chart(days: Vec<Day>) -> impl IntoView {
    let (language, t) = language();
    let (good, bad) = days::totals(&days);
    view! {
        <section class="card panel" aria-labelledby="chart-title">
            <header>
                <h2 id="chart-title">{t.runs_chart()}</h2>
            </header>
            <DayBars
                id="runs"
                title=t.runs_chart()
                good=t.run_succeeded()
                bad=t.run_failed()
                days
            />
            <p class="count">{t.runs_counted(language.number(good), language.number(bad))}</p>
        </section>
    }
    .into_any()
}
