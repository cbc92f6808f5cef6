//! `/settings/users/export`: what a view asks for, as a file that can be imported elsewhere.

use std::collections::HashMap;

use axum::{
    extract::{Query, Request, State},
    response::Response,
};
use sea_orm::ActiveEnum;

use super::{list, view::UsersView};
use crate::{
    base::{clock::Timestamp, csv},
    database::entities::{account, audit::Action},
    settings::export::admit,
    site::{context::Context, request::Visitor},
};

/// Rows that are read at once.
const PIECE: u64 = 1_000;
const HEAD: &str = "username,email,first_name,last_name,role,language,email_notifications,\
                    status,created,last_sign_in\r\n";

pub(crate) async fn export(
    State(context): State<Context>,
    Query(query): Query<HashMap<String, String>>,
    request: Request,
) -> Response {
    let visitor = Visitor::of(request.extensions());
    if let Err(refused) = admit(&context, &visitor, Action::ExportedUsers).await {
        return *refused;
    }
    let (view, _) = UsersView::of(query.into_iter());
    csv::file("datasync-users.csv", HEAD, move |after: Option<String>| {
        let (context, view) = (context.clone(), view.clone());
        async move {
            let (db, now) = (context.database.read(), context.clock.now());
            let after = after.unwrap_or_default();
            let (users, next) = list::after(&db, &view, &after, PIECE, now).await?;
            Ok((users.iter().map(line).collect(), next))
        }
    })
}

fn line(user: &account::Model) -> String {
    let notifications = if user.email_notifications { "on" } else { "off" };
    csv::line([
        user.username.clone(),
        user.email.clone(),
        user.first_name.clone(),
        user.last_name.clone(),
        user.role.name().to_owned(),
        user.language.tag().to_owned(),
        notifications.to_owned(),
        user.status.to_value(),
        user.created_at.to_string(),
        user.last_sign_in_at.as_ref().map(Timestamp::to_string).unwrap_or_default(),
    ])
}
