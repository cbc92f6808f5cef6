//! The state of a run: a picture, a word and a colour, so that none of them is needed.

use leptos::prelude::*;

use super::words;
use crate::{
    database::entities::{
        job,
        job_run::{self, State},
    },
    paths::Page,
    site::request::language,
    ui::icon::{Icon, Picture},
};

#[component]
pub(super) fn StateBadge(state: State) -> impl IntoView {
    let (_, t) = language();
    let (class, icon) = match state {
        State::Queued => ("badge", Icon::Waiting),
        State::Running => ("badge running", Icon::Running),
        State::Succeeded => ("badge success", Icon::Done),
        State::Failed => ("badge error", Icon::Warning),
        State::Cancelled => ("badge", Icon::Skipped),
        State::NotRun => ("badge warning", Icon::Skipped),
    };
    view! {
        <span class=class>
            <Picture icon />
            {words::state(t, state)}
        </span>
    }
}

/// How far a run has come, as far as anybody knows.
#[component]
pub(super) fn ProgressBar(percent: i32) -> impl IntoView {
    let (_, t) = language();
    view! {
        <span class="run-progress">
            <progress max="100" value=percent aria-label=t.run_progress_label()></progress>
            <span>{t.run_progress(percent.to_string())}</span>
        </span>
    }
}

/// Leads to the page of a run.
pub(super) fn page_of(job: &job::Model, run: &job_run::Model) -> Page {
    Page::Run { job: job.name.clone(), run: run.id.clone() }
}
