//! Wrong input gets a sentence beside its field, loses nothing that was typed, and stores nothing.

use jiff::civil::date;

use crate::{
    licenses::license::{License, LicenseId},
    tests::support::{Answer, PASSWORD, TODAY, TestApp, password_fields, token_of},
};

/// Registers with one field changed and returns the page that follows.
async fn register_with(app: &TestApp, field: &str, value: &str) -> Answer {
    let serial_number = app.serial_number(1);
    let mut fields = vec![
        ("email", "grace@example.com"),
        ("username", "grace"),
        ("first_name", "Grace"),
        ("last_name", "Hopper"),
        ("serial_number", serial_number.as_str()),
    ];
    fields.retain(|(name, _)| *name != field);
    fields.push((field, value));
    let mut browser = app.browser();
    browser.get("/register").await;
    browser.submit("register", &fields).await
}

#[tokio::test]
async fn each_wrong_field_of_registration_says_why() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let full = app.serial_number(1);
    app.join("hedy", &full).await;
    let links = app.links_sent().await;

    let mistyped = app.serial_number(1).replacen('-', "-A", 1);
    let expired = app.serial_number_until(1, Some(date(2026, 5, 1)));
    let foreign_key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let foreign = License {
        id: LicenseId::new(1),
        licensee: "Eve".to_owned(),
        seats: 1_000,
        issued: TODAY,
        expires: None,
        features: Vec::new(),
    }
    .issue(&foreign_key)
    .to_string();
    let long = "x".repeat(101);
    for (field, value, words) in [
        ("email", "grace", "not an email address"),
        ("email", "grace@example.com\r\nBcc: eve@example.com", "not an email address"),
        ("username", "ADA", "taken"),
        ("username", &long, "100 characters"),
        ("first_name", " ", "fill this in"),
        ("last_name", "a\u{0}b", "do not belong here"),
        ("serial_number", "", "fill this in"),
        ("serial_number", &mistyped, "typing error"),
        ("serial_number", &foreign, "not issued for this product"),
        ("serial_number", &expired, "has expired"),
        ("serial_number", &full, "The only seat"),
    ] {
        let page = register_with(&app, field, value).await;
        let error = page.error_of(field).unwrap_or_else(|| panic!("{field}={value:?}: {page:?}"));
        assert!(error.contains(words), "{field}={value:?}: {error}");
        for (kept, typed) in [("email", "grace@example.com"), ("last_name", "Hopper")] {
            if kept != field {
                assert_eq!(page.value_of(kept), Some(typed));
            }
        }
    }
    assert_eq!(app.accounts().await.len(), 2, "nothing was stored");
    assert_eq!(app.links_sent().await, links, "nothing was sent");
}

#[tokio::test]
async fn all_wrong_fields_are_told_at_once() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.get("/register").await;
    let page = browser.submit("register", &[]).await;
    for field in ["setup_code", "email", "first_name", "last_name", "serial_number"] {
        assert!(page.error_of(field).is_some(), "{field}");
    }
    assert_eq!(page.body.matches("autofocus").count(), 1, "the first wrong field has the cursor");
}

#[tokio::test]
async fn a_wrong_password_says_why_and_keeps_the_link() {
    let app = TestApp::new().await;
    app.register("ada", &app.serial_number(1)).await.expect_redirect("/registered");
    let link = app.link_for("ada").await.unwrap();
    let token = token_of(&link);
    let mut browser = app.browser();
    for (password, confirmation, field, words) in [
        ("", "", "new_password", "fill this in"),
        ("engine42", "engine42", "new_password", "all the rules"),
        ("Engine42&", "Engine42&", "new_password", "all the rules"),
        ("Password1", "Password1", "new_password", "anybody would try"),
        ("Lovelace 1815", "Lovelace 1815", "new_password", "your name"),
        (PASSWORD, "engine 42 runs", "confirm_new_password", "not the same"),
    ] {
        browser.get(&link).await;
        let fields =
            [("token", token), ("new_password", password), ("confirm_new_password", confirmation)];
        let page = browser.submit("activate", &fields).await;
        assert!(page.error_of(field).is_some_and(|e| e.contains(words)), "{password}: {page:?}");
        assert!(password.is_empty() || !page.body.contains(&format!("value=\"{password}\"")));
    }
    browser.activate(&link).await.expect_redirect("/password-set");
}

#[tokio::test]
async fn links_that_do_not_work_all_look_the_same() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(3);
    app.join("ada", &serial_number).await;
    let used = app.link_for("ada").await.unwrap();
    app.register("grace", &serial_number).await.expect_redirect("/registered");
    let replaced = app.link_for("grace").await.unwrap();
    app.browser().post("forgot_password", &[("username", "grace")]).await;
    let newest = app.link_for("grace").await.unwrap();
    let truncated = newest[..newest.len() - 1].to_owned();
    let longer = format!("{newest}A");

    let look = async |link: &str| {
        let mut browser = app.browser();
        let opened = browser.open(link).await;
        let main =
            opened.body.split_once("<main").unwrap().1.split_once("</main>").unwrap().0.to_owned();
        let posted = browser.post("activate", &password_fields(token_of(link), PASSWORD)).await;
        let error = posted.location().unwrap().split_once("__err=").unwrap().1.to_owned();
        (opened.status, main, posted.status, error)
    };
    let nonsense = look("/activate/nonsense").await;
    for link in [&used, &replaced, &truncated, &longer] {
        assert_eq!(look(link).await, nonsense, "{link}");
    }
    app.advance(std::time::Duration::from_hours(72));
    assert_eq!(look(&newest).await, nonsense, "expired");
}

#[tokio::test]
async fn unknown_names_and_wrong_passwords_look_the_same() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.register("pending", &serial_number).await.expect_redirect("/registered");
    let look = async |username: &str, password: &str| {
        let mut browser = app.browser();
        browser.get("/login").await;
        let answer = browser.sign_in(username, password).await;
        assert!(!browser.cookies.contains_key("session"));
        (answer.status, answer.location())
    };
    let wrong = look("ada", "Wrong 42").await;
    assert_eq!(look("nobody", "Wrong 42").await, wrong);
    assert_eq!(look("pending", PASSWORD).await, wrong);
    assert_eq!(look("", "").await, wrong);
    assert_eq!(look("ada", &PASSWORD.to_uppercase()).await, wrong, "case counts in passwords");
}
