//! `/settings/mails`: what was sent, what waits and what failed, with the reason and the next try.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    endpoint::{DISCARD_MAIL, SEND_MAIL_AGAIN},
    steps::failure_texts,
};
use crate::{
    database::entities::outbox::State,
    i18n::Text,
    mail::{
        advice, messages,
        outbox::overview::{self, ListedMail, MailFilter},
    },
    paths::Page,
    site::{posted::Posted, request::language},
    ui::{
        button_link::ButtonLink, layout::Shell, notice::RefusalNotice,
        page::loading_for_administrator, pages::pages, records::Records,
    },
};

const PAGE_SIZE: u64 = 50;

#[component]
pub(crate) fn MailsPage() -> impl IntoView {
    let refusal = Posted::to_any(&[&SEND_MAIL_AGAIN, &DISCARD_MAIL]).refusal();
    let query = use_query_map().read_untracked();
    let shown = query.get("state").and_then(|name| from_name(&name)).unwrap_or(MailFilter::All);
    // Pages are counted from 1, as people do.
    let page = query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_u64).max(1);
    loading_for_administrator(async move |state, _| {
        let db = &state.database.read();
        let (mails, count) =
            overview::list(db, shown, (page - 1).min(1_000_000), PAGE_SIZE).await?;
        let (_, t) = language();
        let is_empty = mails.is_empty();
        let rows = mails.into_iter().map(|mail| view! { <MailRow mail /> }).collect_view();
        let columns = vec![
            t.mails_column_mail(),
            t.mails_column_recipient(),
            t.mails_column_promised(),
            t.mails_column_state(),
        ];
        Ok(view! {
            <Shell current=Page::Settings title=t.mails_title()>
                <RefusalNotice refusal=refusal />
                <p class="introduction">{t.mails_text()}</p>
                <Filter shown />
                <section class="card panel" aria-label=t.mails_title()>
                    {if is_empty {
                        view! { <p>{t.mails_empty()}</p> }.into_any()
                    } else {
                        view! {
                            <Records class="mails" columns has_actions=true rows=rows.into_any() />
                        }
                            .into_any()
                    }}
                    {pages(page, count.div_ceil(PAGE_SIZE), |page| address(shown, page))}
                </section>
                <ButtonLink page=Page::MailSettings label=t.mail_test_back() />
            </Shell>
        })
    })
}

#[component]
fn Filter(shown: MailFilter) -> impl IntoView {
    let (_, t) = language();
    let entries = MailFilter::ALL
        .map(|entry| {
            let is_current = (entry == shown).then_some("page");
            view! {
                <li>
                    <a href=address(entry, 1) aria-current=is_current>
                        {label(t, entry)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="filter" aria-label=t.mails_filter()>
            <ul>{entries}</ul>
        </nav>
    }
    .into_any()
}

#[component]
fn MailRow(mail: ListedMail) -> impl IntoView {
    let (language, t) = language();
    let failure = mail.failure();
    let badge = match (mail.state, &failure) {
        (State::Sent, _) => "badge success",
        (State::Failed, _) => "badge error",
        (State::Waiting, Some(_)) => "badge warning",
        (State::Waiting, None) | (State::Dropped, _) => "badge",
    };
    let when = match (mail.state, &failure) {
        (State::Waiting, Some(_)) => {
            Some(t.mails_next_try(mail.tries, language.date_and_time(mail.due_at)))
        }
        (State::Waiting, None) => None,
        _ => mail.done_at.map(|at| language.date_and_time(at)),
    };
    let reason = failure.map(|failure| {
        let (problem, advice) = advice::on(t, failure.problem);
        let said = failure_texts(language, &failure)
            .into_iter()
            .map(|text| view! { <p>{text}</p> })
            .collect_view();
        view! {
            <details class="more">
                <summary>{problem}</summary>
                {said}
                <p>{advice}</p>
            </details>
        }
    });
    let recipient = match (mail.username, mail.username_key) {
        (Some(username), _) => username,
        (None, Some(typed)) => t.mails_typed(typed),
        (None, None) => String::new(),
    };
    let can_discard = mail.state != State::Sent;
    view! {
        <tr>
            <th scope="row" data-label=t.mails_column_mail()>
                {messages::name(t, mail.message)}
            </th>
            <td data-label=t.mails_column_recipient()>
                {recipient} {mail.address.map(|address| view! { <span class="second">{address}</span> })}
            </td>
            <td data-label=t.mails_column_promised()>{language.date_and_time(mail.created_at)}</td>
            <td data-label=t.mails_column_state()>
                <span class=badge>{state_name(t, mail.state)}</span>
                {when.map(|when| view! { <span class="second">{when}</span> })}
                {reason}
            </td>
            <td class="actions">
                <form method="post" action=SEND_MAIL_AGAIN.function>
                    <button type="submit" class="button small" name="id" value=mail.id.clone()>
                        {t.mails_send_again()}
                    </button>
                </form>
                {can_discard
                    .then(|| {
                        view! {
                            <form method="post" action=DISCARD_MAIL.function>
                                <button type="submit" class="button small" name="id" value=mail.id>
                                    {t.mails_discard()}
                                </button>
                            </form>
                        }
                    })}
            </td>
        </tr>
    }
    .into_any()
}

fn address(shown: MailFilter, page: u64) -> String {
    let path = Page::Mails.path();
    match (shown, page) {
        (MailFilter::All, 1) => path,
        (shown, page) => format!("{path}?state={}&page={page}", name(shown)),
    }
}

const fn name(shown: MailFilter) -> &'static str {
    match shown {
        MailFilter::All => "all",
        MailFilter::Sent => "sent",
        MailFilter::Waiting => "waiting",
        MailFilter::Failed => "failed",
    }
}

fn from_name(text: &str) -> Option<MailFilter> {
    MailFilter::ALL.into_iter().find(|shown| name(*shown) == text)
}

fn label(t: &Text, shown: MailFilter) -> String {
    match shown {
        MailFilter::All => t.mails_all(),
        MailFilter::Sent => t.mails_all_sent(),
        MailFilter::Waiting => t.mails_waiting(),
        MailFilter::Failed => t.mails_failed(),
    }
}

fn state_name(t: &Text, state: State) -> String {
    match state {
        State::Sent => t.mails_sent(),
        State::Waiting => t.mails_waiting(),
        State::Failed => t.mails_failed(),
        State::Dropped => t.mails_dropped(),
    }
}
