//! `/extractions/new` and `/extractions/{id}/edit`: the form of an extraction.

use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    endpoint::SAVE_EXTRACTION,
    form::{ExtractionField, ExtractionForm},
    steps::{Step, Steps},
    store,
};
use crate::{
    base::{failure::Refusal, field::Fields},
    connections,
    database::entities::connection,
    i18n,
    paths::Page,
    site::{posted::Posted, request::language},
    ui::{
        button_link::ButtonLink,
        choice::ChoiceField,
        layout::Shell,
        notice::RefusalNotice,
        page::{loading_for_administrator, set_status},
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
        unsaved_changes::UnsavedChanges,
    },
};

/// `/extractions/new`
#[component]
pub(crate) fn AddExtractionPage() -> impl IntoView {
    loading_for_administrator(async move |state, _| {
        let connections = connections::store::list(&state.database.read()).await?;
        let (_, t) = language();
        let content = if connections.is_empty() {
            view! {
                <p>{t.extractions_need_connections()}</p>
                <ButtonLink page=Page::AddConnection label=t.connections_new() />
            }
            .into_any()
        } else {
            let form = ExtractionForm::unposted();
            view! { <Form id=String::new() version=0 form connections /> }.into_any()
        };
        Ok(view! {
            <Shell current=Page::Extractions title=t.extractions_new_title()>
                <Steps id=String::new() current=Step::Places />
                <p class="introduction">{t.extractions_new_text()}</p>
                {content} <ButtonLink page=Page::Extractions label=t.extractions_back() />
            </Shell>
        })
    })
}

/// `/extractions/{id}/edit`
#[component]
pub(crate) fn EditExtractionPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    loading_for_administrator(async move |state, _| {
        let db = &state.database.read();
        let Some(named) = store::find(db, &id).await? else {
            set_status(StatusCode::NOT_FOUND);
            return Ok(view! { <NoSuchExtraction /> }.into_any());
        };
        let connections = connections::store::list(db).await?;
        let (form, version) = (named.form()?, named.extraction.version);
        let (_, t) = language();
        Ok(view! {
            <Shell current=Page::Extractions title=t.extractions_edit_title()>
                <Steps id=id.clone() current=Step::Places />
                <Form id=id.clone() version form connections />
                <ButtonLink page=Page::Extraction(id) label=t.extractions_back_to_one() />
            </Shell>
        }
        .into_any())
    })
}

#[component]
fn Form(
    id: String,
    version: i32,
    form: ExtractionForm,
    connections: Vec<connection::Model>,
) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to(&SAVE_EXTRACTION);
    let refusal = posted.refusal();
    let version = posted.seen_version(None, version);
    let is_unsaved = posted.has_typed();
    let posted = posted.or_values(form.values());
    let is_new = id.is_empty();
    let label = if is_new { t.setup_continue() } else { t.save() };
    let options: Vec<_> = connections.into_iter().map(|one| (one.id, one.name)).collect();
    let name = if is_new {
        view! {
            <TextField
                field=ExtractionField::Name
                kind=InputKind::Plain
                label=t.extractions_name()
                help=t.job_rename_help()
                posted=posted.clone()
                focused=true
            />
        }
        .into_any()
    } else {
        // It is the job's: it is renamed there.
        let name = posted.typed(ExtractionField::Name.name());
        view! { <input type="hidden" name=ExtractionField::Name.name() value=name /> }.into_any()
    };
    view! {
        <section class="card panel" aria-label=t.extractions_title()>
            <RefusalNotice refusal />
            <form method="post" action=SAVE_EXTRACTION.function novalidate>
                <input type="hidden" name="version" value=version.to_string() />
                <input type="hidden" name="id" value=id />
                {name}
                <div class="field-pair">
                    <ChoiceField
                        field=ExtractionField::Source
                        label=t.extractions_source()
                        options=options.clone()
                        posted=posted.clone()
                    />
                    <TextField
                        field=ExtractionField::SourceSchema
                        kind=InputKind::Plain
                        label=t.extractions_source_schema()
                        help=t.extractions_schema_help()
                        posted=posted.clone()
                        required=false
                    />
                </div>
                <div class="field-pair">
                    <ChoiceField
                        field=ExtractionField::Destination
                        label=t.extractions_destination()
                        options
                        posted=posted.clone()
                    />
                    <TextField
                        field=ExtractionField::Schema
                        kind=InputKind::Plain
                        label=t.extractions_schema()
                        help=t.extractions_schema_help()
                        posted=posted.clone()
                        required=false
                    />
                </div>
                <TextField
                    field=ExtractionField::MaxRemoved
                    kind=InputKind::Number
                    label=t.extractions_max_removed()
                    help=t.extractions_max_removed_help()
                    posted
                />
                <div class="panel-foot">
                    <UnsavedChanges text=t.unsaved_changes() initially=is_unsaved />
                    <SubmitButton label working=t.working() />
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// In the place of an extraction that is not there.
#[component]
pub(super) fn NoSuchExtraction() -> impl IntoView {
    let (language, t) = language();
    view! {
        <Shell current=Page::Extractions title=t.extractions_title()>
            <p>{i18n::refusal(language, Refusal::NoSuchExtraction)}</p>
            <ButtonLink page=Page::Extractions label=t.extractions_back() />
        </Shell>
    }
    .into_any()
}
