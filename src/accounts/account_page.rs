//! `/account`: everything that people look after themselves.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    email_change::section::EmailSection, new_account::is_own_address,
    password_change::section::PasswordSection, profile::section::ProfileSection, second_factor,
    sessions::section::SessionsSection,
};
use crate::{
    i18n::Text,
    paths::{AccountChange, Page},
    security::sessions,
    site::request::{context, language, visitor},
    ui::{
        button_link::ButtonLink,
        layout::Shell,
        notice::{Notice, Tone},
        page::loading,
        panel_list::PanelList,
    },
};

#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let (context, visitor) = (context(), visitor());
    let saved = use_query_map().read_untracked().get("saved");
    let saved = saved.as_deref().and_then(AccountChange::from_name);
    loading(async move {
        let (Some(context), Some(session)) = (context, visitor.session.clone()) else {
            return Ok(None);
        };
        let (_, t) = language();
        let account = session.account.clone();
        let db = &context.database.read();
        let has_second_factor =
            second_factor::store::find_enabled(db, &account.id).await?.is_some();
        let sessions =
            sessions::list(db, &account.id, context.server().session_limits, context.clock.now())
                .await?;
        let username_follows = is_own_address(&account.username, &account.email);
        let panels = vec![
            ("profile", t.profile_title()),
            ("email-address", t.change_email_title()),
            ("password", t.change_password_title()),
            ("two-factor", t.two_factor_title()),
            ("sessions", t.sessions_title()),
        ];
        Ok(Some(view! {
            <Shell current=Page::Account title=t.account_title()>
                {saved
                    .map(|change| {
                        view! { <Notice tone=Tone::Success text=words_for(t, change) /> }
                    })}
                <div class="settings">
                    <PanelList label=t.account_title() panels />
                    <div class="panels">
                        <ProfileSection account=account.clone() />
                        <EmailSection email=account.email username_follows />
                        <PasswordSection username=account.username />
                        <TwoFactorSection is_on=has_second_factor />
                        <SessionsSection current=session sessions />
                    </div>
                </div>
            </Shell>
        }))
    })
}

#[component]
fn TwoFactorSection(is_on: bool) -> impl IntoView {
    let (_, t) = language();
    let (class, state) = if is_on {
        ("state success", t.two_factor_is_on())
    } else {
        ("state", t.two_factor_is_off())
    };
    let link = if is_on { t.two_factor_change() } else { t.two_factor_begin() };
    view! {
        <section class="card panel" id="two-factor" aria-labelledby="two-factor-title">
            <header>
                <h2 id="two-factor-title">{t.two_factor_title()}</h2>
                <p>{t.two_factor_text()}</p>
            </header>
            <p class=class>{state}</p>
            <ButtonLink page=Page::TwoFactor label=link />
        </section>
    }
    .into_any()
}

fn words_for(t: &Text, change: AccountChange) -> String {
    match change {
        AccountChange::Profile => t.account_saved_profile(),
        AccountChange::EmailAsked => t.account_saved_email(),
        AccountChange::Password => t.account_saved_password(),
        AccountChange::TwoFactorOn => t.account_saved_two_factor_on(),
        AccountChange::TwoFactorOff => t.account_saved_two_factor_off(),
        AccountChange::Sessions => t.account_saved_sessions(),
    }
}
