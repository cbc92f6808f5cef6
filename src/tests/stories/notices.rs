//! Who hears of the end of a run: by mail, and at the webhook.

use std::time::Duration;

use axum::http::StatusCode;
use mail_parser::MessageParser;
use sea_orm::{EntityTrait, sea_query::Expr};
use serde_json::json;

use super::mail::app_with;
use crate::{
    database::entities::{
        job_settings,
        outbox::{self, Message},
        webhook_delivery,
    },
    mail::reason::Reason,
    tests::support::{Answer, Browser, MailPeers, PASSWORD, Post, Receiver, TestApp, through},
};

pub(super) const HOUR: Duration = Duration::from_hours(1);

pub(super) async fn administrator(app: &TestApp) -> Browser {
    app.join("ada", &app.serial_number(2)).await;
    app.signed_in("ada").await
}

/// Saves an address, and returns the page that is shown next.
pub(super) async fn save(browser: &mut Browser, url: &str, others: &[(&str, &str)]) -> Answer {
    let page = browser.open("/settings").await;
    let version = page.version_in("save_notices").to_owned();
    let mut fields = vec![("webhook_url", url), ("version", version.as_str())];
    fields.extend(others);
    browser.submit("save_notices", &fields).await
}

fn secret_on(page: &Answer) -> Option<String> {
    let (_, rest) = page.body.split_once("value=\"whsec_")?;
    Some(format!("whsec_{}", rest.split_once('"')?.0))
}

/// The same with the secret that was made.
pub(super) async fn with_webhook(browser: &mut Browser, receiver: &Receiver) -> String {
    let page = save(browser, &receiver.url(), &[]).await;
    page.expect_page("Every post is signed with this secret");
    secret_on(&page).unwrap()
}

pub(super) async fn rows(app: &TestApp) -> Vec<webhook_delivery::Model> {
    webhook_delivery::Entity::find().all(&app.state.database.read()).await.unwrap()
}

pub(super) fn one(posts: &[Post]) -> &Post {
    let [post] = posts else { panic!("one post, not {posts:?}") };
    post
}

#[tokio::test]
async fn a_secret_is_shown_once_and_kept_in_clear_nowhere() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let receiver = Receiver::start().await;
    let page = ada.open("/settings").await;
    let fields =
        [("webhook_url", &receiver.url()[..]), ("version", page.version_in("save_notices"))];
    let answer = ada.post("save_notices", &fields).await;
    answer.expect_redirect("/settings?saved=notices#notices");
    assert!(!answer.body.contains("whsec_"));
    let secret = secret_on(&ada.open("/settings").await).unwrap();
    let again = ada.open("/settings").await;
    assert!(!again.body.contains("whsec_"), "{again:?}");
    assert!(!ada.cookies.contains_key("made-secret"));

    app.end_run(Err(Reason::NoHeartbeat)).await;
    app.post_due().await;
    let bytes = secret.strip_prefix("whsec_").unwrap().as_bytes();
    for entry in std::fs::read_dir(app.data_directory()).unwrap() {
        let content = std::fs::read(entry.unwrap().path()).unwrap_or_default();
        assert!(!content.windows(bytes.len()).any(|window| window == bytes));
    }
    // Nobody has another one put before them.
    ada.cookies.insert("made-secret".to_owned(), "whsec_of_somebody_else".to_owned());
    assert!(!ada.open("/settings").await.body.contains("whsec_"));

    // A script gets it as the answer.
    let version = ada.open("/settings").await.version_in("save_notices").to_owned();
    let fields =
        [("webhook_url", &receiver.url()[..]), ("new_webhook_secret", "on"), ("version", &version)];
    let answer = ada.post_as_script("save_notices", &fields).await;
    let newer: String = serde_json::from_str(&answer.body).unwrap();
    assert!(newer.starts_with("whsec_") && newer != secret);
}

#[tokio::test]
async fn another_address_gets_another_secret() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let (one, other) = (Receiver::start().await, Receiver::start().await);
    let first = with_webhook(&mut ada, &one).await;
    assert_eq!(secret_on(&save(&mut ada, &one.url(), &[]).await), None, "the same address");
    let page = save(&mut ada, &one.url(), &[("new_webhook_secret", "on")]).await;
    let second = secret_on(&page).unwrap();
    assert_ne!(first, second);

    one.answers(&[500]);
    app.end_run(Err(Reason::NoHeartbeat)).await;
    app.post_due().await;
    assert!(one.posts()[0].is_signed_with(&second) && !one.posts()[0].is_signed_with(&first));
    // What waits goes there at once, signed with its secret.
    let third = with_webhook(&mut ada, &other).await;
    app.post_due().await;
    assert!(other.posts()[0].is_signed_with(&third) && !other.posts()[0].is_signed_with(&second));

    // A row that somebody changes by hand takes no secret to another address.
    let tx = app.state.database.begin().await.unwrap();
    job_settings::Entity::update_many()
        .col_expr(job_settings::Column::WebhookUrl, Expr::value(Some(one.url())))
        .col_expr(job_settings::Column::SealedWebhookUrl, Expr::value(None::<String>))
        .exec(&*tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app.end_run(Ok(())).await;
    app.post_due().await;
    assert_eq!(one.posts().len(), 1);
    ada.open("/settings").await.expect_page("cannot be opened any more");

    // Without an address nothing is promised, and nothing waits any more.
    save(&mut ada, "", &[]).await.expect_page("Saved.");
    app.post_due().await;
    app.advance(2 * HOUR);
    app.end_run(Err(Reason::NoHeartbeat)).await;
    assert!(rows(&app).await.is_empty());
    let row = job_settings::Entity::find_by_id(1).one(&app.state.database.read()).await;
    assert_eq!(row.unwrap().unwrap().sealed_webhook_secret, None);
}

#[tokio::test]
async fn wrong_addresses_are_refused_beside_the_field() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    for wrong in [
        "hooks.example.com",
        "http://hooks.example.com/",
        "http://127.0.0.1.evil.example/",
        "ftp://127.0.0.1/",
        "https://user:word@hooks.example.com/",
        "javascript:alert(1)",
    ] {
        let page = save(&mut ada, wrong, &[]).await;
        let error = page.error_of("webhook_url").unwrap_or_else(|| panic!("{wrong}: {page:?}"));
        assert!(error.contains("https"), "{error}");
        assert_eq!(page.value_of("webhook_url"), Some(wrong));
    }
    save(&mut ada, "https://hooks.example.com/a", &[]).await.expect_page("Saved.");
    // Who saves second is told.
    let fields = [("webhook_url", "https://hooks.example.com/b"), ("version", "0")];
    ada.submit("save_notices", &fields).await.expect_page("Somebody else saved");
    app.advance(HOUR);
    let page = save(&mut ada, "https://hooks.example.com/b", &[]).await;
    assert!(page.error_of("notices-password").is_some(), "{page:?}");
    let page = save(&mut ada, "https://hooks.example.com/b", &[("password", PASSWORD)]).await;
    page.expect_page("Saved.");
    ada.open("/settings/audit").await.expect_page("webhook_url, new_webhook_secret");
}

#[tokio::test]
async fn a_test_failure_goes_to_whoever_asks_and_to_the_webhook() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let page = ada.open("/settings").await;
    page.expect_page("Nobody is mailed when a job fails");
    page.expect_page("mails cannot go out");
    ada.submit("test_notices", &[]).await.expect_page("neither a mail server nor a webhook");
    let receiver = Receiver::start().await;
    let secret = with_webhook(&mut ada, &receiver).await;
    let answer = ada.post("test_notices", &[]).await;
    answer.expect_redirect("/settings?saved=notices-test#notices");
    ada.open(&answer.location().unwrap()).await.expect_page("A test post to the webhook");
    app.post_due().await;
    let posts = receiver.posts();
    let post = one(&posts);
    assert!(post.is_signed_with(&secret));
    assert_eq!(post.json()["type"], json!("test"));
    assert_eq!(post.json()["url"], json!("http://127.0.0.1:3000/jobs"));
    let mails = outbox::Entity::find().all(&app.state.database.read()).await.unwrap();
    let ada_id = app.accounts().await[0].id.clone();
    let promised: Vec<_> = mails.iter().filter(|mail| mail.message == Message::Job).collect();
    assert_eq!(promised.len(), 2);
    assert!(promised.iter().all(|mail| mail.account_id.as_ref() == Some(&ada_id)));
}

#[tokio::test]
async fn everybody_who_wants_to_is_mailed_in_their_language_with_a_way_out_that_works() {
    let peers = MailPeers::get().await;
    let (app, mut ada, serial_number) = app_with(&peers, through(&peers, "plain", "none")).await;
    for username in ["grace", "emmy"] {
        app.register(username, &serial_number).await.expect_redirect("/registered");
        app.deliver().await;
        let mails = peers.mails_to(&format!("{username}@example.com")).await;
        let link = crate::tests::support::link_in(mails.last().unwrap());
        app.browser().activate(&link).await.expect_redirect("/password-set");
    }
    let profile = [
        ("first_name", "Grace"),
        ("last_name", "Hopper"),
        ("language", "fr"),
        ("email_notifications", "on"),
    ];
    app.signed_in("grace").await.post("save_profile", &profile).await;
    ada.open("/settings").await.expect_page("One user has email notifications on.");
    app.end_run(Err(Reason::Reported("Plus de place".to_owned()))).await;
    app.deliver().await;

    let mails = peers.mails_to("grace@example.com").await;
    let source = mails.last().unwrap()["source"].as_str().unwrap();
    let mail = MessageParser::default().parse(source.as_bytes()).unwrap();
    assert_eq!(mail.subject(), Some("Échec de la tâche «\u{a0}Sauvegarde\u{a0}»"));
    let text = mail.body_text(0).unwrap();
    assert!(text.contains("Plus de place"), "{text}");
    let count = mails.len();
    assert_eq!(peers.mails_to("emmy@example.com").await.len(), 1, "the activation alone");

    let head = mail.header_raw("List-Unsubscribe").unwrap().trim();
    assert_eq!(
        mail.header_raw("List-Unsubscribe-Post").map(str::trim),
        Some("List-Unsubscribe=One-Click")
    );
    let link = head.strip_prefix("<http://127.0.0.1:3000").unwrap().strip_suffix('>').unwrap();
    assert!(text.contains(link));
    let request = axum::http::Request::post(link)
        .header("content-type", "application/x-www-form-urlencoded")
        .body("List-Unsubscribe=One-Click".into());
    assert_eq!(app.browser().send(request.unwrap()).await.status, StatusCode::OK);
    app.end_run(Ok(())).await;
    app.deliver().await;
    assert_eq!(peers.mails_to("grace@example.com").await.len(), count, "no more of them");

    // A test reaches who asks for it, whatever they want to hear of.
    ada.submit("test_notices", &[]).await.expect_page("A test mail to you is on its way");
    app.deliver().await;
    let mails = peers.mails_to("ada@example.com").await;
    assert!(
        mails.last().unwrap()["source"].as_str().unwrap().contains("Subject: Test: a job failed")
    );
}
