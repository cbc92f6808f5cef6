//! What a run came to, as people read it: each kind in its own way.

use leptos::prelude::*;

use super::{receipt::ReceiptTable, result::RunResult};
use crate::{base::language::Language, database::entities::job_run, site::request::language};

/// Nothing where there is no result, or one of a newer version.
#[component]
pub(super) fn ResultFacts(run: job_run::Model) -> impl IntoView {
    let (language, t) = language();
    let result = RunResult::parse(run.result.as_deref()?)?;
    let receipt = match &result {
        RunResult::Copy { receipt } => Some(receipt.clone()),
        _ => None,
    };
    let facts = facts(language, &result).into_iter().map(|(name, value)| {
        view! {
            <dt>{name}</dt>
            <dd>{value}</dd>
        }
    });
    Some(view! {
        <section class="card panel" aria-labelledby="result-title">
            <header>
                <h2 id="result-title">{t.result_title()}</h2>
            </header>
            <dl class="facts">{facts.collect_view()}</dl>
            {receipt.map(|receipt| view! { <ReceiptTable receipt /> })}
        </section>
    })
}

fn facts(language: Language, result: &RunResult) -> Vec<(String, String)> {
    let t = language.text();
    let number = |n: u64| language.number(n);
    match result {
        RunResult::Backup { file, bytes, tables, rows, removed } => vec![
            (t.result_file(), file.clone()),
            (t.result_size(), t.result_kilobytes(number(bytes.div_ceil(1024)))),
            (t.result_tables(), tables.to_string()),
            (t.result_rows(), number(*rows)),
            (t.result_backups_removed(), number(*removed)),
        ],
        RunResult::ConnectionCheck {
            database_micros,
            mail_server_millis,
            is_server_url_reached,
        } => {
            let millis = std::time::Duration::from_micros(*database_micros).as_secs_f64() * 1_000.0;
            let mail = mail_server_millis.map(|millis| t.result_millis(number(millis)));
            let url = is_server_url_reached.map(|is_reached| {
                if is_reached { t.result_url_reached() } else { t.result_url_unreached() }
            });
            vec![
                (t.result_database(), t.result_millis(language.decimal(millis))),
                (t.result_mail_server(), mail.unwrap_or_else(|| t.result_not_set_up())),
                (t.result_server_url(), url.unwrap_or_else(|| t.result_not_set_up())),
            ]
        }
        RunResult::Copy { receipt } => {
            let failed = receipt.bad().count() as u64;
            vec![
                (t.result_tables(), number(receipt.count() as u64)),
                (t.result_tables_failed(), number(failed)),
                (t.result_rows_read(), number(receipt.read)),
            ]
        }
        RunResult::CleanUp { runs_removed } => {
            vec![(t.result_runs_removed(), number(*runs_removed))]
        }
    }
}
