//! What a look at both sides shows: what would become of each table and column. Nothing is written.

use engine::{
    copy::{CopyProblem, Looked, LookedAt},
    fault::Fault,
    types::Verdict,
    validate::TableState,
};
use leptos::prelude::*;

use super::{
    check::{self, Inheritance},
    endpoint::TAKE_OVER_TABLES,
    extraction_page::RunForm,
    service::LOOK_LIMIT,
    store::NamedExtraction,
};
use crate::{
    base::{
        failure::{Error, Failure},
        language::Language,
    },
    database::entities::extraction,
    site::{context::Context, request::language},
    ui::{
        copy_words,
        notice::{Notice, Tone},
        submit_button::SubmitButton,
    },
};

/// Tables that are shown, those first that something stands in the way of.
const MOST_SHOWN: usize = 300;
/// Of all these tables together.
const MOST_COLUMNS: usize = 6_000;

/// Why nothing is shown.
enum Unseen {
    Copy(CopyProblem),
    TooSlow,
    /// Logged.
    Own,
}

impl From<Error> for Unseen {
    fn from(error: Error) -> Self {
        // Logged by the conversion.
        drop(Failure::from(error));
        Self::Own
    }
}

/// Looks, and shows it.
pub(super) async fn validated(context: Context, named: NamedExtraction) -> AnyView {
    let (language, t) = language();
    let error = |text| view! { <Notice tone=Tone::Error text /> }.into_any();
    match look(&context, &named).await {
        Ok((looked, inheritance)) => {
            report(language, &looked.tables, &named.extraction, &inheritance)
        }
        Err(Unseen::Copy(problem)) => {
            error(copy_words::fault(language, "", &Fault::from(&problem)))
        }
        Err(Unseen::TooSlow) => error(t.extractions_too_slow()),
        Err(Unseen::Own) => error(t.connections_unusable()),
    }
}

async fn look(context: &Context, named: &NamedExtraction) -> Result<(Looked, Inheritance), Unseen> {
    let db = &context.database.read();
    let inheritance = Inheritance::find(db, &named.extraction.id).await?;
    let copy = check::copy_of(context, db, named).await?;
    match tokio::time::timeout(LOOK_LIMIT, copy.look()).await {
        Ok(looked) => Ok((looked.map_err(Unseen::Copy)?, inheritance)),
        Err(_) => Err(Unseen::TooSlow),
    }
}

/// All tables, and what can be done about what stands in their way.
fn report(
    language: Language,
    tables: &[LookedAt],
    extraction: &extraction::Model,
    inheritance: &Inheritance,
) -> AnyView {
    let t = language.text();
    let blocked = tables.iter().filter(|table| !table.is_clear()).count();
    let (tone, text) = if blocked == 0 {
        (Tone::Success, t.extractions_all_clear(tables.len()))
    } else {
        let (blocked, all) = (blocked, language.number(tables.len()));
        (Tone::Warning, t.extractions_blocked(blocked, all))
    };
    let heirs = tables.iter().filter_map(LookedAt::owned_by);
    let heirs = heirs.filter(|owner| inheritance.may_take_from(owner)).count();
    let take_over =
        (heirs > 0).then(|| view! { <TakeOver extraction=extraction.clone() count=heirs /> });
    // The sort keeps the order of equals.
    let mut shown: Vec<_> = tables.iter().collect();
    shown.sort_by_key(|table| table.is_clear());
    let mut columns = 0;
    let has_room = |table: &&&LookedAt| {
        columns += table.report.plan.columns.len();
        columns <= MOST_COLUMNS
    };
    // The first one, however many it has.
    let count = shown.iter().take_while(has_room).count().clamp(1, MOST_SHOWN);
    let left_out = shown.len().saturating_sub(count);
    let left_out = (left_out > 0).then(|| t.extractions_left_out(left_out));
    let shown = shown.into_iter().take(count).map(|table| checked(language, table));
    view! {
        <Notice tone text />
        {take_over}
        <ul class="checked">{shown.collect_view()}</ul>
        {left_out.map(|text| view! { <p>{text}</p> })}
        <div class="panel-foot">
            <RunForm id=extraction.id.clone() />
        </div>
    }
    .into_any()
}

/// What stands in the way has been left by somebody who is gone.
#[component]
fn TakeOver(extraction: extraction::Model, count: usize) -> impl IntoView {
    let (_, t) = language();
    view! {
        <div class="way-out">
            <details>
                <summary>{t.extractions_take_over_open(count)}</summary>
                <p>{t.extractions_take_over_text()}</p>
                <form method="post" action=TAKE_OVER_TABLES.function>
                    <input type="hidden" name="id" value=extraction.id />
                    <input type="hidden" name="version" value=extraction.version.to_string() />
                    // Not the main button of the page.
                    <SubmitButton
                        label=t.extractions_take_over()
                        working=t.working()
                        action=TAKE_OVER_TABLES.function
                    />
                </form>
            </details>
        </div>
    }
    .into_any()
}

/// One table: its state, what stands in the way, and what becomes of its columns.
fn checked(language: Language, table: &LookedAt) -> AnyView {
    let t = language.text();
    let (report, name) = (&table.report, table.report.plan.source.name.clone());
    let badge = match report.state {
        _ if !table.is_clear() => "badge error",
        TableState::New => "badge",
        TableState::Equal => "badge success",
        TableState::Changed | TableState::InTheWay => "badge warning",
    };
    let obstacles = report.obstacles.iter().map(|obstacle| {
        let text = copy_words::obstacle(t, &name, obstacle);
        view! { <p class="obstacle">{text}</p> }
    });
    let columns = report.plan.columns.iter().map(|column| {
        let class = if matches!(column.verdict, Verdict::Exact) { "" } else { "noted" };
        let types = format!("{} → {}", column.source_type.label(), column.destination_type.label());
        view! {
            <tr class=class>
                <th scope="row" translate="no">
                    {column.name.clone()}
                </th>
                <td>
                    <code translate="no">{types}</code>
                </td>
                <td>{copy_words::verdict(t, &column.verdict)}</td>
            </tr>
        }
    });
    let statements = (!report.statements.is_empty()).then(|| {
        view! {
            <pre class="example" tabindex="0" translate="no" aria-label=t.extractions_statements()>
                {report.statements.join(";\n")}
            </pre>
        }
    });
    let columns_of = t.extractions_columns_of(&*name);
    view! {
        <li>
            <h3>
                <span translate="no">{name.clone()}</span>
                <span class=badge>{copy_words::state(t, report.state)}</span>
            </h3>
            {obstacles.collect_view()}
            <details>
                <summary>{t.extractions_columns(report.plan.columns.len())}</summary>
                <div class="sample" role="region" aria-label=columns_of tabindex="0">
                    <table>
                        <tbody>{columns.collect_view()}</tbody>
                    </table>
                </div>
                {statements}
            </details>
        </li>
    }
    .into_any()
}
