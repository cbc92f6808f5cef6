//! A license ends with warning and grace; then only administrators get in, to renew it.

use std::time::Duration;

use jiff::civil::date;

use crate::tests::support::{PASSWORD, TestApp};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn a_license_ends_softly_and_is_renewed() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number_until(3, Some(date(2026, 7, 15)));
    app.join("ada", &serial_number).await;
    app.join("grace", &serial_number).await;

    // 44 days ahead: nothing. 24 days ahead: administrators are warned, users are not.
    let home = app.signed_in("ada").await.open("/").await;
    assert!(!home.body.contains("Your license ends"));
    app.advance(20 * DAY);
    app.signed_in("ada").await.open("/").await.expect_page("Your license ends in 24 days");
    let home = app.signed_in("grace").await.open("/").await;
    assert!(!home.body.contains("Your license ends"));

    // Ended: everything works for 30 more days, but nobody new comes in.
    app.advance(25 * DAY);
    app.signed_in("grace").await.open("/").await.expect_page("Welcome");
    app.signed_in("ada").await.open("/").await.expect_page("29 more days");
    let answer = app.register("hedy", &serial_number).await;
    assert!(answer.location().unwrap().contains("__err="));

    // Then only administrators sign in. The reason is told only to who knows the password.
    app.advance(30 * DAY);
    let mut browser = app.browser();
    browser.get("/login").await;
    let fields = [("username", "grace"), ("password", PASSWORD)];
    browser.submit("sign_in", &fields).await.expect_page("The license of this server has expired");
    let fields = [("username", "grace"), ("password", "wrong")];
    browser
        .submit("sign_in", &fields)
        .await
        .expect_page("The username or the password is not right");

    // A new serial number moves everybody.
    let mut administrator = app.signed_in("ada").await;
    administrator
        .submit("enter_serial_number", &[("serial_number", &app.serial_number(2))])
        .await
        .expect_page("2 of 2 seats taken");
    app.signed_in("grace").await.open("/").await.expect_page("Welcome");
}

#[tokio::test]
async fn a_new_license_needs_seats_for_everybody() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.join("grace", &serial_number).await;
    let mut administrator = app.signed_in("ada").await;
    administrator.get("/settings").await;
    let small = app.serial_number(1);
    let page = administrator.submit("enter_serial_number", &[("serial_number", &small)]).await;
    assert!(page.error_of("serial_number").unwrap().contains("The only seat"));
    page.expect_page("2 of 2 seats taken");
}

#[tokio::test]
async fn a_license_of_another_company_opens_nothing_here() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let page = app.register_on_page("eve", &app.serial_number_of("Fabrikam")).await;
    assert!(page.error_of("serial_number").unwrap().contains("another company"), "{page:?}");
    assert_eq!(app.accounts().await.len(), 1);
    // Another license of the same company is welcome.
    app.join("grace", &app.serial_number(1)).await;
}

#[tokio::test]
async fn a_replaced_license_admits_nobody() {
    let app = TestApp::new().await;
    let old = app.serial_number(5);
    app.join("ada", &old).await;
    let mut administrator = app.signed_in("ada").await;
    let fields = [("serial_number", app.serial_number(5))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let renewed = administrator.submit("enter_serial_number", &fields).await;
    renewed.expect_page("The new license is in force.");
    let page = app.register_on_page("grace", &old).await;
    assert!(
        page.error_of("serial_number").unwrap().contains("replaced by a newer one"),
        "{page:?}"
    );
    administrator.get("/settings").await;
    let page = administrator.submit("enter_serial_number", &[("serial_number", &old)]).await;
    assert!(
        page.error_of("serial_number").unwrap().contains("replaced by a newer one"),
        "{page:?}"
    );
}
