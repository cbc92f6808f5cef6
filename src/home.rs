//! `/`: how things stand, at a glance, and the one thing to do next.

use std::sync::Arc;

use leptos::prelude::*;
use sea_orm::ConnectionTrait;

use crate::{
    accounts::store::{self, Counts},
    base::{
        days::{self, Day},
        failure::Error,
    },
    database::entities::{job_run::State, license},
    extractions,
    jobs::{self, kinds, runs},
    licenses,
    mail::{self, outbox::overview},
    paths::Page,
    settings::{
        license::panel::{Validity, warning},
        mail::panel::MailLine,
        own_database::panel::{DatabaseLine, Live},
    },
    setup::{
        guide::{self, endpoint::DISMISS_TASK},
        tasks::{self, SetupTask, TaskText},
    },
    site::{
        context::Context,
        request::{Visitor, language, mails_in_trouble},
    },
    ui::{day_bars::DayBars, layout::Shell, page::loading_for_signed_in},
};

/// What only administrators see.
struct Overview {
    database: Live,
    mail: mail::store::StoredMailSettings,
    mails: Vec<Day>,
    counts: Counts,
    next: Option<Next>,
    to_do: Vec<SetupTask>,
    has_extractions: bool,
}

/// The one thing to do next.
#[derive(Debug, Clone, PartialEq)]
enum Next {
    Setup,
    MailsInTrouble(u64),
    /// The last run of a job failed.
    JobFailed {
        job: String,
        run: String,
    },
    Requests(i64),
}

impl Overview {
    async fn find(context: &Context, db: &impl ConnectionTrait) -> Result<Self, Error> {
        let counts = store::count(db).await?;
        let is_guided = guide::step(db).await?.is_some();
        let mail = mail::store::find(&context.mailer, db).await?;
        let to_do = if is_guided {
            Vec::new()
        } else {
            tasks::to_do(db, tasks::left(context, db, &mail, counts).await?).await?
        };
        let next = if is_guided { Some(Next::Setup) } else { Next::find(db, counts).await? };
        Ok(Self {
            database: Live::find(context).await,
            mail,
            mails: overview::by_day(db, context.clock.now()).await?,
            counts,
            next,
            to_do,
            has_extractions: extractions::store::count(db).await? > 0,
        })
    }
}

impl Next {
    async fn find(db: &impl ConnectionTrait, counts: Counts) -> Result<Option<Self>, Error> {
        let mails = mails_in_trouble();
        if mails > 0 {
            return Ok(Some(Self::MailsInTrouble(mails)));
        }
        let ended = runs::overview::latest_of_each(db, &[State::Succeeded, State::Failed]).await?;
        let failed = ended.into_values().filter(|run| run.state == State::Failed);
        if let Some(run) = failed.max_by_key(|run| run.ended_at)
            && let Some(job) = jobs::store::find_by_id(db, &run.job_id).await?
        {
            return Ok(Some(Self::JobFailed { job: job.name, run: run.id }));
        }
        Ok((counts.requested > 0).then_some(Self::Requests(counts.requested)))
    }
}

#[component]
pub(crate) fn HomePage() -> impl IntoView {
    loading_for_signed_in(async move |context: Context, visitor: Arc<Visitor>| {
        let account = &visitor.require_session()?.account;
        let db = &context.database.read();
        let license = licenses::store::find(db, &account.license_id).await?;
        let is_administrator = visitor.is_administrator();
        let overview =
            if is_administrator { Some(Overview::find(&context, db).await?) } else { None };
        let runs = runs::overview::by_day(db, None, context.clock.now()).await?;
        let (language, t) = language();
        let standing = license.as_ref().map(|license| license.standing(context.clock.now()));
        let warning =
            standing.filter(|_| is_administrator).and_then(|standing| warning(language, standing));
        let is_new = overview.as_ref().is_some_and(|overview| !overview.has_extractions);
        let (next, to_do) = overview
            .as_ref()
            .map_or((None, Vec::new()), |overview| (overview.next.clone(), overview.to_do.clone()));
        Ok(view! {
            <Shell current=Page::Home title=t.home_welcome(&account.first_name)>
                {warning}
                {next.map(|next| view! { <NextCard next /> })}
                {is_new.then(|| view! { <StartCard /> })}
                {(!to_do.is_empty()).then(|| view! { <ToDoCard to_do /> })}
                <div class="cards">
                    {license.map(|license| view! { <LicenseCard license is_administrator /> })}
                    <JobsCard runs />
                    {overview.map(|overview| view! { <OverviewCards overview /> })}
                </div>
            </Shell>
        })
    })
}

#[component]
fn NextCard(next: Next) -> impl IntoView {
    let (_, t) = language();
    let (text, link, page) = match next {
        Next::Setup => (t.home_next_setup(), t.home_next_setup_link(), Page::Settings),
        Next::MailsInTrouble(count) => {
            (t.mail_in_trouble(count), t.mail_in_trouble_link(), Page::Mails)
        }
        Next::JobFailed { job, run } => (
            t.home_next_job_failed(kinds::title(t, &job)),
            t.home_next_job_failed_link(),
            Page::Run { job, run },
        ),
        Next::Requests(count) => (
            t.users_requests(count),
            t.home_next_requests_link(),
            Page::Users("?status=requested".to_owned()),
        ),
    };
    view! {
        <section class="card next" aria-labelledby="home-next">
            <h2 id="home-next">{t.home_next_title()}</h2>
            <p>{text}</p>
            <a class="button primary" href=page.path()>
                {link}
            </a>
        </section>
    }
    .into_any()
}

/// What DataSync does, for whoever has not seen it yet.
#[component]
fn StartCard() -> impl IntoView {
    let (_, t) = language();
    view! {
        <section class="card start" aria-labelledby="home-start">
            <h2 id="home-start">{t.home_start_title()}</h2>
            <p>{t.home_start_text()}</p>
            <extractions::Start />
        </section>
    }
    .into_any()
}

#[component]
fn ToDoCard(to_do: Vec<SetupTask>) -> impl IntoView {
    let (_, t) = language();
    let items = to_do
        .into_iter()
        .map(|task| {
            view! {
                <li>
                    <TaskText task />
                    <button
                        class="button quiet"
                        name="task"
                        value=task.name()
                        aria-label=t.tasks_dismiss_label(task.text(t))
                    >
                        {t.tasks_dismiss()}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card to-do" aria-labelledby="home-to-do">
            <h2 id="home-to-do">{t.tasks_title()}</h2>
            <form method="post" action=DISMISS_TASK.function>
                <ul>{items}</ul>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn LicenseCard(license: license::Model, is_administrator: bool) -> impl IntoView {
    let (language, t) = language();
    let (taken, seats) = (license.seats_taken, license.seats);
    let link = format!("{}#license", Page::Settings.path());
    view! {
        <section class="card" aria-labelledby="home-license">
            <h2 id="home-license">{t.home_license_title()}</h2>
            <p class="figure">{license.licensee.clone()}</p>
            <p>{t.license_seats(language.number(taken), language.number(seats))}</p>
            <progress max=seats value=taken aria-labelledby="home-license"></progress>
            <p>
                <Validity license />
            </p>
            {is_administrator.then(|| view! { <a href=link>{t.home_license_link()}</a> })}
        </section>
    }
    .into_any()
}

#[component]
fn JobsCard(runs: Vec<Day>) -> impl IntoView {
    let (language, t) = language();
    let (succeeded, failed) = days::totals(&runs);
    view! {
        <section class="card" aria-labelledby="home-jobs">
            <h2 id="home-jobs">{t.jobs_title()}</h2>
            <p class="figure">
                {language.number(succeeded)} " " <small>{t.home_jobs_succeeded(succeeded)}</small>
            </p>
            <DayBars
                id="runs"
                title=t.runs_chart()
                good=t.run_succeeded()
                bad=t.run_failed()
                days=runs
            />
            {(failed > 0).then(|| view! { <p>{t.home_jobs_failed(failed)}</p> })}
            <a href=Page::Jobs.path()>{t.home_jobs_link()}</a>
        </section>
    }
    .into_any()
}

#[component]
fn OverviewCards(overview: Overview) -> impl IntoView {
    let (language, t) = language();
    let Overview { database, mail, mails, counts, .. } = overview;
    let (sent, failed) = days::totals(&mails);
    let pending = match counts.pending {
        0 => t.home_users_none_pending(),
        pending => t.home_users_pending(pending),
    };
    view! {
        <section class="card" aria-labelledby="home-database">
            <h2 id="home-database">{t.home_database_title()}</h2>
            <DatabaseLine live=database />
            <a href=Page::ConnectionSettings.path()>{t.home_database_link()}</a>
        </section>
        <section class="card" aria-labelledby="home-mail">
            <h2 id="home-mail">{t.home_mail_title()}</h2>
            <p class="figure">
                {language.number(sent)} " " <small>{t.home_mail_sent(sent)}</small>
            </p>
            <DayBars
                id="mails"
                title=t.home_mail_chart()
                good=t.mails_sent()
                bad=t.mails_failed()
                days=mails
            />
            {(failed > 0).then(|| view! { <p>{t.home_mail_failed(failed)}</p> })}
            <MailLine
                settings=mail.settings()
                is_from_configuration=mail.is_from_configuration
            />
            <a href=Page::Mails.path()>{t.mails_title()}</a>
        </section>
        <section class="card" aria-labelledby="home-users">
            <h2 id="home-users">{t.home_users_title()}</h2>
            <p class="figure">
                {language.number(counts.active)} " "
                <small>{t.home_users_active(counts.active)}</small>
            </p>
            <p>{pending}</p>
            {(counts.requested > 0).then(|| view! { <p>{t.users_requests(counts.requested)}</p> })}
            <a href=format!("{}#users", Page::Settings.path())>{t.home_users_link()}</a>
        </section>
    }
    .into_any()
}
