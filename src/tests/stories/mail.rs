//! From the settings page through a real mail server into a mailbox.

use std::time::Duration;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;

use crate::{
    database::{
        entities::outbox::{self, Message, State},
        queue,
    },
    mail::{
        outbox::{self as outbox_of, Hurry},
        report::{MailProblem, MailStage, SendFailure},
        worker::Round,
    },
    tests::support::{
        Answer, Browser, Fields, HANG, Hostile, MailPeers, TestApp, link_in, on_every_database,
        pairs, password_fields, through, with,
    },
};

/// An administrator, three more seats, and mail through one of the peers.
pub(super) async fn app_with(peers: &MailPeers, fields: Fields<'_>) -> (TestApp, Browser, String) {
    let app = TestApp::new().await;
    // Tokens carry the time of day.
    app.advance_to_now();
    let serial_number = app.serial_number(4);
    app.join("ada", &serial_number).await;
    let mut browser = app.signed_in("ada").await;
    save(&mut browser, fields).await.expect_page("Saved.");
    assert_eq!(peers.mails_to("grace@example.com").await.len(), 0);
    (app, browser, serial_number)
}

async fn save(browser: &mut Browser, mut fields: Fields<'_>) -> Answer {
    let page = browser.open("/settings").await;
    fields.push(("version", page.version_in("save_mail").to_owned()));
    browser.submit("save_mail", &pairs(&fields)).await
}

fn oauth2(peers: &MailPeers, client: &str) -> Fields<'static> {
    with(
        through(peers, "starttls", "oauth2"),
        &[
            ("client_id", client),
            ("client_secret", "client secret+/=&%"),
            ("token_endpoint", peers.token_endpoint("tokenHttps")),
            ("scopes", "https://outlook.office365.com/.default"),
            ("client_authentication", if client == "mailer-basic" { "basic" } else { "body" }),
        ],
    )
}

#[tokio::test]
async fn mail_arrives_in_every_mode_and_its_link_works() {
    let peers = MailPeers::get().await;
    let credentials =
        [("smtp_username", "mailer"), ("smtp_password", "Correct horse 1"), ("use_tls", "on")];
    for (number, (fields, user, is_encrypted)) in [
        (through(&peers, "plain", "none"), None, false),
        (through(&peers, "starttls", "none"), None, true),
        (through(&peers, "plain", "credentials"), None, false),
        (with(through(&peers, "starttls", "credentials"), &credentials), Some("mailer"), true),
        (with(through(&peers, "loginOnly", "credentials"), &credentials), Some("mailer"), true),
        (with(through(&peers, "implicit", "credentials"), &credentials), Some("mailer"), true),
        (with(through(&peers, "plain", "credentials"), &credentials[..2]), Some("mailer"), false),
        (
            with(through(&peers, "starttls", "api_key"), &[("api_key", "SG.key")]),
            Some("apikey"),
            true,
        ),
        (oauth2(&peers, "mailer-post"), Some("sync@contoso.example"), true),
        (oauth2(&peers, "mailer-basic"), Some("sync@contoso.example"), true),
    ]
    .into_iter()
    .enumerate()
    {
        println!("{fields:?}");
        let (app, _, serial_number) = app_with(&peers, fields).await;
        let name = format!("person{number}");
        app.register_on_page(&name, &serial_number).await.expect_page("It comes by mail");
        assert_eq!(app.deliver().await, Round::Done);
        let mails = peers.mails_to(&format!("{name}@example.com")).await;
        let [mail] = &mails[..] else { panic!("one mail, not {mails:?}") };
        assert_eq!(mail["user"], json!(user));
        assert_eq!(mail["tls"], json!(is_encrypted));
        assert_eq!(mail["from"], json!("sync@contoso.example"));
        app.browser().activate(&link_in(mail)).await.expect_redirect("/password-set");
    }
    let sessions = peers.sessions().await;
    for session in sessions.as_array().unwrap() {
        let signs_in = session.to_string().contains("AUTH ");
        let has_user = !session["auth"].as_array().unwrap().is_empty();
        assert_eq!(signs_in, has_user, "no credentials, no AUTH: {session}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_tests_and_lists_are_the_same_on_every_database() {
    let peers = MailPeers::get().await;
    let peers = &peers;
    on_every_database(async |app: TestApp| {
        app.advance_to_now();
        let serial_number = app.serial_number(2);
        app.join("ada", &serial_number).await;
        let mut browser = app.signed_in("ada").await;
        let secret = [("smtp_username", "mailer"), ("smtp_password", "Correct horse 1")];
        let fields = with(through(peers, "plain", "credentials"), &secret);
        let page = browser.open("/settings").await;
        let tested = with(fields.clone(), &[("version", page.version_in("save_mail"))]);
        browser.submit("test_mail", &pairs(&tested)).await.expect_page("It works.");
        save(&mut browser, fields).await.expect_page("signed in as mailer");
        assert_eq!(crate::setup::key::rotate(&app.state).await.unwrap(), 1);

        let refusal = json!({ "match": "@example.com", "code": 550, "text": "5.1.1 nobody" });
        peers.behave(json!({ "recipient": refusal })).await;
        app.register("grace", &serial_number).await.expect_redirect("/registered");
        app.browser().post("forgot_password", &[("username", "nobody")]).await;
        app.deliver().await;
        peers.behave(json!({ "recipient": null })).await;
        let page = browser.open("/settings/mails").await;
        for words in ["grace", "5.1.1 nobody", "Sent", "Failed", "one mail not sent"] {
            page.expect_page(words);
        }
        let page = browser.open("/settings/mails?state=failed").await;
        let id = page.body.split_once("name=\"id\" value=\"").unwrap().1.split_once('"').unwrap().0;
        browser
            .post("send_mail_again", &[("id", id)])
            .await
            .expect_redirect("/settings/mails?state=failed");
        app.deliver().await;
        assert!(!browser.open("/settings/mails").await.body.contains("not sent"));
        let (tx, later) = (app.state.database.begin().await.unwrap(), app.clock.now());
        let later = later + Duration::from_hours(24 * 91);
        crate::mail::outbox::tidy(&*tx, later).await.unwrap();
        tx.commit().await.unwrap();
        browser.open("/settings/mails").await.expect_page("There is nothing here");
    })
    .await;
}

#[tokio::test]
async fn a_reset_mail_brings_a_link_and_then_a_notice() {
    let peers = MailPeers::get().await;
    let (app, _, _) = app_with(&peers, through(&peers, "plain", "none")).await;
    app.browser().post("forgot_password", &[("username", "ada")]).await;
    app.browser().post("forgot_password", &[("username", "nobody")]).await;
    app.deliver().await;
    let mails = peers.mails_to("ada@example.com").await;
    let [mail] = &mails[..] else { panic!("one mail, not {mails:?}") };
    assert!(mail["source"].as_str().unwrap().contains("ada"), "the mail names the username");
    let link = link_in(mail);
    let token = link.rsplit('/').next().unwrap();
    let fields = password_fields(token, "Another 43 engine");
    app.browser().post("reset_password", &fields).await.expect_redirect("/password-set");
    app.deliver().await;
    let mails = peers.mails_to("ada@example.com").await;
    assert!(mails[1]["source"].as_str().unwrap().contains("was set anew"), "{mails:?}");
}

#[tokio::test]
async fn mail_that_waited_for_an_hour_arrives_once_the_server_is_back() {
    let peers = MailPeers::get().await;
    let (app, mut browser, serial_number) =
        app_with(&peers, through(&peers, "plain", "none")).await;
    peers.behave(json!({ "down": ["plain"] })).await;
    for name in ["grace", "hedy", "mary"] {
        app.register(name, &serial_number).await.expect_redirect("/registered");
    }
    for _ in 0..60 {
        app.deliver().await;
        app.advance(Duration::from_mins(1));
    }
    let page = browser.open("/").await;
    page.expect_page("3 mails not sent");
    browser.open("/settings/mails").await.expect_page("refuses connections on this port");

    peers.behave(json!({ "down": null })).await;
    app.advance(Duration::from_hours(1));
    // The first one through lets the others go.
    while app.deliver().await == Round::Blocked {}
    app.deliver().await;
    for name in ["grace", "hedy", "mary"] {
        let mails = peers.mails_to(&format!("{name}@example.com")).await;
        assert_eq!(mails.len(), 1, "{name}");
        app.browser().activate(&link_in(&mails[0])).await.expect_redirect("/password-set");
    }
    assert!(!browser.open("/").await.body.contains("not sent"));
}

#[tokio::test]
async fn saving_other_settings_sends_what_waits_at_once() {
    let peers = MailPeers::get().await;
    let wrong = with(through(&peers, "plain", "none"), &[("port", "1")]);
    let (app, mut browser, serial_number) = app_with(&peers, wrong).await;
    app.register("grace", &serial_number).await.expect_redirect("/registered");
    assert_eq!(app.deliver().await, Round::Blocked);
    save(&mut browser, through(&peers, "plain", "none")).await.expect_page("Saved.");
    assert_eq!(app.deliver().await, Round::Done);
    assert_eq!(peers.mails_to("grace@example.com").await.len(), 1);
}

#[tokio::test]
async fn a_permanent_refusal_shows_its_reason_and_can_be_sent_again() {
    let peers = MailPeers::get().await;
    let (app, _, serial_number) = app_with(&peers, through(&peers, "plain", "none")).await;
    let refusal = json!({ "match": "@example.com", "code": 550, "text": "5.1.1 no such user" });
    peers.behave(json!({ "recipient": refusal })).await;
    app.register("grace", &serial_number).await.expect_redirect("/registered");
    app.deliver().await;
    app.advance(Duration::from_hours(48));
    app.deliver().await;
    let mut browser = app.signed_in("ada").await;
    let page = browser.open("/settings/mails?state=failed").await;
    page.expect_page("5.1.1 no such user");
    page.expect_page("grace@example.com");
    page.expect_page("one mail not sent");
    let rcpts = peers.sessions().await.to_string().matches("RCPT TO").count();
    assert_eq!(rcpts, 1, "what was refused for good is not tried again");

    peers.behave(json!({ "recipient": null })).await;
    let id = page.body.split_once("name=\"id\" value=\"").unwrap().1.split_once('"').unwrap().0;
    browser
        .post("send_mail_again", &[("id", id)])
        .await
        .expect_redirect("/settings/mails?state=failed");
    app.deliver().await;
    assert_eq!(peers.mails_to("grace@example.com").await.len(), 1);
    assert!(!browser.open("/").await.body.contains("not sent"));
}

#[tokio::test]
async fn a_temporary_refusal_waits_and_another_mail_does_not_wait_for_it() {
    let peers = MailPeers::get().await;
    let (app, mut browser, serial_number) =
        app_with(&peers, through(&peers, "plain", "none")).await;
    let greylisted = json!({ "match": "grace", "code": 450, "text": "4.2.0 Greylisted" });
    peers.behave(json!({ "recipient": greylisted })).await;
    app.register("grace", &serial_number).await.expect_redirect("/registered");
    app.register("hedy", &serial_number).await.expect_redirect("/registered");
    assert_eq!(app.deliver().await, Round::Done);
    assert_eq!(peers.mails_to("hedy@example.com").await.len(), 1);
    browser.open("/settings/mails?state=waiting").await.expect_page("Greylisted");

    // Given up by an administrator, it stays given up.
    let page = browser.open("/settings/mails?state=waiting").await;
    let id = page.body.split_once("name=\"id\" value=\"").unwrap().1.split_once('"').unwrap().0;
    browser.submit("discard_mail", &[("id", id)]).await.expect_page("There is nothing here");
    peers.behave(json!({ "recipient": null })).await;
    app.advance(Duration::from_hours(48));
    app.deliver().await;
    assert_eq!(peers.mails_to("grace@example.com").await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_mails_need_one_token() {
    let peers = MailPeers::get().await;
    let (app, _, serial_number) = app_with(&peers, oauth2(&peers, "mailer-post")).await;
    let people: Vec<_> = (0..50).map(|number| format!("user{number}")).collect();
    for username in &people {
        app.register(username, &serial_number).await.expect_redirect("/registered");
    }
    app.deliver().await;
    for username in &people {
        assert_eq!(peers.mails_to(&format!("{username}@example.com")).await.len(), 1);
    }
    assert_eq!(peers.token_requests().await, 1);

    // Taken back at the provider: one new token, and the mail goes out.
    peers.behave(json!({ "revokeTokens": true })).await;
    app.browser().post("forgot_password", &[("username", "ada")]).await;
    assert_eq!(app.deliver().await, Round::Done);
    assert_eq!(peers.mails_to("ada@example.com").await.len(), 1);
    assert_eq!(peers.token_requests().await, 2);

    // Shortly before its end it is renewed.
    app.advance(Duration::from_mins(58));
    app.browser().post("forgot_password", &[("username", "ada")]).await;
    app.deliver().await;
    assert_eq!(peers.token_requests().await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_servers_send_each_mail_once() {
    let peers = MailPeers::get().await;
    let (app, _, serial_number) = app_with(&peers, through(&peers, "plain", "none")).await;
    for number in 0..3 {
        app.register(&format!("user{number}"), &serial_number).await.expect_redirect("/registered");
    }
    peers.behave(json!({ "mailDelayMs": 200 })).await;
    let rounds: Vec<_> = (0..4)
        .map(|_| {
            let state = app.state.clone();
            tokio::spawn(async move {
                let (_stop, stopped) = tokio::sync::watch::channel(());
                crate::mail::worker::deliver_due(&state.mailer, 4, &stopped).await.is_ok()
            })
        })
        .collect();
    for round in rounds {
        assert!(round.await.unwrap());
    }
    for number in 0..3 {
        assert_eq!(peers.mails_to(&format!("user{number}@example.com")).await.len(), 1);
    }
}

#[tokio::test]
async fn a_worker_that_died_loses_nothing_and_its_link_dies_with_the_next() {
    let peers = MailPeers::get().await;
    let (app, _, serial_number) = app_with(&peers, through(&peers, "plain", "none")).await;
    app.register("grace", &serial_number).await.expect_redirect("/registered");
    app.deliver().await;
    // Killed between the server's last word and our note: the row still says that it waits.
    let db = &app.state.database.read();
    let sent = outbox::Entity::find().all(db).await.unwrap();
    let row = sent.into_iter().max_by_key(|row| row.created_at).unwrap();
    assert_eq!(row.state, State::Sent);
    let mut unsent = row.into_active_model();
    unsent.state = Set(State::Waiting);
    unsent.update(db).await.unwrap();
    app.advance(Duration::from_mins(10));
    app.deliver().await;
    let mails = peers.mails_to("grace@example.com").await;
    assert_eq!(mails.len(), 2);
    app.browser().open(&link_in(&mails[0])).await.expect_page("does not work any more");
    app.browser().activate(&link_in(&mails[1])).await.expect_redirect("/password-set");
    let id = |mail: &serde_json::Value| {
        let source = mail["source"].as_str().unwrap().to_owned();
        source.lines().find(|line| line.starts_with("Message-ID")).unwrap().to_owned()
    };
    assert_ne!(id(&mails[0]), id(&mails[1]), "whoever sorts out copies keeps the good one");
}

#[tokio::test]
async fn settings_that_were_saved_while_others_were_tried_count_at_once() {
    let peers = MailPeers::get().await;
    let (app, mut browser, serial_number) =
        app_with(&peers, through(&peers, "plain", "none")).await;
    let hanging = Hostile::smtp(&[("MAIL", HANG)]).await;
    let there = with(through(&peers, "plain", "none"), &[("port", &hanging.port.to_string())]);
    save(&mut browser, there).await.expect_page("Saved.");
    app.register("grace", &serial_number).await.expect_redirect("/registered");
    let state = app.state.clone();
    let trying = tokio::spawn(async move {
        let (_stop, stopped) = tokio::sync::watch::channel(());
        crate::mail::worker::deliver_due(&state.mailer, 1, &stopped).await.unwrap()
    });
    hanging.has_heard("MAIL").await;
    save(&mut browser, through(&peers, "plain", "none")).await.expect_page("Saved.");
    hanging.hang_up();
    assert_eq!(trying.await.unwrap(), Round::Blocked);
    // The clock stands still: no pause.
    assert_eq!(app.deliver().await, Round::Done);
    assert_eq!(peers.mails_to("grace@example.com").await.len(), 1);
}

#[tokio::test]
async fn a_refused_sender_is_a_setting_and_fails_no_mail() {
    let peers = MailPeers::get().await;
    let (app, _, serial_number) = app_with(&peers, through(&peers, "plain", "none")).await;
    let refusal = json!({ "code": 550, "text": "5.7.60 not as this sender" });
    peers.behave(json!({ "sender": refusal })).await;
    for name in ["grace", "hedy"] {
        app.register(name, &serial_number).await.expect_redirect("/registered");
    }
    assert_eq!(app.deliver().await, Round::Blocked);
    peers.behave(json!({ "sender": null })).await;
    app.advance(Duration::from_hours(1));
    app.deliver().await;
    for name in ["grace", "hedy"] {
        assert_eq!(peers.mails_to(&format!("{name}@example.com")).await.len(), 1);
    }
}

#[tokio::test]
async fn a_lease_is_waited_for_and_not_spun_on() {
    let app = TestApp::new().await;
    app.register("ada", &app.serial_number(1)).await.expect_redirect("/registered");
    let (database, now) = (&app.state.database, app.clock.now());
    let taken = queue::take_due::<outbox::Entity>(database, now, 0).await.unwrap().unwrap();
    assert_eq!(taken.tries, 1);
    assert!(queue::take_due::<outbox::Entity>(database, now, 0).await.unwrap().is_none());
    let next = queue::next_due::<outbox::Entity>(&database.read(), now).await.unwrap().unwrap();
    assert!(next > now, "the end of the lease, not the message that nobody can take");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_link_overtakes_a_flood_but_not_for_ever() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(50);
        app.join("ada", &serial_number).await;
        app.register("first", &serial_number).await.expect_redirect("/registered");
        app.advance(Duration::from_mins(61));
        for number in 0..40 {
            let name = format!("flood{number}");
            app.register(&name, &serial_number).await.expect_redirect("/registered");
        }
        app.advance(Duration::from_secs(10));
        app.browser().post("forgot_password", &[("username", "ada")]).await;
        let (database, now) = (&app.state.database, app.clock.now());
        let mut order = Vec::new();
        while let Some(row) = queue::take_due::<outbox::Entity>(database, now, 0).await.unwrap() {
            order.push(row.message);
        }
        assert_eq!(order.len(), 42);
        // Whoever has waited for more than an hour is not overtaken.
        assert_eq!(
            order[..3],
            [Message::Activation, Message::PasswordForgotten, Message::Activation]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_for_the_way_to_open_keeps_its_order() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(50);
        app.join("ada", &serial_number).await;
        for number in 0..20 {
            let name = format!("flood{number}");
            app.register(&name, &serial_number).await.expect_redirect("/registered");
        }
        app.browser().post("forgot_password", &[("username", "ada")]).await;
        let (database, now) = (&app.state.database, app.clock.now());
        let failure = SendFailure::new(MailStage::Tcp, MailProblem::ConnectionRefused);
        while let Some(row) = queue::take_due::<outbox::Entity>(database, now, 0).await.unwrap() {
            outbox_of::postpone(database, &row, None, &failure, now, false).await.unwrap();
        }
        app.advance(Duration::from_secs(1));
        let now = app.clock.now();
        database.write(async |tx| outbox_of::hurry(&*tx, Hurry::Blocked, now).await).await.unwrap();
        let row = queue::take_due::<outbox::Entity>(database, now, 0).await.unwrap().unwrap();
        assert_eq!(row.message, Message::PasswordForgotten);
    })
    .await;
}
