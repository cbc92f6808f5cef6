//! What administrators do with jobs, and nobody else.

use axum::http::StatusCode;
use sea_orm::{EntityTrait, sea_query::Expr};

use super::{insert, runs_of, with_jobs, write};
use crate::{
    database::entities::{
        account::{self, Role},
        job_run::{Cause, State},
        run_line,
    },
    jobs::runs,
    mail::reason::Reason,
    tests::support::{TestApp, on_every_database},
};

fn times<'a>(version: &'a str, schedule: &'a str, zone: &'a str) -> [(&'static str, &'a str); 5] {
    [
        ("name", "backup"),
        ("version", version),
        ("schedule", schedule),
        ("time_zone", zone),
        ("enabled", "on"),
    ]
}

#[tokio::test]
async fn everybody_sees_jobs_and_administrators_run_them() {
    on_every_database(async |app| {
        let mut ada = with_jobs(&app).await;
        app.join("grace", &app.serial_number(3)).await;
        let mut grace = app.signed_in("grace").await;

        let page = grace.get("/jobs").await;
        page.expect_page("Connection check");
        page.expect_page("*/15 * * * *");
        page.expect_page("erp.orders");
        assert!(!page.body.contains("/api/run_job"));
        let page = grace.get("/jobs/backup").await;
        page.expect_page("Next runs");
        for form in ["run_job", "save_job", "remove_job"] {
            assert!(!page.body.contains(form));
        }
        for (function, job) in
            [("run_job", "backup"), ("save_job", "backup"), ("remove_job", "erp.orders")]
        {
            let fields = [("name", job), ("confirmation", job), ("version", "0")];
            assert_eq!(grace.post(function, &fields).await.status, StatusCode::FORBIDDEN);
        }
        assert_eq!(runs_of(&app, "backup").await, []);
        assert!(app.job("erp.orders").await.is_some());

        ada.get("/jobs").await.expect_page("/api/run_job");
        let answer = ada.post("run_job", &[("name", "backup")]).await;
        let [run] = &runs_of(&app, "backup").await[..] else { panic!("not one run") };
        answer.expect_redirect(&format!("/jobs/backup/runs/{}", run.id));
        assert_eq!((run.state, run.cause), (State::Queued, Cause::Person));
        assert_eq!(run.requested_by.as_deref(), Some("ada"));

        // Twice is once; while one is under way, the next may wait.
        ada.get("/jobs").await;
        let page = ada.submit("run_job", &[("name", "backup")]).await;
        page.expect_page("A run of this job is already queued");
        page.expect_page("Queued");
        assert_eq!(runs_of(&app, "backup").await.len(), 1);
        let tx = app.state.database.begin().await.unwrap();
        assert!(runs::start(&*tx, &run.id, "server", app.clock.now()).await.unwrap());
        tx.commit().await.unwrap();
        ada.post("run_job", &[("name", "backup")]).await;
        assert_eq!(runs_of(&app, "backup").await.len(), 2);
        ada.get("/jobs/backup").await.expect_page("At this moment");

        // What others run is not ours to start.
        ada.get("/jobs/erp.orders").await;
        let page = ada.submit("run_job", &[("name", "erp.orders")]).await;
        page.expect_page("Start and cancel jobs of other programs there");
        ada.get("/settings/audit?action=ran_job").await.expect_page("Job: backup");
    })
    .await;
}

#[tokio::test]
async fn two_who_press_the_button_at_once_queue_one_run() {
    on_every_database(async |app| {
        let mut ada = with_jobs(&app).await;
        app.join("grace", &app.serial_number(3)).await;
        let tx = app.state.database.begin().await.unwrap();
        account::Entity::update_many()
            .col_expr(account::Column::Role, Expr::value(Role::Administrator))
            .exec(&*tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut grace = app.signed_in("grace").await;
        let fields = [("name", "clean-up")];
        let (one, other) = tokio::join!(
            ada.post_as_script("run_job", &fields),
            grace.post_as_script("run_job", &fields)
        );
        let refused = [one.status, other.status].map(|status| status == StatusCode::CONFLICT);
        assert!(refused[0] != refused[1], "{one:?} {other:?}");
        assert_eq!(runs_of(&app, "clean-up").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_schedule_stands_beside_it() {
    let app = TestApp::new().await;
    let mut ada = with_jobs(&app).await;
    let page = ada.get("/jobs/backup").await;
    let version = page.version_in("save_job").to_owned();
    let page = ada.submit("save_job", &times(&version, "sometimes", "Atlantis/Capital")).await;
    assert!(page.error_of("schedule").is_some());
    assert!(page.error_of("time_zone").is_some());
    assert_eq!(page.value_of("schedule"), Some("sometimes"));
    assert_eq!(page.value_of("time_zone"), Some("Atlantis/Capital"));
    assert_eq!(app.job("backup").await.unwrap().schedule.as_deref(), Some("0 2 * * *"));

    ada.get("/jobs/backup").await;
    let page = ada.submit("save_job", &times(&version, "30 4 * * *", "Asia/Tokyo")).await;
    page.expect_page("Saved.");
    page.expect_page("30 4 * * *");
    page.expect_page("Asia/Tokyo");
    // In its zone: the day has begun there already.
    page.expect_page("2\u{a0}June\u{a0}2026, 04:30");
    page.expect_page("Nobody is told when it fails");
    let saved = app.job("backup").await.unwrap();
    assert_eq!(saved.next_run_at.unwrap().to_string(), "2026-06-01T19:30:00Z");
    assert!(!saved.tells_of_failures);
    let audit = ada.get("/settings/audit?action=saved_job").await;
    audit.expect_page("schedule, time_zone, tells_of_failures");

    // Not enabled: nothing is next.
    let page = ada.get("/jobs/backup").await;
    let fields = times(page.version_in("save_job"), "30 4 * * *", "Asia/Tokyo");
    ada.submit("save_job", &fields[..4]).await.expect_page("Off");
    assert_eq!(app.job("backup").await.unwrap().next_run_at, None);
}

#[tokio::test]
async fn two_tabs_do_not_overwrite_each_other() {
    let app = TestApp::new().await;
    let mut ada = with_jobs(&app).await;
    let page = ada.get("/jobs/backup").await;
    let version = page.version_in("save_job").to_owned();
    ada.submit("save_job", &times(&version, "0 3 * * *", "UTC")).await.expect_page("Saved.");
    ada.get("/jobs/backup").await;
    let page = ada.submit("save_job", &times(&version, "0 4 * * *", "UTC")).await;
    page.expect_page("Somebody else saved these settings in the meantime");
    assert_eq!(page.value_of("schedule"), Some("0 4 * * *"));
    assert_eq!(app.job("backup").await.unwrap().schedule.as_deref(), Some("0 3 * * *"));
    // Whoever has been told may.
    let version = page.version_in("save_job").to_owned();
    ada.submit("save_job", &times(&version, "0 4 * * *", "UTC")).await.expect_page("Saved.");
    assert_eq!(app.job("backup").await.unwrap().schedule.as_deref(), Some("0 4 * * *"));
}

#[tokio::test]
async fn a_job_of_another_program_is_set_and_removed() {
    on_every_database(async |app| {
        let mut ada = with_jobs(&app).await;
        let run = insert(&app, "erp.orders", State::Failed, Some(Reason::NoHeartbeat)).await;
        write(&app, &run, "reading orders").await;
        for minutes in ["0", "1441", "soon", ""] {
            ada.get("/jobs/erp.orders").await;
            let fields = [("name", "erp.orders"), ("version", "0"), ("heartbeat_minutes", minutes)];
            let page = ada.submit("save_job", &fields).await;
            assert!(page.error_of("heartbeat_minutes").is_some(), "{minutes}");
            assert_eq!(page.value_of("heartbeat_minutes").unwrap_or_default(), minutes);
        }
        ada.get("/jobs/erp.orders").await;
        let fields = [
            ("name", "erp.orders"),
            ("version", "0"),
            ("heartbeat_minutes", "1440"),
            ("tells_of_failures", "on"),
        ];
        ada.submit("save_job", &fields).await.expect_page("Saved.");
        assert_eq!(app.job("erp.orders").await.unwrap().heartbeat_secs, 86_400);

        // Its name has to be typed; jobs of DataSync stay.
        ada.get("/jobs/erp.orders").await;
        let wrong = [("name", "erp.orders"), ("confirmation", "erp")];
        let page = ada.submit("remove_job", &wrong).await;
        assert!(page.error_of("confirmation").is_some());
        let built_in = [("name", "backup"), ("confirmation", "backup")];
        let answer = ada.post_as_script("remove_job", &built_in).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        let right = [("name", "erp.orders"), ("confirmation", "erp.orders")];
        ada.post("remove_job", &right).await.expect_redirect("/jobs");
        assert!(app.job("erp.orders").await.is_none());
        assert!(app.job("backup").await.is_some());
        let lines = run_line::Entity::find();
        assert!(lines.all(&app.state.database.read()).await.unwrap().is_empty());
        ada.get("/jobs").await.expect_page("No other program has reported a run yet");
        let gone = ada.get(&format!("/jobs/erp.orders/runs/{run}")).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    })
    .await;
}
