//! The way to the database is cut, and mended.

use std::time::Duration;

use axum::http::StatusCode;

use crate::{
    database::{Database, entities::job_run::State, settings::Engine, watcher},
    mail::reason::Reason,
    tests::support::{PASSWORD, Proxy, TestApp, fresh_database},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_gone_is_a_plain_page_and_comes_back_by_itself() {
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let mut target = fresh_database(engine);
        let proxy = Proxy::to(&target.form.server, Duration::ZERO).await;
        target.form.server = format!("127.0.0.1:{}", proxy.port);
        target.form.timeout = "2".to_owned();
        let app = TestApp::on(target).await;
        app.join("ada", &app.serial_number(1)).await;
        let mut ada = app.signed_in("ada").await;
        for silently in [false, true] {
            if silently {
                proxy.fall_silent();
            } else {
                proxy.cut();
            }
            // Before anybody has noticed, and after.
            let answer = ada.get("/").await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{answer:?}");
            assert!(answer.body.contains("cannot reach its database"), "{}", answer.body);
            look_again(&app).await;
            let mut french = app.browser();
            french.accept_language = "fr";
            let answer = french.get("/login").await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
            assert!(answer.body.contains("ne peut pas joindre"), "{}", answer.body);
            assert!(answer.headers.contains_key("retry-after"));
            let ready = app.browser().get("/health/ready").await;
            assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(app.browser().get("/health/live").await.status, StatusCode::OK);

            proxy.mend();
            look_again(&app).await;
            assert_eq!(ada.get("/").await.status, StatusCode::OK);
            assert_eq!(app.browser().get("/health/ready").await.status, StatusCode::OK);
            app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_due_while_the_database_was_gone_says_so_and_is_caught_up_once() {
    let mut target = fresh_database(Engine::PostgreSql);
    let proxy = Proxy::to(&target.form.server, Duration::ZERO).await;
    target.form.server = format!("127.0.0.1:{}", proxy.port);
    target.form.timeout = "2".to_owned();
    let app = TestApp::on(target).await;
    app.make_built_in_jobs().await;
    proxy.cut();
    look_again(&app).await;
    app.advance(Duration::from_hours(3));
    proxy.mend();
    look_again(&app).await;
    app.run_jobs().await;
    let runs = app.runs("clean-up").await;
    let states: Vec<_> = runs.iter().map(|run| run.state).collect();
    assert_eq!(states, [State::NotRun, State::Succeeded]);
    assert_eq!(runs[0].reason().unwrap(), Some(Reason::DatabaseUnreachable));
    // It is over: what is missed later was missed for another reason.
    app.advance(Duration::from_hours(3));
    app.run_jobs().await;
    let missed = &app.runs("clean-up").await[2];
    assert_eq!(missed.reason().unwrap(), Some(Reason::ServerStopped));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_servers_that_start_at_once_one_migrates_and_all_serve() {
    for engine in Engine::ALL {
        let target = fresh_database(engine);
        let data = tempfile::TempDir::new().unwrap();
        let settings = target
            .form
            .parse(&target.limits(), &mut crate::base::failure::Checked::default())
            .unwrap()
            .with_password(target.password.clone());
        let starting = (0..6).map(|_| {
            let (settings, data) = (settings.clone(), data.path().to_owned());
            tokio::spawn(async move { Database::open(&settings, &data, None).await.map(drop) })
        });
        for started in futures_util::future::join_all(starting).await {
            started.unwrap().unwrap_or_else(|error| panic!("{engine:?}: {error:?}"));
        }
    }
}

/// What the watcher does every two seconds.
async fn look_again(app: &TestApp) {
    let state = &app.state;
    watcher::look(&state.database, &state.data_directory, &state.clock).await;
}
