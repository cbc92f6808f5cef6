//! Workers that share an outbox: each mail once, in a fair order, whatever becomes of one of them.

use std::time::Duration;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::mail::app_with;
use crate::{
    database::{
        entities::outbox::{self, Message, State},
        queue,
    },
    mail::{
        outbox::{self as outbox_of, Hurry},
        report::{MailProblem, MailStage, SendFailure},
    },
    tests::support::{MailPeers, TestApp, link_in, on_every_database, through},
};

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
