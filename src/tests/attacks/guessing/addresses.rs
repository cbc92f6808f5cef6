//! Guesses and mails from one address, whatever they are at.

use std::time::Duration;

use axum::http::StatusCode;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{WRONG, guess, seconds_to_wait};
use crate::{
    database::entities::{audit, guess_limit as guess_limit_rows, outbox},
    tests::support::{Browser, PASSWORD, TestApp, on_every_database, password_fields},
};

#[tokio::test]
async fn an_address_is_limited_whatever_it_guesses_at() {
    let mut app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut attacker = app.browser();
    attacker.address = "2001:db8:1:2::1".parse().unwrap();
    let status = async |browser: &mut Browser, function: &str, fields: &[(&str, &str)]| {
        browser.post_as_script(function, fields).await.status
    };
    for number in 0..10 {
        let username = format!("nobody{number}");
        let sign_in = [("username", username.as_str()), ("password", WRONG)];
        assert_eq!(status(&mut attacker, "sign_in", &sign_in).await, StatusCode::UNAUTHORIZED);
        for function in ["activate", "reset_password"] {
            let fields = password_fields("no-such-token", PASSWORD);
            assert_eq!(status(&mut attacker, function, &fields).await, StatusCode::GONE);
        }
    }
    app.restart().await;
    // The same house, another door, after a restart.
    let mut neighbour = app.browser();
    neighbour.address = "2001:db8:1:2:ffff::1".parse().unwrap();
    let fields = [("token", "no-such-token")];
    let answer = neighbour.post_as_script("confirm_email", &fields).await;
    assert_eq!(seconds_to_wait(&answer), Some(5));
    let right = [("username", "ada"), ("password", PASSWORD)];
    assert_eq!(status(&mut neighbour, "sign_in", &right).await, StatusCode::TOO_MANY_REQUESTS);

    let mut other_house = app.browser();
    other_house.address = "2001:db8:1:3::1".parse().unwrap();
    assert_eq!(status(&mut other_house, "sign_in", &right).await, StatusCode::OK);
    // Somebody who gets in does not clear the way for guesses at others.
    app.advance(Duration::from_secs(5));
    assert_eq!(status(&mut neighbour, "sign_in", &right).await, StatusCode::OK);
    let wrong = [("username", "grace"), ("password", WRONG)];
    assert_eq!(status(&mut neighbour, "sign_in", &wrong).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&mut neighbour, "sign_in", &wrong).await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn an_address_that_waits_writes_nothing() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let mut attacker = app.browser();
        for number in 0..30 {
            attacker.sign_in(&format!("nobody{number}"), WRONG).await;
        }
        let rows = async || {
            let db = &app.state.database.read();
            let mut limits = guess_limit_rows::Entity::find().all(db).await.unwrap();
            limits.sort_by(|a, b| a.subject.cmp(&b.subject));
            let mails = outbox::Entity::find().count(db).await.unwrap();
            (limits, audit::Entity::find().count(db).await.unwrap(), mails)
        };
        let before = rows().await;
        for number in 0..20 {
            let username = format!("other{number}");
            let fields = [("username", username.as_str()), ("password", WRONG)];
            let answer = attacker.post_as_script("sign_in", &fields).await;
            assert_eq!(seconds_to_wait(&answer), Some(5));
            // Another door that counts addresses.
            let answer = attacker.post_as_script("register", &[("serial_number", "X")]).await;
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        }
        assert_eq!(rows().await, before);

        // Mails are counted for the address apart.
        for number in 0..32 {
            attacker.post("forgot_password", &[("username", &format!("name{number}"))]).await;
        }
        let before = rows().await;
        for number in 0..20 {
            let username = format!("further{number}");
            let fields = [("username", username.as_str())];
            let answer = attacker.post_as_script("forgot_password", &fields).await;
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        }
        assert_eq!(rows().await, before);
        // A name that waits is counted on, for whatever address asks, without a row for that.
        for _ in 0..5 {
            guess(&app, "ada", WRONG).await;
        }
        let before = rows().await.0.len();
        for _ in 0..20 {
            assert!(seconds_to_wait(&guess(&app, "ada", WRONG).await).is_some());
        }
        assert_eq!(rows().await.0.len(), before);
    })
    .await;
}

#[tokio::test]
async fn setup_codes_and_serial_numbers_are_guessed_at_in_vain() {
    let app = TestApp::new().await;
    let mut attacker = app.browser();
    let serial_number = app.serial_number(1);
    let fields = |code: &str| {
        [
            ("setup_code", code.to_owned()),
            ("email", "eve@example.com".to_owned()),
            ("first_name", "Eve".to_owned()),
            ("last_name", "Mallory".to_owned()),
            ("serial_number", serial_number.clone()),
        ]
    };
    let register = async |browser: &mut Browser, code: &str| {
        let fields = fields(code);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post_as_script("register", &fields).await
    };
    for _ in 0..30 {
        let answer = register(&mut attacker, "AAAA-BBBB-CCCC").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let code = app.setup_code();
    assert_eq!(seconds_to_wait(&register(&mut attacker, &code).await), Some(5));
    assert_eq!(register(&mut app.browser(), &code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn mails_that_strangers_ask_for_are_few_and_void_nothing() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let before = app.links_sent().await;
    let ask = async |browser: &mut Browser, username: &str| {
        let answer = browser.post("forgot_password", &[("username", username)]).await;
        (answer.status, answer.location(), answer.body)
    };
    let known = ask(&mut app.browser(), "ada").await;
    let mut last = app.link_for("ada").await;
    for _ in 0..20 {
        assert_eq!(ask(&mut app.browser(), "ada").await, known);
        assert_eq!(ask(&mut app.browser(), "nobody").await, known);
        last = app.link_for("ada").await;
    }
    assert_eq!(app.links_sent().await, before + 3);
    app.browser().open(&last.unwrap()).await.expect_page("Set a new password");

    // From one address, for many names.
    let mut attacker = app.browser();
    for number in 0..30 {
        assert_eq!(ask(&mut attacker, &format!("nobody{number}")).await, known);
    }
    let fields = [("username", "ada")];
    let answer = attacker.post_as_script("forgot_password", &fields).await;
    assert_eq!(seconds_to_wait(&answer), Some(5));
    attacker.get("/forgot-password").await;
    attacker.submit("forgot_password", &fields).await.expect_page("too many tries");
}

#[tokio::test]
async fn registering_asks_the_limits_on_mails_and_guesses() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(3);
        app.join("ada", &serial_number).await;
        let register = async |browser: &mut Browser, username: &str, email: &str| {
            let fields = [
                ("email", email),
                ("username", username),
                ("first_name", "Eve"),
                ("last_name", "Mallory"),
                ("serial_number", &serial_number),
            ];
            browser.post_as_script("register", &fields).await
        };
        // A stranger's mailbox, from everywhere.
        let (accounts, links) = (app.accounts().await.len(), app.links_sent().await);
        for number in 0..3 {
            let answer =
                register(&mut app.browser(), &format!("a{number}"), "stranger@example.com").await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        }
        for number in 0..10 {
            let answer =
                register(&mut app.browser(), &format!("b{number}"), "Stranger@Example.com").await;
            assert!(seconds_to_wait(&answer).is_some(), "{answer:?}");
        }
        assert_eq!(app.accounts().await.len(), accounts + 3);
        assert_eq!(app.links_sent().await, links + 3);
        // It does not keep that person's own mails back.
        app.browser().post("forgot_password", &[("username", "a0")]).await;
        assert_eq!(app.links_sent().await, links + 4);

        // Whether names are taken, asked from one address.
        let mut eve = app.browser();
        for number in 0..30 {
            let answer = register(&mut eve, "ada", &format!("eve{number}@example.com")).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
        }
        for username in ["ada", "nobody"] {
            let answer = register(&mut eve, username, "eve@example.com").await;
            assert!(seconds_to_wait(&answer).is_some(), "{answer:?}");
        }
        // Others register meanwhile, and later Eve does.
        app.register("grace", &serial_number).await.expect_redirect("/registered");
        app.advance(Duration::from_mins(1));
        let answer = register(&mut eve, "eve", "eve@example.com").await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    })
    .await;
}
