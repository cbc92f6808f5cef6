//! The document around every page and the two frames in it: one column before sign-in, the shell
//! after it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::Title;

use super::icon::{Icon, Mark, Picture};
use crate::{
    base::language::Language,
    i18n::Text,
    paths::Page,
    site::{
        assets,
        context::Context,
        form::{SET_LANGUAGE, SIGN_OUT},
        request::{Visitor, language, mails_in_trouble, visitor},
    },
};

/// What every document says about itself before its title.
#[component]
pub(crate) fn DocumentHead() -> impl IntoView {
    view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href=assets::stylesheet() />
    }
}

/// One narrow column: wordmark, content, version.
#[component]
pub(crate) fn Column(#[prop(into)] title: String, children: Children) -> impl IntoView {
    let (_, t) = language();
    view! {
        <PageTitle title=title.clone() />
        <SkipLink />
        <header class="column-header">
            <Wordmark product=t.product() />
            <LanguageSwitch />
        </header>
        <main id="content" class="column">
            <h1>{title}</h1>
            {children()}
        </main>
        <footer class="column-footer">
            <DevelopmentBadge />
            {asked(|state| state.server().shows_version).then(|| view! { <p class="version">{version(t)}</p> })}
        </footer>
    }
    .into_any()
}

/// Navigation, account menu and content for whoever is signed in.
#[component]
pub(crate) fn Shell(
    current: Page,
    #[prop(into)] title: String,
    children: Children,
) -> impl IntoView {
    let (_, t) = language();
    let visitor = visitor();
    let is_administrator = visitor.is_administrator();
    view! {
        <PageTitle title=title.clone() />
        <SkipLink />
        <div class="shell">
            <header class="shell-bar">
                <details class="menu navigation-menu">
                    <summary>
                        <Picture icon=Icon::Menu />
                        <span class="visually-hidden">{t.menu()}</span>
                    </summary>
                    <nav aria-label=t.menu()>
                        <Navigation current=current.clone() is_administrator />
                    </nav>
                </details>
                <Wordmark product=t.product() />
                <DevelopmentBadge />
                <AccountMenu visitor />
            </header>
            <nav class="shell-sidebar" aria-label=t.menu()>
                <Navigation current is_administrator />
            </nav>
            <main id="content" class="shell-content">
                <h1>{title}</h1>
                {children()}
            </main>
        </div>
    }
    .into_any()
}

#[component]
pub(crate) fn PageTitle(title: String) -> impl IntoView {
    let (_, t) = language();
    // Unlike everything else, titles are written into the page as they are.
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    view! { <Title text=format!("{title} · {}", t.product()) /> }
}

#[component]
fn SkipLink() -> impl IntoView {
    let (_, t) = language();
    view! {
        <a class="skip-link" href="#content">
            {t.skip_to_content()}
        </a>
    }
}

#[component]
pub(crate) fn Wordmark(product: String) -> impl IntoView {
    view! {
        <a class="wordmark" href=Page::Home.path()>
            <Mark />
            <span>{product}</span>
        </a>
    }
    .into_any()
}

#[component]
fn Navigation(current: Page, is_administrator: bool) -> impl IntoView {
    let (_, t) = language();
    let entry = |page: Page, icon: Icon, label: String| {
        let is_current = (page == current).then_some("page");
        view! {
            <li>
                <a href=page.path() aria-current=is_current>
                    <Picture icon=icon />
                    {label}
                </a>
            </li>
        }
    };
    view! {
        <ul>
            {entry(Page::Home, Icon::Home, t.home_title())}
            {entry(Page::Connections, Icon::Connections, t.connections_title())}
            {entry(Page::Extractions, Icon::Extractions, t.extractions_title())}
            {entry(Page::Jobs, Icon::Jobs, t.jobs_title())}
            {is_administrator
                .then(|| entry(Page::Settings, Icon::Settings, t.settings_title()))}
            <MailsInTroubleBadge />
        </ul>
    }
    .into_any()
}

/// Leads to the mails that did not go out, as long as there are any.
#[component]
fn MailsInTroubleBadge() -> impl IntoView {
    let (_, t) = language();
    let count = mails_in_trouble();
    (count > 0).then(|| {
        view! {
            <li>
                <a class="trouble" href=Page::Mails.path()>
                    <Picture icon=Icon::Warning />
                    {t.mail_in_trouble_badge(count)}
                </a>
            </li>
        }
    })
}

#[component]
fn AccountMenu(visitor: Arc<Visitor>) -> impl IntoView {
    let (_, t) = language();
    visitor.account().map(|account| {
        let initials: String = [&account.first_name, &account.last_name]
            .into_iter()
            .filter_map(|name| name.chars().next())
            .flat_map(char::to_uppercase)
            .collect();
        let name = account.full_name();
        view! {
            <details class="menu account-menu">
                <summary>
                    <span class="initials" aria-hidden="true">
                        {initials}
                    </span>
                    <span class="visually-hidden">{name.clone()}</span>
                </summary>
                <div class="menu-panel">
                    <p class="menu-person">
                        <strong>{name}</strong>
                        <span>{account.username.clone()}</span>
                    </p>
                    <LanguageSwitch />
                    <a href=Page::Account.path()>{t.account_title()}</a>
                    <form method="post" action=SIGN_OUT.function>
                        <button type="submit" class="button quiet">
                            {t.log_out()}
                        </button>
                    </form>
                </div>
            </details>
        }
        .into_any()
    })
}

/// Works without scripts: each language is a button of a form.
#[component]
fn LanguageSwitch() -> impl IntoView {
    let (current, t) = language();
    view! {
        <form class="language-switch" method="post" action=SET_LANGUAGE.function aria-label=t.language_label()>
            {Language::ALL
                .map(|language| {
                    let is_current = (language == current).to_string();
                    view! {
                        <button
                            type="submit"
                            name="language"
                            value=language.tag()
                            lang=language.tag()
                            aria-pressed=is_current
                        >
                            {language.name()}
                        </button>
                    }
                })
                .collect_view()}
        </form>
    }
    .into_any()
}

/// Says on every page that this server takes licenses that anybody can make.
#[component]
fn DevelopmentBadge() -> impl IntoView {
    let (_, t) = language();
    let is_shown = asked(|state| state.trusted_keys.allow_development_key);
    is_shown.then(|| {
        view! {
            <p class="badge warning" title=t.development_license_help()>
                {t.development_license()}
            </p>
        }
    })
}

fn asked(question: impl FnOnce(&Context) -> bool) -> bool {
    with_context(question).unwrap_or(false)
}

/// Version is the crate's major number, Release its minor, Build the patch and the commit.
pub(crate) fn version(t: &Text) -> String {
    t.version_line(
        env!("CARGO_PKG_VERSION_MAJOR"),
        env!("CARGO_PKG_VERSION_MINOR"),
        concat!(env!("CARGO_PKG_VERSION_PATCH"), ".", env!("DATASYNC_BUILD")),
    )
}
