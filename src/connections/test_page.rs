//! `/connections/{id}/tests/{test}`: a test as it goes on.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    endpoint::SAVE_PLACE,
    place_test::{PlaceAttempt, PlaceAttempts, TestProgress},
    words,
};
use crate::{
    paths::Page,
    site::request::{language, require_part},
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
pub(crate) fn PlaceTestPage() -> impl IntoView {
    let params = use_params_map().read_untracked();
    let test = params.get("test").unwrap_or_default();
    let (_, t) = language();
    let attempts = require_part::<PlaceAttempts>();
    let page = loading_for_administrator(async move |state, administrator| {
        let found = attempts?.find(&administrator, &test, state.clock.now());
        let (_, t) = language();
        let content = match found {
            Some(attempt) => view! { <UnderWay attempt /> }.into_any(),
            None => view! {
                <p>{t.connection_attempt_gone()}</p>
                <ButtonLink page=Page::Connections label=t.connections_back() />
            }
            .into_any(),
        };
        Ok(view! {
            <Shell current=Page::Connections title=t.connection_test_title()>
                {content}
            </Shell>
        })
    });
    view! {
        // The head is sent before anything that waits.
        <PageTitle title=t.connection_test_title() />
        {page}
    }
}

#[component]
fn UnderWay(attempt: Arc<PlaceAttempt>) -> impl IntoView {
    let (language, t) = language();
    let step = move |progress: &TestProgress, number: usize| {
        progress.steps.get(number).map(|step| words::step(language, step))
    };
    let progress = attempt.progress.clone();
    let end = move |progress: TestProgress| view! { <End attempt progress /> }.into_any();
    let is_over = |progress: &TestProgress| progress.is_over;
    view! {
        <p class="introduction">{t.connections_test_text()}</p>
        {unfolding(t.connection_test_title(), "stages card", progress, is_over, step, end)}
    }
    .into_any()
}

/// What came of it, and what to do next.
#[component]
fn End(attempt: Arc<PlaceAttempt>, progress: TestProgress) -> impl IntoView {
    let (_, t) = language();
    let has_passed = progress.outcome().is_ok();
    let passed = has_passed.then(|| {
        view! { <Notice tone=Tone::Success text=t.connection_test_passed() /> }
    });
    let (label, working) = (t.save(), t.working());
    // What failed is seldom meant to be saved.
    let (save, back) = if has_passed {
        (view! { <SubmitButton label working /> }.into_any(), "button secondary")
    } else {
        let save = view! { <SubmitButton label working action=SAVE_PLACE.function /> };
        (save.into_any(), "button primary")
    };
    let form =
        Page::PlaceTested { connection: attempt.connection.clone(), test: attempt.id.clone() };
    view! {
        <div class="test-end">
            {passed}
            <form method="post" action=SAVE_PLACE.function>
                <input type="hidden" name="version" value=attempt.seen_version.to_string() />
                <input type="hidden" name="attempt" value=attempt.id.clone() />
                {attempt
                    .connection
                    .clone()
                    .map(|id| view! { <input type="hidden" name="id" value=id /> })}
                {hidden_fields(attempt.form.values())}
                {save}
            </form>
            <a class=back href=form.path()>
                {t.connections_back_to_form()}
            </a>
        </div>
    }
    .into_any()
}
