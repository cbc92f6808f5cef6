//! A request holds at most one connection to the database, and none while its page is sent. So a pool of
//! one is enough for every page, however many people look.

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    http::{
        Request, StatusCode,
        header::{ACCEPT, COOKIE},
    },
    response::Response,
};
use futures_util::StreamExt;
use leptos_axum::generate_route_list;
use tokio::sync::mpsc;
use tower::ServiceExt;

use crate::{
    app,
    database::{
        entities::job_run::{Cause, State},
        form::ConnectionField,
        settings::Engine,
    },
    jobs::{
        log::{self, LogLine},
        runs,
    },
    tests::support::{Browser, TestApp, fresh_database},
};

/// Far longer than a page takes, shorter than whoever waits for a connection in vain.
const LIMIT: Duration = Duration::from_secs(15);

/// With a pool of one connection.
async fn with_one_connection(engine: Engine) -> TestApp {
    println!("on {engine:?}");
    let mut connection = fresh_database(engine);
    connection.form = connection.form.with(ConnectionField::MaxPoolSize, "1");
    TestApp::on(connection).await
}

/// A run of the backup, with a line in its log.
async fn run(app: &TestApp, state: State) -> String {
    app.make_built_in_jobs().await;
    let now = app.clock.now();
    let run = crate::database::entities::job_run::Model {
        started_at: Some(now),
        ended_at: state.is_over().then_some(now),
        ..runs::new(&app.job_id("backup").await, state, Cause::Schedule, now)
    };
    let id = run.id.clone();
    app.state
        .database
        .write(async |tx| {
            runs::insert(&*tx, &run).await?;
            log::append(&*tx, &id, &LogLine::Text("the first line".to_owned()), now).await
        })
        .await
        .unwrap();
    run.id
}

/// Several people open a page at once. The answers, with what they are sent.
async fn open_together(app: &TestApp, browser: &Browser, path: &str, count: usize) -> Vec<String> {
    let pages: Vec<_> = (0..count).map(|_| tokio::spawn(load(open(app, browser, path)))).collect();
    let mut answers = Vec::new();
    for mut page in pages {
        let Ok(answer) = tokio::time::timeout(LIMIT, &mut page).await else {
            // Whether it waits for the connection, and for whom.
            let db = app.state.database.read();
            let pool = tokio::time::timeout(Duration::from_secs(1), db.ping()).await;
            let is_late = tokio::time::timeout(LIMIT, page).await.is_ok();
            panic!("{path} hangs; comes later: {is_late}; the pool says {pool:?}");
        };
        let (status, body) = answer.unwrap();
        assert!(!status.is_server_error(), "{path}: {status} {body}");
        answers.push(body);
    }
    answers
}

fn open(
    app: &TestApp,
    browser: &Browser,
    path: &str,
) -> impl Future<Output = Response> + Send + use<> {
    let cookies: Vec<_> =
        browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = Request::get(path)
        .header(ACCEPT, "text/html")
        .header(COOKIE, cookies.join("; "))
        .body(Body::empty())
        .unwrap();
    let answer = app.router.clone().oneshot(request);
    async move { answer.await.unwrap() }
}

async fn load(answer: impl Future<Output = Response>) -> (StatusCode, String) {
    let answer = answer.await;
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 10_000_000).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// All of a page; tells when these words have come.
async fn watch(
    answer: impl Future<Output = Response>,
    words: &str,
    tell: mpsc::UnboundedSender<()>,
) -> String {
    let answer = answer.await;
    let status = answer.status();
    let mut pieces = answer.into_body().into_data_stream();
    let (mut body, mut is_told) = (String::new(), false);
    while let Some(piece) = pieces.next().await {
        body.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
        if !is_told && body.contains(words) {
            is_told = true;
            tell.send(()).unwrap();
        }
    }
    assert!(is_told, "{status} without {words:?}: {body}");
    body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_connection_is_enough_for_every_page() {
    for engine in Engine::ALL {
        let app = with_one_connection(engine).await;
        app.join("ada", &app.serial_number(2)).await;
        app.join("grace", &app.serial_number(2)).await;
        let ada = app.signed_in("ada").await;
        let finished = run(&app, State::Succeeded).await;
        let account = app.accounts().await[0].id.clone();
        for route in generate_route_list(app::App) {
            let path = route
                .path()
                .replace("{job}", "backup")
                .replace("{run}", &finished)
                .replace("{id}", &account)
                .replace("{name}", "mail")
                .replace("{token}", "none")
                .replace("{code}", "none")
                .replace("{test}", "none");
            assert!(!path.contains('{'), "{path}: say what stands there");
            open_together(&app, &ada, &path, 6).await;
        }
        for path in ["/settings/users/export", "/settings/audit/export", "/health/ready", "/none"] {
            open_together(&app, &ada, path, 6).await;
        }
        let path = format!("/jobs/backup/runs/{finished}");
        for page in open_together(&app, &ada, &path, 60).await {
            assert!(page.contains("the first line"), "{page}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_of_a_run_under_way_share_one_reader_and_hold_no_connection() {
    for engine in Engine::ALL {
        let app = with_one_connection(engine).await;
        app.join("ada", &app.serial_number(1)).await;
        let mut ada = app.signed_in("ada").await;
        let running = run(&app, State::Running).await;
        let path = format!("/jobs/backup/runs/{running}");
        let (tell, mut begun) = mpsc::unbounded_channel();
        let live: Vec<_> = (0..40)
            .map(|_| tokio::spawn(watch(open(&app, &ada, &path), "the first line", tell.clone())))
            .collect();
        for count in 0..live.len() {
            let next = tokio::time::timeout(LIMIT, begun.recv()).await;
            next.unwrap_or_else(|_| panic!("{count} pages have begun, then none")).unwrap();
        }
        assert_eq!(app.state.log_readers.count(), 1);

        // Others read and write meanwhile.
        let others = async {
            ada.get("/jobs/backup").await.expect_page("At this moment");
            ada.post("set_language", &[("language", "en")]).await;
            let found = runs::find(&app.state.database.read(), &running).await.unwrap().unwrap();
            let (id, now) = (&running, app.clock.now());
            let finished = app.state.database.write(async |tx| {
                log::append(&*tx, id, &LogLine::Text("the last line".to_owned()), now).await?;
                runs::finish(&*tx, &found, Ok(()), now, now).await
            });
            finished.await.unwrap();
        };
        tokio::time::timeout(LIMIT, others).await.unwrap();
        for page in live {
            let body = tokio::time::timeout(LIMIT, page).await.unwrap().unwrap();
            for text in ["the last line", "run-end"] {
                assert!(body.contains(text), "no {text:?} in {body}");
            }
        }
        let ended = async {
            while app.state.log_readers.count() > 0 {
                tokio::task::yield_now().await;
            }
        };
        assert!(tokio::time::timeout(LIMIT, ended).await.is_ok(), "nobody looks any more");
    }
}
