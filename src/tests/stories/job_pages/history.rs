//! The history of a job, and the page of one run.

use std::time::Duration;

use axum::http::StatusCode;

use super::{insert, note, with_jobs, write};
use crate::{
    database::{entities::job_run::State, report::Table},
    jobs::{
        log::LogLine,
        runs::{self, Finished},
    },
    mail::reason::Reason,
    tests::support::TestApp,
};

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
