//! `/extractions/{id}`: one extraction, what it does, and what would become of each table if it ran now.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    definition::Definition,
    endpoint::{RUN_EXTRACTION, TAKE_OVER_TABLES, VERIFY},
    form_page::NoSuchExtraction,
    steps::{Step, Steps},
    store::{self, NamedExtraction},
    validated::validated,
};
use crate::{
    base::failure::Error,
    connections,
    database::entities::{
        account, job,
        job_run::{self, State},
    },
    jobs::{self, runs::overview},
    paths::Page,
    site::{
        context::Context,
        posted::Posted,
        request::{language, query},
    },
    ui::{
        button_link::ButtonLink,
        layout::{PageTitle, Shell},
        notice::{Notice, RefusalNotice, Tone},
        page::{loading_for_signed_in, look_up},
        sent_in_turn::SentInTurn,
        submit_button::SubmitButton,
    },
};

#[component]
pub(crate) fn ExtractionPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let is_validating = query().any(|(name, _)| name == "validate");
    let was_saved = query().any(|(name, value)| name == "saved" && value == "extraction");
    let found = look_up(async move |context, _| store::find(&context.database.read(), &id).await);
    let (_, t) = language();
    let page = loading_for_signed_in(async move |state, visitor| {
        let Some(named) = found.await? else {
            return Ok(view! { <NoSuchExtraction /> }.into_any());
        };
        let is_administrator = visitor.is_administrator();
        let NamedExtraction { job, extraction } = named.clone();
        let (_, t) = language();
        let refusal = Posted::to_any(&[&RUN_EXTRACTION, &TAKE_OVER_TABLES]);
        let (step, content) = if is_validating && is_administrator {
            let looking = validated(state.clone(), named);
            let content = view! {
                <section class="card panel" aria-labelledby="validated-title">
                    <header>
                        <h2 id="validated-title">{t.extractions_validate_title()}</h2>
                        <p>{t.extractions_validate_text()}</p>
                    </header>
                    {SentInTurn::once(looking)}
                </section>
            };
            (Step::Validate, content.into_any())
        } else {
            let db = &state.database.read();
            let person = &visitor.require_session()?.account;
            let (source, destination) = ends(&state, &named, person).await?;
            let definition = extraction.definition()?;
            let last = overview::latest(db, &job.id, &State::OVER).await?;
            let content = view! {
                <section class="card panel" aria-label=t.connections_facts()>
                    <Facts source destination definition job=job.clone() last />
                    {is_administrator
                        .then(|| view! { <Actions id=extraction.id.clone() job=job.name.clone() /> })}
                </section>
            };
            (Step::Run, content.into_any())
        };
        Ok(view! {
            <Shell current=Page::Extractions title=job.name.clone()>
                {is_administrator
                    .then(|| view! { <Steps id=extraction.id.clone() current=step /> })}
                {was_saved
                    .then(|| view! { <Notice tone=Tone::Success text=t.extractions_saved() /> })}
                <RefusalNotice refusal=refusal.refusal() />
                {content}
                <ButtonLink page=Page::Extractions label=t.extractions_back() />
            </Shell>
        }
        .into_any())
    });
    view! {
        // The head is sent before anything that waits.
        <PageTitle title=t.extractions_title() />
        {page}
    }
}

/// The names of both connections, as far as somebody may know of them.
async fn ends(
    context: &Context,
    named: &NamedExtraction,
    person: &account::Model,
) -> Result<(Option<String>, Option<String>), Error> {
    let db = &context.database.read();
    let name = async |id: &str| -> Result<Option<String>, Error> {
        let row = connections::store::find_for(db, id, person).await?;
        Ok(row.map(|row| row.name))
    };
    let extraction = &named.extraction;
    Ok((name(&extraction.source_id).await?, name(&extraction.destination_id).await?))
}

#[component]
fn Facts(
    /// Of a connection that is not for this person, nothing.
    source: Option<String>,
    destination: Option<String>,
    definition: Definition,
    job: job::Model,
    last: Option<job_run::Model>,
) -> impl IntoView {
    let (_, t) = language();
    let is_open = source.is_some() && destination.is_some();
    let with = |connection: Option<String>, schema: Option<String>| match (connection, schema) {
        (Some(connection), Some(schema)) => format!("{connection}, {schema}"),
        (Some(connection), None) => connection,
        (None, _) => t.extractions_hidden_place(),
    };
    let Definition { source_schema, destination_schema, tables, exclude, .. } = definition;
    let tables = is_open.then(|| {
        let tables = if tables.is_empty() { t.extractions_all_tables() } else { tables.join(", ") };
        view! {
            <dt>{t.extractions_tables()}</dt>
            <dd>{tables}</dd>
        }
    });
    let excluded = (is_open && !exclude.is_empty()).then(|| {
        view! {
            <dt>{t.extractions_exclude()}</dt>
            <dd>{exclude.join(", ")}</dd>
        }
    });
    view! {
        <dl class="facts">
            <dt>{t.extractions_source()}</dt>
            <dd>{with(source, source_schema)}</dd>
            <dt>{t.extractions_destination()}</dt>
            <dd>{with(destination, destination_schema)}</dd>
            {tables}
            {excluded}
            <dt>{t.jobs_schedule()}</dt>
            <dd>
                <jobs::page::Times job=job.clone() />
                {(!job.is_enabled).then(|| view! { <span class="badge">{t.job_off()}</span> })}
            </dd>
            <dt>{t.jobs_last_run()}</dt>
            <dd>
                <jobs::page::LastRun job run=last />
            </dd>
        </dl>
    }
    .into_any()
}

/// Load, verify, change.
#[component]
fn Actions(id: String, job: String) -> impl IntoView {
    let (_, t) = language();
    view! {
        <div class="panel-foot">
            <RunForm id=id.clone() />
            <form method="post" action=RUN_EXTRACTION.function>
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="action" value=VERIFY />
                // Not the main button of the page.
                <SubmitButton
                    label=t.extractions_verify()
                    working=t.working()
                    action=RUN_EXTRACTION.function
                />
            </form>
            <a class="button secondary" href=Page::Job(job).path()>
                {t.extractions_job()}
            </a>
        </div>
        <p class="second">{t.extractions_actions_help()}</p>
    }
    .into_any()
}

/// The button that starts a load.
#[component]
pub(super) fn RunForm(id: String) -> impl IntoView {
    let (_, t) = language();
    view! {
        <form method="post" action=RUN_EXTRACTION.function>
            <input type="hidden" name="id" value=id />
            <SubmitButton label=t.job_run_now() working=t.working() />
        </form>
    }
    .into_any()
}
