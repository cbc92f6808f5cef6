//! `/settings/users`: the list on a page of its own, and the page that shows a link once.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    endpoint::MAKE_LINK,
    panel::{UsersPanel, UsersPanelState},
    view::UsersView,
};
use crate::{
    database::entities::one_time_token::Purpose,
    mail::compose,
    paths::Page,
    security::one_time_token,
    site::{
        host_cookie::HostCookie,
        posted::Posted,
        request::{kept_in_cookie, language, query},
    },
    ui::{
        button_link::ButtonLink,
        copy_button::CopyButton,
        layout::Shell,
        notice::{Notice, RefusalNotice, Tone},
        page::loading_for_administrator,
    },
};

/// Users on a page.
const PAGE_SIZE: u64 = 20;

#[component]
pub(crate) fn UsersPage() -> impl IntoView {
    let view = UsersView::of(query());
    loading_for_administrator(async move |state, account| {
        let shown = UsersPanelState::find(&state, &account, view, PAGE_SIZE).await?;
        let (_, t) = language();
        Ok(view! {
            <Shell current=Page::Settings title=t.settings_users_title()>
                <UsersPanel shown is_alone=true />
                <ButtonLink page=Page::Settings label=t.audit_back() />
            </Shell>
        })
    })
}

/// `/settings/users/{id}/link`
#[component]
pub(crate) fn UserLinkPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    loading_for_administrator(async move |state, _| {
        let token = kept_in_cookie(&state, HostCookie::MadeLink);
        HostCookie::MadeLink.remove(&state.url());
        let now = state.clock.now();
        let found = match &token {
            Some(token) => {
                let db = &state.database.read();
                one_time_token::find(db, token, Purpose::Activation, now).await?
            }
            None => None,
        };
        let found = found.filter(|usable| usable.account.id == id);
        let (language, t) = language();
        let link = found.zip(token).map(|(usable, token)| {
            let link = compose::activation_link(&state.mailer, &token);
            let until = language.date_and_time(usable.expires_at);
            view! {
                <Notice tone=Tone::Warning text=t.user_link_text(&usable.account.username, until) />
                <div class="field">
                    <label for="link">{t.user_link_label()}</label>
                    <input id="link" class="code" type="text" readonly value=link />
                </div>
                <CopyButton input="link".to_owned() label=t.copy() copied=t.copied() />
            }
        });
        let gone = link.is_none().then(|| view! { <p>{t.user_link_gone()}</p> });
        Ok(view! {
            <Shell current=Page::Settings title=t.user_link_title()>
                <RefusalNotice refusal=Posted::to(&MAKE_LINK).refusal() />
                <section class="card panel made-link">{link} {gone}</section>
                <BackToUsers />
            </Shell>
        })
    })
}

#[component]
pub(super) fn BackToUsers() -> impl IntoView {
    let (_, t) = language();
    view! {
        <ButtonLink page=Page::Users(String::new()) label=t.users_back() />
    }
}
