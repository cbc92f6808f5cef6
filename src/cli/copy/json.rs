//! A copy as scripts read it.

use engine::{
    copy::{Action, CopyProblem, LookedAt, TableOutcome},
    load::{LoadProblem, Loaded},
};
use serde_json::{Value, json};

use super::{Overall, report};

/// What would be copied.
pub(super) fn looked(tables: &[LookedAt]) -> Value {
    let is_clear = tables.iter().all(LookedAt::is_clear);
    let tables: Vec<Value> = tables.iter().map(table).collect();
    json!({ "state": if is_clear { "ready" } else { "refused" }, "tables": tables })
}

fn table(table: &LookedAt) -> Value {
    let plan = &table.report.plan;
    let columns: Vec<Value> = plan
        .columns
        .iter()
        .map(|column| {
            json!({
                "column": column.name,
                "source_type": column.source_type.name(),
                "destination_type": column.destination_type.name(),
                "key": column.is_key,
                "verdict": column.verdict.code(),
            })
        })
        .collect();
    json!({
        "table": plan.source.name,
        "destination": plan.destination.to_string(),
        "state": table.report.state.code(),
        "columns": columns,
        "statements": table.report.statements,
        "problems": obstacles(table),
    })
}

fn obstacles(table: &LookedAt) -> Vec<Value> {
    let obstacles = table.report.obstacles.iter();
    obstacles.map(|it| json!({ "code": it.code(), "field": it.column() })).collect()
}

/// Why nothing was copied at all.
pub(super) fn refused(problem: &CopyProblem) -> Value {
    json!({ "state": "failed", "tables": [], "problems": [{ "code": problem.code() }] })
}

/// The receipt.
pub(super) fn done(
    overall: Overall,
    action: Action,
    tables: &[LookedAt],
    outcomes: &[Option<TableOutcome>],
) -> Value {
    let state = match overall {
        Overall::Green => "succeeded",
        Overall::Yellow => "succeeded_with_remarks",
        Overall::Red => "failed",
    };
    let outcomes = tables.iter().zip(outcomes);
    let tables: Vec<Value> =
        outcomes.map(|(table, outcome)| outcome_of(action, table, outcome.as_ref())).collect();
    json!({ "state": state, "tables": tables })
}

fn outcome_of(action: Action, table: &LookedAt, outcome: Option<&TableOutcome>) -> Value {
    let name = &table.report.plan.source.name;
    let Some(outcome) = outcome else {
        let mut problems = obstacles(table);
        if problems.is_empty() {
            problems.push(json!({ "code": LoadProblem::Stopped.code() }));
        }
        return json!({ "table": name, "state": "failed", "problems": problems });
    };
    let seconds = outcome.took.as_secs_f64();
    match &outcome.result {
        Ok(loaded) => {
            let Loaded { source, inserted, changed, removed, unchanged, destination_rows } =
                *loaded;
            let is_good = report::is_good(action, outcome);
            json!({
                "table": name,
                "state": if is_good { "succeeded" } else { "failed" },
                "read": source.rows,
                "written": inserted,
                "changed": changed,
                "removed": removed,
                "set_aside": 0,
                "unchanged": unchanged,
                "source_rows": source.rows,
                "destination_rows": destination_rows,
                "digest": if is_good { "equal" } else { "different" },
                "of_another_moment": outcome.is_of_another_moment,
                "seconds": seconds,
            })
        }
        Err(problem) => {
            let (field, key) = problem.value().unzip();
            json!({
                "table": name,
                "state": "failed",
                "seconds": seconds,
                "problems": [{ "code": problem.code(), "field": field, "key": key }],
            })
        }
    }
}
