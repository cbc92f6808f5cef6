//! The guided setup around the panels of the settings: where one is, what the step is for, what may be
//! skipped, and the way on.

use leptos::prelude::*;
use sea_orm::ConnectionTrait;

use super::endpoint::{FINISH_SETUP, GO_TO_STEP, TEST_SETUP};
use crate::{
    accounts::store,
    base::failure::Error,
    database::entities::installation::Step,
    i18n::{self, Text},
    mail,
    paths::Page,
    settings::{
        mail::panel::MailLine,
        own_database::panel::{DatabaseLine, Live},
        server::{
            self,
            panel::{Address, AddressLine},
        },
    },
    setup::tasks::{self, SetupTask, TaskText},
    site::{context::Context, posted::Posted, request::language},
    ui::{
        icon::{Icon, Picture},
        layout::Shell,
        notice::{Notice, RefusalNotice, Tone},
        submit_button::SubmitButton,
    },
};

/// What the guide shows.
pub(crate) struct SetupGuide {
    step: Step,
    /// What has not been done yet.
    left: Vec<SetupTask>,
    /// At the end.
    summary: Option<Summary>,
}

/// How everything stands.
pub(super) struct Summary {
    pub(super) database: Live,
    pub(super) mail: mail::store::StoredMailSettings,
    pub(super) address: Address,
}

impl Summary {
    pub(super) async fn find(context: &Context, db: &impl ConnectionTrait) -> Result<Self, Error> {
        Self::with(context, db, mail::store::find(&context.mailer, db).await?).await
    }

    async fn with(
        context: &Context,
        db: &impl ConnectionTrait,
        mail: mail::store::StoredMailSettings,
    ) -> Result<Self, Error> {
        let address = Address::of(context, &server::store::find(db).await?);
        Ok(Self { database: Live::find(context).await, mail, address })
    }
}

impl SetupGuide {
    /// `None` once it is finished.
    pub(crate) async fn find(
        context: &Context,
        db: &impl ConnectionTrait,
    ) -> Result<Option<Self>, Error> {
        let Some(step) = super::step(db).await? else { return Ok(None) };
        let mail = mail::store::find(&context.mailer, db).await?;
        let left = tasks::left(context, db, &mail, store::count(db).await?).await?;
        let summary = match step {
            Step::Done => Some(Summary::with(context, db, mail).await?),
            _ => None,
        };
        Ok(Some(Self { step, left, summary }))
    }
}

impl Step {
    /// Whether nothing of it is left to do. (There is always a database.)
    fn is_done(self, left: &[SetupTask]) -> bool {
        match self {
            Self::Connection => true,
            Self::Mail => !left.contains(&SetupTask::Mail),
            Self::Server => !left.contains(&SetupTask::ServerUrl),
            Self::Users => !left.contains(&SetupTask::Users),
            Self::Done => false,
        }
    }

    fn title(self, t: &Text) -> String {
        match self {
            Self::Connection => t.settings_connection_title(),
            Self::Mail => t.settings_mail_title(),
            Self::Server => t.settings_server_title(),
            Self::Users => t.settings_users_title(),
            Self::Done => t.setup_done_title(),
        }
    }

    /// As a heading above what it is about.
    fn question(self, t: &Text) -> String {
        match self {
            Self::Connection => t.setup_connection_question(),
            Self::Mail => t.setup_mail_question(),
            Self::Server => t.setup_server_question(),
            Self::Users => t.setup_users_question(),
            Self::Done => t.setup_done_question(),
        }
    }

    /// What it is for, and what happens if it is skipped.
    fn texts(self, t: &Text) -> Vec<String> {
        match self {
            Self::Connection => vec![t.setup_connection(), t.setup_connection_skipped()],
            Self::Mail => vec![t.setup_mail(), t.setup_mail_skipped()],
            Self::Server => vec![t.setup_server(), t.setup_server_skipped()],
            Self::Users => vec![t.setup_users(), t.setup_users_skipped()],
            Self::Done => vec![t.setup_done()],
        }
    }
}

/// All panels are there; the one of the step is in sight, and one that the address names.
#[component]
pub(crate) fn GuidedSettings(guide: SetupGuide, children: Children) -> impl IntoView {
    let (language, t) = language();
    let SetupGuide { step, left, summary } = guide;
    let posted = Posted::to_any(&[&GO_TO_STEP, &TEST_SETUP, &FINISH_SETUP]);
    // A test needs mail settings that can be used.
    let wrong = posted.first_error();
    let texts = step.texts(t).into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
    view! {
        <Shell current=Page::Settings title=t.setup_title()>
            <Steps step left=left.clone() />
            <RefusalNotice refusal=posted.refusal() />
            {wrong
                .map(|error| {
                    let text = i18n::field_error(language, error);
                    view! { <Notice tone=Tone::Error title=t.setup_test_impossible() text /> }
                })}
            <section class="guide-step" aria-labelledby="guide-step">
                <h2 id="guide-step">{step.question(t)}</h2>
                {texts}
            </section>
            <div class=format!("panels guided at-{}", step.name())>
                {summary.map(|summary| view! { <SummaryCard summary left=left.clone() /> })}
                {children()}
            </div>
            <WayOn step is_done=step.is_done(&left) />
        </Shell>
    }
    .into_any()
}

/// The steps, each a button that leads there.
#[component]
fn Steps(step: Step, left: Vec<SetupTask>) -> impl IntoView {
    let (_, t) = language();
    let steps = Step::all()
        .map(|other| {
            let is_current = (other == step).then_some("step");
            let is_done = other.is_done(&left);
            view! {
                <li>
                    <button type="submit" name="step" value=other.name() aria-current=is_current>
                        {other.title(t)}
                        {is_done
                            .then(|| {
                                view! {
                                    <Picture icon=Icon::Done />
                                    <span class="visually-hidden">{t.setup_step_done()}</span>
                                }
                            })}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <form method="post" action=GO_TO_STEP.function aria-label=t.setup_steps()>
            <ol class="steps">{steps}</ol>
        </form>
    }
    .into_any()
}

/// Back, and on to the next step or to the end.
#[component]
fn WayOn(step: Step, is_done: bool) -> impl IntoView {
    let (_, t) = language();
    let on = if is_done { t.setup_continue() } else { t.setup_skip() };
    view! {
        <div class="way-on">
            <form method="post" action=GO_TO_STEP.function>
                {step
                    .before()
                    .map(|before| {
                        view! {
                            <button class="button secondary" name="step" value=before.name()>
                                {t.setup_back()}
                            </button>
                        }
                    })}
                {step
                    .after()
                    .map(|after| {
                        view! {
                            <button class="button primary" name="step" value=after.name()>
                                {on}
                            </button>
                        }
                    })}
            </form>
            {step
                .after()
                .is_none()
                .then(|| {
                    view! {
                        <form method="post" action=FINISH_SETUP.function>
                            <SubmitButton label=t.setup_finish() working=t.working() />
                        </form>
                    }
                })}
        </div>
    }
    .into_any()
}

/// What is set, what is left, and the test of everything.
#[component]
fn SummaryCard(summary: Summary, left: Vec<SetupTask>) -> impl IntoView {
    let (_, t) = language();
    let Summary { database, mail, address } = summary;
    view! {
        <section class="card panel" id="done" aria-labelledby="done-title">
            <header>
                <h2 id="done-title">{t.setup_summary_title()}</h2>
                <p>{t.setup_summary_text()}</p>
            </header>
            <h3>{t.settings_connection_title()}</h3>
            <DatabaseLine live=database />
            <h3>{t.settings_mail_title()}</h3>
            <MailLine
                settings=mail.settings()
                is_from_configuration=mail.is_from_configuration
            />
            <h3>{t.settings_server_title()}</h3>
            <AddressLine address />
            {(!left.is_empty())
                .then(|| {
                    view! {
                        <h3>{t.tasks_title()}</h3>
                        <ul>
                            {left
                                .into_iter()
                                .map(|task| view! { <li><TaskText task /></li> })
                                .collect_view()}
                        </ul>
                        <p class="field-help">{t.setup_left_help()}</p>
                    }
                })}
            <div class="panel-foot">
                <form method="post" action=TEST_SETUP.function>
                    <SubmitButton label=t.setup_test() working=t.working() action=TEST_SETUP.function />
                </form>
            </div>
        </section>
    }
    .into_any()
}
