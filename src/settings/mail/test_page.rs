//! `/settings/mail-test/{id}`: a test as it runs. The page is sent in pieces, each stage when it is
//! over, so it fills in before one's eyes without a script.

use std::time::Duration;

use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_params_map;
use tokio::sync::watch;

use super::{delivery_test, endpoint::SAVE_MAIL, steps};
use crate::{
    accounts::proof::field::PasswordAgain,
    base::language::Language,
    database::entities::{account, mail_test},
    mail::{
        form::{MailField, MailForm},
        report::{MailStage, MailStep},
        transport::TEST_LIMIT,
    },
    paths::Page,
    site::{context::Context, posted::Posted, request::language},
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

/// How often a running test is looked at.
const GLANCE: Duration = Duration::from_millis(100);

/// How far a test has come.
#[derive(Debug, Clone, Default)]
struct TestProgress {
    steps: Vec<MailStep>,
    is_over: bool,
}

#[component]
pub(crate) fn MailTestPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let (_, t) = language();
    let page = loading_for_administrator(async move |state, administrator| {
        let found = delivery_test::find(&state, &administrator, &id).await?;
        let content = match found {
            Some(test) => {
                let form = test.form()?;
                let (language, t) = language();
                let introduction =
                    t.mail_test_running(form.get(MailField::SmtpServer), &test.recipient);
                let end = |last| view! { <End test form last /> }.into_any();
                Either::Left(view! {
                    <p class="introduction">{introduction}</p>
                    {stages(language, state, administrator, id, end)}
                })
            }
            None => Either::Right(view! {
                <p>{t.mail_test_gone()}</p>
                <ButtonLink page=Page::MailSettings label=t.mail_test_back() />
            }),
        };
        Ok(view! { <Shell current=Page::Settings title=t.mail_test_title()>{content}</Shell> })
    });
    view! {
        // The head is sent before anything that waits.
        <PageTitle title=t.mail_test_title() />
        {page}
    }
}

/// Looks at the test until it is over, wherever it runs.
fn follow(
    context: Context,
    administrator: account::Model,
    id: String,
) -> watch::Receiver<TestProgress> {
    let (tell, told) = watch::channel(TestProgress::default());
    tokio::spawn(async move {
        let watching = async {
            while let Ok(Some(test)) = delivery_test::find(&context, &administrator, &id).await {
                let progress =
                    TestProgress { steps: test.steps(), is_over: test.finished_at.is_some() };
                let is_over = progress.is_over;
                if tell.send(progress).is_err() || is_over {
                    return;
                }
                tokio::time::sleep(GLANCE).await;
            }
        };
        let _ = tokio::time::timeout(TEST_LIMIT + GLANCE * 20, watching).await;
        tell.send_modify(|progress| progress.is_over = true);
    });
    told
}

/// The stages of a test as they come, and what `end` makes of the last one.
pub(crate) fn stages(
    language: Language,
    context: Context,
    administrator: account::Model,
    id: String,
    end: impl FnOnce(Option<MailStep>) -> AnyView + Send + 'static,
) -> impl IntoView {
    let progress = follow(context, administrator, id);
    let step = move |progress: &TestProgress, number: usize| {
        progress.steps.get(number).map(|step| steps::step(language, step).into_any())
    };
    let label = language.text().mail_test_title();
    let end = move |progress: TestProgress| end(progress.steps.last().cloned());
    unfolding(label, "stages card", progress, |progress| progress.is_over, step, end)
}

/// Whether the mail server took the mail.
pub(crate) fn has_arrived(last: Option<&MailStep>) -> bool {
    last.is_some_and(|step| step.stage == MailStage::Accepted && step.outcome.is_ok())
}

/// What came of it, and what to do next.
#[component]
fn End(test: mail_test::Model, form: MailForm, last: Option<MailStep>) -> impl IntoView {
    let (_, t) = language();
    let has_arrived = has_arrived(last.as_ref());
    let back = Page::MailTested(test.id.clone()).path();
    let save = has_arrived.then(|| {
        view! {
            <Notice tone=Tone::Success title=t.mail_test_passed() text=t.mail_test_passed_text(&test.recipient) />
            <form method="post" action=SAVE_MAIL.function>
                <input type="hidden" name="version" value=test.version.to_string() />
                <input type="hidden" name="test" value=test.id.clone() />
                {hidden_fields(form.values())}
                <PasswordAgain within="tested" posted=Posted::default() />
                <SubmitButton label=t.mail_test_save() working=t.working() />
            </form>
        }
    });
    let is_broken_off = last.is_none_or(|step| step.outcome.is_ok() && !has_arrived);
    view! {
        <div class="test-end">
            {is_broken_off
                .then(|| view! { <Notice tone=Tone::Error text=t.mail_test_broken_off() /> })}
            {save}
            <a class="button secondary" href=back>
                {t.mail_test_back()}
            </a>
        </div>
    }
    .into_any()
}
