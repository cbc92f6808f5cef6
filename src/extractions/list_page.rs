//! `/extractions`: what is copied from where to where.

use std::collections::HashMap;

use leptos::prelude::*;

use super::{
    endpoint::TRY_SAMPLE,
    store::{self, NamedExtraction},
};
use crate::{
    connections,
    database::entities::job_run::{self, State},
    jobs::{self, runs::overview},
    paths::Page,
    site::{posted::Posted, request::language},
    ui::{
        layout::Shell, notice::RefusalNotice, page::loading_for_signed_in, records::Records,
        submit_button::SubmitButton,
    },
};

#[component]
pub(crate) fn ExtractionsPage() -> impl IntoView {
    loading_for_signed_in(async move |state, visitor| {
        let db = &state.database.read();
        let person = &visitor.require_session()?.account;
        let connections = connections::store::list_for(db, person).await?;
        let listed = store::list(db).await?;
        let mut last = overview::latest_of_each(db, &State::OVER).await?;
        let names: HashMap<_, _> = connections.into_iter().map(|one| (one.id, one.name)).collect();
        let is_administrator = visitor.is_administrator();
        let (_, t) = language();
        let rows: Vec<_> = listed
            .into_iter()
            .map(|named| {
                let last = last.remove(&named.job.id);
                row(named, &names, last)
            })
            .collect();
        let table = if rows.is_empty() {
            let start = is_administrator.then(|| view! { <Start /> });
            view! { <p>{t.extractions_none_yet()}</p> {start} }.into_any()
        } else {
            let columns = vec![t.extractions_name(), t.extractions_from_to(), t.jobs_last_run()];
            view! { <Records class="extractions" columns rows=rows.collect_view().into_any() /> }
                .into_any()
        };
        Ok(view! {
            <Shell current=Page::Extractions title=t.extractions_title()>
                <RefusalNotice refusal=Posted::to(&TRY_SAMPLE).refusal() />
                <p class="introduction">{t.extractions_text()}</p>
                {is_administrator
                    .then(|| {
                        view! {
                            <p>
                                <a class="button primary" href=Page::AddExtraction.path()>
                                    {t.extractions_new()}
                                </a>
                            </p>
                        }
                    })}
                <section class="card panel" aria-label=t.extractions_title()>
                    {table}
                </section>
            </Shell>
        })
    })
}

/// For whoever has no extraction yet.
#[component]
pub(crate) fn Start() -> impl IntoView {
    let (_, t) = language();
    view! {
        <div class="panel-foot">
            <a class="button secondary" href=Page::AddConnection.path()>
                {t.connections_new()}
            </a>
            <form method="post" action=TRY_SAMPLE.function>
                // Not the main button of the page.
                <SubmitButton
                    label=t.sample_try()
                    working=t.working()
                    action=TRY_SAMPLE.function
                />
            </form>
        </div>
    }
    .into_any()
}

fn row(
    extraction: NamedExtraction,
    names: &HashMap<String, String>,
    last: Option<job_run::Model>,
) -> AnyView {
    let (_, t) = language();
    let NamedExtraction { job, extraction } = extraction;
    let name = |id: &String| names.get(id).cloned().unwrap_or_else(|| t.extractions_hidden_place());
    let from_to = format!("{} → {}", name(&extraction.source_id), name(&extraction.destination_id));
    let last = view! { <jobs::page::LastRun job=job.clone() run=last /> };
    view! {
        <tr>
            <th scope="row" data-label=t.extractions_name()>
                <a href=Page::Extraction(extraction.id).path()>{job.name}</a>
            </th>
            <td data-label=t.extractions_from_to()>{from_to}</td>
            <td data-label=t.jobs_last_run()>{last}</td>
        </tr>
    }
    .into_any()
}
