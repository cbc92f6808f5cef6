//! The tokens as a card: which there are, and the form for another one.

use leptos::prelude::*;
use sea_orm::ConnectionTrait;

use super::{
    TokenStatus,
    endpoint::{ADD_API_TOKEN, REVOKE_API_TOKEN},
    form::{Lifetime, TokenField},
    store, words,
};
use crate::{
    accounts::proof::field::PasswordAgain,
    base::{clock::Timestamp, failure::Error, field::Fields, language::Language},
    database::entities::api_token::{self, Scope},
    paths::{Page, Panel},
    site::{
        posted::Posted,
        request::{language, was_saved},
    },
    ui::{
        choice::{RadioField, SelectField},
        notice::{Notice, RefusalNotice, Tone},
        records::Records,
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
    },
};

/// What the panel shows.
pub(crate) struct ApiTokensPanelState {
    tokens: Vec<api_token::Model>,
    now: Timestamp,
}

impl ApiTokensPanelState {
    pub(crate) async fn find(db: &impl ConnectionTrait, now: Timestamp) -> Result<Self, Error> {
        Ok(Self { tokens: store::list(db, now).await?, now })
    }
}

#[component]
pub(crate) fn ApiTokensPanel(shown: ApiTokensPanelState) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to(&ADD_API_TOKEN);
    let refusal = posted.refusal().or(Posted::to(&REVOKE_API_TOKEN).refusal());
    let has_failed = posted.refusal().is_some() || posted.first_wrong_field().is_some();
    let table = if shown.tokens.is_empty() {
        view! { <p>{t.api_tokens_none()}</p> }.into_any()
    } else {
        view! { <Table shown /> }.into_any()
    };
    view! {
        <section class="card panel" id="api-tokens" aria-labelledby="api-tokens-title">
            <header>
                <h2 id="api-tokens-title">{t.api_tokens_title()}</h2>
                <p>{t.api_tokens_text()}</p>
            </header>
            {was_saved(Panel::ApiTokens)
                .then(|| view! { <Notice tone=Tone::Success text=t.api_tokens_was_revoked() /> })}
            <RefusalNotice refusal />
            {table}
            <details open=has_failed>
                <summary>{t.api_tokens_new()}</summary>
                <TokenFields posted />
            </details>
        </section>
    }
    .into_any()
}

#[component]
fn TokenFields(posted: Posted) -> impl IntoView {
    let (_, t) = language();
    let first =
        [(TokenField::Scope, Scope::Report.name()), (TokenField::Expires, Lifetime::Year.name())];
    let first = first.map(|(field, value)| (field.name().to_owned(), value.to_owned()));
    let posted = posted.or_values(first);
    let scopes = Scope::ALL.map(|scope| (scope.name(), words::scope(t, scope)));
    let lifetimes = Lifetime::ALL.map(|one| (one.name().to_owned(), words::lifetime(t, one)));
    view! {
        <form method="post" action=ADD_API_TOKEN.function novalidate>
            <TextField
                field=TokenField::Name
                within="api-token"
                kind=InputKind::Plain
                label=t.users_column_name()
                help=t.api_tokens_name_help()
                posted=posted.clone()
            />
            <RadioField
                field=TokenField::Scope
                label=t.api_tokens_column_permission()
                options=scopes.to_vec()
                posted=posted.clone()
            />
            <TextField
                field=TokenField::Job
                within="api-token"
                kind=InputKind::Plain
                label=t.api_tokens_job()
                help=t.api_tokens_job_help()
                posted=posted.clone()
                required=false
            />
            <SelectField
                name=TokenField::Expires.name()
                label=t.api_tokens_column_expires()
                options=lifetimes.to_vec()
                chosen=posted.typed(TokenField::Expires.name())
            />
            <PasswordAgain within="api-token" posted />
            <SubmitButton label=t.api_tokens_make() working=t.working() />
        </form>
    }
    .into_any()
}

#[component]
fn Table(shown: ApiTokensPanelState) -> impl IntoView {
    let (language, t) = language();
    let ApiTokensPanelState { tokens, now } = shown;
    let rows = tokens.into_iter().map(|token| row(language, token, now)).collect_view();
    let columns = vec![
        t.users_column_name(),
        t.api_tokens_column_permission(),
        t.api_tokens_column_made(),
        t.api_tokens_column_expires(),
        t.api_tokens_column_last_used(),
        t.users_column_status(),
    ];
    view! {
        <Records columns has_actions=true rows=rows.into_any() />
    }
    .into_any()
}

fn row(language: Language, token: api_token::Model, now: Timestamp) -> impl IntoView {
    let t = language.text();
    let when =
        |at: Option<Timestamp>| at.map_or_else(|| t.users_never(), |at| language.date_and_time(at));
    let standing = TokenStatus::of(&token, now);
    let badge = match standing {
        TokenStatus::Usable => "badge success",
        TokenStatus::Expired => "badge warning",
        TokenStatus::Revoked => "badge",
    };
    let revoke = (standing == TokenStatus::Usable).then(|| {
        view! {
            <a
                class="button small"
                href=Page::RevokeApiToken(token.id.clone()).path()
                aria-label=t.api_tokens_revoke_which(&token.name)
            >
                {t.api_tokens_revoke()}
            </a>
        }
    });
    view! {
        <tr>
            <th scope="row" data-label=t.users_column_name()>
                {token.name.clone()}
            </th>
            <td data-label=t.api_tokens_column_permission()>{words::permission(t, &token)}</td>
            <td data-label=t.api_tokens_column_made()>
                {token.created_by.clone()}
                <span class="second">{language.date_and_time(token.created_at)}</span>
            </td>
            <td data-label=t.api_tokens_column_expires()>{when(token.expires_at)}</td>
            <td data-label=t.api_tokens_column_last_used()>{when(token.last_used_at)}</td>
            <td data-label=t.users_column_status()>
                <span class=badge>{words::standing(t, standing)}</span>
            </td>
            <td class="actions">{revoke}</td>
        </tr>
    }
    .into_any()
}
