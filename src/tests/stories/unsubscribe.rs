//! The link under the mails about failed jobs.

use axum::{
    body::Body,
    http::{
        Request, StatusCode,
        header::{ACCEPT, CONTENT_TYPE, ORIGIN},
    },
};
use sea_orm::EntityTrait;

use crate::{
    base::secret::Secret,
    database::entities::audit::{self, Action},
    mail::unsubscribe,
    tests::support::{Answer, Browser, TestApp},
};

/// Two people who are both mailed, and the link of the first.
async fn told() -> (TestApp, String) {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    for username in ["ada", "grace"] {
        app.join(username, &serial_number).await;
        switch_on(&app, username).await;
    }
    let link = link_of(&app, "ada").await;
    (app, link)
}

async fn switch_on(app: &TestApp, username: &str) {
    let fields = [
        ("first_name", "Ada"),
        ("last_name", "Lovelace"),
        ("language", "en"),
        ("email_notifications", "on"),
    ];
    let answer = app.signed_in(username).await.post("save_profile", &fields).await;
    answer.expect_redirect("/account?saved=profile");
    assert!(is_told(app, username).await);
}

async fn link_of(app: &TestApp, username: &str) -> String {
    let accounts = app.accounts().await;
    let account = accounts.iter().find(|account| account.username == username).unwrap();
    format!("/unsubscribe/{}", unsubscribe::token(&app.state.vault, &account.id).unwrap())
}

async fn is_told(app: &TestApp, username: &str) -> bool {
    let accounts = app.accounts().await;
    accounts.iter().any(|account| account.username == username && account.email_notifications)
}

/// Presses the button on the page.
async fn press(browser: &mut Browser, link: &str) -> Answer {
    let request = Request::post(link)
        .header(ACCEPT, "text/html")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    browser.send(request.body(Body::empty()).unwrap()).await
}

async fn times_recorded(app: &TestApp) -> usize {
    let events = audit::Entity::find().all(&app.state.database.read()).await.unwrap();
    let stopped = |event: &&audit::Model| event.action == Action::StoppedNotices;
    let stopped: Vec<_> = events.iter().filter(stopped).collect();
    assert!(stopped.iter().all(|event| event.actor.as_deref() == Some("ada")));
    stopped.len()
}

#[tokio::test]
async fn opening_the_link_changes_nothing_and_the_button_stops_the_mails() {
    let (app, link) = told().await;
    let mut anybody = app.browser();
    for _ in 0..2 {
        let page = anybody.get(&link).await;
        page.expect_page("Stop these mails");
        page.expect_page("“ada”");
        assert!(!page.body.contains("ada@example.com"));
        assert!(is_told(&app, "ada").await);
    }
    for _ in 0..2 {
        press(&mut anybody, &link).await.expect_page("is not mailed any more");
        assert!(!is_told(&app, "ada").await);
    }
    anybody.get(&link).await.expect_page("is not mailed any more");
    assert!(anybody.cookies.is_empty());
    assert_eq!(times_recorded(&app).await, 1);
    assert!(is_told(&app, "grace").await);

    // There is a way back, and then the link is good again.
    switch_on(&app, "ada").await;
    press(&mut anybody, &link).await.expect_page("is not mailed any more");
    assert_eq!(times_recorded(&app).await, 2);
}

#[tokio::test]
async fn a_mail_program_stops_them_with_one_click() {
    let (app, link) = told().await;
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n\
                     One-Click\r\n--x--\r\n";
    for (kind, body, origin) in [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", None),
        ("multipart/form-data; boundary=x", multipart, None),
        // A mail program in a browser.
        (
            "application/x-www-form-urlencoded",
            "List-Unsubscribe=One-Click",
            Some("https://mail.example.com"),
        ),
    ] {
        switch_on(&app, "ada").await;
        let mut request = Request::post(&link).header(CONTENT_TYPE, kind);
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin).header("sec-fetch-site", "cross-site");
        }
        let answer = app.browser().send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert!(!is_told(&app, "ada").await, "{kind}");
    }
}

#[tokio::test]
async fn it_counts_whose_link_it_is_not_who_is_logged_in() {
    let (app, link) = told().await;
    let mut grace = app.signed_in("grace").await;
    grace.get(&link).await.expect_page("“ada”");
    press(&mut grace, &link).await.expect_page("“ada”");
    assert!(!is_told(&app, "ada").await);
    assert!(is_told(&app, "grace").await);
    grace.get("/account").await.expect_page("Your account");
}

#[tokio::test]
async fn what_is_no_such_link_says_what_to_do_instead() {
    let (app, link) = told().await;
    let id = app.accounts().await[0].id.clone();
    let of_nobody = unsubscribe::token(&app.state.vault, "nobody").unwrap();
    let of_other_purpose = app.state.vault.seal(&Secret::new(id.as_str()), "something").unwrap();
    let cut = &link["/unsubscribe/".len()..link.len() - 1];
    for token in [cut, "x", &id, &of_nobody, &of_other_purpose, &"x".repeat(5_000)] {
        let link = format!("/unsubscribe/{token}");
        let mut browser = app.browser();
        for answer in [browser.get(&link).await, press(&mut browser, &link).await] {
            assert_eq!(answer.status, StatusCode::GONE, "{token}");
            assert!(answer.body.contains("untick “Email notifications”"), "{answer:?}");
        }
    }
    assert!(is_told(&app, "ada").await && is_told(&app, "grace").await);
    assert_eq!(times_recorded(&app).await, 0);
    // Nothing else takes posts from elsewhere by such a name.
    for path in ["/unsubscribe/../api/sign_out", "/unsubscribe/x/y", "/unsubscribe/"] {
        let request = Request::post(path).header(ORIGIN, "https://evil.example.com");
        let answer = app.browser().send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}
