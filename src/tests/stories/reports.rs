//! Other programs report their runs, and people hear of failures: at once, then once an hour, then that
//! it works again.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::json;

use crate::{
    database::entities::{api_token::Scope, job_run::State},
    jobs::runs,
    mail::{notice::NoticeKind, reason::Reason},
    tests::support::{TestApp, on_every_database},
};

pub(super) const HOUR: Duration = Duration::from_hours(1);

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_reported_from_its_beginning_to_its_end() {
    on_every_database(async |app: TestApp| {
        let token = app.api_token(Scope::Report, None).await;
        let begun = json!({ "key": "1", "state": "running", "progress": 10, "log": "begun" });
        let answer = app.report(&token, "orders", begun).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        assert_eq!(answer.json["state"], "running");
        app.advance(Duration::from_mins(10));
        let alive = json!({ "key": "1", "state": "running", "progress": 60, "log": "half" });
        let answer = app.report(&token, "orders", alive).await;
        assert_eq!((answer.status, &answer.json["progress"]), (StatusCode::OK, &json!(60)));
        app.advance(Duration::from_mins(10));
        app.run_jobs().await;
        let ended = json!({ "key": "1", "state": "succeeded", "log": "done" });
        let answer = app.report(&token, "orders", ended).await;
        assert_eq!((answer.status, &answer.json["state"]), (StatusCode::OK, &json!("succeeded")));
        let runs = app.runs("orders").await;
        assert_eq!(runs.len(), 1);
        let ran_for = runs[0].started_at.unwrap().until(runs[0].ended_at.unwrap());
        assert_eq!(ran_for, Duration::from_mins(20));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_are_listed_and_charted_by_when_they_started() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let mut ada = app.signed_in("ada").await;
        let token = app.api_token(Scope::Report, None).await;
        let report = async |key: &str, state: &str, started_at: &str, ended_at: &str| {
            let body = json!({ "key": key, "state": state, "started_at": started_at,
                "ended_at": ended_at });
            assert_eq!(app.report(&token, "orders", body).await.status, StatusCode::CREATED);
            app.advance(Duration::from_secs(1));
        };
        app.advance(HOUR);
        report("new", "succeeded", "2026-06-01T00:30:00Z", "2026-06-01T00:40:00Z").await;
        // Heard of later, because the way was closed.
        report("old", "failed", "2026-05-28T10:00:00Z", "2026-05-28T11:00:00Z").await;
        report("middle", "succeeded", "2026-05-30T10:00:00Z", "2026-05-30T11:00:00Z").await;
        let reader = app.api_token(Scope::Read, None).await;
        let path = "/api/v1/jobs/orders/runs";
        let runs = app.api(Method::GET, path, &reader, Body::empty()).await.json;
        let keys: Vec<_> = runs.as_array().unwrap().iter().map(|run| run["key"].clone()).collect();
        assert_eq!(keys, ["new", "middle", "old"]);
        // It is the latest that counts, not the last that was heard of.
        let jobs = app.api(Method::GET, "/api/v1/jobs", &reader, Body::empty()).await.json;
        assert_eq!(jobs[0]["is_failing"], false);
        let id = app.job_id("orders").await;
        let (db, now) = (&app.state.database.read(), app.clock.now());
        let days = runs::overview::by_day(db, Some(&id), now).await.unwrap();
        let charted: Vec<_> = days.iter().filter(|day| day.good + day.bad > 0).collect();
        assert_eq!(charted.len(), 3, "{charted:?}");
        assert_eq!((charted[0].good, charted[0].bad), (0, 1), "the oldest failed");
        ada.get("/jobs/orders").await.expect_page("Succeeded: 2. Failed: 1.");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_is_the_same_run_however_often_it_is_told() {
    on_every_database(async |app: TestApp| {
        let token = app.api_token(Scope::Report, None).await;
        let failed = || json!({ "key": "k", "state": "failed", "error": "no disk" });
        let answers =
            futures_util::future::join_all((0..20).map(|_| app.report(&token, "orders", failed())));
        let answers = answers.await;
        let new = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
        assert_eq!(new, 1, "{answers:?}");
        assert!(answers.iter().all(|answer| answer.status.is_success()), "{answers:?}");
        let runs = app.runs("orders").await;
        assert_eq!(runs.len(), 1);
        assert_eq!(runs[0].reason().unwrap(), Some(Reason::Reported("no disk".to_owned())));
        let otherwise = json!({ "key": "k", "state": "succeeded" });
        let answer = app.report(&token, "orders", otherwise).await;
        assert_eq!((answer.status, answer.problem()), (StatusCode::CONFLICT, Some("has-ended")));
        let again = json!({ "key": "k", "state": "running" });
        let answer = app.report(&token, "orders", again).await;
        assert_eq!(answer.problem(), Some("has-ended"));
        assert_eq!(app.runs("orders").await[0].state, State::Failed);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_failures_are_one_mail_at_once_and_one_an_hour() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(3);
        for name in ["ada", "grace", "linus"] {
            app.join(name, &serial_number).await;
        }
        // Linus does not want to know.
        let mut told = [app.told_of_failures("ada").await, app.told_of_failures("grace").await];
        told.sort();
        let token = app.api_token(Scope::Report, None).await;
        let fail = async |from: usize, to: usize| {
            for first in (from..to).step_by(20) {
                let reports = (first..(first + 20).min(to)).map(|number| {
                    let key = format!("{number}");
                    app.report(&token, "orders", json!({ "key": key, "state": "failed" }))
                });
                for answer in futures_util::future::join_all(reports).await {
                    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
                }
            }
        };
        let each_got = async |expected: &[(NoticeKind, i32)]| {
            let notices = app.notices().await;
            for id in &told {
                let mut got: Vec<_> = notices
                    .iter()
                    .filter(|(to, _)| to == id)
                    .map(|(_, notice)| (notice.ended_at, notice.event, notice.failures))
                    .collect();
                got.sort_by_key(|(at, ..)| *at);
                let got: Vec<_> = got.into_iter().map(|(_, event, n)| (event, n)).collect();
                assert_eq!(got, expected);
            }
            assert_eq!(notices.len(), told.len() * expected.len());
        };

        fail(0, 1_000).await;
        app.run_jobs().await;
        each_got(&[(NoticeKind::Failed, 1)]).await;
        app.advance(HOUR.saturating_sub(Duration::from_secs(1)));
        app.run_jobs().await;
        each_got(&[(NoticeKind::Failed, 1)]).await;
        fail(1_000, 1_001).await;
        app.advance(Duration::from_secs(1));
        app.run_jobs().await;
        app.run_jobs().await;
        each_got(&[(NoticeKind::Failed, 1), (NoticeKind::FailedAgain, 1_000)]).await;

        app.advance(Duration::from_secs(1));
        for key in ["good", "better"] {
            let succeeded = json!({ "key": key, "state": "succeeded" });
            app.report(&token, "orders", succeeded).await;
        }
        let recovered =
            [(NoticeKind::Failed, 1), (NoticeKind::FailedAgain, 1_000), (NoticeKind::Recovered, 0)];
        each_got(&recovered).await;
        assert_eq!(app.runs("orders").await.len(), 1_003);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_fails_every_other_time_does_not_mail_every_time() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    app.told_of_failures("ada").await;
    let token = app.api_token(Scope::Report, None).await;
    for number in 0..60 {
        let state = if number % 2 == 0 { "failed" } else { "succeeded" };
        let key = number.to_string();
        app.report(&token, "orders", json!({ "key": key, "state": state })).await;
        app.advance(Duration::from_mins(1));
        app.run_jobs().await;
    }
    let events: Vec<_> = app.notices().await.into_iter().map(|(_, n)| n.event).collect();
    let count = |event| events.iter().filter(|of| **of == event).count();
    assert_eq!((count(NoticeKind::Failed), count(NoticeKind::Recovered)), (1, 1), "{events:?}");
    assert_eq!(count(NoticeKind::FailedAgain), 1, "{events:?}");
}

#[tokio::test]
async fn what_is_no_report_is_refused_with_a_reason() {
    let app = TestApp::new().await;
    let token = app.api_token(Scope::Report, None).await;
    for (body, problem) in [
        ("", "malformed"),
        ("[]", "malformed"),
        (r#"{"key":"1"}"#, "malformed"),
        (r#"{"key":"1","state":"done"}"#, "malformed"),
        (r#"{"key":"1","state":"failed","extra":1}"#, "malformed"),
        (r#"{"key":1,"state":"failed"}"#, "malformed"),
        (r#"{"key":"1","state":"failed"} x"#, "malformed"),
        ("{\"key\":\"\u{fffd}", "malformed"),
        (r#"{"key":"","state":"failed"}"#, "invalid"),
        (r#"{"key":"a\u0000b","state":"failed"}"#, "invalid"),
        (r#"{"key":"a\ud83d","state":"failed"}"#, "invalid"),
        (r#"{"key":" 1","state":"failed"}"#, "invalid"),
        (r#"{"key":"1 ","state":"failed"}"#, "invalid"),
        (r#"{"key":"1","state":"failed","progress":101}"#, "invalid"),
        (r#"{"key":"1","state":"failed","heartbeat_seconds":1}"#, "invalid"),
        (r#"{"key":"1","state":"failed","started_at":"yesterday"}"#, "invalid"),
        (r#"{"key":"1","state":"failed","ended_at":"2999-01-01T00:00:00Z"}"#, "invalid"),
        (
            r#"{"key":"1","state":"failed","started_at":"2026-05-31T10:00:00Z",
                "ended_at":"2026-05-31T09:00:00Z"}"#,
            "invalid",
        ),
    ] {
        let path = "/api/v1/jobs/orders/runs";
        let answer = app.api(Method::POST, path, &token, Body::from(body)).await;
        assert_eq!(answer.problem(), Some(problem), "{body}: {answer:?}");
    }
    app.report(&token, "stock", json!({ "key": "1", "state": "running" })).await;
    let ended = json!({ "key": "1", "state": "failed", "ended_at": "2026-05-31T10:00:00Z" });
    let answer = app.report(&token, "stock", ended).await;
    assert_eq!((answer.problem(), &answer.json["field"]), (Some("invalid"), &json!("ended_at")));
    let large = " ".repeat(33 * 1024 * 1024);
    let answer = app.api(Method::POST, "/api/v1/jobs/orders/runs", &token, Body::from(large)).await;
    assert_eq!(answer.problem(), Some("too-large"));
    let failed = || json!({ "key": "1", "state": "failed" });
    for name in ["Orders", "a%2Fb", "%ff", "a%00"] {
        assert_eq!(app.report(&token, name, failed()).await.problem(), Some("invalid"), "{name}");
    }
    assert_eq!(app.report(&token, "backup", failed()).await.problem(), Some("built-in"));
    assert!(app.runs("orders").await.is_empty());
}

#[tokio::test]
async fn only_the_right_token_opens_a_door() {
    let app = TestApp::new().await;
    let failed = || json!({ "key": "1", "state": "failed" });
    let one = app.api_token(Scope::Report, Some("orders")).await;
    let read = app.api_token(Scope::Read, None).await;
    let problem = async |token: &str, job: &str| {
        app.report(token, job, failed()).await.problem().map(str::to_owned)
    };
    assert_eq!(problem("", "orders").await.as_deref(), Some("token-unusable"));
    assert_eq!(problem("dsk_wrong", "orders").await.as_deref(), Some("token-unusable"));
    assert_eq!(problem(&read, "orders").await.as_deref(), Some("wrong-scope"));
    assert_eq!(problem(&one, "stock").await.as_deref(), Some("other-job"));
    assert!(app.runs("stock").await.is_empty());
    assert_eq!(problem(&one, "orders").await, None);

    let jobs = app.api(Method::GET, "/api/v1/jobs", &read, Body::empty()).await;
    assert_eq!(jobs.json[0]["name"], "orders", "{jobs:?}");
    assert_eq!(jobs.json[0]["is_failing"], true);
    let runs = app.api(Method::GET, "/api/v1/jobs/orders/runs", &read, Body::empty()).await;
    assert_eq!(runs.json[0]["key"], "1");
    let nothing = app.api(Method::GET, "/api/v1/jobs/stock/runs", &read, Body::empty()).await;
    assert_eq!(nothing.problem(), Some("not-found"));
    let refused = app.api(Method::GET, "/api/v1/jobs", &one, Body::empty()).await;
    assert_eq!(refused.problem(), Some("wrong-scope"));

    let none = Request::get("/api/v1/jobs").header(header::ACCEPT_LANGUAGE, "fr");
    let answer = app.send_to_api(none.body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status, answer.problem()), (StatusCode::UNAUTHORIZED, Some("no-token")));
    assert_eq!(answer.json["title"], "Aucun jeton");
    assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_too() {
    let app = TestApp::new().await;
    for path in ["/api/v1", "/api/v1/", "/api/v1/x", "/api/v1/jobs/", "/api/v1/jobs/a/b/c"] {
        let answer = app.api(Method::GET, path, "", Body::empty()).await;
        assert_eq!(answer.problem(), Some("not-found"), "{path}: {answer:?}");
    }
    let answer = app.api(Method::DELETE, "/api/v1/jobs", "", Body::empty()).await;
    assert_eq!(answer.problem(), Some("method-not-allowed"), "{answer:?}");
    assert!(answer.headers.contains_key(header::ALLOW), "{answer:?}");
    let described = app.api(Method::GET, "/api/v1/openapi.json", "", Body::empty()).await;
    assert!(described.json["paths"]["/api/v1/jobs/{name}/runs"]["post"].is_object());
}
