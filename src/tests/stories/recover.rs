//! A forgotten password.

use std::time::Duration;

use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};

use super::mail::app_with;
use crate::{
    database::entities::one_time_token,
    tests::support::{
        MailPeers, PASSWORD, TestApp, link_in, on_every_database, password_fields, through,
        token_of,
    },
};

const NEW_PASSWORD: &str = "Another 43 engine";

#[tokio::test]
async fn a_forgotten_password_is_set_anew_and_ends_every_session() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut elsewhere = app.signed_in("ada").await;

    let mut browser = app.browser();
    browser.open("/login").await.expect_page("href=\"/forgot-password\"");
    browser.submit("forgot_password", &[("username", "ADA")]).await.expect_page("One more step");
    let link = app.link_for("ada").await.unwrap();
    browser.open(&link).await.expect_page("Set a new password");
    browser
        .post("reset_password", &password_fields(token_of(&link), NEW_PASSWORD))
        .await
        .expect_redirect("/password-set");

    elsewhere.get("/").await.expect_redirect("/login");
    browser.sign_in("ada", NEW_PASSWORD).await.expect_redirect("/");
    let location = app.browser().sign_in("ada", PASSWORD).await.location().unwrap();
    assert!(location.starts_with("/login?"), "{location}");
}

#[tokio::test]
async fn every_name_gets_the_same_answer_and_only_real_ones_a_link() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(2)).await;
    let before = app.links_sent().await;
    let ask = async |username: &str| {
        let answer = app.browser().post("forgot_password", &[("username", username)]).await;
        (answer.status, answer.location(), answer.body)
    };
    let known = ask("ada").await;
    for unknown in ["nobody", "' OR 1=1", &"x".repeat(5_000), "\u{FDFA}".repeat(200).as_str()] {
        assert_eq!(ask(unknown).await, known);
    }
    assert_eq!(app.links_sent().await, before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_does_where_the_username_is_forgotten_and_tells_nothing() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(2)).await;
        let before = app.links_sent().await;
        let ask = async |typed: &str| {
            let answer = app.browser().post("forgot_password", &[("username", typed)]).await;
            (answer.status, answer.location(), answer.body)
        };
        let known = ask("Ada@Example.com").await;
        assert_eq!(ask("nobody@example.com").await, known);
        assert_eq!(ask("nobody").await, known);
        assert!(app.link_for("ada").await.unwrap().starts_with("/reset-password/"));
        assert_eq!(app.links_sent().await, before + 1);
    })
    .await;
}

#[tokio::test]
async fn an_address_with_several_usernames_gets_a_mail_that_asks_which() {
    let peers = MailPeers::get().await;
    let (app, mut ada, _) = app_with(&peers, through(&peers, "plain", "none")).await;
    let address = "several@forgotten.example";
    for username in ["one", "two"] {
        let fields = [
            ("username", username),
            ("email", address),
            ("first_name", "A"),
            ("last_name", "B"),
            ("role", "user"),
        ];
        ada.post("add_user", &fields).await;
        app.deliver().await;
        let mails = peers.mails_to(address).await;
        app.browser().activate(&link_in(mails.last().unwrap())).await;
    }
    let before = peers.mails_to(address).await.len();
    app.browser().post("forgot_password", &[("username", address)]).await;
    app.deliver().await;
    let mails = peers.mails_to(address).await;
    assert_eq!(mails.len(), before + 1);
    let parsed = mail_parser::MessageParser::default();
    let parsed = parsed.parse(mails[before]["source"].as_str().unwrap().as_bytes()).unwrap();
    let text = parsed.body_text(0).unwrap().into_owned();
    assert!(text.lines().any(|l| l == "one") && text.lines().any(|l| l == "two"), "{text}");
    assert!(text.contains("/forgot-password") && !text.contains("/reset-password"), "{text}");
}

#[tokio::test]
async fn a_pending_account_gets_its_activation_link_again() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.register("grace", &serial_number).await.expect_redirect("/registered");
    let first = app.link_for("grace").await.unwrap();
    app.browser().post("forgot_password", &[("username", "grace")]).await;
    let second = app.link_for("grace").await.unwrap();
    assert!(second.starts_with("/activate/") && second != first);
    app.browser().open(&first).await.expect_page("does not work any more");
    app.browser().activate(&second).await.expect_redirect("/password-set");
}

#[tokio::test]
async fn a_reset_link_lives_half_an_hour_and_works_once() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let reset = async |link: &str| {
        let answer = app
            .browser()
            .post("reset_password", &password_fields(token_of(link), NEW_PASSWORD))
            .await;
        answer.location().unwrap()
    };
    app.browser().post("forgot_password", &[("username", "ada")]).await;
    let late = app.link_for("ada").await.unwrap();
    app.advance(Duration::from_mins(30));
    assert_ne!(reset(&late).await, "/password-set");

    app.browser().post("forgot_password", &[("username", "ada")]).await;
    let link = app.link_for("ada").await.unwrap();
    app.advance(Duration::from_mins(30) - Duration::from_millis(1));
    assert_eq!(reset(&link).await, "/password-set");
    assert_ne!(reset(&link).await, "/password-set");
}

#[tokio::test]
async fn a_link_of_one_kind_is_useless_for_the_other() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.register("grace", &serial_number).await.expect_redirect("/registered");
    let activation = app.link_for("grace").await.unwrap();
    let fields = password_fields(token_of(&activation), NEW_PASSWORD);
    let answer = app.browser().post("reset_password", &fields).await;
    assert!(answer.location().unwrap().contains("__err="));
    app.browser().activate(&activation).await.expect_redirect("/password-set");
}

#[tokio::test]
async fn the_database_is_as_busy_for_a_name_that_nobody_has() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    // Everything that is written goes through the write-ahead log.
    let files =
        || std::fs::read_dir(app.data_directory()).unwrap().map(|file| file.unwrap().path());
    let log = files().find(|file| file.to_str().unwrap().ends_with("-wal")).unwrap();
    let empty_log = async || {
        let db = app.state.database.read();
        db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
        assert_eq!(log.metadata().unwrap().len(), 0);
    };
    let mut written = Vec::new();
    for username in ["ada", "nobody", "ada", "nobody"] {
        app.browser().post("forgot_password", &[("username", username)]).await;
        empty_log().await;
        app.deliver().await;
        written.push(log.metadata().unwrap().len().cast_signed());
        app.advance(Duration::from_mins(15));
    }
    // A page more or less: where rows begin a new one.
    for pair in written.chunks(2) {
        assert!(pair[0] > 0 && (pair[0] - pair[1]).abs() < 4_200, "{written:?}");
    }
}

#[tokio::test]
async fn a_name_that_nobody_has_leaves_no_token() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let db = app.state.database.read();
        let count = async || one_time_token::Entity::find().count(&db).await.unwrap();
        let before = count().await;
        app.browser().post("forgot_password", &[("username", "nobody")]).await;
        app.deliver().await;
        assert_eq!(count().await, before);
    })
    .await;
}
