//! `/settings/users/import`: choose a file, look at what is in it, and see it go in.

use std::sync::Arc;

use axum::http::request::Parts;
use leptos::prelude::*;
use tokio::sync::watch;

use super::{
    file::{BadLine, GoodLine, Lines, MOST_LINES, Unreadable},
    service::ImportProgress,
    upload::{MAX_FILE_BYTES, Received},
};
use crate::{
    accounts::{proof::field::PasswordAgain, words as account_words},
    base::{
        failure::{Failure, FormErrors},
        field::{AccountField, Fields},
        language::Language,
    },
    i18n, licenses,
    paths::Page,
    settings::users::page::BackToUsers,
    site::{posted::Posted, request::language},
    ui::{
        layout::{PageTitle, Shell},
        notice::{Notice, Tone},
        page::loading_for_administrator,
        records::Records,
        stages::{StageItem, unfolding},
        submit_button::SubmitButton,
    },
};

/// Bad lines that are shown: enough to see what is wrong with all of them.
const MOST_SHOWN: usize = 100;
/// Good ones: enough to see that the columns are the right ones.
const SAMPLE: usize = 5;
/// In how many steps a page shows how far it is.
const STEPS: usize = 30;

#[component]
pub(crate) fn ImportPage() -> impl IntoView {
    let received =
        with_context(|parts: &Parts| parts.extensions.get::<Arc<Received>>().cloned()).flatten();
    let (_, t) = language();
    let page = loading_for_administrator(async move |state, account| {
        let license = licenses::store::find(&state.database.read(), &account.license_id).await?;
        let free = license.map_or(0, |license| license.seats - license.seats_taken);
        let (_, t) = language();
        let content = match received.as_deref().cloned() {
            None => view! { <Choose unreadable=None /> }.into_any(),
            Some(Received::Unreadable(why)) => view! { <Choose unreadable=Some(why) /> }.into_any(),
            Some(Received::Read { lines, text, errors }) => {
                view! { <Preview lines text errors free /> }.into_any()
            }
            Some(Received::UnderWay { total, progress }) => {
                view! { <UnderWay total progress /> }.into_any()
            }
        };
        Ok(view! {
            <Shell current=Page::Settings title=t.import_title()>
                {content}
                <BackToUsers />
            </Shell>
        })
    });
    view! {
        // The head is sent before anything that waits.
        <PageTitle title=t.import_title() />
        {page}
    }
}

#[component]
fn Choose(unreadable: Option<Unreadable>) -> impl IntoView {
    let (language, t) = language();
    let error = unreadable.map(|why| problem(language, &why));
    let is_invalid = error.is_some().then_some("true");
    view! {
        <section class="card panel" aria-label=t.import_title()>
            <p>{t.import_text()}</p>
            <pre class="example" tabindex="0" aria-label=t.import_example()>
                "username,email,first_name,last_name,role,language,email_notifications\n\
                 ada,ada@example.com,Ada,Lovelace,user,en,on\n\
                 ,grace@example.com,Grace,Hopper,,fr,"
            </pre>
            <p class="field-help">{t.import_columns()}</p>
            <form method="post" action="/settings/users/import" enctype="multipart/form-data">
                <div class="field">
                    <label for="file">{t.import_file()}</label>
                    <input
                        id="file"
                        name="file"
                        type="file"
                        accept=".csv,text/csv"
                        aria-required="true"
                        aria-invalid=is_invalid
                        aria-describedby="file-error"
                    />
                    <p class="field-error" id="file-error" role="alert">
                        {error}
                    </p>
                </div>
                <SubmitButton label=t.import_read() working=t.working() />
            </form>
        </section>
    }
    .into_any()
}

fn problem(language: Language, why: &Unreadable) -> String {
    let t = language.text();
    match why {
        Unreadable::NoFile => t.import_no_file(),
        Unreadable::TooLarge => t.import_too_large(language.number(MAX_FILE_BYTES >> 20)),
        Unreadable::NotUtf8 => t.import_not_utf8(),
        Unreadable::Empty => t.import_empty(),
        Unreadable::MissingColumn(field) => t.import_missing_column(field.name()),
        Unreadable::TooManyLines => t.import_too_many_lines(language.number(MOST_LINES)),
    }
}

#[component]
fn Preview(
    lines: Lines,
    text: String,
    errors: Option<FormErrors>,
    /// Seats.
    free: i64,
) -> impl IntoView {
    let (language, t) = language();
    let has_administrators = lines.has_administrators();
    let Lines { good, bad, ignored } = lines;
    let needed = i64::try_from(good.len()).unwrap_or(i64::MAX);
    let is_good = bad.is_empty() && needed <= free;
    let seats = (needed > free).then(|| {
        let text = t.refusal_too_few_seats(language.number(needed), language.number(free));
        view! { <Notice tone=Tone::Error text /> }
    });
    let has_bad = (!bad.is_empty())
        .then(|| view! { <Notice tone=Tone::Error text=t.import_bad_lines(bad.len()) /> });
    let ignored = (!ignored.is_empty()).then(|| {
        view! { <Notice tone=Tone::Warning text=t.import_ignored(ignored.join(", ")) /> }
    });
    let count = good.len();
    let confirm = is_good.then(|| {
        let posted = Posted::refused(errors);
        view! {
            <form method="post" action="/settings/users/import" enctype="multipart/form-data">
                <textarea name="text" hidden readonly>
                    {text}
                </textarea>
                <input type="hidden" name="confirmed" value="on" />
                {has_administrators
                    .then(|| {
                        view! { <PasswordAgain within="import" help=t.users_password_help() posted /> }
                    })}
                <SubmitButton label=t.import_submit(count) working=t.working() />
            </form>
        }
    });
    let again = (!is_good).then(|| view! { <Choose unreadable=None /> });
    view! {
        <section class="card panel" aria-label=t.import_preview()>
            {has_bad}
            {seats}
            {ignored}
            {(!bad.is_empty()).then(|| view! { <BadLines bad /> })}
            {(!good.is_empty()).then(|| view! { <Sample good /> })}
            {confirm}
        </section>
        {again}
    }
    .into_any()
}

#[component]
fn BadLines(bad: Vec<BadLine>) -> impl IntoView {
    let (language, t) = language();
    let more = bad.len().saturating_sub(MOST_SHOWN);
    let rows = bad
        .into_iter()
        .take(MOST_SHOWN)
        .flat_map(|line| line.errors.into_iter().map(move |error| (line.number, error)))
        .map(|(number, (field, error, cell))| {
            view! {
                <tr>
                    <th scope="row" data-label=t.import_line()>
                        {language.number(number)}
                    </th>
                    <td data-label=t.import_column()>
                        <code>{field.name()}</code>
                        {(!cell.is_empty()).then(|| view! { <span class="second">{cell}</span> })}
                    </td>
                    <td data-label=t.import_reason()>{i18n::field_error(language, error)}</td>
                </tr>
            }
        })
        .collect_view();
    let columns = vec![t.import_line(), t.import_column(), t.import_reason()];
    view! {
        <Records caption=t.import_bad() columns rows=rows.into_any() />
        {(more > 0).then(|| view! { <p>{t.import_more_bad(more)}</p> })}
    }
    .into_any()
}

#[component]
fn Sample(good: Vec<GoodLine>) -> impl IntoView {
    let (_, t) = language();
    let count = good.len();
    let rows = good
        .into_iter()
        .take(SAMPLE)
        .map(|GoodLine { person, role, .. }| {
            let name = format!("{} {}", person.first_name.as_str(), person.last_name.as_str());
            view! {
                <tr>
                    <th scope="row" data-label=t.users_column_username()>
                        {person.username.as_str().to_owned()}
                    </th>
                    <td data-label=t.users_column_name()>{name}</td>
                    <td data-label=t.users_column_email()>{person.email.as_str().to_owned()}</td>
                    <td data-label=t.users_column_role()>{account_words::role(t, role)}</td>
                    <td data-label=t.language_label()>{person.language.name()}</td>
                    <td data-label=t.users_column_notifications()>
                        {if person.email_notifications {
                            t.users_notifications_on()
                        } else {
                            t.users_notifications_off()
                        }}
                    </td>
                </tr>
            }
        })
        .collect_view();
    let columns = vec![
        t.users_column_username(),
        t.users_column_name(),
        t.users_column_email(),
        t.users_column_role(),
        t.language_label(),
        t.users_column_notifications(),
    ];
    view! {
        <p>{t.import_good_lines(count)}</p>
        <Records columns rows=rows.into_any() />
    }
    .into_any()
}

/// How far it is, as it goes on.
#[component]
fn UnderWay(total: usize, progress: watch::Receiver<ImportProgress>) -> impl IntoView {
    let (language, t) = language();
    let number = move |count: usize| language.number(count);
    // Each step is a further part of the whole; of their lines the last one shows.
    let step = move |progress: &ImportProgress, place: usize| {
        let reached = total.div_ceil(STEPS) * (place + 1);
        (place < STEPS && progress.done >= reached.min(total)).then(|| {
            view! {
                <StageItem
                    class="passing"
                    mark=t.import_mark()
                    name=t.import_added(number(reached.min(total)), number(total))
                    millis=String::new()
                    details=Vec::new()
                >
                    ""
                </StageItem>
            }
            .into_any()
        })
    };
    let end = move |progress: ImportProgress| match progress.outcome {
        Some(Ok(())) => view! {
            <Notice tone=Tone::Success text=t.import_done(total) />
        }
        .into_any(),
        failed => {
            let failure = failed.and_then(Result::err);
            view! { <Notice tone=Tone::Error text=why_nothing(language, failure) /> }.into_any()
        }
    };
    view! {
        {unfolding(t.import_title(), "stages card", progress, |p| p.outcome.is_some(), step, end)}
    }
    .into_any()
}

/// Why nobody was added after all.
fn why_nothing(language: Language, failure: Option<Failure>) -> String {
    let t = language.text();
    match failure {
        Some(Failure::Refused(refusal)) => i18n::refusal(language, refusal),
        Some(Failure::Form(errors)) if errors.of(AccountField::Username).is_some() => {
            t.import_taken_meanwhile()
        }
        Some(Failure::Fault(reference)) => t.problem_fault(reference.to_string()),
        Some(Failure::Form(_)) | None => t.import_broken_off(),
    }
}
