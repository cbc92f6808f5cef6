//! Somebody who guesses has as many addresses as they like, and the owner of an account has to get in.

use std::{
    io,
    net::Ipv6Addr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    body::Body,
    http::{Method, StatusCode, header::RETRY_AFTER},
};
use futures_util::{future::join_all, stream};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::{
    database::entities::api_token::Scope,
    security::request_rate::{self, MOST_READ},
    tests::support::{Browser, PASSWORD, TestApp, on_every_database, password_fields, token_of},
};

const WRONG: &str = "Wrong password 1";

/// In a /64 of its own of the site `2001:db8:SITE::/48`.
fn browser_in(app: &TestApp, site: u16, house: u16) -> Browser {
    let mut browser = app.browser();
    browser.address = Ipv6Addr::new(0x2001, 0xdb8, site, house, 0, 0, 0, 1).into();
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn many_networks_of_one_site_are_counted_together() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        app.signed_in("ada").await;
        let mut own = browser_in(&app, 1, 0xffff);
        own.sign_in("ada", PASSWORD).await.expect_redirect("/");
        own.post("sign_out", &[]).await;
        let no_link = [("token", "no-such-token")];
        let guess = async |site: u16, house: u16| {
            let mut browser = browser_in(&app, site, house);
            browser.post_as_script("confirm_email", &no_link).await.status
        };
        for house in 0..600 {
            assert_eq!(guess(1, house).await, StatusCode::GONE, "{house}");
        }
        assert_eq!(guess(1, 600).await, StatusCode::TOO_MANY_REQUESTS);
        // Other doors of the same site, another site, and those whom it must not keep out.
        let location = browser_in(&app, 1, 601).sign_in("ada", PASSWORD).await.location().unwrap();
        assert!(location.starts_with("/login?"), "{location}");
        browser_in(&app, 2, 1).sign_in("ada", PASSWORD).await.expect_redirect("/");
        own.sign_in("ada", PASSWORD).await.expect_redirect("/");
        app.browser().post("forgot_password", &[("username", "ada")]).await;
        let link = app.link_for("ada").await.unwrap();
        let mut new = browser_in(&app, 1, 602);
        let fields = password_fields(token_of(&link), "Another 43 engine");
        new.post("reset_password", &fields).await.expect_redirect("/password-set");
        new.sign_in("ada", "Another 43 engine").await.expect_redirect("/");
        // As many as twenty networks may, it may again.
        app.advance(Duration::from_mins(1));
        for house in 700..720 {
            assert_eq!(guess(1, house).await, StatusCode::GONE, "{house}");
        }
        assert_eq!(guess(1, 800).await, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

/// For a day, strangers guess at the password and ask for links, as fast as they are let.
#[tokio::test]
async fn whatever_strangers_guess_a_link_by_mail_lets_the_owner_in_from_a_new_browser() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    app.signed_in("ada").await;
    let attack = async || {
        for _ in 0..20 {
            app.browser().sign_in("ada", WRONG).await;
            app.browser().post("forgot_password", &[("username", "ada")]).await;
        }
        app.deliver().await;
    };
    for hour in 0..24 {
        for _ in 0..4 {
            app.advance(Duration::from_mins(15));
            attack().await;
        }
        if hour % 8 != 7 {
            continue;
        }
        let password = format!("Another {hour} engine");
        let mut new = app.browser();
        let page = new.get("/login").await;
        assert!(!page.body.contains("get a link by email"));
        let page = new.submit("sign_in", &[("username", "ada"), ("password", PASSWORD)]).await;
        page.expect_page("too many tries");
        page.expect_page("get a link by email");
        // Whoever asked for it: the newest link in the mailbox is good.
        new.post("forgot_password", &[("username", "ada")]).await;
        let link = app.link_for("ada").await.unwrap();
        new.open(&link).await.expect_page("Set a new password");
        let fields = password_fields(token_of(&link), &password);
        new.post("reset_password", &fields).await.expect_redirect("/password-set");
        attack().await;
        new.sign_in("ada", &password).await.expect_redirect("/");
        new.get("/account").await.expect_page("ada@example.com");
    }
}

#[tokio::test]
async fn a_token_in_a_loop_has_to_wait_and_others_do_not() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let looping = app.api_token(Scope::Report, None).await;
    let other = app.api_token(Scope::Report, None).await;
    let report = |key: u32| json!({"key": key.to_string(), "state": "succeeded"});
    assert_eq!(app.report(&looping, "orders", report(0)).await.status, StatusCode::CREATED);
    // The rest of what it may at once, without a database at work.
    let row = app.runs("orders").await.remove(0);
    let id = token_id(&app, &looping).await;
    assert_eq!(row.requested_by.as_deref(), Some("engine"));
    for _ in 1..request_rate::AT_ONCE {
        app.state.request_rates.admit(&id, app.clock.now()).unwrap();
    }
    let refused = app.report(&looping, "orders", report(1)).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.problem(), Some("too-many-requests"));
    assert_eq!(refused.headers[RETRY_AFTER], "1");
    let detail = refused.json["detail"].as_str().unwrap();
    assert!(detail.contains("10,000") && detail.contains("200"), "{detail}");
    assert_eq!(app.runs("orders").await.len(), 1);
    assert_eq!(app.report(&other, "orders", report(2)).await.status, StatusCode::CREATED);

    app.advance(Duration::from_secs(1));
    assert_eq!(app.report(&looping, "orders", report(1)).await.status, StatusCode::CREATED);
    let described = app.api(Method::GET, "/api/v1/openapi.json", &other, "".into()).await.json;
    let answers = &described["paths"]["/api/v1/jobs/{name}/runs"]["post"]["responses"];
    assert!(answers["429"].is_object(), "{answers}");
}

/// A body that counts itself when it begins to be read, and ends when `go_on` is.
fn slow_body(report: String, reading: &Arc<AtomicUsize>, go_on: &CancellationToken) -> Body {
    let (reading, go_on) = (Arc::clone(reading), go_on.clone());
    Body::from_stream(stream::once(async move {
        reading.fetch_add(1, Ordering::SeqCst);
        go_on.cancelled().await;
        Ok::<_, io::Error>(report)
    }))
}

#[tokio::test]
async fn a_token_has_few_reports_read_at_once_and_others_do_not_wait_for_it() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let slow = app.api_token(Scope::Report, None).await;
    let other = app.api_token(Scope::Report, None).await;
    let report = |key: usize| json!({"key": key.to_string(), "state": "succeeded"});
    let (reading, go_on) = (Arc::default(), CancellationToken::new());
    let path = "/api/v1/jobs/orders/runs";
    let sending = join_all((0..3 * MOST_READ).map(|key| {
        let body = slow_body(report(key).to_string(), &reading, &go_on);
        app.api(Method::POST, path, &slow, body)
    }));
    let meanwhile = async {
        while reading.load(Ordering::SeqCst) < MOST_READ {
            tokio::task::yield_now().await;
        }
        for key in 0..3 {
            let answer = app.report(&other, "invoices", report(key)).await;
            assert_eq!(answer.status, StatusCode::CREATED);
        }
        assert_eq!(reading.load(Ordering::SeqCst), MOST_READ);
        go_on.cancel();
    };
    let (answers, ()) = tokio::join!(sending, meanwhile);
    for answer in answers {
        assert_eq!(answer.status, StatusCode::CREATED);
    }
}

async fn token_id(app: &TestApp, token: &str) -> String {
    let (db, now) = (&app.state.database.read(), app.clock.now());
    let found = crate::settings::api_tokens::store::find_usable(db, token, now).await.unwrap();
    found.unwrap().id
}
