//! What other programs write into the logs of their runs.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use serde_json::json;

use crate::{
    database::entities::{api_token::Scope, job_run::State},
    jobs::log::{self, LogLine},
    mail::reason::Reason,
    tests::support::{TestApp, on_every_database},
};

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
