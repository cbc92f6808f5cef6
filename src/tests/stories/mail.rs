//! From the settings page through a real mail server into a mailbox.

use std::time::Duration;

use serde_json::json;

use crate::{
    mail::worker::Round,
    tests::support::{
        Answer, Browser, Fields, MailPeers, TestApp, link_in, on_every_database, pairs,
        password_fields, through, with,
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

pub(super) async fn save(browser: &mut Browser, mut fields: Fields<'_>) -> Answer {
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
