//! Who may come by themselves.

use axum::http::StatusCode;

use super::{app_serial, id_of, list::listed, status_of, with_ada};
use crate::{database::entities::account::Status, tests::support::TestApp};

#[tokio::test]
async fn registration_waits_for_approval_or_is_closed() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 3).await;
    let serial_number = app_serial(&app).await;
    let page =
        ada.submit("save_registration", &[("registration", "approval"), ("seen", "open")]).await;
    page.expect_page("Saved.");
    let page =
        ada.submit("save_registration", &[("registration", "closed"), ("seen", "open")]).await;
    page.expect_page("Somebody else saved");
    assert_eq!(
        ada.post("save_registration", &[("registration", "ajar"), ("seen", "open")]).await.status,
        StatusCode::BAD_REQUEST
    );

    app.browser().get("/register").await.expect_page("An administrator approves");
    let page = app.register_on_page("grace", &serial_number).await;
    page.expect_page("waits for approval");
    app.register("mary", &serial_number).await.expect_redirect("/registered");
    assert_eq!(status_of(&app, "grace").await, Some(Status::Requested));
    // No way round: neither the registration nor a forgotten password make a link.
    app.browser().post("forgot_password", &[("username", "grace")]).await;
    assert_eq!(app.links_sent().await, 1);
    ada.get("/").await.expect_page("2 people have registered and wait");
    ada.get("/settings").await.expect_page("2 people have registered and wait");
    assert_eq!(listed(&ada.get("/settings/users?status=requested").await), ["grace", "mary"]);

    let grace = id_of(&app, "grace").await;
    ada.submit("change_users", &[("change", "approve"), ("ids[]", &grace)])
        .await
        .expect_page("done for one user");
    let link = app.link_for("grace").await.unwrap();
    app.browser().activate(&link).await.expect_redirect("/password-set");
    let mary = id_of(&app, "mary").await;
    ada.submit("change_users", &[("change", "reject"), ("ids[]", &mary), ("ids[]", &grace)])
        .await
        .expect_page("done for one user");
    assert_eq!(status_of(&app, "mary").await, None);
    assert_eq!(status_of(&app, "grace").await, Some(Status::Active));

    ada.post("save_registration", &[("registration", "closed"), ("seen", "approval")]).await;
    app.browser().get("/register").await.expect_page("Registration is closed");
    let refused = app.register("rosa", &serial_number).await;
    assert!(refused.location().unwrap().starts_with("/register?"), "{refused:?}");
    assert_eq!(app.accounts().await.len(), 2);
    // The administrator still adds whom they want.
    ada.post("add_user", &[("email", "rosa@example.com"), ("first_name", "R"), ("last_name", "P")])
        .await;
    assert_eq!(status_of(&app, "rosa@example.com").await, Some(Status::Pending));
}

#[tokio::test]
async fn approval_needs_a_seat() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 2).await;
    let serial_number = app_serial(&app).await;
    ada.post("save_registration", &[("registration", "approval"), ("seen", "open")]).await;
    app.register("grace", &serial_number).await;
    app.register("mary", &serial_number).await;
    let (grace, mary) = (id_of(&app, "grace").await, id_of(&app, "mary").await);
    let both = [("change", "approve"), ("ids[]", grace.as_str()), ("ids[]", &mary)];
    ada.submit("change_users", &both)
        .await
        .expect_page("needs 2 free seats, and your license has 1");
    assert_eq!(status_of(&app, "grace").await, Some(Status::Requested));
    assert_eq!(app.links_sent().await, 1);
}
