//! `/settings/audit/export`: what the filters of the page show, as a CSV file.

use std::collections::HashMap;

use axum::{
    extract::{Query, Request, State},
    response::Response,
};
use sea_orm::ActiveEnum;

use super::store::{self, Filter};
use crate::{
    base::csv,
    database::entities::audit::{self, Action},
    settings::export::admit,
    site::{context::Context, request::Visitor},
};

/// Rows that are read at once.
const PIECE: u64 = 1_000;
const HEAD: &str = "time,actor,action,subject,outcome,address,fields\r\n";

pub(crate) async fn export(
    State(context): State<Context>,
    Query(query): Query<HashMap<String, String>>,
    request: Request,
) -> Response {
    let visitor = Visitor::of(request.extensions());
    if let Err(refused) = admit(&context, &visitor, Action::ExportedAudit).await {
        return *refused;
    }
    let filter = Filter::of(|name| query.get(name).cloned());
    csv::file("datasync-audit.csv", HEAD, move |before: Option<String>| {
        let (context, filter) = (context.clone(), filter.clone());
        async move {
            let db = context.database.read();
            let rows = store::list(&db, &filter, before.as_deref(), PIECE).await?;
            let is_last = rows.len() < usize::try_from(PIECE)?;
            let next = rows.last().filter(|_| !is_last).map(|row| row.id.clone());
            Ok((rows.iter().map(line).collect(), next))
        }
    })
}

fn line(event: &audit::Model) -> String {
    let (action, outcome) = (event.action.to_value(), event.outcome.to_value());
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    csv::line([
        event.at.to_string(),
        optional(&event.actor),
        action,
        optional(&event.subject),
        outcome,
        optional(&event.address),
        optional(&event.fields),
    ])
}
