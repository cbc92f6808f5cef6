//! Mail that cannot go out yet, or not at all.

use std::time::Duration;

use serde_json::json;

use super::mail::{app_with, save};
use crate::{
    mail::worker::Round,
    tests::support::{HANG, Hostile, MailPeers, link_in, through, with},
};

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
