//! `POST /api/save_place`, `/api/test_place`, `/api/remove_place`

use std::time::Duration;

use leptos::prelude::*;

use super::{
    form::{PASSWORD, PlaceField, PlaceForm},
    place_test::{self, PlaceAttempts, TestStep},
    service::{self, Typed},
};
use crate::{
    base::{failure::Failure, field::Fields, secret::TypedSecret},
    paths::Page,
    site::{
        form::{FormSpec, PostedFields},
        limits::LONGEST_REQUEST,
        request::{require_context, require_part, visitor, wants_page},
    },
};

/// More than a test takes: its limit, and that of reaching the place.
const LONGEST_TEST: Duration = place_test::LIMIT.saturating_mul(2).saturating_add(LONGEST_REQUEST);

fn own_page(posted: &PostedFields<'_>) -> Page {
    match posted.segment("id") {
        id if id.is_empty() => Page::AddConnection,
        id => Page::EditConnection(id),
    }
}

fn is_shown_again(name: &str) -> bool {
    name == "id" || PlaceField::has(name)
}

pub(crate) const SAVE_PLACE: FormSpec = FormSpec::new("/api/save_place", own_page)
    .showing_again(is_shown_again)
    .with_kept_secrets(&[PASSWORD.as_str()]);

/// `id` is blank for a new connection, else `version` is the one that the form was filled from. `attempt` names
/// a test whose password may be used where none was typed; `retype` says that one was typed before a refusal.
/// A script gets the id.
#[server(endpoint = "save_place")]
pub(crate) async fn save_place(
    #[server(flatten)] form: PlaceForm,
    #[server(default)] password: TypedSecret,
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] attempt: String,
    #[server(default)] retype: String,
) -> Result<String, Failure> {
    let (context, attempts) = (require_context()?, require_part::<PlaceAttempts>()?);
    let typed = Typed {
        form: &form,
        password: &password,
        id: &id,
        seen_version: version.parse().ok(),
        attempt: &attempt,
        retype: &retype,
    };
    let id = service::save(&context, &attempts, &visitor(), &typed).await?;
    Page::ConnectionSaved(id.clone()).redirect();
    Ok(id)
}

pub(crate) const TEST_PLACE: FormSpec = FormSpec::new("/api/test_place", own_page)
    .showing_again(is_shown_again)
    .with_kept_secrets(&[PASSWORD.as_str()])
    .taking_at_most(LONGEST_TEST);

/// The fields are those of `save_place`. A page shows the steps as they come; a script gets all of them at the
/// end.
#[server(endpoint = "test_place")]
pub(crate) async fn test_place(
    #[server(flatten)] form: PlaceForm,
    #[server(default)] password: TypedSecret,
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] attempt: String,
    #[server(default)] retype: String,
) -> Result<Vec<TestStep>, Failure> {
    let (context, attempts) = (require_context()?, require_part::<PlaceAttempts>()?);
    let typed = Typed {
        form: &form,
        password: &password,
        id: &id,
        seen_version: version.parse().ok(),
        attempt: &attempt,
        retype: &retype,
    };
    let attempt = service::test(&context, &attempts, &visitor(), &typed).await?;
    if wants_page() {
        let (connection, test) = (attempt.connection.clone(), attempt.id.clone());
        Page::PlaceTest { connection, test }.redirect();
        return Ok(Vec::new());
    }
    Ok(attempt.end().await.steps)
}

pub(crate) const REMOVE_PLACE: FormSpec =
    FormSpec::new("/api/remove_place", |posted| Page::Connection(posted.segment("id")))
        .in_panel("remove");

#[server(endpoint = "remove_place")]
pub(crate) async fn remove_place(#[server(default)] id: String) -> Result<(), Failure> {
    service::remove(&require_context()?, &visitor(), &id).await?;
    Page::ConnectionRemoved.redirect();
    Ok(())
}
