//! `/connections/{id}`: one connection, and the tables that are there at this moment.

use engine::table::{Access, ListedTable};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    browse::{Browser, Found, Inventory},
    endpoint::{REMOVE_PLACE, TEST_PLACE},
    form::{NewConnection, PlaceField, PlaceForm, ShownPlace},
    form_page::{NoSuchConnection, Unusable},
    service, store,
    table_search::{FoundTables, TableSearch},
    words::{self, LastTest},
};
use crate::{
    base::language::Language,
    database::entities::connection::{self, Kind},
    paths::Page,
    site::{
        posted::Posted,
        request::{language, query, require_part},
    },
    ui::{
        button_link::ButtonLink,
        choice::SelectField,
        hidden_fields::hidden_fields,
        layout::{PageTitle, Shell},
        notice::{Notice, RefusalNotice, Tone},
        page::{loading_for_signed_in, look_up},
        records::Records,
        sent_in_turn::SentInTurn,
        submit_button::SubmitButton,
    },
};

/// What of the tables is asked for.
#[derive(Debug, Clone, Default)]
struct Wanted {
    schema: Option<String>,
    search: String,
}

impl Wanted {
    fn of_query() -> Self {
        query().fold(Self::default(), |wanted, (name, value)| match &*name {
            "schema" if !value.is_empty() => Self { schema: Some(value), ..wanted },
            "search" => Self { search: value.trim().to_owned(), ..wanted },
            _ => wanted,
        })
    }
}

#[component]
pub(crate) fn ConnectionPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let was_saved = query().any(|(name, value)| name == "saved" && value == "connection");
    let wanted = Wanted::of_query();
    let browser = require_part::<Browser>();
    let (_, t) = language();
    let found = look_up(async move |context, visitor| {
        let person = &visitor.require_session()?.account;
        store::find_for(&context.database.read(), &id, person).await
    });
    let page = loading_for_signed_in(async move |state, visitor| {
        let Some(row) = found.await? else { return Ok(view! { <NoSuchConnection /> }.into_any()) };
        let is_administrator = visitor.is_administrator();
        let (form, opened) = (row.form()?, service::open_if_usable(&state, &row)?);
        let users = store::users(&state.database.read(), &row.id).await?;
        let (_, t) = language();
        let tables = match opened {
            Some(connection) => {
                let tables = look(browser?, connection, row.id.clone(), wanted);
                view! { {SentInTurn::once(tables)} }.into_any()
            }
            None => view! { <Unusable /> }.into_any(),
        };
        Ok(view! {
            <Shell current=Page::Connections title=row.name.clone()>
                {was_saved
                    .then(|| view! { <Notice tone=Tone::Success text=t.connections_saved() /> })}
                <RefusalNotice refusal=Posted::to_any(&[&TEST_PLACE, &REMOVE_PLACE]).refusal() />
                <section class="card panel" aria-label=t.connections_facts()>
                    <Facts row=row.clone() form=form.clone() users />
                    {is_administrator
                        .then(|| view! { <Actions row=row.clone() form=form.clone() /> })}
                </section>
                <section class="card panel" aria-labelledby="tables-title">
                    <header>
                        <h2 id="tables-title">{t.connections_tables()}</h2>
                    </header>
                    {tables}
                </section>
                {is_administrator.then(|| view! { <RemoveCard row /> })}
                <ButtonLink page=Page::Connections label=t.connections_back() />
            </Shell>
        }
        .into_any())
    });
    view! {
        // The head is sent before anything that waits.
        <PageTitle title=t.connections_title() />
        {page}
    }
}

#[component]
fn Facts(
    row: connection::Model,
    form: PlaceForm,
    /// Extractions: their ids and names.
    users: Vec<(String, String)>,
) -> impl IntoView {
    let (_, t) = language();
    let users = users
        .into_iter()
        .map(|(id, name)| {
            view! {
                <li>
                    <a href=Page::Extraction(id).path()>{name}</a>
                </li>
            }
        })
        .collect_view();
    let encryption = match (
        form.is_ticked(PlaceField::Encrypt),
        form.is_ticked(PlaceField::TrustServerCertificate),
    ) {
        (_, true) => t.connections_encryption_unverified(),
        (true, false) => t.connections_encryption_verified(),
        (false, false) => t.connections_encryption_if_offered(),
    };
    let of_server = (row.kind != Kind::Sqlite).then(|| {
        view! {
            <dt>{t.field_username()}</dt>
            <dd>{form.get(PlaceField::Username).to_owned()}</dd>
            <dt>{t.connections_encryption()}</dt>
            <dd>{encryption}</dd>
        }
    });
    view! {
        <dl class="facts">
            <dt>{t.connections_kind()}</dt>
            <dd>{words::kind(t, row.kind)}</dd>
            <dt>{t.connections_place()}</dt>
            <dd>{ShownPlace(&form).to_string()}</dd>
            {of_server}
            <dt>{t.connections_audience()}</dt>
            <dd>{words::audience(t, row.audience)}</dd>
            <dt>{t.connections_last_test()}</dt>
            <dd>
                <LastTest row />
            </dd>
            {(!users.is_empty())
                .then(|| {
                    view! {
                        <dt>{t.connections_used_by()}</dt>
                        <dd>
                            <ul class="times">{users}</ul>
                        </dd>
                    }
                })}
        </dl>
    }
    .into_any()
}

#[component]
fn Actions(row: connection::Model, form: PlaceForm) -> impl IntoView {
    let (_, t) = language();
    view! {
        <div class="panel-foot">
            <form method="post" action=TEST_PLACE.function>
                <input type="hidden" name="id" value=row.id.clone() />
                <input type="hidden" name="version" value=row.version.to_string() />
                {hidden_fields(form.values())}
                <SubmitButton label=t.connection_test() working=t.working() />
            </form>
            <a class="button secondary" href=Page::EditConnection(row.id.clone()).path()>
                {t.connections_edit()}
            </a>
            <a class="button secondary" href=Page::DuplicateConnection(row.id).path()>
                {t.connections_duplicate()}
            </a>
        </div>
    }
    .into_any()
}

#[component]
fn RemoveCard(row: connection::Model) -> impl IntoView {
    let (_, t) = language();
    view! {
        <section class="card panel" id="remove" aria-labelledby="remove-title">
            <header>
                <h2 id="remove-title">{t.connections_remove_title()}</h2>
            </header>
            <details>
                <summary>{t.connections_remove_open()}</summary>
                <p>{t.connections_remove_text()}</p>
                <form method="post" action=REMOVE_PLACE.function>
                    <input type="hidden" name="id" value=row.id />
                    // Not the main button of the page.
                    <SubmitButton
                        label=t.connections_remove(row.name)
                        working=t.working()
                        action=REMOVE_PLACE.function
                    />
                </form>
            </details>
        </section>
    }
    .into_any()
}

async fn look(browser: Browser, connection: NewConnection, id: String, wanted: Wanted) -> AnyView {
    let found = browser.inventory(&connection, wanted.schema.clone()).await;
    view! { <Tables found id wanted /> }.into_any()
}

#[component]
fn Tables(found: Found<Inventory>, id: String, wanted: Wanted) -> impl IntoView {
    let (language, t) = language();
    let Inventory { schemas, schema, tables } = match found {
        Ok(inventory) => inventory,
        Err(problem) => return words::problem(t, problem),
    };
    let FoundTables { shown, summary, .. } = FoundTables::search(language, tables, &wanted.search);
    let rows = shown.into_iter().map(|table| row(language, &id, table)).collect_view();
    let columns = vec![t.connections_table(), t.connections_rows(), t.connections_size()];
    let has_schemas = !schemas.is_empty();
    let schemas = schemas.into_iter().map(|name| (name.clone(), name)).collect();
    let before = has_schemas.then(|| {
        let label = t.connections_schema();
        view! { <SelectField name="schema" label options=schemas chosen=schema /> }
    });
    view! {
        <TableSearch
            page=Page::Connection(id)
            search=wanted.search
            before=before.into_any()
        />
        <p>{summary}</p>
        <Records class="tables" columns rows=rows.into_any() />
    }
    .into_any()
}

fn row(language: Language, connection: &str, table: ListedTable) -> AnyView {
    let t = language.text();
    let ListedTable { name, is_view, rows, bytes, access } = table;
    let number = |count: Option<u64>| {
        let count = count.and_then(|count| i64::try_from(count).ok());
        count.map_or_else(|| "–".to_owned(), |count| language.number(count))
    };
    let kilobytes = bytes.map(|bytes| bytes.div_ceil(1024));
    let size = match kilobytes {
        Some(_) => t.result_kilobytes(number(kilobytes)),
        None => number(None),
    };
    let closed = match access {
        Access::Full => None,
        Access::Denied => Some(t.connections_unreadable()),
        Access::RowsHidden => Some(t.connections_rows_hidden()),
    };
    let page = Page::ConnectionTable {
        connection: connection.to_owned(),
        schema: name.schema,
        table: name.name.clone(),
    };
    view! {
        <tr>
            <th scope="row" data-label=t.connections_table()>
                <a href=page.path()>{name.name}</a>
                {is_view.then(|| view! { <span class="second">{t.connections_view()}</span> })}
                {closed.map(|closed| view! { <span class="badge warning">{closed}</span> })}
            </th>
            <td data-label=t.connections_rows()>{number(rows)}</td>
            <td data-label=t.connections_size()>{size}</td>
        </tr>
    }
    .into_any()
}
