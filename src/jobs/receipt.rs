//! A copy as people see it on the page of its run: the tables under way, and the receipt.

use std::time::Duration;

use engine::{
    copy::Action,
    load::Stage,
    receipt::{CameTo, Counted, Receipt, TableReceipt},
};
use leptos::prelude::*;

use super::doing::TableAtWork;
use crate::{
    base::language::Language,
    site::request::language,
    ui::{copy_words, records::Records},
};

/// The tables that are being copied, each with how far it is.
#[component]
pub(super) fn TablesAtWork(tables: Vec<TableAtWork>) -> impl IntoView {
    let (language, _) = language();
    let items = tables.into_iter().map(|table| at_work(language, &table)).collect_view();
    view! { <ul class="tables-at-work">{items}</ul> }.into_any()
}

fn at_work(language: Language, table: &TableAtWork) -> AnyView {
    let t = language.text();
    // What the server estimates may be too little.
    let known = table.of.filter(|of| *of >= table.rows && *of > 0);
    let is_reading = matches!(table.stage, Stage::Copying | Stage::Comparing);
    let rows = match known {
        Some(of) => t.run_rows_of(language.number(table.rows), language.number(of)),
        None => t.run_rows(language.number(table.rows)),
    };
    let rate = (is_reading && table.rows_per_second > 0)
        .then(|| t.run_rows_per_second(language.number(table.rows_per_second)));
    let left = known.filter(|_| rate.is_some()).map(|of| {
        let seconds = (of - table.rows).div_ceil(table.rows_per_second.max(1));
        t.run_time_left(language.duration(Duration::from_secs(seconds)))
    });
    let size = (is_reading && table.bytes > 0).then(|| copy_words::size(language, table.bytes));
    let facts = std::iter::once(copy_words::stage(t, table.stage));
    let facts = facts.chain(is_reading.then_some(rows)).chain(size).chain(rate).chain(left);
    let facts = facts.collect::<Vec<_>>().join(" · ");
    let label = table.table.clone();
    let bar = known.filter(|_| is_reading).map(|of| {
        let (most, done) = (of.to_string(), table.rows.to_string());
        view! { <progress max=most value=done aria-label=label></progress> }
    });
    view! {
        <li>
            <strong translate="no">{table.table.clone()}</strong>
            {bar}
            <span class="second">{facts}</span>
        </li>
    }
    .into_any()
}

/// What a copy proves, table by table.
#[component]
pub(super) fn ReceiptTable(receipt: Receipt) -> impl IntoView {
    let (language, t) = language();
    let Receipt { action, tables, left_out, .. } = receipt;
    let left_out = (left_out > 0).then(|| t.receipt_left_out(left_out));
    let rows = tables.iter().map(|table| row(language, action, table)).collect_view().into_any();
    let columns = vec![
        t.receipt_table(),
        t.receipt_outcome(),
        t.receipt_read(),
        t.receipt_inserted(),
        t.receipt_changed(),
        t.receipt_removed(),
        t.receipt_destination_rows(),
        t.receipt_seconds(),
    ];
    view! {
        <Records class="receipt" caption=t.receipt_title() columns rows />
        {left_out.map(|text| view! { <p>{text}</p> })}
    }
    .into_any()
}

fn row(language: Language, action: Action, table: &TableReceipt) -> AnyView {
    let t = language.text();
    let (badge, word) = match (&table.came_to, action) {
        (CameTo::Equal(_), _) if table.is_of_another_moment => {
            ("badge warning", t.receipt_another_moment())
        }
        (CameTo::Equal(_), _) => ("badge success", t.receipt_equal()),
        (CameTo::Different(_), _) => ("badge error", t.receipt_different()),
        (CameTo::Nothing(_), Action::Load) => ("badge error", t.receipt_as_before()),
        (CameTo::Nothing(_), Action::Verify) => ("badge error", t.receipt_not_compared()),
    };
    let why = table.faults().iter().map(|fault| {
        let text = copy_words::fault(language, &table.table, fault);
        view! { <span class="second">{text}</span> }
    });
    let numbers = match table.counted() {
        Some(counted) => numbers(language, counted, table.millis),
        None => view! { <td colspan="6"></td> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row" translate="no" data-label=t.receipt_table()>
                {table.table.clone()}
            </th>
            <td data-label=t.receipt_outcome()>
                <span class=badge>{word}</span>
                {why.collect_view()}
            </td>
            {numbers}
        </tr>
    }
    .into_any()
}

fn numbers(language: Language, counted: &Counted, millis: u64) -> AnyView {
    let t = language.text();
    let count = |count: u64| language.number(count);
    let seconds = Duration::from_millis(millis).as_secs_f64();
    let numbers = [
        (t.receipt_read(), count(counted.read)),
        (t.receipt_inserted(), count(counted.inserted)),
        (t.receipt_changed(), count(counted.changed)),
        (t.receipt_removed(), count(counted.removed)),
        (t.receipt_destination_rows(), count(counted.destination_rows)),
        (t.receipt_seconds(), language.decimal(seconds)),
    ];
    let cell = |(label, number)| {
        view! {
            <td class="number" data-label=label>
                {number}
            </td>
        }
    };
    numbers.map(cell).collect_view().into_any()
}
