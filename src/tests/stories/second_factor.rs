//! A second factor: setting it up, signing in with it, losing it.

use std::time::Duration;

use crate::{
    accounts::second_factor::{codes::code_at, service},
    setup::key,
    tests::support::{Answer, Browser, PASSWORD, TestApp, on_every_database},
};

pub(super) const STEP: Duration = Duration::from_secs(30);

pub(super) struct Factor {
    pub(super) secret: String,
    recovery_codes: Vec<String>,
}

/// What the page shows.
fn read(page: &Answer) -> Factor {
    let mut codes = page.body.split("<code class=\"code\">").skip(1);
    let mut next = || codes.next().map(|rest| rest.split('<').next().unwrap().to_owned());
    let secret = next().unwrap();
    Factor { secret, recovery_codes: std::iter::from_fn(next).collect() }
}

pub(super) async fn set_up(app: &TestApp, browser: &mut Browser) -> Factor {
    browser.get("/account/two-factor").await.expect_page("Set it up");
    let page = browser.submit("begin_two_factor", &[]).await;
    page.expect_page("class=\"qr-code\"");
    let factor = read(&page);
    assert_eq!(factor.recovery_codes.len(), 10);
    let code = code_at(&factor.secret, app.clock.now());
    browser
        .submit("enable_two_factor", &[("code", &code)])
        .await
        .expect_page("authentication is on");
    factor
}

pub(super) async fn to_the_question(app: &TestApp) -> Browser {
    let mut browser = app.browser();
    browser.sign_in("ada", PASSWORD).await.expect_redirect("/login/code");
    browser.get("/").await.expect_redirect("/login");
    browser.get("/login/code").await.expect_page("One more step");
    browser
}

#[tokio::test]
async fn signing_in_asks_for_a_code_that_works_once() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let mut ada = app.signed_in("ada").await;
        let factor = set_up(&app, &mut ada).await;

        let now = || code_at(&factor.secret, app.clock.now());
        let mut browser = to_the_question(&app).await;
        // The code that switched it on is used.
        let refused = browser.submit("enter_code", &[("code", &now())]).await;
        assert!(refused.error_of("code").unwrap().contains("used already"));
        app.advance(STEP);
        let code = now();
        browser.post("enter_code", &[("code", &code)]).await.expect_redirect("/");
        browser.get("/account").await.expect_page("ada@example.com");
        let mut again = to_the_question(&app).await;
        let refused = again.submit("enter_code", &[("code", &code)]).await;
        assert!(refused.error_of("code").is_some(), "replayed");

        // A recovery code, as somebody types it from paper, once.
        let recovery = factor.recovery_codes[3].to_lowercase().replace('-', " ");
        again.post("enter_code", &[("code", &recovery)]).await.expect_redirect("/");
        let mut third = to_the_question(&app).await;
        let refused = third.submit("enter_code", &[("code", &recovery)]).await;
        assert!(refused.error_of("code").is_some());
        third.get("/login/code").await;
        ada.get("/account/two-factor").await.expect_page("9 recovery codes are left");
    })
    .await;
}

#[tokio::test]
async fn the_question_for_a_code_stands_for_ten_minutes_and_one_sign_in() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let factor = set_up(&app, &mut app.signed_in("ada").await).await;
    let code = || code_at(&factor.secret, app.clock.now());
    let mut late = to_the_question(&app).await;
    app.advance(Duration::from_mins(10));
    let page = late.submit("enter_code", &[("code", &code())]).await;
    page.expect_page("That took too long");

    let mut browser = to_the_question(&app).await;
    let token = browser.cookies["second-factor"].clone();
    browser.post("enter_code", &[("code", &code())]).await.expect_redirect("/");
    assert!(!browser.cookies.contains_key("second-factor"));
    app.advance(STEP);
    let mut thief = app.browser();
    thief.cookies.insert("second-factor".to_owned(), token);
    let page = thief.submit("enter_code", &[("code", &code())]).await;
    page.expect_page("That took too long");
    // Without any password there is no question.
    let page = app.browser().submit("enter_code", &[("code", &code())]).await;
    page.expect_page("That took too long");

    // A new password voids it.
    let mut open = to_the_question(&app).await;
    let mut ada = browser;
    let fields = [("password", PASSWORD), ("new_password", "Another 43 engine")];
    let fields = [fields[0], fields[1], ("confirm_new_password", "Another 43 engine")];
    ada.post("change_password", &fields).await.expect_redirect("/account?saved=password");
    let page = open.submit("enter_code", &[("code", &code())]).await;
    page.expect_page("That took too long");
}

#[tokio::test]
async fn setting_it_up_needs_the_password_and_a_first_code() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut ada = app.signed_in("ada").await;
    let factor = read(&ada.submit("begin_two_factor", &[]).await);
    let refused = ada.submit("enable_two_factor", &[("code", "000000")]).await;
    assert!(refused.error_of("code").is_some());
    // Not on yet: signing in asks for nothing.
    app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");

    // At an open browser, ten minutes later, the secret is not to be seen.
    app.advance(Duration::from_mins(10));
    let page = ada.get("/account/two-factor").await;
    page.expect_page("Set it up");
    assert!(!page.body.contains(&factor.secret));
    let refused = ada.submit("begin_two_factor", &[]).await;
    assert!(refused.error_of("begin-password").is_some());
    let page = ada.submit("begin_two_factor", &[("password", PASSWORD)]).await;
    let newer = read(&page);
    assert_ne!(newer.secret, factor.secret);
    let old = code_at(&factor.secret, app.clock.now());
    let refused = ada.submit("enable_two_factor", &[("code", &old)]).await;
    assert!(refused.error_of("code").is_some());
    let new = code_at(&newer.secret, app.clock.now());
    ada.submit("enable_two_factor", &[("code", &new)]).await.expect_page("authentication is on");
    // From now on nothing shows it again.
    let page = ada.get("/account/two-factor").await;
    assert!(!page.body.contains(&newer.secret) && !page.body.contains(&newer.recovery_codes[0]));
}

#[tokio::test]
async fn it_is_switched_off_by_its_owner_or_on_the_server() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut ada = app.signed_in("ada").await;
    let factor = set_up(&app, &mut ada).await;
    app.advance(Duration::from_mins(10));
    ada.get("/account/two-factor").await.expect_page("It is on");
    let refused = ada.submit("disable_two_factor", &[("password", "Wrong password 1")]).await;
    assert!(refused.error_of("disable-password").is_some());
    ada.submit("disable_two_factor", &[("password", PASSWORD)])
        .await
        .expect_page("authentication is off");
    app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");

    let new = set_up(&app, &mut ada).await;
    assert_ne!(new.secret, factor.secret);
    let account = &app.accounts().await[0];
    assert!(service::switch_off(&app.state, None, account).await.unwrap());
    assert!(!service::switch_off(&app.state, None, account).await.unwrap());
    app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");
}

#[tokio::test]
async fn it_survives_a_new_key() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let factor = set_up(&app, &mut app.signed_in("ada").await).await;
    assert_eq!(key::rotate(&app.state).await.unwrap(), 1);
    // Not under one of the former keys.
    for _ in 0..3 {
        key::rotate(&app.state).await.unwrap();
    }
    app.advance(STEP);
    let mut browser = to_the_question(&app).await;
    let code = code_at(&factor.secret, app.clock.now());
    browser.post("enter_code", &[("code", &code)]).await.expect_redirect("/");
}

#[tokio::test]
async fn an_installation_can_ask_administrators_for_it() {
    let app = TestApp::embedded_with(|config| {
        config.two_factor_for_administrators = true;
    })
    .await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.join("grace", &serial_number).await;
    let mut ada = app.signed_in("ada").await;
    for path in ["/", "/settings", "/account", "/settings/audit/export"] {
        ada.get(path).await.expect_redirect("/account/two-factor");
    }
    ada.get("/account/two-factor").await;
    ada.post("save_mail", &[]).await.expect_redirect("/account/two-factor");
    assert_eq!(ada.post_as_script("save_mail", &[]).await.status, 403);
    set_up(&app, &mut ada).await;
    ada.get("/settings").await.expect_page("Settings");
    app.signed_in("grace").await.get("/").await.expect_page("grace");
}
