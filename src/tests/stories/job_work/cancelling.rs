//! A run is cancelled, wherever it runs, by those who may, and has stopped before that is recorded.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use tokio::{sync::Notify, time::timeout};

use super::{SOON, add_runs, begin, doing, ended, first_line_of, lines_of, run_of, text, with_run};
use crate::{
    database::{
        entities::{
            api_token::Scope,
            audit::{self, Action},
            job_run::State,
        },
        settings::Engine,
    },
    jobs::work::{Task, WorkError},
    mail::reason::Reason,
    tests::support::{Browser, TestApp, fresh_database, on_every_database},
};

async fn cancel_by_page(ada: &mut Browser, run: &str) {
    let answer = ada.post("cancel_run", &[("name", "backup"), ("run", run)]).await;
    answer.expect_redirect(&format!("/jobs/backup/runs/{run}"));
}

fn cancel_path(job: &str, run: &str) -> String {
    format!("/api/v1/jobs/{job}/runs/{run}/cancel")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_has_stopped_before_its_end_is_recorded() {
    on_every_database(async |app: TestApp| {
        let (mut ada, id) = with_run(&app).await;
        let (told, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let has_stopped = Arc::new(AtomicBool::new(false));
        let executor = {
            let (told, go_on) = (Arc::clone(&told), Arc::clone(&go_on));
            let has_stopped = Arc::clone(&has_stopped);
            doing(move |task| {
                let (told, go_on) = (Arc::clone(&told), Arc::clone(&go_on));
                let has_stopped = Arc::clone(&has_stopped);
                async move {
                    task.stop.cancelled().await;
                    task.log.write(text("rolling back"));
                    told.notify_one();
                    // As long as it takes to give back what it holds.
                    go_on.notified().await;
                    task.log.write(text("rolled back"));
                    has_stopped.store(true, Ordering::SeqCst);
                    Err(WorkError::Stopped)
                }
            })
        };
        let (_stop, working) = begin(&app.state, &executor).await;
        cancel_by_page(&mut ada, &id).await;
        timeout(SOON, told.notified()).await.unwrap();
        // The server goes on to write what the run says: it has not taken it for ended.
        first_line_of(&app, &id).await;
        let run = run_of(&app, &id).await;
        assert_eq!((run.state, run.cancel_requested_by.as_deref()), (State::Running, Some("ada")));
        assert!(!has_stopped.load(Ordering::SeqCst));
        go_on.notify_one();
        ended(working).await;
        assert!(has_stopped.load(Ordering::SeqCst));

        let run = run_of(&app, &id).await;
        assert_eq!(run.state, State::Cancelled);
        let by = Reason::Cancelled { by: "ada".to_owned() };
        assert_eq!(run.reason().unwrap(), Some(by));
        assert!(run.ended_at.is_some());
        let said = [text("rolling back"), text("rolled back")];
        assert_eq!(lines_of(&app, &id).await, said);
        let page = ada.get(&format!("/jobs/backup/runs/{id}")).await;
        page.expect_page("ada cancelled this run.");
        page.expect_page("rolled back");
        assert!(!page.body.contains("/api/cancel_run"));
        ada.get("/settings/audit?action=cancelled_run").await.expect_page("Job: backup");
        // Nobody is mailed for it, and it counts neither as failure nor as success.
        assert!(app.notices().await.is_empty());
        let job = app.job("backup").await.unwrap();
        assert_eq!((job.is_alarmed, job.untold_failures), (false, 0));
        ada.get("/jobs/backup").await.expect_page("Succeeded: 0. Failed: 0.");

        // There is nothing left to cancel, and it stays as it is.
        ada.get(&format!("/jobs/backup/runs/{id}")).await;
        cancel_by_page(&mut ada, &id).await;
        assert_eq!(run_of(&app, &id).await, run);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_cancelled_on_whichever_server_it_runs() {
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let app = TestApp::on(fresh_database(engine)).await;
        let (_ada, id) = with_run(&app).await;
        let other = app.open_again().await.unwrap();
        let executor = doing(async |task: Task| {
            task.stop.cancelled().await;
            Err(WorkError::Stopped)
        });
        let (_stop, working) = begin(&other, &executor).await;
        // From this server, which sends no signal there.
        let token = app.api_token(Scope::Run, Some("backup")).await;
        let path = cancel_path("backup", &id);
        for _ in 0..2 {
            let answer = app.api(Method::POST, &path, &token, Body::empty()).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED, "{answer:?}");
            assert_eq!(answer.json["state"], "running");
            assert!(answer.json["cancel_requested_at"].is_string());
        }
        ended(working).await;
        let answer = app.api(Method::POST, &path, &token, Body::empty()).await;
        assert_eq!((answer.status, &answer.json["state"]), (StatusCode::OK, &json!("cancelled")));
        assert_eq!(answer.json["reason"], "engine cancelled this run.");
        let of_it = audit::Column::Action.eq(Action::CancelledRun);
        let rows = audit::Entity::find().filter(of_it).count(&app.state.database.read()).await;
        assert_eq!(rows.unwrap(), 1, "asked for three times, cancelled once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_waits_is_cancelled_at_once() {
    on_every_database(async |app: TestApp| {
        let (mut ada, id) = with_run(&app).await;
        cancel_by_page(&mut ada, &id).await;
        assert_eq!(run_of(&app, &id).await.state, State::Cancelled);
        ada.post("run_job", &[("name", "backup")]).await;
        let next = app.runs("backup").await.pop().unwrap().id;
        assert_ne!(next, id, "another may wait");
        let token = app.api_token(Scope::Run, None).await;
        let path = cancel_path("backup", &next);
        let answer = app.api(Method::POST, &path, &token, Body::empty()).await;
        assert_eq!((answer.status, &answer.json["state"]), (StatusCode::OK, &json!("cancelled")));
        assert_eq!(app.run_jobs().await, 0, "neither begins");
        ada.get("/jobs/backup?state=cancelled").await.expect_page("engine cancelled this run.");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_cancels_and_only_what_runs_here() {
    let app = TestApp::new().await;
    let (mut ada, id) = with_run(&app).await;
    app.join("grace", &app.serial_number(3)).await;
    let fields = [("name", "backup"), ("run", id.as_str())];
    app.browser().post("cancel_run", &fields).await.expect_redirect("/login");
    let mut grace = app.signed_in("grace").await;
    assert_eq!(grace.post("cancel_run", &fields).await.status, StatusCode::FORBIDDEN);
    assert!(!grace.get("/jobs/backup").await.body.contains("cancel_run"));
    ada.get("/jobs/backup").await.expect_page("/api/cancel_run");

    let reporter = app.api_token(Scope::Report, None).await;
    let reader = app.api_token(Scope::Read, None).await;
    let of_other = app.api_token(Scope::Run, Some("clean-up")).await;
    let right = app.api_token(Scope::Run, None).await;
    let path = cancel_path("backup", &id);
    let cancel = async |token: &str, path: &str| {
        let answer = app.api(Method::POST, path, token, Body::empty()).await;
        (answer.status.as_u16(), answer.problem().map(str::to_owned))
    };
    for (token, status, problem) in [
        ("", 401, "token-unusable"),
        (&reporter, 403, "wrong-scope"),
        (&reader, 403, "wrong-scope"),
        (&of_other, 403, "other-job"),
    ] {
        assert_eq!(cancel(token, &path).await, (status, Some(problem.to_owned())));
    }
    let run = run_of(&app, &id).await;
    assert_eq!((run.state, run.cancel_requested_at), (State::Queued, None));

    // What another program runs is stopped there.
    app.report(&reporter, "orders", json!({ "key": "1", "state": "running" })).await;
    let foreign = app.runs("orders").await.remove(0).id;
    let not_ours = (409, Some("runs-elsewhere".to_owned()));
    assert_eq!(cancel(&right, &cancel_path("orders", &foreign)).await, not_ours);
    let fields = [("name", "orders"), ("run", foreign.as_str())];
    let answer = ada.post_as_script("cancel_run", &fields).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("runs_elsewhere"), "{}", answer.body);
    let run = run_of(&app, &foreign).await;
    assert_eq!((run.state, run.cancel_requested_at), (State::Running, None));

    // And what runs here is not reported by others.
    add_runs(&app, 1).await;
    let before = app.runs("own-0").await;
    let answer = app.report(&reporter, "own-0", json!({ "key": "1", "state": "failed" })).await;
    assert_eq!((answer.status, answer.problem()), (StatusCode::CONFLICT, Some("built-in")));
    assert_eq!(app.runs("own-0").await, before);

    let not_found = (404, Some("not-found".to_owned()));
    for (job, run) in [("nothing", &*id), ("clean-up", &*id), ("backup", "x"), ("backup", "%00")] {
        assert_eq!(cancel(&right, &cancel_path(job, run)).await, not_found, "{job} {run}");
    }
    assert_eq!(cancel(&right, &cancel_path("Backup", &id)).await.0, 422);
    let gone = ada.post_as_script("cancel_run", &[("name", "backup"), ("run", "x")]).await;
    assert!(gone.body.contains("no_such_run"), "{}", gone.body);

    // What has ended otherwise is not cancelled afterwards.
    app.run_jobs().await;
    let has_ended = (409, Some("has-ended".to_owned()));
    assert_eq!(cancel(&right, &path).await, has_ended);
    let fields = [("name", "backup"), ("run", id.as_str())];
    ada.get(&format!("/jobs/backup/runs/{id}")).await;
    ada.submit("cancel_run", &fields).await.expect_page("This run has already ended");
    assert_eq!(run_of(&app, &id).await.state, State::Succeeded);
}
