//! The runs of a job, newest first, in pages; which of them stands in the address.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use sea_orm::ConnectionTrait;

use super::{
    badge::{StateBadge, page_of},
    runs::overview,
    secrecy, words,
};
use crate::{
    base::{clock::Timestamp, failure::Error},
    database::entities::{
        account, job,
        job_run::{self, State},
    },
    paths::Page,
    site::request::language,
    ui::{pages::pages, records::Records},
};

const PAGE_SIZE: u64 = 25;
/// Characters of a reason in the list; the page of the run has all of it.
const SHORT: usize = 140;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct HistoryView {
    state: Option<State>,
    /// Counted from 1, as people do.
    page: u64,
}

impl HistoryView {
    pub(super) fn of_address() -> Self {
        let query = use_query_map().read_untracked();
        let page = query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
        Self {
            state: query.get("state").and_then(|name| State::from_name(&name)),
            page: page.clamp(1, 1_000_000),
        }
    }

    pub(super) const fn of(state: State) -> Self {
        Self { state: Some(state), page: 1 }
    }

    pub(super) fn address(self, job: &str) -> String {
        let path = Page::Job(job.to_owned()).path();
        let query = match (self.state, self.page) {
            (None, 1) => String::new(),
            (None, page) => format!("?page={page}"),
            (Some(state), 1) => format!("?state={}", state.name()),
            (Some(state), page) => format!("?state={}&page={page}", state.name()),
        };
        format!("{path}{query}#history")
    }
}

/// What the page shows of it.
pub(super) struct ShownHistory {
    view: HistoryView,
    runs: Vec<job_run::Model>,
    count: u64,
    now: Timestamp,
}

impl ShownHistory {
    pub(super) async fn find(
        db: &impl ConnectionTrait,
        job: &job::Model,
        person: &account::Model,
        view: HistoryView,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let (mut runs, count) =
            overview::list(db, &job.id, view.state, view.page - 1, PAGE_SIZE).await?;
        if !secrecy::may_see(db, job, person).await? {
            runs = runs.into_iter().map(secrecy::withheld).collect();
        }
        Ok(Self { view, runs, count, now })
    }
}

#[component]
pub(super) fn History(job: job::Model, shown: ShownHistory) -> impl IntoView {
    let (_, t) = language();
    let ShownHistory { view, runs, count, now } = shown;
    let table = if runs.is_empty() {
        let has_none_at_all = view.state.is_none() && count == 0;
        let text = if has_none_at_all { t.jobs_never() } else { t.runs_none() };
        view! { <p>{text}</p> }.into_any()
    } else {
        let rows = runs.into_iter().map(|run| row(&job, run, now)).collect_view();
        let columns =
            vec![t.run_started(), t.run_state(), t.run_cause(), t.run_duration(), t.run_reason()];
        view! {
            <Records class="runs" columns rows=rows.into_any() />
        }
        .into_any()
    };
    view! {
        <section class="card panel" id="history" aria-labelledby="history-title">
            <header>
                <h2 id="history-title">{t.runs_title()}</h2>
                <p>{t.runs_text()}</p>
            </header>
            <Filter job=job.name.clone() state=view.state />
            {table}
            {pages(
                view.page,
                count.div_ceil(PAGE_SIZE),
                |page| HistoryView { page, ..view }.address(&job.name),
            )}
        </section>
    }
    .into_any()
}

#[component]
fn Filter(job: String, state: Option<State>) -> impl IntoView {
    let (_, t) = language();
    let entries = [None]
        .into_iter()
        .chain(State::ALL.map(Some))
        .map(|entry| {
            let is_current = (entry == state).then_some("page");
            let label = entry.map_or_else(|| t.runs_any(), |state| words::state(t, state));
            view! {
                <li>
                    <a href=HistoryView { state: entry, page: 1 }.address(&job) aria-current=is_current>
                        {label}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="filter" aria-label=t.runs_filter()>
            <ul>{entries}</ul>
        </nav>
    }
    .into_any()
}

fn row(job: &job::Model, run: job_run::Model, now: Timestamp) -> impl IntoView + use<> {
    let (language, t) = language();
    let at = run.started_at.unwrap_or(run.created_at);
    let at = language.date_and_time_in(at, words::zone(job));
    let duration = words::duration(language, &run, now);
    let reason = words::reason_of(language, &run).map(|reason| shortened(&reason));
    let reason_label = reason.is_some().then(|| t.run_reason());
    view! {
        <tr>
            <th scope="row" data-label=t.run_started()>
                <a href=page_of(job, &run).path()>{at}</a>
            </th>
            <td data-label=t.run_state()>
                <StateBadge state=run.state />
            </td>
            <td data-label=t.run_cause()>
                {words::cause(t, run.cause, run.requested_by.as_deref())}
            </td>
            <td data-label=t.run_duration()>{duration.unwrap_or_else(|| "–".to_owned())}</td>
            <td data-label=reason_label>{reason}</td>
        </tr>
    }
    .into_any()
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
