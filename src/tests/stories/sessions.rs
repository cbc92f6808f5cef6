//! How long a session lasts and who may use it.

use std::time::Duration;

use crate::{
    database::ConnectionSettings,
    paths::ServerUrl,
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
async fn behind_https_the_cookie_is_bound_to_the_host() {
    let app = TestApp::with(ConnectionSettings::embedded(), |config| {
        config.url = ServerUrl::parse("https://sync.example.com");
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
