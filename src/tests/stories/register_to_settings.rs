//! The walk through the whole product: register, activate, sign in, see oneself, sign out.

use crate::{
    database::entities::account::{Role, Status},
    tests::support::{PASSWORD, TestApp, on_every_database, password_fields, token_of},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_becomes_the_administrator() {
    on_every_database(async |app: TestApp| {
        let mut browser = app.browser();

        // Nobody is here yet: every page leads to registration, which asks for the setup code.
        browser.open("/settings").await.expect_page("name=\"setup_code\"");
        browser
            .submit(
                "register",
                &[
                    ("setup_code", &app.setup_code()),
                    ("email", "ada@example.com"),
                    ("username", ""),
                    ("first_name", "Ada"),
                    ("last_name", "Lovelace"),
                    ("serial_number", &app.serial_number(5)),
                ],
            )
            .await
            .expect_page("One more step");
        let [account] = &app.accounts().await[..] else { panic!("one account") };
        assert_eq!((account.role, account.status), (Role::Administrator, Status::Pending));
        assert_eq!(account.username, "ada@example.com");

        // The link shows the rules and sets the password.
        let link = app.link_for("ada@example.com").await.unwrap();
        browser.open(&link).await.expect_page("Set your password");
        browser
            .submit("activate", &password_fields(token_of(&link), PASSWORD))
            .await
            .expect_page("Your password is set");
        assert!(!browser.cookies.contains_key("session"), "nobody is signed in by a link");

        // The first sign-in leads to the settings, where one sees oneself.
        browser.open("/login").await.expect_page("name=\"password\"");
        browser.sign_in("ADA@example.com", PASSWORD).await.expect_redirect("/settings");
        let settings = browser.open("/settings").await;
        settings.expect_page("ada@example.com");
        settings.expect_page("Administrator");
        settings.expect_page("1 of 5 seats taken");

        // Signed out, the page is closed and the session gone.
        let session = browser.cookies["session"].clone();
        browser.post("sign_out", &[]).await.expect_redirect("/login");
        browser.get("/settings").await.expect_redirect("/login?next=%2Fsettings");
        browser.cookies.insert("session".to_owned(), session);
        browser.get("/settings").await.expect_redirect("/login?next=%2Fsettings");

        // Later sign-ins lead where one wanted to go, else home.
        browser
            .post(
                "sign_in",
                &[("username", "ada@example.com"), ("password", PASSWORD), ("next", "/account")],
            )
            .await
            .expect_redirect("/account");
        app.browser().sign_in("ada@example.com", PASSWORD).await.expect_redirect("/");
    })
    .await;
}

#[tokio::test]
async fn the_second_person_is_an_ordinary_user() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.join("grace", &serial_number).await;
    let grace = app.accounts().await.into_iter().find(|a| a.username == "grace").unwrap();
    assert_eq!(grace.role, Role::User);
    assert!(!grace.email_notifications, "off for everybody");

    let mut browser = app.signed_in("grace").await;
    let home = browser.open("/").await;
    home.expect_page("Welcome, Ada");
    assert!(!home.body.contains("href=\"/settings"), "no link to what one may not see");
    let settings = browser.get("/settings").await;
    assert_eq!(settings.status, 403);
    assert!(!settings.body.contains("ada@example.com"));
}

#[tokio::test]
async fn opening_a_link_changes_nothing() {
    let app = TestApp::new().await;
    app.register("ada", &app.serial_number(1)).await.expect_redirect("/registered");
    let link = app.link_for("ada").await.unwrap();
    for _ in 0..3 {
        app.browser().get(&link).await.expect_page("Set your password");
    }
    app.browser().activate(&link).await.expect_redirect("/password-set");
}

#[tokio::test]
async fn a_link_works_while_somebody_else_is_signed_in() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.register("grace", &serial_number).await.expect_redirect("/registered");
    let link = app.link_for("grace").await.unwrap();
    let mut browser = app.signed_in("ada").await;
    browser.activate(&link).await.expect_redirect("/password-set");
    browser.open("/settings").await.expect_page("grace@example.com");
}

#[tokio::test]
async fn one_person_may_have_several_usernames() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.browser()
        .post(
            "register",
            &[
                ("email", "ada@example.com"),
                ("username", "4711"),
                ("first_name", "Ada"),
                ("last_name", "Lovelace"),
                ("serial_number", &serial_number),
            ],
        )
        .await
        .expect_redirect("/registered");
    assert_eq!(app.accounts().await.len(), 2);
}
