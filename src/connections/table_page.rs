//! `/connections/{id}/table`: the columns and first rows of one table, as they are at this moment.

use engine::{
    driver::NativeType,
    table::{TableName, TableShape},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    browse::{self, Browser, LookedTable, Sample},
    form_page::{NoSuchConnection, Unusable},
    service, store, words,
};
use crate::{
    paths::Page,
    site::request::{language, query, require_part},
    ui::{
        button_link::ButtonLink,
        layout::{PageTitle, Shell},
        notice::{Notice, Tone},
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
        let (opened, browser) = (service::open_if_usable(&state, &row)?, browser?);
        let (_, t) = language();
        let name = table.to_string();
        let table = async move {
            let Some(connection) = opened else { return view! { <Unusable /> }.into_any() };
            let found = browser.table(&connection, &table).await;
            view! { <Found found /> }.into_any()
        };
        Ok(view! {
            <Shell current=Page::Connections title=name>
                <p class="introduction">{t.connections_table_of(row.name)}</p>
                {SentInTurn::once(table)}
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
fn Found(found: browse::Found<Option<LookedTable>>) -> impl IntoView {
    let (_, t) = language();
    match found {
        Ok(Some(LookedTable { shape, sample })) => view! {
            <section class="card panel" aria-labelledby="columns-title">
                <header>
                    <h2 id="columns-title">{t.connections_columns()}</h2>
                </header>
                <Columns shape=shape.clone() />
            </section>
            <section class="card panel" aria-labelledby="sample-title">
                <header>
                    <h2 id="sample-title">{t.connections_sample()}</h2>
                    <p>{t.connections_sample_text()}</p>
                </header>
                <Rows shape sample />
            </section>
        }
        .into_any(),
        Ok(None) => view! { <p>{t.connections_no_such_table()}</p> }.into_any(),
        Err(problem) => words::problem(t, problem),
    }
}

#[component]
fn Columns(shape: TableShape<NativeType>) -> impl IntoView {
    let (_, t) = language();
    let key = shape.primary_key;
    let rows = shape.columns.into_iter().enumerate().map(|(place, column)| {
        let is_key = key.contains(&place);
        view! {
            <tr>
                <th scope="row" data-label=t.connections_column()>
                    {column.name} " "
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

/// As many columns as there are: the table scrolls by itself.
#[component]
fn Rows(shape: TableShape<NativeType>, sample: Sample) -> impl IntoView {
    let (_, t) = language();
    let rows = match sample {
        Ok(rows) if rows.is_empty() => {
            return view! { <p>{t.connections_no_rows()}</p> }.into_any();
        }
        Ok(rows) => rows,
        Err(problem) => {
            let text = t.connections_sample_refused(problem.column, problem.key.join(", "));
            return view! { <Notice tone=Tone::Warning text /> }.into_any();
        }
    };
    let headings = shape.columns.into_iter().map(|column| {
        view! { <th scope="col">{column.name}</th> }
    });
    let headings = headings.collect_view();
    let value = |value: Option<String>| match value {
        Some(value) => view! { <td>{value}</td> }.into_any(),
        None => view! { <td class="null">"NULL"</td> }.into_any(),
    };
    let row = |row: Vec<_>| {
        let values = row.into_iter().map(value).collect_view();
        view! { <tr>{values}</tr> }
    };
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <div class="sample" role="region" aria-labelledby="sample-title" tabindex="0">
            <table>
                <thead>
                    <tr>{headings}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
