//! What happened, for administrators.

use crate::tests::support::{PASSWORD, TestApp, on_every_database, token_of};

#[tokio::test]
async fn administrators_see_who_did_what_and_from_where() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(2);
        app.join("ada", &serial_number).await;
        app.join("grace", &serial_number).await;
        let mut stranger = app.browser();
        stranger.sign_in("grace", "Wrong password 1").await;
        stranger.sign_in("nobody-at-all", "Wrong password 1").await;
        let mut grace = app.signed_in("grace").await;
        let fields = [("first_name", "Grace"), ("last_name", "Hopper"), ("language", "en")];
        grace.post("save_profile", &fields).await;
        let mut ada = app.signed_in("ada").await;

        let page = ada.get("/settings/audit?person=GRACE").await;
        page.expect_page("Changed the profile");
        page.expect_page("first_name, last_name");
        page.expect_page(&stranger.address.to_string());
        page.expect_page("Account: grace");
        let page = ada.get("/settings/audit?action=signed_in&outcome=refused").await;
        page.expect_page(&stranger.address.to_string());
        assert!(!page.body.contains(&grace.address.to_string()), "{}", page.body);
        // What was typed for a username may be a password.
        assert!(!page.body.contains("nobody-at-all"));
        ada.get("/settings/audit?from=2026-06-02").await.expect_page("There is nothing here");
        ada.get("/settings/audit?to=2026-05-30").await.expect_page("There is nothing here");
        ada.get("/settings/audit?from=2026-05-31&to=2026-06-02&action=&outcome=&person=")
            .await
            .expect_page("Registered");
        ada.get("/settings/audit?action=x&outcome=%00&from=9999-99-99&before=%27&person=%25")
            .await
            .expect_page("There is nothing here");
        ada.get("/settings/audit?person=%00&before=%00").await.expect_page("Registered");
        assert_eq!(ada.post("end_session", &[("id", "\0")]).await.status, 400);
        ada.get("/settings").await.expect_page("Logged in");

        assert_eq!(grace.get("/settings/audit").await.status, 403);
        assert_eq!(grace.get("/settings/audit/export").await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn the_audit_has_pages_and_is_exported_whole() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut ada = app.signed_in("ada").await;
    for _ in 0..60 {
        app.signed_in("ada").await;
    }
    let mut page = ada.get("/settings/audit").await;
    let mut seen = 0;
    loop {
        seen += page.body.matches("<tr><th scope=\"row\"").count();
        let Some((_, rest)) = page.body.split_once("rel=\"next\"") else { break };
        assert!(rest.contains("Older"));
        let (before, _) = page.body.split_once("\" rel=\"next\"").unwrap();
        let address = before.rsplit("href=\"").next().unwrap().replace("&amp;", "&");
        page = ada.get(&address).await;
    }
    assert_eq!(seen, 63, "registered, activated, 61 times signed in");

    let file = ada.get("/settings/audit/export?action=signed_in").await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(file.body.lines().count(), 62, "and the head");
    assert!(file.body.contains("\"2026-06-01T00:00:00Z\",\"ada\",\"signed_in\",\"\",\"done\""));
}

#[tokio::test]
async fn the_audit_holds_no_secrets() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(1);
    app.join("ada", &serial_number).await;
    let mut ada = app.signed_in("ada").await;
    ada.sign_in(PASSWORD, PASSWORD).await;
    app.browser().post("forgot_password", &[("username", "ada")]).await;
    let link = app.link_for("ada").await.unwrap();
    ada.post("change_email", &[("email", "secret@new.example")]).await;
    ada.sign_in("ada", PASSWORD).await;
    let file = ada.get("/settings/audit/export").await.body;
    assert!(file.lines().count() > 5);
    for secret in
        [PASSWORD, &serial_number, token_of(&link), &ada.cookies["session"], "secret@new.example"]
    {
        assert!(!file.contains(secret), "{secret}");
    }
}
