//! What programs show instead of a password.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use sea_orm::EntityTrait;

use crate::{
    database::entities::{
        api_token::{self, Scope},
        audit,
    },
    settings::api_tokens::store,
    tests::support::{Answer, Browser, PASSWORD, TestApp, on_every_database},
};

const NIGHTLY: [(&str, &str); 4] =
    [("name", "Nightly"), ("scope", "report"), ("job", "orders"), ("expires", "365")];
const DAY: Duration = Duration::from_hours(24);

async fn with_ada(app: &TestApp) -> Browser {
    app.join("ada", &app.serial_number(2)).await;
    let mut ada = app.signed_in("ada").await;
    ada.get("/settings").await.expect_page("There are no tokens yet");
    ada
}

/// The same form with one field changed.
fn nightly_but<'a>(field: &str, value: &'a str) -> Vec<(&'static str, &'a str)> {
    NIGHTLY.map(|(name, usual)| (name, if name == field { value } else { usual })).to_vec()
}

/// The token that a page shows.
fn shown(page: &Answer) -> Option<String> {
    let (_, rest) = page.body.split_once("id=\"token\"")?;
    let (_, rest) = rest.split_once(" value=\"")?;
    Some(rest.split_once('"')?.0.to_owned())
}

/// Makes one as a script does.
async fn make(browser: &mut Browser, fields: &[(&str, &str)]) -> String {
    let answer = browser.post_as_script("add_api_token", fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

async fn rows(app: &TestApp) -> Vec<api_token::Model> {
    api_token::Entity::find().all(&app.state.database.read()).await.unwrap()
}

async fn is_usable(app: &TestApp, token: &str) -> bool {
    let db = &app.state.database.read();
    store::find_usable(db, token, app.clock.now()).await.unwrap().is_some()
}

#[tokio::test]
async fn a_token_is_shown_once_and_kept_nowhere() {
    on_every_database(async |app: TestApp| {
        let mut ada = with_ada(&app).await;
        let answer = ada.post("add_api_token", &NIGHTLY).await;
        let [row] = &rows(&app).await[..] else { panic!("one token") };
        answer.expect_redirect(&format!("/settings/api-tokens/{}", row.id));
        assert_eq!((row.scope, row.job.as_deref()), (Scope::Report, Some("orders")));
        assert_eq!(row.expires_at, Some(app.clock.now() + 365 * DAY));

        let page = ada.open(&answer.location().unwrap()).await;
        let token = shown(&page).unwrap();
        assert!(token.starts_with("dsk_") && token.len() == 47, "{token}");
        assert!(is_usable(&app, &token).await);
        page.expect_page("May report runs of the job orders, until 1\u{a0}June\u{a0}2027");
        page.expect_page("curl -X POST http://127.0.0.1:3000/api/v1/jobs/orders/runs");
        page.expect_page(&format!("Authorization: Bearer {token}"));

        // Not again: not here, not anywhere.
        let again = ada.open(&answer.location().unwrap()).await;
        again.expect_page("shown only once");
        let settings = ada.get("/settings").await;
        settings.expect_page("May report runs of the job orders");
        let export = ada.get("/settings/audit/export").await;
        assert!(export.body.contains("\"made_api_token\",\"Nightly\",\"done\""), "{}", export.body);
        ada.get("/settings/audit").await.expect_page("Token: Nightly");
        let events = audit::Entity::find().all(&app.state.database.read()).await.unwrap();
        let kept = format!("{row:?} {events:?} {:?}", ada.cookies);
        let secret = token.strip_prefix("dsk_").unwrap();
        for place in [&again.body, &settings.body, &export.body, &kept] {
            assert!(!place.contains(secret), "{place}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_page_of_one_token_does_not_show_another() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app).await;
    make(&mut ada, &NIGHTLY).await;
    let first = rows(&app).await.remove(0).id;
    ada.post("add_api_token", &nightly_but("name", "Other")).await;
    let page = ada.open(&format!("/settings/api-tokens/{first}")).await;
    page.expect_page("shown only once");
    assert_eq!(shown(&page), None);
}

#[tokio::test]
async fn what_is_unknown_expired_or_revoked_opens_nothing() {
    on_every_database(async |app: TestApp| {
        let mut ada = with_ada(&app).await;
        let month = make(&mut ada, &nightly_but("expires", "30")).await;
        let fields = [("name", "Endless"), ("scope", "read"), ("job", ""), ("expires", "never")];
        let endless = make(&mut ada, &fields).await;
        assert!(is_usable(&app, &month).await && is_usable(&app, &endless).await);
        let hash = rows(&app).await.remove(0).hash;
        for unknown in ["", "dsk_", &endless[..46], &format!("{endless}x"), &endless[4..], &hash] {
            assert!(!is_usable(&app, unknown).await, "{unknown}");
        }

        app.advance(29 * DAY + Duration::from_secs(86_399));
        assert!(is_usable(&app, &month).await);
        app.advance(Duration::from_secs(1));
        assert!(!is_usable(&app, &month).await);
        assert!(is_usable(&app, &endless).await);

        let mut ada = app.signed_in("ada").await;
        ada.get("/settings").await.expect_page("Expired");
        let id = rows(&app).await.into_iter().find(|row| row.name == "Endless").unwrap().id;
        let page = ada.get(&format!("/settings/api-tokens/{id}/revoke")).await;
        page.expect_page("Revoke Endless");
        page.expect_page("Nobody has used it yet");
        assert!(is_usable(&app, &endless).await, "asking changes nothing");
        let page = ada.submit("revoke_api_token", &[("id", &id)]).await;
        page.expect_page("opens nothing any more");
        assert!(!is_usable(&app, &endless).await);
        ada.get("/settings/audit").await.expect_page("Revoked an API token");

        // Once.
        ada.get(&format!("/settings/api-tokens/{id}/revoke")).await;
        let page = ada.submit("revoke_api_token", &[("id", &id)]).await;
        page.expect_page("revoked already");
        let answer = ada.post_as_script("revoke_api_token", &[("id", "nonsense")]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert_eq!(ada.get("/settings/api-tokens/x/revoke").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn mistakes_are_told_beside_the_field_and_keep_what_was_typed() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app).await;
    make(&mut ada, &NIGHTLY).await;
    let long = "x".repeat(101);
    for (field, value, words) in [
        ("name", " ", "fill this in"),
        ("name", long.as_str(), "100 characters"),
        ("name", "a\u{202e}b", "do not belong here"),
        ("name", "a\0b", "do not belong here"),
        ("name", "NIGHTLY", "Another token has this name"),
        ("job", "Orders today", "small letters"),
        ("job", "clean-up", "runs this job itself"),
        ("scope", "read", "sees all jobs"),
    ] {
        let mut fields = nightly_but(field, value);
        if field != "name" {
            fields[0].1 = "Weekly";
        }
        fields[3].1 = "90";
        ada.get("/settings").await;
        let page = ada.submit("add_api_token", &fields).await;
        let wrong = if field == "scope" { "job" } else { field };
        let error =
            page.error_of(&format!("api-token-{wrong}")).unwrap_or_else(|| panic!("{value}"));
        assert!(error.contains(words), "{value:?}: {error}");
        for (kept, typed) in fields.iter().filter(|(name, _)| ["name", "job"].contains(name)) {
            if *kept != field {
                assert_eq!(page.value_of(kept), Some(*typed), "{value:?}");
            }
        }
        page.expect_page("<option value=\"90\" selected");
        page.expect_page("<details open");
    }
    for (field, value) in [("scope", "root"), ("scope", ""), ("expires", "31"), ("expires", "")] {
        let answer = ada.post("add_api_token", &nightly_but(field, value)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{field}={value}");
    }
    assert_eq!(rows(&app).await.len(), 1);
}

#[tokio::test]
async fn a_name_is_free_again_when_its_token_has_ended() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app).await;
    let first = make(&mut ada, &NIGHTLY).await;
    let id = rows(&app).await.remove(0).id;
    ada.post("revoke_api_token", &[("id", &id)]).await;
    let second = make(&mut ada, &NIGHTLY).await;
    assert!(!is_usable(&app, &first).await && is_usable(&app, &second).await);
}

#[tokio::test]
async fn there_are_at_most_a_hundred_usable_tokens() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app).await;
    for number in 0..100 {
        make(&mut ada, &nightly_but("name", &number.to_string())).await;
    }
    let page = ada.submit("add_api_token", &NIGHTLY).await;
    page.expect_page("There are 100 usable tokens");
    assert_eq!(page.value_of("name"), Some("Nightly"));
    let id = rows(&app).await.remove(0).id;
    ada.post("revoke_api_token", &[("id", &id)]).await;
    make(&mut ada, &NIGHTLY).await;
}

#[tokio::test]
async fn the_password_is_asked_for_again_before_a_token_is_made() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app).await;
    make(&mut ada, &NIGHTLY).await;
    app.advance(Duration::from_mins(10));
    ada.get("/settings").await.expect_page("id=\"api-token-password\"");
    let with = |password| [nightly_but("name", "Weekly"), vec![("password", password)]].concat();
    for (password, words) in [("", "once more"), ("Wrong password 1", "not your password")] {
        let page = ada.submit("add_api_token", &with(password)).await;
        assert!(page.error_of("api-token-password").unwrap().contains(words));
        assert_eq!(page.value_of("job"), Some("orders"));
    }
    assert_eq!(rows(&app).await.len(), 1);
    // Ending one needs no more than the session.
    let id = rows(&app).await.remove(0).id;
    ada.submit("revoke_api_token", &[("id", &id)]).await.expect_page("opens nothing any more");
    let page = ada.submit("add_api_token", &with(PASSWORD)).await;
    assert!(shown(&page).is_some());
}

#[tokio::test]
async fn a_user_learns_nothing_of_tokens_and_makes_none() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.join("grace", &serial_number).await;
    let mut ada = app.signed_in("ada").await;
    let token = make(&mut ada, &NIGHTLY).await;
    let id = rows(&app).await.remove(0).id;
    let mut grace = app.signed_in("grace").await;
    for page in ["/settings".to_owned(), format!("/settings/api-tokens/{id}/revoke")] {
        let answer = grace.get(&page).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(!answer.body.contains("Nightly"));
    }
    for browser in [&mut grace, &mut app.browser()] {
        browser.post("add_api_token", &nightly_but("name", "Mine")).await;
        browser.post("revoke_api_token", &[("id", &id)]).await;
    }
    assert_eq!(rows(&app).await.len(), 1);
    assert!(is_usable(&app, &token).await);
    // A token is no session.
    let mut thief = app.browser();
    thief.cookies.insert("session".to_owned(), token.clone());
    thief.cookies.insert("made-token".to_owned(), token);
    let location = thief.get(&format!("/settings/api-tokens/{id}")).await.location().unwrap();
    assert!(location.starts_with("/login?next="), "{location}");
}

#[tokio::test]
async fn a_use_is_noted_once_a_minute() {
    on_every_database(async |app: TestApp| {
        let mut ada = with_ada(&app).await;
        let token = make(&mut ada, &NIGHTLY).await;
        let use_it = async || {
            let now = app.clock.now();
            let db = &app.state.database.read();
            let row = store::find_usable(db, &token, now).await.unwrap().unwrap();
            store::note_use(&app.state.database, &row, now).await.unwrap();
            rows(&app).await.remove(0).last_used_at
        };
        let first = app.clock.now();
        assert_eq!(use_it().await, Some(first));
        app.advance(Duration::from_secs(59));
        assert_eq!(use_it().await, Some(first));
        app.advance(Duration::from_secs(1));
        assert_eq!(use_it().await, Some(app.clock.now()));
        // Somebody else's later note is not turned back.
        let row = api_token::Model { last_used_at: None, ..rows(&app).await.remove(0) };
        store::note_use(&app.state.database, &row, first).await.unwrap();
        assert_eq!(rows(&app).await.remove(0).last_used_at, Some(app.clock.now()));
        // Looking is a use as well.
        let watcher = app.api_token(Scope::Read, None).await;
        app.api(Method::GET, "/api/v1/jobs", &watcher, Body::empty()).await;
        assert!(rows(&app).await.iter().all(|row| row.last_used_at == Some(app.clock.now())));
    })
    .await;
}
