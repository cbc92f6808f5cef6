//! `/settings/audit/export`: what the filters of the page show, as a CSV file. It is read and sent in
//! pieces, so that a million rows need no more memory than a thousand.

use std::collections::HashMap;

use axum::{
    body::{Body, Bytes},
    extract::{Query, Request, State},
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use sea_orm::ActiveEnum;

use super::store::{self, Filter};
use crate::{
    database::entities::audit,
    security::audit::{Action, Actor, Event},
    ui::problem,
    web::{
        failure::{Error, Failure},
        request::Visitor,
        state::AppState,
    },
};

/// Rows that are read at once.
const PIECE: u64 = 1_000;
const HEAD: &str = "time,actor,action,subject,outcome,address,fields\r\n";

/// `middleware::access` has asked who it is; this asks again.
pub(crate) async fn export(
    State(state): State<AppState>,
    Query(query): Query<HashMap<String, String>>,
    request: Request,
) -> Response {
    let visitor = Visitor::of(request.extensions());
    if let Err(error) = note(&state, &visitor).await {
        return problem::respond(&visitor, &Failure::from(error));
    }
    let filter = Filter::of(|name| query.get(name).cloned());
    let pieces = stream::try_unfold(Some(None), move |last: Option<Option<String>>| {
        let (state, filter) = (state.clone(), filter.clone());
        async move {
            let Some(before) = last else { return Ok(None) };
            let read = store::list(&state.database.read(), &filter, before.as_deref(), PIECE).await;
            // The file breaks off, and the browser says that it is not complete.
            let rows = read.map_err(|error| {
                let _ = Failure::from(error);
                std::io::Error::other("the audit could not be read to its end")
            })?;
            let head = if before.is_none() { HEAD } else { "" };
            let text: String = [head.to_owned()].into_iter().chain(rows.iter().map(line)).collect();
            let is_last = rows.len() < usize::try_from(PIECE).unwrap_or(usize::MAX);
            let next = rows.last().filter(|_| !is_last).map(|row| Some(row.id.clone()));
            Ok::<_, std::io::Error>(Some((Bytes::from(text), next)))
        }
    });
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"datasync-audit.csv\""),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}

async fn note(state: &AppState, visitor: &Visitor) -> Result<(), Error> {
    visitor.require_administrator()?;
    let tx = state.database.begin().await?;
    Event::new(Action::ExportedAudit, Actor::Visitor(visitor))
        .record(&*tx, state.clock.now())
        .await?;
    tx.commit().await
}

fn line(event: &audit::Model) -> String {
    let at = event.at.in_zone(jiff::tz::TimeZone::UTC).timestamp().to_string();
    let (action, outcome) = (event.action.to_value(), event.outcome.to_value());
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = [
        at,
        optional(&event.actor),
        action,
        optional(&event.subject),
        outcome,
        optional(&event.address),
        optional(&event.fields),
    ];
    cells.map(|text| cell(&text)).join(",") + "\r\n"
}

/// In quotes, and never a formula: spreadsheets run what begins like one.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_neither_a_formula_nor_two_cells() {
        assert_eq!(cell("ada"), "\"ada\"");
        assert_eq!(cell("a\",\"b"), "\"a\"\",\"\"b\"");
        assert_eq!(cell("=cmd|' /C calc'!A0"), "\"'=cmd|' /C calc'!A0\"");
        assert_eq!(cell("@x"), "\"'@x\"");
    }
}
