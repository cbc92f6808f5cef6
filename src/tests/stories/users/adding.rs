//! Somebody new.

use axum::http::StatusCode;

use super::{account, seats_taken, status_of, with_ada};
use crate::{
    base::language::Language,
    database::entities::account::{Role, Status},
    tests::support::TestApp,
};

const GRACE: [(&str, &str); 7] = [
    ("email", "grace@example.com"),
    ("username", "grace"),
    ("first_name", "Grace"),
    ("last_name", "Hopper"),
    ("role", "user"),
    ("language", "fr"),
    ("email_notifications", ""),
];

#[tokio::test]
async fn who_is_added_comes_in_by_the_link_that_is_shown_once() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 2).await;
    let answer = ada.post("add_user", &GRACE).await;
    let grace = account(&app, "grace").await.unwrap();
    assert_eq!(
        (grace.status, grace.role, grace.language, grace.email_notifications),
        (Status::Pending, Role::User, Language::French, false)
    );
    answer.expect_redirect(&format!("/settings/users/{}/link", grace.id));

    let page = ada.open(&answer.location().unwrap()).await;
    let shown = page.body.split_once("id=\"link\"").unwrap().1;
    let shown = shown.split_once(" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    assert_eq!(Some(&shown), app.full_link_for("grace").await.as_ref());
    // 72 hours from now.
    page.expect_page("4\u{a0}June\u{a0}2026");
    let again = ada.open(&answer.location().unwrap()).await;
    again.expect_page("shown only once");
    assert!(!again.body.contains("/activate/"));

    // A new one replaces it.
    let answer = ada.post("make_link", &[("id", &grace.id)]).await;
    let page = ada.open(&answer.location().unwrap()).await;
    let newer = page.body.split_once("http://127.0.0.1:3000/activate/").unwrap().1;
    let newer = format!("/activate/{}", newer.split_once('"').unwrap().0);
    let older = shown.strip_prefix("http://127.0.0.1:3000").unwrap();
    assert_eq!(
        app.browser().activate(older).await.location().as_deref().map(|l| &l[..10]),
        Some("/activate/")
    );
    assert_eq!(status_of(&app, "grace").await, Some(Status::Pending));
    app.browser().activate(&newer).await.expect_redirect("/password-set");
    app.signed_in("grace").await;
    assert_eq!(seats_taken(&app).await, 2);

    // Whoever has a password keeps it: there is no link for an administrator.
    let page = ada.submit("make_link", &[("id", &grace.id)]).await;
    page.expect_page("not activated yet");
}

#[tokio::test]
async fn mistakes_are_told_beside_the_field_and_keep_what_was_typed() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 2).await;
    let page = ada
        .submit(
            "add_user",
            &[
                ("email", "nonsense"),
                ("username", "ADA"),
                ("first_name", " "),
                ("last_name", "Hopper"),
                ("role", "user"),
                ("language", "fr"),
            ],
        )
        .await;
    assert!(page.error_of("user-email").unwrap().contains("not an email address"));
    assert!(page.error_of("user-first_name").unwrap().contains("fill this in"));
    assert_eq!(page.value_of("last_name"), Some("Hopper"));
    let page = ada
        .submit(
            "add_user",
            &[
                ("email", "ada@example.com"),
                ("username", "ADA"),
                ("first_name", "Ada"),
                ("last_name", "Hopper"),
            ],
        )
        .await;
    assert!(page.error_of("user-username").unwrap().contains("taken"));
    for (field, wrong) in [("role", "root"), ("language", "de")] {
        let fields: Vec<_> = GRACE
            .iter()
            .map(|(name, value)| (*name, if *name == field { wrong } else { *value }))
            .collect();
        assert_eq!(ada.post("add_user", &fields).await.status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(app.accounts().await.len(), 1);
}

#[tokio::test]
async fn nobody_is_added_without_a_seat() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 1).await;
    ada.submit("add_user", &GRACE).await.expect_page("needs 1 free seats, and your license has 0");
    assert_eq!(app.accounts().await.len(), 1);
    assert_eq!(app.links_sent().await, 1);
}
