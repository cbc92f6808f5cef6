//! What everybody sees of jobs and runs, and what administrators do with them.

use std::time::Duration;

use axum::http::StatusCode;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, sea_query::Expr};
use serde_json::json;

use crate::{
    database::{
        entities::{
            account::{self, Role},
            api_token::Scope,
            job_run::{self, Cause, State},
        },
        report::Table,
    },
    jobs::{
        log::{self, LogLine},
        name::JobName,
        runs::{self, Finished},
        store,
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
        let lines = crate::database::entities::run_line::Entity::find();
        assert!(lines.all(&app.state.database.read()).await.unwrap().is_empty());
        ada.get("/jobs").await.expect_page("No other program has reported a run yet");
        let gone = ada.get(&format!("/jobs/erp.orders/runs/{run}")).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_history_is_read_in_pages_and_by_state() {
    let app = TestApp::new().await;
    let mut ada = with_jobs(&app).await;
    let long = "out of paper ".repeat(40);
    let failed =
        insert(&app, "erp.orders", State::Failed, Some(Reason::Reported(long.clone()))).await;
    app.advance(Duration::from_mins(5));
    for _ in 0..30 {
        insert(&app, "erp.orders", State::Succeeded, None).await;
    }
    let page = ada.get("/jobs/erp.orders").await;
    page.expect_page("Page 1 of 2");
    page.expect_page("1\u{a0}min 15\u{a0}s");
    page.expect_page("Reported with the token “erp”");
    assert!(!page.body.contains("out of paper"));
    ada.get("/jobs/erp.orders?page=2").await.expect_page("out of paper");
    let page = ada.get("/jobs/erp.orders?state=failed").await;
    page.expect_page("…");
    assert!(!page.body.contains(long.trim_end()));
    page.expect_page("Succeeded: 30. Failed: 1.");
    ada.get(&format!("/jobs/erp.orders/runs/{failed}")).await.expect_page(long.trim_end());
    for nonsense in ["?state=x&page=y", "?page=0", "?page=99999999999999999999", "?state=%00"] {
        assert_eq!(ada.get(&format!("/jobs/erp.orders{nonsense}")).await.status, StatusCode::OK);
    }
    ada.get("/jobs/erp.orders?state=not_run").await.expect_page("No run matches this filter");
    // A job that never ran says so, and not that something was not found.
    for unfiltered in ["/jobs", "/jobs/backup"] {
        let page = ada.get(unfiltered).await;
        page.expect_page("Has not run yet");
        assert!(!page.body.contains("No run matches"), "{unfiltered}");
    }
}

#[tokio::test]
async fn what_another_program_writes_is_text() {
    let app = TestApp::new().await;
    let mut ada = with_jobs(&app).await;
    let evil = "<script>alert(1)</script>\n</title><b onclick=x>";
    let reason = Some(Reason::Reported(evil.to_owned()));
    let run = insert(&app, "erp.orders", State::Failed, reason).await;
    write(&app, &run, evil).await;
    for page in ["/jobs/erp.orders", &format!("/jobs/erp.orders/runs/{run}")] {
        let page = ada.get(page).await;
        page.expect_page("&lt;script&gt;alert(1)&lt;/script&gt;");
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<b onclick"));
    }
}

#[tokio::test]
async fn what_datasync_writes_down_is_said_in_the_language_of_the_reader() {
    let app = TestApp::new().await;
    let mut ada = with_jobs(&app).await;
    let run = insert(&app, "backup", State::Succeeded, None).await;
    note(&app, &run, &LogLine::TableSaved { table: Table::Accounts, rows: 12 }).await;
    let file = "datasync.backup".to_owned();
    note(&app, &run, &LogLine::BackupWritten { file, rows: 1_234, bytes: 5_000 }).await;
    let page = ada.get(&format!("/jobs/backup/runs/{run}")).await;
    page.expect_page("Users: 12");
    page.expect_page("datasync.backup written: 1,234 rows, 5 KiB.");
    ada.post("set_language", &[("language", "fr")]).await;
    let page = ada.get(&format!("/jobs/backup/runs/{run}")).await;
    page.expect_page("datasync.backup écrit\u{a0}: 1\u{202f}234 lignes, 5\u{a0}Kio.");
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
async fn a_run_is_watched_to_its_end() {
    let app = TestApp::new().await;
    let mut ada = with_jobs(&app).await;
    let run = insert(&app, "erp.orders", State::Running, None).await;
    write(&app, &run, "first line").await;
    let address = format!("/jobs/erp.orders/runs/{run}");
    let (page, ()) = tokio::join!(ada.get(&address), async {
        // It is looked at while it goes on.
        tokio::time::sleep(Duration::from_millis(700)).await;
        write(&app, &run, "second line").await;
        let tx = app.state.database.begin().await.unwrap();
        let now = app.clock.now() + Duration::from_secs(3);
        runs::extend_lease(&*tx, &run, now, Some(40)).await.unwrap();
        tx.commit().await.unwrap();
        tokio::time::sleep(Duration::from_millis(700)).await;
        write(&app, &run, "last line").await;
        let row = runs::find(&app.state.database.read(), &run).await.unwrap().unwrap();
        let tx = app.state.database.begin().await.unwrap();
        let why = Err(Reason::Reported("the end".to_owned()));
        let finished = runs::finish(&*tx, &row, why, now, now).await.unwrap();
        assert_ne!(finished, Finished::Before);
        tx.commit().await.unwrap();
    });
    let mut rest = page.body.as_str();
    for next in ["Running", "first line", "second line", "40%", "last line", "the end", "Failed"] {
        let (_, after) = rest.split_once(next).unwrap_or_else(|| panic!("no {next} in {rest}"));
        rest = after;
    }
    assert!(!page.body.contains("Look again"));
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
