//! `POST /api/save_connection`, `/api/test_connection`

use std::time::Duration;

use leptos::prelude::*;

use super::{
    attempts::Attempts,
    service::{self, Typed},
};
use crate::{
    base::{
        failure::{Failure, Refusal},
        field::Fields,
        secret::TypedSecret,
    },
    database::{
        form::{ConnectionField, ConnectionForm, LONGEST_TIMEOUT, PASSWORD},
        relocate::Existing,
        report::{MoveProgress, MoveStep},
    },
    paths::Page,
    site::{
        form::FormSpec,
        limits::LONGEST_REQUEST,
        request::{require_context, require_part, visitor, wants_page},
    },
};

/// For scripts that move a large database. Browsers are sent to a page that shows it.
const LONGEST_MOVE: Duration = Duration::from_hours(2);

pub(crate) const SAVE_CONNECTION: FormSpec =
    FormSpec::new("/api/save_connection", |_| Page::Settings)
        .in_panel("connection")
        .showing_again(ConnectionField::has)
        .with_kept_secrets(&[PASSWORD.as_str()])
        .taking_at_most(LONGEST_MOVE);

/// `password` is the database's, `own_password` the administrator's own, where the last proof is too
/// old. `existing` says what to do where there is data already (`use`, `beside`); `attempt` names one
/// whose password may be used where none was typed; `retype` says that one was typed before a refusal.
///
/// A page shows the steps as they come; a script gets all of them at the end.
#[server(endpoint = "save_connection")]
pub(crate) async fn save_connection(
    #[server(flatten)] form: ConnectionForm,
    #[server(default)] password: TypedSecret,
    #[server(default)] version: String,
    #[server(default)] existing: String,
    #[server(default)] attempt: String,
    #[server(default)] retype: String,
    #[server(default)] own_password: TypedSecret,
) -> Result<Vec<MoveStep>, Failure> {
    let (context, attempts) = (require_context()?, require_part::<Attempts>()?);
    let typed = Typed {
        form: &form,
        password: &password,
        attempt: &attempt,
        retype: &retype,
        existing: Existing::from_name(&existing),
    };
    let (visitor, version) = (visitor(), version.parse().ok());
    let saving = service::save(&context, &attempts, &visitor, &typed, version, &own_password);
    let attempt = Box::pin(saving).await?;
    if wants_page() {
        Page::ConnectionAttempt(attempt.id.clone()).redirect();
        return Ok(Vec::new());
    }
    match attempt.end().await {
        MoveProgress { problem: None, steps, .. } => Ok(steps),
        MoveProgress { problem: Some(_), .. } => {
            Err(Failure::Refused(Refusal::ConnectionNotChanged))
        }
    }
}

pub(crate) const TEST_CONNECTION: FormSpec =
    FormSpec::new("/api/test_connection", |_| Page::Settings)
        .in_panel("connection")
        .showing_again(ConnectionField::has)
        .with_kept_secrets(&[PASSWORD.as_str()])
        .taking_at_most(LONGEST_TIMEOUT.saturating_add(LONGEST_REQUEST));

#[server(endpoint = "test_connection")]
pub(crate) async fn test_connection(
    #[server(flatten)] form: ConnectionForm,
    #[server(default)] password: TypedSecret,
    #[server(default)] version: String,
    #[server(default)] attempt: String,
    #[server(default)] retype: String,
) -> Result<Vec<MoveStep>, Failure> {
    let (context, attempts) = (require_context()?, require_part::<Attempts>()?);
    let typed = Typed {
        form: &form,
        password: &password,
        attempt: &attempt,
        retype: &retype,
        existing: Existing::Leave,
    };
    // A script that does not say what it saw can test, but not save what it tested.
    let seen_version = version.parse().unwrap_or(-1);
    let attempt = service::test(&context, &attempts, &visitor(), &typed, seen_version).await?;
    if wants_page() {
        Page::ConnectionAttempt(attempt.id.clone()).redirect();
        return Ok(Vec::new());
    }
    Ok(attempt.end().await.steps)
}
