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
    jobs::{
        log::{self, LogLine},
        runs,
    },
    mail::{notice::NoticeKind, reason::Reason},
    tests::support::{TestApp, on_every_database},
};

const HOUR: Duration = Duration::from_hours(1);

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

#[tokio::test(flavor = "multi_thread")]
async fn a_log_has_room_for_a_million_characters_and_says_where_it_ends() {
    on_every_database(async |app: TestApp| {
        let token = app.api_token(Scope::Report, None).await;
        let write = async |text: &str| {
            let report = json!({ "key": "1", "state": "running", "log": text });
            assert!(app.report(&token, "orders", report).await.status.is_success());
        };
        write(&"é".repeat(10_000)).await;
        for _ in 0..98 {
            write(&"x".repeat(10_000)).await;
        }
        write("short").await;
        write(&"x".repeat(8_001)).await;
        write("short").await;
        let run = &app.runs("orders").await[0].id;
        let lines = log::list(&app.state.database.read(), run, "").await.unwrap();
        let last: Vec<_> = lines.iter().rev().take(2).map(|(_, _, line)| line.clone()).collect();
        assert_eq!(last, [LogLine::CutOff, LogLine::Text("short".to_owned())]);
        assert_eq!(lines.len(), 101);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_heard_of_whatever_its_log_is_made_of() {
    on_every_database(async |app: TestApp| {
        let token = app.api_token(Scope::Report, None).await;
        let long = |text: &str| LogLine::Text(text.repeat(50_000 / text.chars().count()));
        let text = |text: &str| LogLine::Text(text.to_owned());
        let escaped = |escape: &str, times| format!("\"log\":\"{}\"", escape.repeat(times));
        let left_out = LogLine::LeftOut { characters: 7 };
        let cases = [
            // As `json.dumps` writes them: 66,000 bytes, and half a megabyte.
            (escaped(r"\u00e9", 11_000).into_bytes(), vec![text(&"é".repeat(11_000))]),
            (escaped(r"\ud83d\udd10", 50_000).into_bytes(), vec![long("🔐")]),
            (escaped(r"\n", 33_000).into_bytes(), vec![text(&"\n".repeat(33_000))]),
            // More than is promised, and much more.
            (
                format!("\"log\":\"{}the end\"", "x".repeat(50_000)).into_bytes(),
                vec![left_out, text(&format!("{}the end", "x".repeat(49_993)))],
            ),
            // No text, no JSON.
            (br#""log":"a\ud83db""#.to_vec(), vec![text("a\u{FFFD}b")]),
            (br#""log":"a\u0000b""#.to_vec(), vec![text("a\u{FFFD}b")]),
            (b"\"log\":\"\xC9chec\"".to_vec(), vec![text("\u{FFFD}chec")]),
            (b"\"log\":\"one\ntwo\"".to_vec(), vec![text("one\ntwo")]),
            (br#""log":"C:\Users\x""#.to_vec(), vec![text(r"C:\Users\x")]),
            // Meant for a terminal.
            (br#""log":"\u001b[31mERROR\u001b[0m""#.to_vec(), vec![text("ERROR")]),
            (br#""log":"10 %\r50 %\r100 %\ndone""#.to_vec(), vec![text("100 %\ndone")]),
        ];
        let path = "/api/v1/jobs/orders/runs";
        for (number, (log, lines)) in cases.into_iter().enumerate() {
            let mut body = format!("{{\"key\":\"{number}\",\"state\":\"failed\",").into_bytes();
            body.extend(log);
            body.push(b'}');
            let answer = app.api(Method::POST, path, &token, Body::from(body)).await;
            assert_eq!(answer.status, StatusCode::CREATED, "{number}: {answer:?}");
            let id = answer.json["id"].as_str().unwrap();
            let kept = log::list(&app.state.database.read(), id, "").await.unwrap();
            let kept: Vec<_> = kept.into_iter().map(|(_, _, line)| line).collect();
            assert_eq!(kept, lines, "{number}");
        }
        let huge = format!("{}the end", "line\n".repeat(2_000_000));
        let huge = json!({ "log": huge, "key": "huge", "state": "failed" });
        let answer = app.report(&token, "orders", huge).await;
        let id = answer.json["id"].as_str().unwrap();
        let kept = log::list(&app.state.database.read(), id, "").await.unwrap();
        assert!(matches!(kept[0].2, LogLine::LeftOut { .. }), "{:?}", kept[0]);
        let is_end = matches!(&kept[1].2, LogLine::Text(text) if text.ends_with("line\nthe end"));
        assert!(is_end && kept.len() == 2);
        assert!(app.runs("orders").await.iter().all(|run| run.state == State::Failed));
    })
    .await;
}

#[tokio::test]
async fn an_error_from_a_terminal_reads_as_text_in_mails_and_lists() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    app.told_of_failures("ada").await;
    let token = app.api_token(Scope::Report, None).await;
    let error = format!("\u{1B}[1;31m10 %\rno\u{0} disk\u{1B}[0m {}", "x".repeat(3_000));
    let failed = json!({ "key": "1", "state": "failed", "error": error });
    assert_eq!(app.report(&token, "orders", failed).await.status, StatusCode::CREATED);
    let Some(Reason::Reported(kept)) = app.runs("orders").await[0].reason().unwrap() else {
        panic!("no reason")
    };
    assert!(kept.starts_with("no\u{FFFD} disk xxx") && kept.ends_with("x…"), "{kept}");
    assert_eq!(kept.chars().count(), 2_000);
    let notices = app.notices().await;
    assert_eq!(notices[0].1.reason, Some(Reason::Reported(kept)));
    let page = app.signed_in("ada").await.get("/jobs/orders").await;
    assert!(page.body.contains("disk") && !page.body.contains('\u{1B}'));
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
