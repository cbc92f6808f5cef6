//! `/settings/api-tokens/{id}`, which shows a token once, and `/settings/api-tokens/{id}/revoke`, which
//! names it and asks.

use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{endpoint::REVOKE_API_TOKEN, store, words};
use crate::{
    base::{failure::Refusal, language::Language, secret::Secret},
    database::entities::api_token::{self, Scope},
    i18n,
    paths::{Page, ServerUrl},
    site::{
        host_cookie::HostCookie,
        request::{kept_in_cookie, language},
    },
    ui::{
        button_link::ButtonLink,
        copy_button::CopyButton,
        layout::Shell,
        notice::{Notice, Tone},
        page::{loading_for_administrator, set_status},
        submit_button::SubmitButton,
    },
};

/// `/settings/api-tokens/{id}`
#[component]
pub(crate) fn ApiTokenPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    loading_for_administrator(async move |state, _| {
        let token = kept_in_cookie(&state, HostCookie::MadeToken);
        HostCookie::MadeToken.remove(&state.url());
        let found = match &token {
            Some(token) => {
                let db = &state.database.read();
                store::find_usable(db, token.reveal(), state.clock.now()).await?
            }
            None => None,
        };
        let made = found.filter(|row| row.id == id).zip(token);
        let (_, t) = language();
        let content = match made {
            Some((row, token)) => view! { <MadeToken row token url=state.url() /> }.into_any(),
            None => view! { <p>{t.api_tokens_shown_before()}</p> }.into_any(),
        };
        Ok(view! {
            <Shell current=Page::Settings title=t.api_tokens_made_title()>
                <section class="card panel made-link">{content}</section>
                <BackToTokens />
            </Shell>
        })
    })
}

#[component]
fn MadeToken(row: api_token::Model, token: Secret, url: ServerUrl) -> impl IntoView {
    let (language, t) = language();
    let example = example(&url, &row, &token);
    view! {
        <Notice tone=Tone::Warning text=t.api_tokens_made_text(&row.name) />
        <div class="field">
            <label for="token">{t.api_tokens_token()}</label>
            <input id="token" class="code" type="text" readonly value=token.reveal().to_owned() />
        </div>
        <CopyButton input="token".to_owned() label=t.copy() copied=t.copied() />
        <p>{properties(language, &row)}</p>
        <p>{t.api_tokens_example()}</p>
        <pre class="example" tabindex="0" aria-label=t.import_example()>
            {example}
        </pre>
    }
    .into_any()
}

/// What the token is good for and until when.
fn properties(language: Language, row: &api_token::Model) -> String {
    let t = language.text();
    let permission = words::permission(t, row);
    match row.expires_at {
        Some(end) => t.api_tokens_until(permission, language.date_and_time(end)),
        None => t.api_tokens_endless(permission),
    }
}

/// A request to copy into a terminal.
fn example(url: &ServerUrl, row: &api_token::Model, token: &Secret) -> String {
    let token = token.reveal();
    match row.scope {
        Scope::Report => {
            let job = row.job.as_deref().unwrap_or("my-job");
            format!(
                "curl -X POST {url}/api/v1/jobs/{job}/runs \\\n  \
                 -H \"Authorization: Bearer {token}\" \\\n  \
                 -H \"Content-Type: application/json\" \\\n  \
                 -d '{{\"key\":\"2026-11-22\",\"state\":\"succeeded\"}}'"
            )
        }
        Scope::Read => {
            format!("curl {url}/api/v1/jobs \\\n  -H \"Authorization: Bearer {token}\"")
        }
        Scope::Run => {
            let job = row.job.as_deref().unwrap_or("backup");
            format!(
                "curl -X POST {url}/api/v1/jobs/{job}/runs/RUN_ID/cancel \\\n  \
                 -H \"Authorization: Bearer {token}\""
            )
        }
    }
}

/// `/settings/api-tokens/{id}/revoke`
#[component]
pub(crate) fn RevokeApiTokenPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    loading_for_administrator(async move |state, _| {
        let found = store::find(&state.database.read(), &id).await?;
        let (language, t) = language();
        if found.is_none() {
            set_status(StatusCode::NOT_FOUND);
        }
        let content = match found.filter(|row| row.revoked_at.is_none()) {
            Some(row) => view! { <RevokeForm row /> }.into_any(),
            None => view! { <p>{i18n::refusal(language, Refusal::NoSuchToken)}</p> }.into_any(),
        };
        Ok(view! {
            <Shell current=Page::Settings title=t.api_tokens_revoke_title()>
                {content} <BackToTokens />
            </Shell>
        })
    })
}

#[component]
fn RevokeForm(row: api_token::Model) -> impl IntoView {
    let (language, t) = language();
    let last_used = match row.last_used_at {
        Some(at) => t.api_tokens_was_used(language.date_and_time(at)),
        None => t.api_tokens_was_never_used(),
    };
    view! {
        <section class="card panel" aria-label=t.api_tokens_revoke_title()>
            <Notice tone=Tone::Warning text=t.api_tokens_revoke_text() />
            <ul class="names">
                <li>
                    <strong>{row.name.clone()}</strong>
                    ". "
                    {properties(language, &row)}
                    " "
                    {last_used}
                </li>
            </ul>
            <form method="post" action=REVOKE_API_TOKEN.function novalidate>
                <input type="hidden" name="id" value=row.id />
                <SubmitButton label=t.api_tokens_revoke_which(row.name) working=t.working() />
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn BackToTokens() -> impl IntoView {
    let (_, t) = language();
    view! {
        <ButtonLink page=Page::ApiTokenSettings label=t.audit_back() />
    }
}
