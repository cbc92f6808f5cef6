//! Runs of other programs that are not heard of.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;

use super::reports::HOUR;
use crate::{
    database::entities::{api_token::Scope, job_run::State},
    jobs::runs,
    mail::{notice::NoticeKind, reason::Reason},
    tests::support::{TestApp, on_every_database},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_without_a_sign_of_life_has_failed_until_it_gives_one() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    app.told_of_failures("ada").await;
    let token = app.api_token(Scope::Report, None).await;
    let begun = || json!({ "key": "1", "state": "running", "heartbeat_seconds": 60 });
    app.report(&token, "orders", begun()).await;
    app.advance(Duration::from_secs(59));
    app.run_jobs().await;
    assert_eq!(app.runs("orders").await[0].state, State::Running);
    app.advance(Duration::from_secs(1));
    app.run_jobs().await;
    assert_eq!(app.runs("orders").await[0].reason().unwrap(), Some(Reason::NoHeartbeat));
    assert_eq!(app.notices().await.len(), 1);

    let answer = app.report(&token, "orders", begun()).await;
    assert_eq!((answer.status, &answer.json["state"]), (StatusCode::OK, &json!("running")));
    app.report(&token, "orders", json!({ "key": "1", "state": "succeeded" })).await;
    assert_eq!(app.runs("orders").await[0].state, State::Succeeded);
    let events: Vec<_> = app.notices().await.into_iter().map(|(_, n)| n.event).collect();
    assert!(events.contains(&NoticeKind::Recovered), "{events:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_given_up_fails_once() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        app.told_of_failures("ada").await;
        let token = app.api_token(Scope::Report, None).await;
        let told = async || {
            let notices = app.notices().await;
            notices.iter().map(|(_, notice)| (notice.event, notice.failures)).collect::<Vec<_>>()
        };
        let begin = async |key: &str| {
            let begun = json!({ "key": key, "state": "running", "heartbeat_seconds": 60 });
            app.report(&token, "orders", begun).await
        };
        begin("1").await;
        app.advance(Duration::from_mins(1));
        app.run_jobs().await;
        assert_eq!(told().await, [(NoticeKind::Failed, 1)]);
        let failed = json!({ "key": "1", "state": "failed", "error": "no disk" });
        let answer = app.report(&token, "orders", failed).await;
        assert_eq!((answer.status, &answer.json["reason"]), (StatusCode::OK, &json!("no disk")));

        // Given up while people need not be told yet, and alive after all.
        begin("2").await;
        app.advance(Duration::from_mins(1));
        app.run_jobs().await;
        assert_eq!(app.runs("orders").await[1].state, State::Failed);
        begin("2").await;
        app.advance(HOUR);
        begin("2").await;
        app.run_jobs().await;
        assert_eq!(told().await, [(NoticeKind::Failed, 1)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_lives_after_all_hides_no_failure_of_another() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        app.told_of_failures("ada").await;
        let token = app.api_token(Scope::Report, None).await;
        let alive = async |secs: u32| {
            let alive = json!({ "key": "1", "state": "running", "heartbeat_seconds": secs });
            app.report(&token, "orders", alive).await
        };
        alive(60).await;
        app.advance(Duration::from_mins(1));
        app.run_jobs().await;
        assert_eq!(app.notices().await.len(), 1, "given up, and told");
        app.advance(Duration::from_mins(1));
        app.report(&token, "orders", json!({ "key": "2", "state": "failed" })).await;
        alive(86_400).await;
        app.advance(HOUR);
        app.run_jobs().await;
        let notices = app.notices().await;
        let again = notices.iter().filter(|(_, notice)| notice.event == NoticeKind::FailedAgain);
        assert_eq!(again.map(|(_, notice)| notice.failures).collect::<Vec<_>>(), [1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_of_life_at_the_last_moment_counts() {
    on_every_database(async |app: TestApp| {
        let token = app.api_token(Scope::Report, None).await;
        let alive = || json!({ "key": "1", "state": "running", "heartbeat_seconds": 60 });
        app.report(&token, "orders", alive()).await;
        app.advance(Duration::from_mins(1));
        let now = app.clock.now();
        let lost = runs::lost(&app.state.database.read(), now, 10).await.unwrap();
        // Between the look and the end.
        app.report(&token, "orders", alive()).await;
        let tx = app.state.database.begin().await.unwrap();
        assert!(!runs::is_still_lost(&*tx, &lost[0].id, now).await.unwrap());
        let later = now + Duration::from_mins(1);
        assert!(runs::is_still_lost(&*tx, &lost[0].id, later).await.unwrap());
    })
    .await;
}
