//! Jobs come up at their times, one at a time, whatever happens to the servers that run them.

use std::time::Duration;

use crate::{
    base::clock::Timestamp,
    database::{
        entities::job_run::{Cause, State},
        settings::Engine,
    },
    extractions,
    jobs::{
        runs::LEASE,
        scheduler, store,
        work::{self, Executor},
    },
    mail::{notice::NoticeKind, reason::Reason},
    tests::support::{TestApp, fresh_database, on_every_database, run_jobs},
};

const HOUR: Duration = Duration::from_hours(1);
const SECOND: Duration = Duration::from_secs(1);

async fn states(app: &TestApp, job: &str) -> Vec<(State, Cause)> {
    app.runs(job).await.iter().map(|run| (run.state, run.cause)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_runs_at_its_time_and_then_waits_for_the_next() {
    on_every_database(async |app: TestApp| {
        app.make_built_in_jobs().await;
        assert_eq!(app.run_jobs().await, 0, "nothing is due yet");
        // The clean-up comes half past each hour; the test begins at midnight.
        app.advance(HOUR / 2);
        app.run_jobs().await;
        let runs = app.runs("clean-up").await;
        assert_eq!(states(&app, "clean-up").await, [(State::Succeeded, Cause::Schedule)]);
        assert_eq!(runs[0].scheduled_for, Some(app.clock.now()));
        assert_eq!(app.job("clean-up").await.unwrap().next_run_at, Some(app.clock.now() + HOUR));
        assert_eq!(app.run_jobs().await, 0, "once is enough");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_is_noted_once_and_caught_up_once() {
    on_every_database(async |app: TestApp| {
        app.make_built_in_jobs().await;
        app.advance(3 * 24 * HOUR + 5 * HOUR);
        app.run_jobs().await;
        let expected = [(State::NotRun, Cause::Schedule), (State::Succeeded, Cause::CatchUp)];
        assert_eq!(states(&app, "clean-up").await, expected);
        let missed = &app.runs("clean-up").await[0];
        assert_eq!(missed.reason().unwrap(), Some(Reason::ServerStopped));
        app.advance(HOUR / 2);
        app.run_jobs().await;
        assert_eq!(app.runs("clean-up").await.len(), 3, "and goes on as before");
    })
    .await;
}

/// As a clock leaves it that was wrong.
async fn set_next_run(app: &TestApp, name: &str, at: Timestamp) {
    let tx = app.state.database.begin().await.unwrap();
    assert!(store::advance(&*tx, &app.job(name).await.unwrap(), Some(at)).await.unwrap());
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_goes_through_an_hour_again_runs_nothing_twice_and_stops_nothing() {
    on_every_database(async |app: TestApp| {
        app.make_built_in_jobs().await;
        app.advance(HOUR / 2);
        app.run_jobs().await;
        let had = app.clock.now();
        set_next_run(&app, "clean-up", had).await;
        set_next_run(&app, "license-check", had).await;
        app.run_jobs().await;
        assert_eq!(states(&app, "clean-up").await, [(State::Succeeded, Cause::Schedule)]);
        assert_eq!(app.job("clean-up").await.unwrap().next_run_at, Some(had + HOUR));
        assert_eq!(states(&app, "license-check").await, [(State::Succeeded, Cause::Schedule)]);

        // A clock that was a month ahead has moved the job a month on; the next start sees that.
        set_next_run(&app, "clean-up", had + 30 * 24 * HOUR).await;
        app.make_built_in_jobs().await;
        assert_eq!(app.job("clean-up").await.unwrap().next_run_at, Some(had + HOUR));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_most_as_many_run_as_may_and_the_others_wait_their_turn() {
    let app = TestApp::embedded_with(|config| config.jobs.most_parallel = 1).await;
    app.make_built_in_jobs().await;
    app.advance(9 * 24 * HOUR);
    let mut order = Vec::new();
    loop {
        let started = scheduler::round(&app.state).await.unwrap();
        let Some(first) = started.first() else { break };
        assert_eq!(started.len(), 1);
        let waiting = app.runs("license-check").await;
        if order.is_empty() {
            assert!(waiting.iter().any(|run| run.state == State::Queued), "it says that it waits");
        }
        // While it is at work, nothing else begins.
        assert!(scheduler::round(&app.state).await.unwrap().is_empty());
        order.push(first.job.name.clone());
        let (_stop, stopped) = tokio::sync::watch::channel(());
        let executor = Executor::new(tokio::runtime::Handle::current(), extractions::work::copy);
        work::run(app.state.context().clone(), executor, first.clone(), stopped).await;
    }
    order.sort();
    assert_eq!(order, ["backup", "clean-up", "connection-check", "license-check"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_one_runs_it() {
    // The embedded database takes one server.
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let app = TestApp::on(fresh_database(engine)).await;
        app.make_built_in_jobs().await;
        let other = app.open_again().await.unwrap();
        for _ in 0..5 {
            app.advance(HOUR);
            let servers = [&app.state, &other, &other, &app.state];
            futures_util::future::join_all(servers.map(|server| Box::pin(run_jobs(server)))).await;
        }
        // Half an hour late each time: missed, and caught up.
        let runs = app.runs("clean-up").await;
        let succeeded = runs.iter().filter(|run| run.state == State::Succeeded).count();
        assert_eq!((succeeded, runs.len()), (5, 10));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_server_was_running_is_ended_by_another_and_told() {
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let app = TestApp::on(fresh_database(engine)).await;
        app.join("ada", &app.serial_number(1)).await;
        app.told_of_failures("ada").await;
        app.make_built_in_jobs().await;
        app.advance(HOUR / 2);
        let other = app.open_again().await.unwrap();
        let started = scheduler::round(&app.state).await.unwrap();
        assert!(started.iter().any(|started| started.job.name == "clean-up"));
        // Here it is killed. As long as it could be alive, nobody interferes.
        app.advance(LEASE.saturating_sub(SECOND));
        run_jobs(&other).await;
        assert_eq!(states(&app, "clean-up").await, [(State::Running, Cause::Schedule)]);
        app.advance(SECOND);
        run_jobs(&other).await;
        let runs = app.runs("clean-up").await;
        assert_eq!(runs[0].state, State::Failed);
        assert_eq!(runs[0].reason().unwrap(), Some(Reason::Interrupted));
        let told: Vec<_> = app.notices().await.into_iter().map(|(_, notice)| notice.job).collect();
        assert!(told.contains(&"clean-up".to_owned()), "{told:?}");
        app.advance(HOUR.saturating_sub(LEASE));
        run_jobs(&other).await;
        assert_eq!(app.runs("clean-up").await[1].state, State::Succeeded, "it goes on");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_comes_back_ends_what_it_was_running() {
    let mut app = TestApp::new().await;
    app.make_built_in_jobs().await;
    app.advance(HOUR / 2);
    scheduler::round(&app.state).await.unwrap();
    app.restart().await;
    scheduler::end_interrupted(&app.state).await.unwrap();
    assert_eq!(app.runs("clean-up").await[0].reason().unwrap(), Some(Reason::Interrupted));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_license_that_ends_soon_fails_its_check_and_is_told() {
    let app = TestApp::new().await;
    let ends = crate::tests::support::TODAY.checked_add(jiff::ToSpan::days(20)).unwrap();
    app.join("ada", &app.serial_number_until(1, Some(ends))).await;
    app.told_of_failures("ada").await;
    app.make_built_in_jobs().await;
    // Mondays at eight; the test begins on a Monday.
    app.advance(8 * HOUR);
    app.run_jobs().await;
    let runs = app.runs("license-check").await;
    assert_eq!(runs.last().unwrap().state, State::Failed);
    let notices = app.notices().await;
    let told = notices.iter().find(|(_, notice)| notice.job == "license-check").unwrap();
    assert_eq!(told.1.event, NoticeKind::Failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_off_does_not_run() {
    let app = TestApp::new().await;
    app.make_built_in_jobs().await;
    let job = app.job("clean-up").await.unwrap();
    let plan = store::Plan {
        times: store::times(&job),
        is_enabled: false,
        heartbeat_secs: job.heartbeat_secs,
        tells_of_failures: true,
    };
    let tx = app.state.database.begin().await.unwrap();
    assert!(store::save(&*tx, &job.id, 0, &plan, app.clock.now()).await.unwrap());
    assert!(!store::save(&*tx, &job.id, 0, &plan, app.clock.now()).await.unwrap(), "a version");
    tx.commit().await.unwrap();
    app.advance(HOUR);
    app.run_jobs().await;
    assert!(app.runs("clean-up").await.is_empty());
}
