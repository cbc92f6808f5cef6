//! `/jobs/{name}/runs/{id}`: one run, with its log, as it goes on.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use sea_orm::ConnectionTrait;

use super::{
    badge::{StateBadge, page_of},
    cancel_button::Cancelling,
    endpoint::CANCEL_RUN,
    kinds,
    live_log::{self, LogReaders},
    log::{self, LogLine},
    name::JobName,
    result_facts::ResultFacts,
    runs, secrecy, store, words,
};
use crate::{
    base::{
        clock::Timestamp,
        failure::{Error, Refusal},
    },
    database::entities::{
        job::{self, Kind},
        job_run::{self, Cause, State},
    },
    paths::Page,
    site::{
        posted::Posted,
        request::{language, require_part},
    },
    ui::{
        button_link::ButtonLink,
        layout::{PageTitle, Shell},
        notice::{Notice, RefusalNotice, Tone},
        page::{loading_for_signed_in, look_up},
    },
};

#[component]
pub(crate) fn RunPage() -> impl IntoView {
    let params = use_params_map().read_untracked();
    let [job, id] = ["job", "run"].map(|name| params.get(name).unwrap_or_default());
    let (_, t) = language();
    let refusal = Posted::to(&CANCEL_RUN).refusal();
    let found =
        look_up(async move |context, _| Found::find(&context.database.read(), &job, &id).await);
    let readers = require_part::<LogReaders>();
    let page = loading_for_signed_in(async move |state, visitor| {
        let is_administrator = visitor.is_administrator();
        let Found { job, run, lines } = found.await?.ok_or(Refusal::NotFound)?;
        let person = &visitor.require_session()?.account;
        let is_withheld = !secrecy::may_see(&state.database.read(), &job, person).await?;
        let (language, t) = language();
        let extraction = job.subject.clone().filter(|_| job.kind == Kind::Extraction);
        let title = t.run_title(kinds::title(t, &job.name));
        let now = state.clock.now();
        let content = if is_withheld {
            let run = secrecy::withheld(run);
            view! {
                <Outcome run=run.clone() />
                <section class="card panel" aria-label=t.run_facts()>
                    <Facts job=job.clone() run now />
                    <p>{t.run_withheld()}</p>
                </section>
            }
            .into_any()
        } else if run.state.is_over() {
            view! {
                <Outcome run=run.clone() />
                <section class="card panel" aria-label=t.run_facts()>
                    <Facts job=job.clone() run=run.clone() now />
                </section>
                <ResultFacts run=run.clone() />
                <h2>{t.run_log()}</h2>
                {live_log::whole(language, &words::zone(&job), lines)}
            }
            .into_any()
        } else {
            let ending = (state.clone(), job.clone());
            let end = |last| {
                let (state, job) = ending;
                view! { <End job run=last now=state.clock.now() /> }.into_any()
            };
            view! {
                <div class="card panel">
                    <Origin job=job.clone() run=run.clone() />
                    <Cancelling job=job.clone() run=run.clone() is_administrator />
                </div>
                {live_log::live(language, readers?.follow(state, run), words::zone(&job), end)}
            }
            .into_any()
        };
        Ok(view! {
            <Shell current=Page::Jobs title>
                <RefusalNotice refusal />
                {content}
                {extraction
                    .map(|id| {
                        view! {
                            <ButtonLink page=Page::Extraction(id) label=t.extractions_back_to_one() />
                        }
                    })}
                <ButtonLink page=Page::Job(job.name) label=t.run_back() />
            </Shell>
        })
    });
    view! {
        // The head is sent before anything that waits.
        <PageTitle title=t.run_page_title() />
        {page}
    }
}

/// What the page shows.
struct Found {
    job: job::Model,
    run: job_run::Model,
    /// Of a run that is over.
    lines: Vec<(String, Timestamp, LogLine)>,
}

impl Found {
    async fn find(db: &impl ConnectionTrait, job: &str, id: &str) -> Result<Option<Self>, Error> {
        let Some((job, run)) = find(db, job, id).await? else { return Ok(None) };
        let lines = if run.state.is_over() { log::list(db, &run.id, "").await? } else { vec![] };
        Ok(Some(Self { job, run, lines }))
    }
}

/// A run, at the job that it is one of.
async fn find(
    db: &impl ConnectionTrait,
    job: &str,
    id: &str,
) -> Result<Option<(job::Model, job_run::Model)>, Error> {
    let Ok(name) = JobName::parse(job) else { return Ok(None) };
    let job = store::find(db, name.as_str()).await?;
    let Some(job) = job else { return Ok(None) };
    let run = runs::find(db, id).await?.filter(|run| run.job_id == job.id);
    Ok(run.map(|run| (job, run)))
}

/// What has become of a run, in a sentence that is not missed.
#[component]
fn Outcome(run: job_run::Model) -> impl IntoView {
    let (language, t) = language();
    let (tone, title) = match run.state {
        State::Failed => (Tone::Error, t.run_failed()),
        State::Cancelled => (Tone::Warning, t.run_cancelled()),
        State::NotRun => (Tone::Warning, t.run_not_run()),
        State::Succeeded | State::Queued | State::Running => return None,
    };
    let text = words::reason_of(language, &run).unwrap_or_default();
    Some(view! {
        <div class="run-outcome">
            <Notice tone title text />
        </div>
    })
}

/// What comes after the last line: the end of the run, or the way to look again.
#[component]
fn End(job: job::Model, run: job_run::Model, now: Timestamp) -> impl IntoView {
    let (_, t) = language();
    if !run.state.is_over() {
        return view! {
            <p>{t.run_goes_on()} " " <a href=page_of(&job, &run).path()>{t.run_look_again()}</a></p>
        }
        .into_any();
    }
    view! {
        <div class="run-end">
            <Outcome run=run.clone() />
            <section class="card panel" aria-label=t.run_facts()>
                <Facts job run=run.clone() now />
            </section>
            <ResultFacts run />
        </div>
    }
    .into_any()
}

/// All that is known.
#[component]
fn Facts(job: job::Model, run: job_run::Model, now: Timestamp) -> impl IntoView {
    let (language, t) = language();
    let zone = words::zone(&job);
    let ended = run.ended_at.map(|at| fact(t.run_ended(), language.date_and_time_in(at, zone)));
    let duration = words::duration(language, &run, now).map(|took| fact(t.run_duration(), took));
    view! {
        <dl class="facts">
            <dt>{t.run_state()}</dt>
            <dd>
                <StateBadge state=run.state />
            </dd>
            <OriginFacts job run />
            {ended}
            {duration}
        </dl>
    }
    .into_any()
}

/// What is known from the beginning.
#[component]
fn Origin(job: job::Model, run: job_run::Model) -> impl IntoView {
    view! {
        <dl class="facts">
            <OriginFacts job run />
        </dl>
    }
    .into_any()
}

#[component]
fn OriginFacts(job: job::Model, run: job_run::Model) -> impl IntoView {
    let (language, t) = language();
    let zone = words::zone(&job);
    let when = |at| language.date_and_time_in(at, zone.clone());
    let scheduled = run.scheduled_for.map(|at| fact(t.run_scheduled_for(), when(at)));
    let asked_for =
        (run.cause == Cause::Person).then(|| fact(t.run_asked_for(), when(run.created_at)));
    let started = run.started_at.map(|at| fact(t.run_started(), when(at)));
    view! {
        <dt>{t.run_job()}</dt>
        <dd>
            <a href=Page::Job(job.name.clone()).path()>{kinds::title(t, &job.name)}</a>
        </dd>
        {fact(t.run_cause(), words::cause(t, run.cause, run.requested_by.as_deref()))}
        {scheduled}
        {asked_for}
        {started}
    }
    .into_any()
}

fn fact(name: String, value: String) -> AnyView {
    view! {
        <dt>{name}</dt>
        <dd>{value}</dd>
    }
    .into_any()
}
