//! A copy as scripts read it.

use std::time::Duration;

use engine::{
    copy::LookedAt,
    fault::Fault,
    receipt::{Counted, Overall, Receipt, TableReceipt},
};
use serde_json::{Value, json};

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
pub(in crate::cli) fn refused(fault: &Fault) -> Value {
    json!({ "state": "failed", "tables": [], "problems": [{ "code": fault.code() }] })
}

/// The receipt.
pub(super) fn done(receipt: &Receipt) -> Value {
    let state = match receipt.overall {
        Overall::Green => "succeeded",
        Overall::Yellow => "succeeded_with_remarks",
        Overall::Red => "failed",
    };
    let tables: Vec<Value> = receipt.tables.iter().map(of_table).collect();
    json!({ "state": state, "tables": tables })
}

fn of_table(table: &TableReceipt) -> Value {
    let (name, seconds) = (&table.table, Duration::from_millis(table.millis).as_secs_f64());
    let state = if table.is_good() { "succeeded" } else { "failed" };
    let Some(counted) = table.counted() else {
        let problems: Vec<Value> = table.faults().iter().map(problem).collect();
        return json!({ "table": name, "state": state, "seconds": seconds, "problems": problems });
    };
    let Counted { read, inserted, changed, removed, unchanged, destination_rows } = *counted;
    json!({
        "table": name,
        "state": state,
        "read": read,
        "written": inserted,
        "changed": changed,
        "removed": removed,
        "set_aside": 0,
        "unchanged": unchanged,
        "source_rows": read,
        "destination_rows": destination_rows,
        "digest": if table.is_good() { "equal" } else { "different" },
        "of_another_moment": table.is_of_another_moment,
        "seconds": seconds,
    })
}

fn problem(fault: &Fault) -> Value {
    json!({ "code": fault.code(), "field": fault.column(), "key": fault.key() })
}
