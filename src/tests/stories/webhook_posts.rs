//! What is posted to the webhook, and how often it is tried.

use std::time::Duration;

use mail_parser::MessageParser;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::{
    mail::app_with,
    notices::{HOUR, administrator, one, rows, save, with_webhook},
};
use crate::{
    database::{
        entities::{
            api_token::Scope,
            webhook_delivery::{self, State},
        },
        queue::LeasedQueue,
    },
    jobs::webhook::deliveries,
    mail::reason::Reason,
    setup::key,
    tests::support::{
        BABBLE, Hostile, MailPeers, Receiver, SILENCE, TestApp, on_every_database, through,
    },
};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn the_first_failure_and_the_end_of_it_are_posted_signed() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let receiver = Receiver::start().await;
    let secret = with_webhook(&mut ada, &receiver).await;

    let run = app.end_run(Err(Reason::Interrupted)).await;
    app.post_due().await;
    let posts = receiver.posts();
    let post = one(&posts);
    assert!(post.is_signed_with(&secret));
    assert_eq!(post.header("webhook-timestamp"), "1780272000");
    assert_eq!(post.header("content-type"), "application/json");
    let expected = json!({
        "type": "job.failed",
        "id": post.id(),
        "at": "2026-06-01T00:00:00Z",
        "job": "backup",
        "run": run,
        "started_at": "2026-06-01T00:00:00Z",
        "ended_at": "2026-06-01T00:00:00Z",
        "reason": "The server that ran this job stopped before the run ended. The job runs again at its \
            next scheduled time.",
        "failures": 1,
        "url": format!("http://127.0.0.1:3000/jobs/backup/runs/{run}"),
    });
    assert_eq!(post.json(), expected);

    // Failures that go on are counted; the next word is that it works again.
    app.end_run(Err(Reason::Interrupted)).await;
    app.post_due().await;
    assert_eq!(receiver.posts().len(), 1);
    app.end_run(Ok(())).await;
    app.post_due().await;
    let posts = receiver.posts();
    let [_, post] = &posts[..] else { panic!("two posts, not {posts:?}") };
    assert!(post.is_signed_with(&secret));
    let body = post.json();
    assert_eq!(body["type"], json!("job.recovered"));
    assert_eq!((&body["failures"], &body["reason"]), (&json!(1), &Value::Null));
    ada.open("/settings").await.expect_page("The last post was taken in on");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_get_through_is_tried_again_on_every_database() {
    on_every_database(async |app: TestApp| {
        let mut ada = administrator(&app).await;
        let receiver = Receiver::start().await;
        let secret = with_webhook(&mut ada, &receiver).await;
        receiver.answers(&[500, 429, 408]);
        app.end_run(Err(Reason::NoHeartbeat)).await;
        for tries in 1..=4 {
            app.post_due().await;
            // Not before the pause is over.
            app.post_due().await;
            assert_eq!(receiver.posts().len(), tries);
            let page = ada.open("/settings").await;
            match tries {
                1 => page.expect_page("One post is waiting and is tried again"),
                4 => page.expect_page("The last post was taken in on"),
                _ => {}
            }
            app.advance(Duration::from_mins(2));
        }
        let posts = receiver.posts();
        assert!(posts.iter().all(|post| post.id() == posts[0].id()), "{posts:?}");
        assert!(posts.iter().all(|post| post.is_signed_with(&secret)));
        assert_ne!(posts[0].header("webhook-timestamp"), posts[3].header("webhook-timestamp"));
        assert_eq!(key::rotate(&app.state).await.unwrap(), 2, "address and secret");
        app.advance(DAY);
        app.end_run(Ok(())).await;
        app.post_due().await;
        assert!(receiver.posts()[4].is_signed_with(&secret), "also after the key was rotated");
        let now = app.clock.now();
        let tx = app.state.database.begin().await.unwrap();
        deliveries::tidy(&*tx, now + 29 * DAY).await.unwrap();
        assert_eq!(webhook_delivery::Entity::find().all(&*tx).await.unwrap().len(), 1);
        deliveries::tidy(&*tx, now + 31 * DAY).await.unwrap();
        assert!(webhook_delivery::Entity::find().all(&*tx).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_status_alone_says_whether_a_post_was_taken() {
    for (answer, state) in [
        (BABBLE, State::Sent),
        ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnot all of it", State::Sent),
        ("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello", State::Sent),
        ("HTTP/1.1 410 Gone\r\nContent-Length: 1000000\r\n\r\n", State::Failed),
    ] {
        let app = TestApp::new().await;
        let mut ada = administrator(&app).await;
        let receiver = Hostile::http(answer).await;
        let url = format!("http://127.0.0.1:{}/hook", receiver.port);
        save(&mut ada, &url, &[]).await.expect_page("Every post is signed with this secret");
        app.end_run(Err(Reason::NoHeartbeat)).await;
        for _ in 0..3 {
            app.post_due().await;
            app.advance(HOUR);
        }
        assert_eq!(rows(&app).await[0].state, state, "{answer}");
        assert_eq!(receiver.heard().matches("POST /hook").count(), 1, "{answer}");
    }
}

#[tokio::test]
async fn what_is_refused_for_good_is_given_up() {
    for (status, words) in [(410, "does not want to be posted to"), (404, "with status 404")] {
        let app = TestApp::new().await;
        let mut ada = administrator(&app).await;
        let receiver = Receiver::start().await;
        with_webhook(&mut ada, &receiver).await;
        receiver.answers(&[status]);
        app.end_run(Err(Reason::NoHeartbeat)).await;
        app.post_due().await;
        app.advance(DAY);
        app.post_due().await;
        assert_eq!(receiver.posts().len(), 1);
        assert_eq!(rows(&app).await[0].state, State::Failed);
        ada = app.signed_in("ada").await;
        let page = ada.open("/settings").await;
        page.expect_page("The last post was given up on");
        page.expect_page(words);
    }
}

#[tokio::test]
async fn nobody_is_there_for_three_days() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    // Nobody listens at that port.
    save(&mut ada, "http://127.0.0.1:1/", &[]).await.expect_page("Saved.");
    app.end_run(Err(Reason::NoHeartbeat)).await;
    app.post_due().await;
    ada.open("/settings").await.expect_page("The address could not be reached");
    let (promised_at, mut tries) = (app.clock.now(), 0);
    while rows(&app).await[0].state == State::Waiting {
        app.advance(app.clock.now().until(rows(&app).await[0].due_at));
        app.post_due().await;
        tries += 1;
    }
    let given_up_after = promised_at.until(app.clock.now());
    assert!(given_up_after > DAY && given_up_after <= deliveries::TRIED_FOR, "{given_up_after:?}");
    assert!((12..=16).contains(&tries), "{tries}");
}

#[tokio::test]
async fn a_post_whose_worker_is_killed_is_posted_again() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let receiver = Receiver::start().await;
    with_webhook(&mut ada, &receiver).await;
    receiver.answers(&[SILENCE]);
    app.end_run(Err(Reason::NoHeartbeat)).await;
    tokio::select! {
        () = app.post_due() => panic!("it has not got an answer"),
        () = async {
            while receiver.posts().is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        } => {}
    }
    // Its lease goes on for a while.
    app.post_due().await;
    assert_eq!(receiver.posts().len(), 1);
    app.advance(webhook_delivery::Entity::LEASE);
    app.post_due().await;
    let posts = receiver.posts();
    let [first, second] = &posts[..] else { panic!("two posts, not {posts:?}") };
    assert_eq!(first.id(), second.id(), "the receiver can tell");
    assert_eq!(rows(&app).await[0].state, State::Sent);
}

#[tokio::test]
async fn a_notice_that_waits_while_its_job_gets_another_name_links_to_it() {
    let peers = MailPeers::get().await;
    let (app, mut ada, _) = app_with(&peers, through(&peers, "plain", "none")).await;
    app.told_of_failures("ada").await;
    let receiver = Receiver::start().await;
    with_webhook(&mut ada, &receiver).await;
    let token = app.api_token(Scope::Report, None).await;
    let failed = json!({ "key": "1", "state": "failed", "error": "disk full" });
    app.report(&token, "orders", failed).await;
    let orders = app.job("orders").await.unwrap();
    let page = ada.get("/jobs/orders").await;
    let version = page.version_in("rename_job").to_owned();
    let fields = [("id", orders.id.as_str()), ("version", &version), ("name", "erp.orders")];
    ada.post("rename_job", &fields).await.expect_redirect("/jobs/erp.orders?saved=job");

    app.post_due().await;
    app.deliver().await;
    let run = app.runs("erp.orders").await.remove(0).id;
    let page = format!("http://127.0.0.1:3000/jobs/erp.orders/runs/{run}");
    assert_eq!(one(&receiver.posts()).json()["url"], json!(page));
    let mails = peers.mails_to("ada@example.com").await;
    let source = mails.last().unwrap()["source"].as_str().unwrap();
    let mail = MessageParser::default().parse(source.as_bytes()).unwrap();
    let text = mail.body_text(0).unwrap();
    assert!(text.contains(&page), "{text}");
}
