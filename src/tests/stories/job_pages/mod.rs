//! What everybody sees of jobs and runs, and what administrators do with them.

mod changing;
mod history;

use std::time::Duration;

use axum::http::StatusCode;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;

use crate::{
    database::entities::{
        api_token::Scope,
        job_run::{self, Cause, State},
    },
    jobs::{
        log::{self, LogLine},
        name::JobName,
        runs, store,
    },
    mail::reason::Reason,
    tests::support::{Browser, TestApp, on_every_database},
};

/// An installation with its jobs and one of another program, and its administrator.
async fn with_jobs(app: &TestApp) -> Browser {
    app.join("ada", &app.serial_number(3)).await;
    let now = app.clock.now();
    store::make_built_in(&app.state.database, now).await.unwrap();
    let orders = JobName::parse("erp.orders").unwrap();
    assert!(store::make_reported(&app.state.database, &orders, now).await.unwrap());
    app.signed_in("ada").await
}

/// Of a job, the newest first.
async fn runs_of(app: &TestApp, job: &str) -> Vec<job_run::Model> {
    let id = app.job_id(job).await;
    runs::overview::list(&app.state.database.read(), &id, None, 0, 100).await.unwrap().0
}

/// A run that came up now, and its id.
async fn insert(app: &TestApp, job: &str, state: State, reason: Option<Reason>) -> String {
    let now = app.clock.now();
    let run = job_run::Model {
        requested_by: Some("erp".to_owned()),
        started_at: (state != State::Queued).then_some(now),
        ended_at: state.is_over().then(|| now + Duration::from_secs(75)),
        reason: reason.map(|reason| serde_json::to_string(&reason).unwrap()),
        ..runs::new(&app.job_id(job).await, state, Cause::Report, now)
    };
    let tx = app.state.database.begin().await.unwrap();
    runs::insert(&*tx, &run).await.unwrap();
    tx.commit().await.unwrap();
    run.id
}

async fn write(app: &TestApp, run: &str, text: &str) {
    note(app, run, &LogLine::Text(text.to_owned())).await;
}

async fn note(app: &TestApp, run: &str, line: &LogLine) {
    let tx = app.state.database.begin().await.unwrap();
    log::append(&*tx, run, line, app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn there_is_nothing_at_addresses_that_are_no_jobs_or_runs() {
    on_every_database(async |app| {
        let mut ada = with_jobs(&app).await;
        let run = insert(&app, "erp.orders", State::Succeeded, None).await;
        let of = |job: &str| format!("/jobs/{job}/runs/{run}");
        ada.get(&of("erp.orders")).await.expect_page("wrote nothing into its log");
        for nowhere in [
            "/jobs/nothing".to_owned(),
            // The name has one spelling, whatever a database takes for the same.
            "/jobs/BACKUP".to_owned(),
            "/jobs/%3Cscript%3E".to_owned(),
            "/jobs/erp.orders/runs/x".to_owned(),
            of("backup"),
            of("nothing"),
            of("ERP.orders"),
        ] {
            let page = ada.get(&nowhere).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{nowhere}");
            assert!(page.body.contains("There is no page at this address"), "{nowhere}");
            assert!(!page.body.contains("<script>E"));
        }
        for function in ["run_job", "save_job", "remove_job"] {
            let answer = ada.post_as_script(function, &[("name", "BACKUP")]).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{function}");
            assert!(answer.body.contains("no_such_job"), "{function}: {}", answer.body);
        }
    })
    .await;
}

#[tokio::test]
async fn home_says_what_failed_last_and_in_both_languages() {
    let app = TestApp::new().await;
    let mut ada = with_jobs(&app).await;
    let mut browser = app.signed_in("ada").await;
    browser.post("finish_setup", &[]).await;
    ada.get("/").await.expect_page("Show jobs");
    let failed = insert(&app, "erp.orders", State::Failed, Some(Reason::NoHeartbeat)).await;
    insert(&app, "backup", State::Succeeded, None).await;
    let page = ada.get("/").await;
    page.expect_page("The job “erp.orders” failed the last time it ran.");
    page.expect_page(&format!("/jobs/erp.orders/runs/{failed}"));
    page.expect_page("One run failed");

    ada.post("set_language", &[("language", "fr")]).await;
    for (address, words) in [
        ("/", "Une exécution a échoué"),
        ("/jobs", "Vérification des connexions"),
        ("/jobs/backup", "Prochaines exécutions"),
        ("/jobs/erp.orders", "Signal d’activité"),
        (&format!("/jobs/erp.orders/runs/{failed}"), "n’a pas envoyé de signal d’activité"),
    ] {
        ada.get(address).await.expect_page(words);
    }
    // It works again: there is nothing to do.
    app.advance(Duration::from_mins(1));
    insert(&app, "erp.orders", State::Succeeded, None).await;
    assert!(!ada.get("/").await.body.contains(&failed));
}

#[tokio::test]
async fn whoever_waits_sees_for_what() {
    let app = TestApp::embedded_with(|config| config.jobs.most_parallel = 1).await;
    let mut ada = with_jobs(&app).await;
    let running = insert(&app, "backup", State::Running, None).await;
    let row = runs::find(&app.state.database.read(), &running).await.unwrap().unwrap();
    let mut row: job_run::ActiveModel = row.into();
    row.instance = Set(Some("server".to_owned()));
    row.progress = Set(Some(60));
    let tx = app.state.database.begin().await.unwrap();
    row.update(&*tx).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!ada.get("/jobs").await.body.contains("at most 1 run at once"));
    insert(&app, "clean-up", State::Queued, None).await;
    let page = ada.get("/jobs").await;
    page.expect_page("One run is under way, one waits: at most 1 run at once.");
    page.expect_page("60%");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_open_runs_a_few_are_shown_and_the_way_to_the_others() {
    on_every_database(async |app: TestApp| {
        let mut ada = with_jobs(&app).await;
        let token = app.api_token(Scope::Report, None).await;
        for key in 0..7 {
            let begun = json!({ "key": key.to_string(), "state": "running" });
            assert!(app.report(&token, "orders", begun).await.status.is_success());
        }
        let jobs = ada.get("/jobs").await.body;
        assert_eq!(jobs.matches("/jobs/orders/runs/").count(), 5);
        for page in [jobs, ada.get("/jobs/orders").await.body] {
            assert!(page.contains("/jobs/orders?state=running#history"), "{page}");
            assert!(page.contains("and 2 more"), "{page}");
        }
    })
    .await;
}
