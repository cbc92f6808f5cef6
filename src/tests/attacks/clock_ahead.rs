//! The clock of the server is months ahead for a while. What was made then does not live on for months
//! after it was put right. Or it is behind, and nothing is lost.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;

use crate::{
    accounts::second_factor::codes::code_at,
    database::{
        entities::{
            api_token, guess_limit, job_run, known_device, one_time_token, outbox, session,
        },
        queue,
    },
    jobs::{kinds::clean_up::remove_expired, store},
    tests::support::{PASSWORD, TestApp, on_every_database, token_of},
};

const MONTHS: Duration = Duration::from_hours(24 * 100);

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_while_the_clock_was_ahead_is_void() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(9);
        app.join("ada", &serial_number).await;
        app.advance(MONTHS);
        let mut ada = app.signed_in("ada").await;
        ada.get("/account").await.expect_page("ada@example.com");
        app.browser().post("forgot_password", &[("username", "ada")]).await;
        let reset = app.link_for("ada").await.unwrap();
        app.register("grace", &serial_number).await;
        let activation = app.link_for("grace").await.unwrap();
        ada.submit("change_email", &[("email", "ada@new.example")]).await;
        let change = app.link_for("ada").await.unwrap();
        assert!(change.starts_with("/confirm-email/"));
        let (endless, ending) = tokens(&app).await;
        let report = json!({"key": "1", "state": "succeeded"});
        assert_eq!(app.report(&ending, "orders", report.clone()).await.status, 201);

        // A few minutes are nothing, servers differ by as much.
        app.clock.set_back(Duration::from_mins(4));
        ada.get("/account").await.expect_page("ada@example.com");
        app.browser().open(&reset).await.expect_page("Set a new password");

        app.clock.set_back(MONTHS);
        ada.get("/account").await.expect_redirect("/login?next=%2Faccount");
        for link in [&reset, &activation, &change] {
            app.browser().open(link).await.expect_page("does not work any more");
        }
        let token = [("token", token_of(&change))];
        let answer = app.browser().post_as_script("confirm_email", &token).await;
        assert_eq!(answer.status, StatusCode::GONE);
        assert_eq!(app.report(&ending, "orders", report.clone()).await.status, 401);
        assert_eq!(app.report(&endless, "orders", report).await.status, 200);
        // The browser is no more known than any other.
        let mut stranger = app.browser();
        for _ in 0..6 {
            stranger.sign_in("ada", "Wrong password 1").await;
        }
        let right = [("username", "ada"), ("password", PASSWORD)];
        let answer = ada.post_as_script("sign_in", &right).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);

        // Nor after the clean-up, which removes by age alone: it may be this clock that is wrong.
        remove_expired(&app.state).await.unwrap();
        ada.get("/account").await.expect_redirect("/login?next=%2Faccount");
        app.browser().open(&reset).await.expect_page("does not work any more");
        // Everybody goes on as ever.
        app.advance(Duration::from_mins(15));
        let mut ada = app.signed_in("ada").await;
        ada.get("/settings").await.expect_page("Expired");
        let link = app.link_for("grace").await;
        assert_eq!(link, Some(activation), "no mail was lost or made twice");
    })
    .await;
}

/// A clock that is behind, if only for a minute, makes everything else look as if it were of a time to
/// come.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_behind_for_a_while_loses_nothing() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(9);
        app.join("ada", &serial_number).await;
        let mut ada = app.signed_in("ada").await;
        app.browser().post("forgot_password", &[("username", "ada")]).await;
        let reset = app.link_for("ada").await.unwrap();
        app.register("grace", &serial_number).await;
        let activation = app.link_for("grace").await.unwrap();
        let mut stranger = app.browser();
        for _ in 0..6 {
            stranger.sign_in("ada", "Wrong password 1").await;
        }
        let everything = async || {
            let db = &app.state.database.read();
            (
                session::Entity::find().all(db).await.unwrap(),
                one_time_token::Entity::find().all(db).await.unwrap(),
                known_device::Entity::find().all(db).await.unwrap(),
                guess_limit::Entity::find().all(db).await.unwrap(),
            )
        };
        let before = everything().await;
        app.clock.set_back(MONTHS);
        remove_expired(&app.state).await.unwrap();
        ada.get("/account").await.expect_redirect("/login?next=%2Faccount");
        app.browser().open(&reset).await.expect_page("does not work any more");
        app.advance(MONTHS);

        assert_eq!(everything().await, before);
        ada.get("/account").await.expect_page("ada@example.com");
        for link in [&reset, &activation] {
            app.browser().open(link).await.expect_page("assword");
        }
        let right = [("username", "ada"), ("password", PASSWORD)];
        let answer = stranger.post_as_script("sign_in", &right).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        // The browser is still known.
        let answer = ada.post_as_script("sign_in", &right).await;
        assert_eq!(answer.status, StatusCode::OK);
    })
    .await;
}

/// One without an end and one for a month.
async fn tokens(app: &TestApp) -> (String, String) {
    let endless = app.api_token(api_token::Scope::Report, None).await;
    let ending = app.api_token(api_token::Scope::Report, None).await;
    let db = &app.state.database.read();
    let hash = crate::base::secret::Secret::new(&*ending).sha256();
    let tokens = api_token::Entity::find().all(db).await.unwrap();
    let row = tokens.into_iter().find(|token| token.hash == hash).unwrap();
    let expires_at = row.created_at + Duration::from_hours(24 * 30);
    let tx = app.state.database.begin().await.unwrap();
    let mut row = row.into_active_model();
    row.expires_at = Set(Some(expires_at));
    row.update(&*tx).await.unwrap();
    tx.commit().await.unwrap();
    (endless, ending)
}

/// A code counts as used up to its time. One of a time to come would keep the owner out until then.
#[tokio::test]
async fn a_code_that_was_used_while_the_clock_was_ahead_keeps_nobody_out() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut ada = app.signed_in("ada").await;
    ada.get("/account/two-factor").await;
    let page = ada.submit("begin_two_factor", &[]).await;
    let secret = page.body.split("<code class=\"code\">").nth(1).unwrap();
    let secret = secret.split('<').next().unwrap().to_owned();
    let code = || code_at(&secret, app.clock.now());
    ada.submit("enable_two_factor", &[("code", &code())]).await.expect_page("is on");
    let sign_in = async |code: &str| {
        let mut browser = app.browser();
        browser.sign_in("ada", PASSWORD).await.expect_redirect("/login/code");
        browser.post("enter_code", &[("code", code)]).await.location().unwrap()
    };
    app.advance(MONTHS);
    assert_eq!(sign_in(&code()).await, "/");
    app.clock.set_back(MONTHS);
    app.advance(Duration::from_mins(1));
    let used = code();
    assert_eq!(sign_in(&used).await, "/");
    assert!(sign_in(&used).await.starts_with("/login/code"), "replayed");
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_was_taken_or_put_off_while_the_clock_was_ahead_is_done() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        app.make_built_in_jobs().await;
        app.advance(MONTHS);
        // A worker that dies with a mail, and a program with a run.
        app.browser().post("forgot_password", &[("username", "ada")]).await;
        let (database, now) = (&app.state.database, app.clock.now());
        queue::take_due::<outbox::Entity>(database, now, 0).await.unwrap().unwrap();
        let token = app.api_token(api_token::Scope::Report, None).await;
        let begun = json!({"key": "1", "state": "running"});
        let path = "/api/v1/jobs/orders/runs";
        let body = axum::body::Body::from(begun.to_string());
        assert_eq!(app.api(Method::POST, path, &token, body).await.status, 201);
        app.run_jobs().await;
        app.clock.set_back(MONTHS);

        remove_expired(&app.state).await.unwrap();
        assert!(app.link_for("ada").await.unwrap().starts_with("/reset-password/"));
        app.run_jobs().await;
        let runs = app.runs("orders").await;
        assert_eq!(runs[0].state, job_run::State::Failed);
        let jobs = store::list(&database.read()).await.unwrap();
        let next: Vec<_> = jobs.iter().filter_map(|job| job.next_run_at).collect();
        let soon = app.clock.now() + Duration::from_hours(24 * 32);
        assert!(!next.is_empty() && next.iter().all(|at| *at < soon), "{next:?}");
    })
    .await;
}
