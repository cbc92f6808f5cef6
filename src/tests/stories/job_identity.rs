//! Jobs of the version that knew them by their names alone get ids, and nothing is lost.

use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::json;

use crate::{
    base::database_error,
    database::{
        configured::ConfiguredConnection,
        entities::{
            api_token::Scope,
            job::{Kind, ManagedBy},
            job_run::State,
            run_line,
        },
        filling::Filling,
        kept::StoredConnection,
        settings::Engine,
    },
    jobs::runs,
    mail::reason::Reason,
    tests::support::{TestApp, fresh_database},
};

/// Steps of the schema before jobs had ids.
const BEFORE: u32 = 7;

/// What that version has written.
const ROWS: [&str; 8] = [
    "INSERT INTO job (name, kind, version, created_at, schedule, time_zone, is_enabled, next_run_at, \
     heartbeat_secs, tells_of_failures, is_alarmed, alarmed_at, untold_failures) VALUES \
     ('backup', 'backup', 3, 1000, '30 4 * * *', 'Asia/Tokyo', true, 4102444800000, 900, false, false, \
     NULL, 0)",
    "INSERT INTO job (name, kind, version, created_at, schedule, time_zone, is_enabled, next_run_at, \
     heartbeat_secs, tells_of_failures, is_alarmed, alarmed_at, untold_failures) VALUES \
     ('orders', 'reported', 1, 2000, NULL, NULL, false, NULL, 86400, true, true, 5000, 2)",
    "INSERT INTO job_run (id, job, state, cause, created_at, report_key, scheduled_for, requested_by, \
     started_at, ended_at, alive_until, instance, progress, reason, log_size) VALUES \
     ('run-1', 'backup', 'succeeded', 'schedule', 1780272000000, NULL, 1780272000000, NULL, \
     1780272001000, 1780272009000, NULL, 'server', NULL, NULL, 0)",
    "INSERT INTO job_run (id, job, state, cause, created_at, report_key, scheduled_for, requested_by, \
     started_at, ended_at, alive_until, instance, progress, reason, log_size) VALUES \
     ('run-2', 'orders', 'failed', 'report', 1780272000000, 'k', NULL, 'engine', 1780200000000, \
     1780272000000, NULL, NULL, 40, '{\"reported\":\"no disk\"}', 2000)",
    "INSERT INTO job_run (id, job, state, cause, created_at, report_key, scheduled_for, requested_by, \
     started_at, ended_at, alive_until, instance, progress, reason, log_size) VALUES \
     ('run-3', 'orders', 'running', 'report', 1780272000000, 'l', NULL, 'engine', 1780272000000, \
     NULL, 1780272900000, NULL, NULL, NULL, 0)",
    "INSERT INTO run_line (id, run_id, at, line) VALUES \
     ('line-1', 'run-2', 1780272000000, '{\"text\":\"reading orders\"}')",
    "INSERT INTO webhook_delivery (id, state, created_at, due_at, leased_until, tries, about, failure, \
     done_at) VALUES ('post-1', 'waiting', 1780272000000, 4102444800000, NULL, 0, \
     '{\"event\":\"failed\",\"job\":\"orders\",\"run\":\"run-2\",\"started_at\":null,\
     \"ended_at\":1780272000000,\"reason\":null,\"failures\":1}', NULL, NULL)",
    "INSERT INTO api_token (id, name, hash, scope, job, created_by, created_at, expires_at, \
     last_used_at, revoked_at) VALUES ('token-1', 'old', 'hash', 'report', 'orders', 'ada', 1, NULL, \
     NULL, NULL)",
];

/// A database as that version has left it, and the app that opens it.
async fn opened_after(connection: ConfiguredConnection, others: &[&str]) -> TestApp {
    let first = TestApp::new().await;
    let (directory, config) = first.empty_machine(connection);
    let settings =
        config.connection.settings(&StoredConnection::default(), &config.vault()).unwrap();
    let former = Filling::begin(&settings, &config.data_directory, BEFORE).await.unwrap();
    for row in ROWS.iter().chain(others) {
        former.connection().execute_unprepared(row).await.unwrap();
    }
    former.finish().await.unwrap();
    first.start_on((directory, config)).await
}

async fn expect_everything(app: &TestApp) {
    let db = &app.state.database.read();
    let backup = app.job("backup").await.unwrap();
    assert_eq!((backup.kind, backup.managed_by), (Kind::Backup, ManagedBy::BuiltIn));
    assert_eq!((backup.version, backup.schedule.as_deref()), (3, Some("30 4 * * *")));
    assert!(backup.is_enabled && backup.next_run_at.is_some() && !backup.tells_of_failures);
    let orders = app.job("orders").await.unwrap();
    assert_eq!((orders.kind, orders.managed_by), (Kind::Reported, ManagedBy::Reported));
    assert!(orders.is_alarmed && orders.alarmed_at.is_some());
    assert_eq!((orders.untold_failures, orders.heartbeat_secs), (2, 86_400));
    assert_ne!(backup.id, orders.id);
    assert_eq!(backup.id.len(), 36, "a UUID");

    let done = runs::find(db, "run-1").await.unwrap().unwrap();
    assert_eq!((&done.job_id, done.state), (&backup.id, State::Succeeded));
    assert_eq!(done.started_at, Some(done.listed_at), "listed by when it started");
    assert_eq!(done.instance.as_deref(), Some("server"));
    let failed = runs::find(db, "run-2").await.unwrap().unwrap();
    assert_eq!((&failed.job_id, failed.report_key.as_deref()), (&orders.id, Some("k")));
    assert_eq!(failed.reason().unwrap(), Some(Reason::Reported("no disk".to_owned())));
    assert_eq!((failed.progress, failed.log_size), (Some(40), 2_000));
    let running = runs::find(db, "run-3").await.unwrap().unwrap();
    assert_eq!(running.state, State::Running);
    assert!(running.lease_until.is_some());
    let lines = run_line::Entity::find().all(db).await.unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].run_id, "run-2");
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_of_a_former_version_keep_their_runs_and_logs() {
    for engine in Engine::ALL {
        println!("on {engine:?}");
        let app = opened_after(fresh_database(engine), &[]).await;
        expect_everything(&app).await;

        // The rules that the tables hold are there, too: a key is one run, and runs go with their job.
        let token = app.api_token(Scope::Report, None).await;
        let again = json!({ "key": "l", "state": "succeeded" });
        let answer = app.report(&token, "orders", again).await;
        assert_eq!((answer.status.as_u16(), &answer.json["id"]), (200, &json!("run-3")));
        let db = &app.state.database.read();
        let twice = "INSERT INTO job_run (id, job_id, state, cause, created_at, listed_at, report_key, \
                     log_size) SELECT 'run-4', job_id, state, cause, created_at, listed_at, report_key, \
                     log_size FROM job_run WHERE id = 'run-3'";
        let error = db.execute_unprepared(twice).await.unwrap_err();
        assert!(database_error::is_conflict(&error), "{error}");
        let same_name = "UPDATE job SET name = 'backup' WHERE name = 'orders'";
        let error = db.execute_unprepared(same_name).await.unwrap_err();
        assert!(database_error::is_conflict(&error), "{error}");
        db.execute_unprepared("DELETE FROM job WHERE name = 'orders'").await.unwrap();
        assert!(runs::find(db, "run-2").await.unwrap().is_none());
        assert!(run_line::Entity::find().all(db).await.unwrap().is_empty());
    }
}

/// MariaDB takes nothing back; whatever an embedded database was left with is mended as well.
#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_was_broken_off_is_taken_again() {
    for engine in [Engine::Embedded, Engine::MySql] {
        println!("on {engine:?}");
        // Killed while it filled the new tables.
        let half = ["CREATE TABLE job_new (id VARCHAR(36))", "INSERT INTO job_new VALUES ('x')"];
        expect_everything(&opened_after(fresh_database(engine), &half).await).await;
        // Killed while it exchanged them: all of it but the last two names was done.
        let app = opened_after(fresh_database(engine), &[]).await;
        let settings = app.connection();
        let db = app.state.database.read();
        for statement in [
            "ALTER TABLE run_line RENAME TO run_line_new",
            "ALTER TABLE job_run RENAME TO job_run_new",
            "DELETE FROM seaql_migrations WHERE version = 'm0008_job_identity'",
        ] {
            db.execute_unprepared(statement).await.unwrap();
        }
        crate::database::Database::open(&settings, app.data_directory(), None).await.unwrap();
        expect_everything(&app).await;
    }
}
