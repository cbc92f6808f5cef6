//! `/settings/connection/{id}`: a test or a change of the connection as it goes on.

use std::sync::Arc;

use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_params_map;

use super::{
    attempts::{Attempt, AttemptKind, Attempts},
    endpoint::SAVE_CONNECTION,
    words,
};
use crate::{
    accounts::proof::{OWN_PASSWORD, field::PasswordAgain},
    database::{
        form::ConnectionField,
        relocate::Existing,
        report::{MoveFinding, MoveProblem, MoveProgress},
        settings::Engine,
    },
    paths::Page,
    site::{
        posted::Posted,
        request::{language, require_part},
    },
    ui::{
        button_link::ButtonLink,
        hidden_fields::hidden_fields,
        layout::{PageTitle, Shell},
        notice::{Notice, Tone},
        page::loading_for_administrator,
        stages::unfolding,
        submit_button::SubmitButton,
    },
};

#[component]
pub(crate) fn ConnectionAttemptPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let (_, t) = language();
    let attempts = require_part::<Attempts>();
    let page = loading_for_administrator(async move |state, administrator| {
        let found = attempts?.find(&administrator, &id, state.clock.now());
        let title = match found.as_ref().map(|attempt| attempt.kind) {
            Some(AttemptKind::Change) => t.connection_change_title(),
            Some(AttemptKind::Test) | None => t.connection_test_title(),
        };
        let content = match found {
            Some(attempt) => Either::Left(view! { <UnderWay attempt title=title.clone() /> }),
            None => Either::Right(view! {
                <p>{t.connection_attempt_gone()}</p>
                <ButtonLink page=Page::ConnectionSettings label=t.connection_back() />
            }),
        };
        Ok(view! { <Shell current=Page::Settings title>{content}</Shell> })
    });
    view! {
        // The head is sent before anything that waits.
        <PageTitle title=t.connection_test_title() />
        {page}
    }
}

#[component]
fn UnderWay(attempt: Arc<Attempt>, title: String) -> impl IntoView {
    let (language, t) = language();
    let introduction = match attempt.kind {
        AttemptKind::Test => t.connection_test_text(),
        AttemptKind::Change => t.connection_change_text(),
    };
    let step = move |progress: &MoveProgress, number: usize| {
        progress.steps.get(number).map(|step| words::step(language, step))
    };
    let progress = attempt.progress.clone();
    let end = move |progress: MoveProgress| view! { <End attempt progress /> }.into_any();
    view! {
        <p class="introduction">{introduction}</p>
        {unfolding(title, "stages card", progress, |progress| progress.is_over, step, end)}
    }
    .into_any()
}

/// What came of it, and what to do next.
#[component]
fn End(attempt: Arc<Attempt>, progress: MoveProgress) -> impl IntoView {
    let (_, t) = language();
    let is_done = progress.steps.iter().any(|step| step.outcome == Ok(MoveFinding::Switched));
    let is_embedded = Engine::from_name(attempt.wanted.form.get(ConnectionField::Engine))
        == Some(Engine::Embedded);
    let outcome = if let Some(accounts) = attempt.found_other_data(&progress) {
        view! { <Choice attempt=Arc::clone(&attempt) accounts is_embedded /> }.into_any()
    } else if is_done {
        view! {
            <Notice
                tone=Tone::Success
                title=t.connection_changed()
                text=t.connection_changed_text()
            />
        }
        .into_any()
    } else if let Some(problem) = progress.problem {
        // Steps show their own problem; this one came between them.
        let is_told = progress.steps.iter().any(|step| step.outcome == Err(problem));
        let (title, text) = (words::problem(t, problem), words::advice(t, problem));
        (!is_told).then(|| view! { <Notice tone=Tone::Error title text /> }).into_any()
    } else {
        let is_in_use = progress
            .steps
            .iter()
            .any(|step| matches!(step.outcome, Ok(MoveFinding::OurData { in_use: true, .. })));
        let (text, label) = if is_in_use {
            (t.connection_test_passed_same(), t.save())
        } else {
            (t.connection_test_passed_text(), t.connection_test_save())
        };
        view! {
            <Notice tone=Tone::Success title=t.connection_test_passed() text />
            <SaveForm attempt=Arc::clone(&attempt) existing=Existing::Leave label />
        }
        .into_any()
    };
    let nothing_changed = (attempt.kind == AttemptKind::Change
        && !is_done
        && progress.problem != Some(MoveProblem::HasData))
    .then(|| view! { <p>{t.connection_nothing_changed()}</p> });
    let back = if is_done {
        Page::ConnectionSettings.path()
    } else {
        Page::ConnectionAttempted(attempt.id.clone()).path()
    };
    view! {
        <div class="test-end">
            {outcome} {nothing_changed} <a class="button secondary" href=back>
                {t.connection_back()}
            </a>
        </div>
    }
    .into_any()
}

/// There is data already: what is to become of it is for a person to say.
#[component]
fn Choice(attempt: Arc<Attempt>, accounts: u64, is_embedded: bool) -> impl IntoView {
    let (_, t) = language();
    view! {
        <Notice
            tone=Tone::Warning
            title=t.connection_choice()
            text=t.connection_choice_text(accounts)
        />
        {is_embedded
            .then(|| {
                view! {
                    <SaveForm
                        attempt=Arc::clone(&attempt)
                        existing=Existing::Beside
                        label=t.connection_choice_beside()
                    />
                }
            })}
        <SaveForm
            attempt=Arc::clone(&attempt)
            existing=Existing::Use
            label=t.connection_choice_use()
        />
        <p class="field-help">{t.connection_choice_leave()}</p>
    }
    .into_any()
}

#[component]
fn SaveForm(attempt: Arc<Attempt>, existing: Existing, label: String) -> impl IntoView {
    let (_, t) = language();
    let fields = hidden_fields(attempt.wanted.form.values());
    let within = match existing {
        Existing::Leave => "attempt",
        Existing::Use => "attempt-use",
        Existing::Beside => "attempt-beside",
    };
    let working = t.working();
    let button = match existing {
        // There is a better way for most people.
        Existing::Use => {
            view! { <SubmitButton label working action=SAVE_CONNECTION.function /> }.into_any()
        }
        Existing::Leave | Existing::Beside => view! { <SubmitButton label working /> }.into_any(),
    };
    view! {
        <form method="post" action=SAVE_CONNECTION.function>
            <input type="hidden" name="version" value=attempt.wanted.seen_version.to_string() />
            <input type="hidden" name="attempt" value=attempt.id.clone() />
            <input type="hidden" name="existing" value=existing.name() />
            {fields}
            <PasswordAgain within field=OWN_PASSWORD posted=Posted::default() />
            {button}
        </form>
    }
    .into_any()
}
