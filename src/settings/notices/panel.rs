//! Who hears of failures, as a card.

use leptos::{either::Either, prelude::*};
use sea_orm::ConnectionTrait;

use super::{
    NoticesField,
    endpoint::{SAVE_NOTICES, TEST_NOTICES},
};
use crate::{
    accounts::{notified, proof::field::PasswordAgain},
    base::{failure::Error, field::Fields, language::Language, secret::Secret},
    database::entities::webhook_delivery::State,
    i18n::Text,
    jobs::webhook::{
        PostFailure,
        deliveries::{self, DeliveryOverview},
        settings,
    },
    paths::{NOTICES_TESTED, Page, Panel},
    settings::users::view::UsersView,
    site::{
        context::Context,
        host_cookie::HostCookie,
        posted::Posted,
        request::{kept_in_cookie, language, query, visitor, was_saved},
    },
    ui::{
        choice::CheckboxField,
        copy_button::CopyButton,
        notice::{Notice, RefusalNotice, Tone},
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
        unsaved_changes::UnsavedChanges,
    },
};

/// What the panel shows.
pub(crate) struct NoticesPanelState {
    /// How many are mailed.
    told: u64,
    has_mail_server: bool,
    version: i32,
    webhook_url: Option<String>,
    standing: Vec<DeliveryLine>,
    /// Just made, to be shown once.
    made_secret: Option<Secret>,
}

impl NoticesPanelState {
    pub(crate) async fn find(
        context: &Context,
        db: &impl ConnectionTrait,
        has_mail_server: bool,
    ) -> Result<Self, Error> {
        let kept = settings::find(db, &context.vault).await?;
        let standing = if kept.has_url {
            lines(visitor().language, &DeliveryOverview::find(db).await?)?
        } else {
            Vec::new()
        };
        let made_secret = kept_in_cookie(context, HostCookie::MadeSecret);
        if made_secret.is_some() {
            HostCookie::MadeSecret.remove(&context.url());
        }
        // Nobody has a secret shown that is not the one in force.
        let in_force = kept.secret(&context.vault)?.map(|secret| secret.to_text());
        Ok(Self {
            told: notified::count(db).await?,
            has_mail_server,
            version: kept.version,
            webhook_url: kept.url.map(|url| url.as_str().to_owned()),
            standing,
            made_secret: made_secret.filter(|made| in_force.as_ref() == Some(made)),
        })
    }
}

/// A sentence about the webhook, and whether it is good news.
type DeliveryLine = (bool, String);

fn lines(language: Language, standing: &DeliveryOverview) -> Result<Vec<DeliveryLine>, Error> {
    let t = language.text();
    let mut lines = Vec::new();
    if let Some(last) = &standing.last {
        let at = language.date_and_time(last.done_at.unwrap_or(last.due_at));
        lines.push(match (last.state, deliveries::problem(last)?) {
            (State::Failed, Some(problem)) => {
                (false, t.webhook_last_failed(at, words(t, &problem)))
            }
            _ => (true, t.webhook_last_sent(at)),
        });
    }
    if let Some(next) = &standing.next
        && let Some(problem) = deliveries::problem(next)?
    {
        let at = language.date_and_time(next.due_at);
        lines.push((false, t.webhook_waiting_failed(standing.waiting, at, words(t, &problem))));
    } else if standing.waiting > 0 {
        lines.push((true, t.webhook_waiting(standing.waiting)));
    }
    if lines.is_empty() {
        lines.push((true, t.webhook_nothing_yet()));
    }
    Ok(lines)
}

/// What was wrong, and what to do about it.
fn words(t: &Text, problem: &PostFailure) -> String {
    match problem {
        PostFailure::Refused(410) => t.webhook_problem_gone(),
        PostFailure::Refused(status) => t.webhook_problem_refused(status.to_string()),
        PostFailure::Unreachable(words) => t.webhook_problem_unreachable(words),
        PostFailure::TooSlow => t.webhook_problem_too_slow(),
        PostFailure::Redirected => t.webhook_problem_redirected(),
        PostFailure::AnswerTooLarge => t.webhook_problem_answer_too_large(),
        PostFailure::NoSecret => t.webhook_problem_no_secret(),
    }
}

#[component]
pub(crate) fn NoticesPanel(shown: NoticesPanelState) -> impl IntoView {
    let (_, t) = language();
    let NoticesPanelState { told, has_mail_server, version, webhook_url, standing, made_secret } =
        shown;
    let posted = Posted::to_any(&[&SAVE_NOTICES, &TEST_NOTICES]);
    let (refusal, has_typed) = (posted.refusal(), posted.has_typed());
    let version = posted.seen_version(None, version);
    let has_webhook = webhook_url.is_some();
    let posted = posted
        .or_values([(NoticesField::WebhookUrl.name().to_owned(), webhook_url.unwrap_or_default())]);
    view! {
        <section class="card panel" id="notices" aria-labelledby="notices-title">
            <header>
                <h2 id="notices-title">{t.settings_notices_title()}</h2>
                <p>{t.settings_notices_text()}</p>
            </header>
            <RefusalNotice refusal />
            {was_saved(Panel::Notices)
                .then(|| view! { <Notice tone=Tone::Success text=t.notices_saved() /> })}
            {made_secret.map(|secret| view! { <MadeSecret secret /> })}
            <TestedNotice has_mail_server has_webhook />
            <MailedLine told has_mail_server />
            <form method="post" action=SAVE_NOTICES.function novalidate>
                <input type="hidden" name="version" value=version.to_string() />
                <TextField
                    field=NoticesField::WebhookUrl
                    kind=InputKind::Plain
                    label=t.field_webhook_url()
                    help=t.field_webhook_url_help()
                    required=false
                    posted=posted.clone()
                />
                {standing.into_iter().map(|line| view! { <StandingLine line /> }).collect_view()}
                {has_webhook
                    .then(|| {
                        view! {
                            <CheckboxField
                                field=NoticesField::NewWebhookSecret
                                label=t.field_new_webhook_secret()
                                help=t.field_new_webhook_secret_help()
                                is_ticked=false
                            />
                        }
                    })}
                <PasswordAgain within="notices" posted />
                <div class="panel-foot">
                    <UnsavedChanges text=t.unsaved_changes() initially=has_typed />
                    <SubmitButton label=t.save() working=t.working() />
                </div>
            </form>
            <form method="post" action=TEST_NOTICES.function>
                <p class="field-help">{t.notices_test_help()}</p>
                <SubmitButton label=t.notices_test() working=t.working() action=TEST_NOTICES.function />
            </form>
        </section>
    }
    .into_any()
}

/// The one time that the secret can be read.
#[component]
fn MadeSecret(secret: Secret) -> impl IntoView {
    let (_, t) = language();
    view! {
        <Notice tone=Tone::Warning text=t.webhook_secret_text() />
        <div class="field made-link">
            <label for="webhook-secret">{t.webhook_secret_label()}</label>
            <input
                id="webhook-secret"
                class="code"
                type="text"
                readonly
                value=secret.reveal().to_owned()
            />
        </div>
        <CopyButton input="webhook-secret".to_owned() label=t.copy() copied=t.copied() />
    }
    .into_any()
}

/// What a test has promised, and where to see what becomes of it.
#[component]
fn TestedNotice(has_mail_server: bool, has_webhook: bool) -> impl IntoView {
    let (_, t) = language();
    let was_tested = query().any(|(name, value)| name == "saved" && value == NOTICES_TESTED);
    was_tested.then(|| {
        let text = match (has_mail_server, has_webhook) {
            (true, true) => t.notices_tested_both(),
            (true, false) => t.notices_tested_mail(),
            (false, true) => t.notices_tested_webhook(),
            (false, false) => t.notices_tested_nothing(),
        };
        let tone = if has_mail_server || has_webhook { Tone::Success } else { Tone::Warning };
        view! {
            <Notice tone text>
                {has_mail_server
                    .then(|| view! { <a href=Page::Mails.path()>{t.mails_title()}</a> })}
            </Notice>
        }
    })
}

/// Who is mailed at this moment, and what to do if that is nobody.
#[component]
fn MailedLine(told: u64, has_mail_server: bool) -> impl IntoView {
    let (_, t) = language();
    let on = UsersView { email_notifications: Some(true), ..UsersView::default() };
    let line = match told {
        0 => Either::Left(view! {
            <Notice tone=Tone::Warning text=t.notices_nobody()>
                <a href=Page::Users(String::new()).path()>{t.notices_nobody_link()}</a>
            </Notice>
        }),
        _ => Either::Right(view! {
            <p class="state success">
                <span>
                    {t.notices_mailed(told)} " "
                    <a href=Page::Users(on.query()).path()>{t.notices_mailed_link()}</a>
                </span>
            </p>
        }),
    };
    view! {
        {line}
        {(!has_mail_server)
            .then(|| {
                view! {
                    <Notice tone=Tone::Warning text=t.notices_no_mail_server()>
                        <a href=Page::MailSettings.path()>{t.settings_mail_title()}</a>
                    </Notice>
                }
            })}
    }
    .into_any()
}

#[component]
fn StandingLine(line: DeliveryLine) -> impl IntoView {
    let (is_good, text) = line;
    let class = if is_good { "state success" } else { "state warning" };
    view! {
        <p class=class>
            <span>{text}</span>
        </p>
    }
}
