//! `/connections/{id}/table`: the columns of one table, as they are at this moment.

use engine::{
    driver::NativeType,
    table::{TableName, TableShape},
};
use futures_util::stream;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    browse::{Browser, Found},
    form_page::NoSuchConnection,
    service, store, words,
};
use crate::{
    paths::Page,
    site::request::{language, query, require_part},
    ui::{
        button_link::ButtonLink,
        layout::{PageTitle, Shell},
        page::{loading_for_signed_in, look_up},
        records::Records,
        sent_in_turn::SentInTurn,
    },
};

#[component]
pub(crate) fn TablePage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let asked = |wanted: &str| query().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let table = TableName {
        schema: asked("schema").filter(|schema| !schema.is_empty()),
        name: asked("name").unwrap_or_default(),
    };
    let browser = require_part::<Browser>();
    let (_, t) = language();
    let found = look_up(async move |context, visitor| {
        let person = &visitor.require_session()?.account;
        store::find_for(&context.database.read(), &id, person).await
    });
    let page = loading_for_signed_in(async move |state, _| {
        let Some(row) = found.await? else { return Ok(view! { <NoSuchConnection /> }.into_any()) };
        let (connection, browser) = (service::open(&state, &row)?, browser?);
        let (_, t) = language();
        let name = table.to_string();
        let columns = stream::once(async move {
            let found = browser.describe(&connection, &table).await;
            view! { <Columns found /> }.into_any()
        });
        Ok(view! {
            <Shell current=Page::Connections title=name>
                <p class="introduction">{t.connections_table_of(row.name)}</p>
                <section class="card panel" aria-label=t.connections_columns()>
                    {SentInTurn::new(columns)}
                </section>
                <ButtonLink page=Page::Connection(row.id) label=t.connections_back_to_one() />
            </Shell>
        }
        .into_any())
    });
    view! {
        // The head is sent before anything that waits.
        <PageTitle title=t.connections_table() />
        {page}
    }
}

#[component]
fn Columns(found: Found<Option<TableShape<NativeType>>>) -> impl IntoView {
    let (_, t) = language();
    let shape = match found {
        Ok(Some(shape)) => shape,
        Ok(None) => return view! { <p>{t.connections_no_such_table()}</p> }.into_any(),
        Err(problem) => return words::problem(t, problem),
    };
    let key = shape.primary_key;
    let rows = shape.columns.into_iter().enumerate().map(|(place, column)| {
        let is_key = key.contains(&place);
        view! {
            <tr>
                <th scope="row" data-label=t.connections_column()>
                    {column.name}
                    {is_key
                        .then(|| view! { <span class="badge">{t.connections_primary_key()}</span> })}
                </th>
                <td data-label=t.connections_type()>
                    <code>{column.column_type.label()}</code>
                </td>
                <td data-label=t.connections_nullable()>
                    {if column.is_nullable { t.connections_yes() } else { t.connections_no() }}
                </td>
            </tr>
        }
        .into_any()
    });
    let rows = rows.collect_view();
    let columns = vec![t.connections_column(), t.connections_type(), t.connections_nullable()];
    view! { <Records class="columns" columns rows=rows.into_any() /> }.into_any()
}
