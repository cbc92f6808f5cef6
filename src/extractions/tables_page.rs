//! `/extractions/{id}/tables`: which tables of the source are copied.

use std::collections::HashSet;

use engine::table::ListedTable;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    definition::Definition,
    endpoint::CHOOSE_TABLES,
    form::{ALL, SHOWN, SOME, TICKED, TablesField, TablesForm},
    form_page::NoSuchExtraction,
    steps::{Step, Steps},
    store::{self, NamedExtraction},
};
use crate::{
    base::{failure::Refusal, language::Language},
    connections::{
        self,
        browse::{Browser, Found, Inventory},
        form::NewConnection,
        table_search::{FoundTables, TableSearch},
        words::problem,
    },
    paths::Page,
    site::{
        posted::Posted,
        request::{language, query, require_part},
    },
    ui::{
        button_link::ButtonLink,
        choice::RadioField,
        layout::{PageTitle, Shell},
        notice::{Notice, RefusalNotice, Tone},
        page::{loading_for_administrator, look_up},
        sent_in_turn::SentInTurn,
        submit_button::SubmitButton,
        text_area::TextArea,
        unsaved_changes::UnsavedChanges,
    },
};

#[component]
pub(crate) fn TablesPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let search = query().find(|(name, _)| name == "search").map(|(_, search)| search);
    let search = search.unwrap_or_default().trim().to_owned();
    let browser = require_part::<Browser>();
    let found = look_up(async move |context, visitor| {
        visitor.require_administrator()?;
        store::find(&context.database.read(), &id).await
    });
    let (_, t) = language();
    let page = loading_for_administrator(async move |state, _| {
        let Some(NamedExtraction { job, extraction }) = found.await? else {
            return Ok(view! { <NoSuchExtraction /> }.into_any());
        };
        let row = connections::store::find(&state.database.read(), &extraction.source_id).await?;
        let row = row.ok_or(Refusal::NoSuchConnection)?;
        let definition = extraction.definition()?;
        let form =
            Form { id: extraction.id.clone(), version: extraction.version, definition, search };
        let content = match connections::service::open_if_usable(&state, &row)? {
            Some(source) => view! { {SentInTurn::once(form.look(browser?, source))} }.into_any(),
            None => view! { <Notice tone=Tone::Error text=language().1.connections_unusable() /> }
                .into_any(),
        };
        let (_, t) = language();
        Ok(view! {
            <Shell current=Page::Extractions title=job.name.clone()>
                <Steps id=extraction.id.clone() current=Step::Tables />
                <section class="card panel" aria-labelledby="tables-title">
                    <header>
                        <h2 id="tables-title">{t.extractions_tables_title()}</h2>
                        <p>{t.extractions_tables_text()}</p>
                    </header>
                    {content}
                </section>
                <ButtonLink page=Page::Extraction(extraction.id) label=t.extractions_back_to_one() />
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

/// What the form is filled from.
struct Form {
    id: String,
    version: i32,
    definition: Definition,
    search: String,
}

impl Form {
    async fn look(self, browser: Browser, source: NewConnection) -> AnyView {
        let found = browser.inventory(&source, self.definition.source_schema.clone()).await;
        self.show(found)
    }

    fn show(self, found: Found<Inventory>) -> AnyView {
        let (language, t) = language();
        let tables = match found {
            Ok(inventory) => inventory.tables,
            // It can be typed without a look.
            Err(why) => {
                return view! { {problem(t, why)} {self.fields(language, Vec::new(), false)} }
                    .into_any();
            }
        };
        let found = FoundTables::search(language, tables, &self.search);
        let are_all = found.are_all();
        let search = (!are_all || !self.search.is_empty()).then(|| {
            let (page, search) = (Page::ExtractionTables(self.id.clone()), self.search.clone());
            view! { <TableSearch page search before=().into_any() /> }
        });
        view! {
            {search}
            <p>{found.summary}</p>
            {self.fields(language, found.shown, are_all)}
        }
        .into_any()
    }

    /// `are_all` where each table of the source is shown.
    fn fields(self, language: Language, shown: Vec<ListedTable>, are_all: bool) -> AnyView {
        let t = language.text();
        let posted = Posted::to(&CHOOSE_TABLES);
        let (refusal, was_posted) = (posted.refusal(), posted.has_typed());
        let version = posted.seen_version(None, self.version);
        let names: HashSet<&str> = shown.iter().map(|table| &*table.name.name).collect();
        let form = TablesForm::of(&self.definition, |name| names.contains(name));
        let boxes = shown.iter().enumerate().map(|(number, table)| {
            let is_ticked = if was_posted {
                posted.typed(&format!("{TICKED}{number}")).is_some()
            } else {
                is_ticked(&self.definition, table, are_all)
            };
            tick(language, number, table, is_ticked)
        });
        let boxes = boxes.collect_view();
        let posted = posted.or_values(form.values());
        let options = vec![(ALL, t.extractions_which_all()), (SOME, t.extractions_which_some())];
        view! {
            <RefusalNotice refusal />
            <form class="choose-tables" method="post" action=CHOOSE_TABLES.function novalidate>
                <input type="hidden" name="id" value=self.id />
                <input type="hidden" name="version" value=version.to_string() />
                <RadioField
                    field=TablesField::Which
                    label=t.extractions_which()
                    options
                    posted=posted.clone()
                />
                <div class="only-some">
                    <ul class="ticks" aria-label=t.extractions_tables()>
                        {boxes}
                    </ul>
                    <TextArea
                        field=TablesField::Tables
                        label=t.extractions_other_tables()
                        help=t.extractions_other_tables_help()
                        posted=posted.clone()
                    />
                </div>
                <TextArea
                    field=TablesField::Exclude
                    label=t.extractions_exclude()
                    help=t.extractions_exclude_help()
                    posted
                />
                <div class="panel-foot">
                    <UnsavedChanges text=t.unsaved_changes() initially=was_posted />
                    <SubmitButton label=t.extractions_save_and_validate() working=t.working() />
                </div>
            </form>
        }
        .into_any()
    }
}

/// Whether the definition means a table by its name. Where all are copied, all are ticked or none: nobody takes a
/// part of them for all.
fn is_ticked(definition: &Definition, table: &ListedTable, are_all: bool) -> bool {
    match &*definition.tables {
        [] => are_all && !table.is_view,
        // Patterns stay patterns.
        names => names.contains(&table.name.name),
    }
}

fn tick(language: Language, number: usize, table: &ListedTable, is_ticked: bool) -> AnyView {
    let (t, name) = (language.text(), &table.name.name);
    let rows = table.rows.and_then(|rows| i64::try_from(rows).ok());
    let rows = rows.map(|rows| t.extractions_about_rows(rows));
    let kind = table.is_view.then(|| t.connections_view());
    let facts = kind.into_iter().chain(rows).collect::<Vec<_>>().join(" · ");
    view! {
        <li>
            <input type="hidden" name=format!("{SHOWN}{number}") value=name.clone() />
            <label>
                <input type="checkbox" name=format!("{TICKED}{number}") value="on" checked=is_ticked />
                <span>
                    <span translate="no">{name.clone()}</span>
                    <span class="second">{facts}</span>
                </span>
            </label>
        </li>
    }
    .into_any()
}
