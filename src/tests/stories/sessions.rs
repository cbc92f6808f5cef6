//! How long a session lasts and who may use it.

use std::time::Duration;

use sea_orm::{EntityTrait, sea_query::Expr};

use crate::{
    configuration::server_settings::ServerField,
    database::entities::account::{self, Role, Status},
    tests::support::{PASSWORD, TestApp},
};

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn a_session_ends_after_twelve_idle_hours() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut browser = app.signed_in("ada").await;
    for _ in 0..3 {
        app.advance(11 * HOUR);
        browser.get("/account").await.expect_page("ada@example.com");
    }
    app.advance(12 * HOUR);
    browser.get("/account").await.expect_redirect("/login?next=%2Faccount");
}

#[tokio::test]
async fn a_session_ends_after_a_week_however_busy() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut browser = app.signed_in("ada").await;
    for _ in 0..16 {
        app.advance(10 * HOUR);
        browser.get("/account").await.expect_page("ada@example.com");
    }
    app.advance(8 * HOUR);
    browser.get("/account").await.expect_redirect("/login?next=%2Faccount");
}

#[tokio::test]
async fn a_session_survives_a_restart() {
    let mut app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let cookies = app.signed_in("ada").await.cookies;
    app.restart().await;
    let mut browser = app.browser();
    browser.cookies = cookies;
    browser.get("/account").await.expect_page("ada@example.com");
}

#[tokio::test]
async fn signing_in_makes_a_new_session_and_ends_the_old_one() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut browser = app.signed_in("ada").await;
    let old = browser.cookies["session"].clone();
    browser.sign_in("ada", PASSWORD).await;
    assert_ne!(browser.cookies["session"], old);
    let mut thief = app.browser();
    thief.cookies.insert("session".to_owned(), old);
    thief.get("/account").await.expect_redirect("/login?next=%2Faccount");

    // A session that an attacker chose is never taken over.
    let mut victim = app.browser();
    victim.cookies.insert("session".to_owned(), "chosen".to_owned());
    victim.sign_in("ada", PASSWORD).await;
    assert_ne!(victim.cookies["session"], "chosen");
}

#[tokio::test]
async fn what_is_taken_away_is_gone_with_the_next_request() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    let mut ada = app.signed_in("ada").await;
    let change = async |column: account::Column, value: sea_orm::sea_query::Expr| {
        let db = &app.state.database.read();
        account::Entity::update_many().col_expr(column, value).exec(db).await.unwrap();
    };
    ada.get("/settings").await.expect_page("Settings");
    change(account::Column::Role, Expr::value(Role::User)).await;
    assert_eq!(ada.get("/settings").await.status, 403);
    assert_eq!(ada.post("enter_serial_number", &[]).await.status, 403);
    change(account::Column::Status, Expr::value(Status::Disabled)).await;
    ada.get("/account").await.expect_redirect("/login?next=%2Faccount");
    ada.post("save_profile", &[]).await.expect_redirect("/login?next=%2Faccount");
}

#[tokio::test]
async fn two_people_may_use_one_browser() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.join("grace", &serial_number).await;
    let mut shared = app.signed_in("ada").await;
    shared.sign_in("grace", PASSWORD).await.expect_redirect("/");
    shared.post("sign_out", &[]).await;
    for username in ["ada", "grace"] {
        for _ in 0..6 {
            app.browser().sign_in(username, "Wrong password 1").await;
        }
        shared.sign_in(username, PASSWORD).await.expect_redirect("/");
    }
}

#[tokio::test]
async fn behind_https_the_cookie_is_bound_to_the_host() {
    let app = TestApp::embedded_with(|config| {
        config.server.form.set(ServerField::ServerUrl, "https://sync.example.com");
        config.require_setup_code = false;
    })
    .await;
    // Links stand under the configured address, whatever the request says.
    app.register("ada", &app.serial_number(1)).await.expect_redirect("/registered");
    let link = app.full_link_for("ada").await.unwrap();
    let token = link.strip_prefix("https://sync.example.com/activate/").unwrap();
    app.browser().activate(&format!("/activate/{token}")).await.expect_redirect("/password-set");

    let answer = app.browser().sign_in("ada", PASSWORD).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(attribute), "{attribute} in {cookie}");
    }
    assert!(answer.headers.contains_key("strict-transport-security"));
}
