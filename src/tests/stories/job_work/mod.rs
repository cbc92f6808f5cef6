//! What a run is while it works: it holds a lease, says things, is cancelled, and comes to a result.

mod cancelling;

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{body::Body, http::Method};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};
use serde_json::json;
use tokio::{
    runtime::Handle,
    sync::{Notify, watch},
    task::JoinHandle,
    time::timeout,
};

use crate::{
    base::random,
    database::{
        entities::{
            api_token::Scope,
            job::{self, ManagedBy},
            job_run::{self, Cause, State},
            run_line,
        },
        settings::Engine,
    },
    jobs::{
        log::{self, LogLine},
        result::RunResult,
        runs::{self, LEASE},
        scheduler,
        work::{self, Executor, Task, WorkError, WorkRuntime},
    },
    mail::reason::Reason,
    tests::support::{Browser, TestApp, fresh_database, on_every_database, run_jobs},
    web::state::AppState,
};

/// Longer than a server takes to see that a run is cancelled, also on a busy machine.
const SOON: Duration = Duration::from_secs(20);

fn text(text: &str) -> LogLine {
    LogLine::Text(text.to_owned())
}

/// Every job does this.
fn doing<F>(work: impl Fn(Task) -> F + Send + Sync + 'static) -> Executor
where
    F: Future<Output = Result<(), WorkError>> + Send + 'static,
{
    Executor::doing(Handle::current(), move |_, task| Box::pin(work(task)))
}

/// Lets a server work at what is queued, in the background. What is dropped tells it to stop.
async fn begin(state: &AppState, executor: &Executor) -> (watch::Sender<()>, JoinHandle<()>) {
    let (stop, stopped) = watch::channel(());
    let started = scheduler::round(state).await.unwrap();
    assert_eq!(started.len(), 1, "{started:?}");
    let started = started.into_iter().next().unwrap();
    let working = work::run(state.context().clone(), executor.clone(), started, stopped);
    (stop, tokio::spawn(working))
}

async fn ended(working: JoinHandle<()>) {
    timeout(SOON, working).await.unwrap().unwrap();
}

/// An installation whose administrator wants to hear of failures, with a run of the backup in the queue.
async fn with_run(app: &TestApp) -> (Browser, String) {
    app.join("ada", &app.serial_number(3)).await;
    app.told_of_failures("ada").await;
    app.make_built_in_jobs().await;
    let mut ada = app.signed_in("ada").await;
    ada.post("run_job", &[("name", "backup")]).await;
    let run = app.runs("backup").await.remove(0);
    assert_eq!(run.state, State::Queued);
    (ada, run.id)
}

async fn run_of(app: &TestApp, id: &str) -> job_run::Model {
    runs::find(&app.state.database.read(), id).await.unwrap().unwrap()
}

async fn lines_of(app: &TestApp, id: &str) -> Vec<LogLine> {
    let lines = log::list(&app.state.database.read(), id, "").await.unwrap();
    lines.into_iter().map(|(_, _, line)| line).collect()
}

/// Waits until something that a run has said is written.
async fn first_line_of(app: &TestApp, id: &str) {
    timeout(SOON, async {
        while lines_of(app, id).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
}

/// Adds copies of the backup that people could have made, each with a run in the queue.
async fn add_runs(app: &TestApp, count: usize) {
    let backup = app.job("backup").await.unwrap();
    let tx = app.state.database.begin().await.unwrap();
    for number in 0..count {
        let mut own = job::Model {
            id: random::row_id(),
            name: format!("own-{number}"),
            managed_by: ManagedBy::Ours,
            next_run_at: None,
            ..backup.clone()
        };
        own.is_enabled = false;
        let run = runs::new(&own.id, State::Queued, Cause::Person, app.clock.now());
        let mut row = own.into_active_model().reset_all();
        row.subject = Set(Some("x".to_owned()));
        job::Entity::insert(row).exec_without_returning(&*tx).await.unwrap();
        runs::insert(&*tx, &run).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_lease_is_lost_writes_nothing_any_more() {
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let app = TestApp::on(fresh_database(engine)).await;
        let (_ada, id) = with_run(&app).await;
        let go_on = Arc::new(Notify::new());
        let executor = {
            let go_on = Arc::clone(&go_on);
            doing(move |task| {
                let go_on = Arc::clone(&go_on);
                async move {
                    task.log.write(text("in time"));
                    task.log.set_progress(10);
                    go_on.notified().await;
                    task.log.write(text("too late"));
                    task.log.set_progress(99);
                    task.log.set_result(RunResult::CleanUp { runs_removed: 1 });
                    Ok(())
                }
            })
        };
        let (_stop, working) = begin(&app.state, &executor).await;
        let mine = run_of(&app, &id).await;
        first_line_of(&app, &id).await;
        // It hangs for so long that another server takes it for dead.
        let other = app.open_again().await.unwrap();
        app.advance(LEASE);
        run_jobs(&other).await;
        let ended_by_other = run_of(&app, &id).await;
        assert_eq!(ended_by_other.reason().unwrap(), Some(Reason::Interrupted));
        go_on.notify_one();
        ended(working).await;
        assert_eq!(run_of(&app, &id).await, ended_by_other, "neither progress, result nor end");
        assert_eq!(lines_of(&app, &id).await, [text("in time")]);
        let tx = app.state.database.begin().await.unwrap();
        let until = app.clock.now() + LEASE;
        assert!(!runs::extend_own_lease(&*tx, &mine, until, Some(50), None).await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_has_stopped_its_runs_and_says_so() {
    let app = TestApp::new().await;
    let (_ada, id) = with_run(&app).await;
    let has_stopped = Arc::new(AtomicBool::new(false));
    let executor = {
        let has_stopped = Arc::clone(&has_stopped);
        doing(move |task| {
            let has_stopped = Arc::clone(&has_stopped);
            async move {
                task.stop.cancelled().await;
                has_stopped.store(true, Ordering::SeqCst);
                Err(WorkError::Stopped)
            }
        })
    };
    let (stop, working) = begin(&app.state, &executor).await;
    drop(stop);
    ended(working).await;
    assert!(has_stopped.load(Ordering::SeqCst));
    assert_eq!(run_of(&app, &id).await.reason().unwrap(), Some(Reason::Interrupted));
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_does_not_stop_by_itself_is_aborted() {
    let app = TestApp::new().await;
    let (_ada, id) = with_run(&app).await;
    let (stop, working) = begin(&app.state, &doing(async |_| std::future::pending().await)).await;
    drop(stop);
    ended(working).await;
    assert_eq!(run_of(&app, &id).await.reason().unwrap(), Some(Reason::Interrupted));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_run_says_is_written_in_few_transactions_and_in_order() {
    on_every_database(async |app: TestApp| {
        let (_ada, id) = with_run(&app).await;
        let executor = doing(async |task: Task| {
            for number in 0..100 {
                task.log.write(text(&number.to_string()));
                task.log.set_progress(number);
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
            Ok(())
        });
        let (_stop, working) = begin(&app.state, &executor).await;
        // Whoever reads sees what each transaction has added.
        let (began, mut seen) = (Instant::now(), BTreeSet::new());
        while !working.is_finished() {
            seen.insert(run_line::Entity::find().count(&app.state.database.read()).await.unwrap());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        ended(working).await;
        let expected: Vec<_> = (0..100).map(|number| text(&number.to_string())).collect();
        assert_eq!(lines_of(&app, &id).await, expected);
        seen.remove(&0);
        // One a second, however long a busy machine takes, the one that ends it, and two to spare: where
        // the seconds begin, and a look out of turn.
        let most = usize::try_from(began.elapsed().as_secs()).unwrap() + 3;
        assert!((2..=most).contains(&seen.len()), "{most}: {seen:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_run_came_to_is_shown_by_its_kind() {
    on_every_database(async |app: TestApp| {
        let (mut ada, id) = with_run(&app).await;
        assert_eq!(app.run_jobs().await, 1);
        let run = run_of(&app, &id).await;
        assert_eq!(run.state, State::Succeeded);
        let result = RunResult::parse(run.result.as_deref().unwrap()).unwrap();
        let RunResult::Backup { file, tables, rows, .. } = result else { panic!("{result:?}") };
        assert!(app.data_directory().join("backups").join(&file).exists());
        assert!(tables > 10 && rows > 0, "{tables} {rows}");
        let page = ada.get(&format!("/jobs/backup/runs/{id}")).await;
        page.expect_page("Result");
        page.expect_page(&file);
        page.expect_page("Older backups removed");

        let reader = app.api_token(Scope::Read, None).await;
        let path = "/api/v1/jobs/backup/runs";
        let answer = app.api(Method::GET, path, &reader, Body::empty()).await;
        let result = &answer.json[0]["result"];
        assert_eq!((&result["kind"], &result["file"]), (&json!("backup"), &json!(file)));

        ada.post("run_job", &[("name", "clean-up")]).await;
        app.run_jobs().await;
        let id = app.runs("clean-up").await.remove(0).id;
        let page = ada.get(&format!("/jobs/clean-up/runs/{id}")).await;
        page.expect_page("Old runs removed");
    })
    .await;
}

/// On a runtime that both share, as many as there are cores would stop every page.
#[tokio::test(flavor = "multi_thread")]
async fn runs_that_compute_without_a_pause_do_not_stop_the_pages() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    app.make_built_in_jobs().await;
    add_runs(&app, 8).await;
    let runtime = WorkRuntime::new().unwrap();
    let is_over = Arc::new(AtomicBool::new(false));
    let niceness: Arc<std::sync::Mutex<BTreeSet<String>>> = Arc::default();
    let executor = {
        let (is_over, niceness) = (Arc::clone(&is_over), Arc::clone(&niceness));
        Executor::doing(runtime.handle().unwrap(), move |_, _| {
            let (is_over, niceness) = (Arc::clone(&is_over), Arc::clone(&niceness));
            Box::pin(async move {
                let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap_or_default();
                let after_name = stat.rsplit(')').next().unwrap_or_default();
                let nice = after_name.split_whitespace().nth(16).unwrap_or_default();
                niceness.lock().unwrap().insert(nice.to_owned());
                while !is_over.load(Ordering::SeqCst) {
                    std::hint::spin_loop();
                }
                Ok(())
            })
        })
    };
    let (_stop, stopped) = watch::channel(());
    let started = scheduler::round(&app.state).await.unwrap();
    assert_eq!(started.len(), 8);
    let working: Vec<_> = started
        .into_iter()
        .map(|started| {
            let (state, executor) = (app.state.context().clone(), executor.clone());
            tokio::spawn(work::run(state, executor, started, stopped.clone()))
        })
        .collect();
    timeout(SOON, async {
        while niceness.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for _ in 0..20 {
            app.browser().get("/login").await.expect_page("Log in");
        }
        // Neither do they keep the database from anybody.
        app.signed_in("ada").await.get("/jobs").await.expect_page("own-0");
    })
    .await
    .unwrap();
    is_over.store(true, Ordering::SeqCst);
    for working in working {
        ended(working).await;
    }
    if cfg!(target_os = "linux") {
        assert_eq!(*niceness.lock().unwrap(), BTreeSet::from(["10".to_owned()]));
    }
    let succeeded = runs::count(&app.state.database.read(), State::Succeeded).await.unwrap();
    assert_eq!(succeeded, 8);
}
