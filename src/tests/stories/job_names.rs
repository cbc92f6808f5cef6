//! A job keeps its id, runs and tokens when it gets another name.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use serde_json::{Value, json};

use crate::{
    database::entities::{api_token::Scope, job},
    tests::support::{Browser, TestApp, on_every_database},
};

/// An installation with the job `orders`, which another program has reported once.
async fn with_orders(app: &TestApp) -> (Browser, job::Model) {
    app.join("ada", &app.serial_number(2)).await;
    app.make_built_in_jobs().await;
    let token = app.api_token(Scope::Report, Some("orders")).await;
    let answer = app.report(&token, "orders", succeeded("1")).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    (app.signed_in("ada").await, app.job("orders").await.unwrap())
}

fn succeeded(key: &str) -> Value {
    json!({ "key": key, "state": "succeeded" })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_job_is_the_same_job() {
    on_every_database(async |app: TestApp| {
        let (mut ada, orders) = with_orders(&app).await;
        let token = app.api_token(Scope::Report, Some("orders")).await;
        let anybodys = app.api_token(Scope::Report, None).await;
        let page = ada.get("/jobs/orders").await;
        let version = page.version_in("rename_job").to_owned();
        let fields = [("id", orders.id.as_str()), ("version", &version), ("name", "erp.orders")];
        ada.post("rename_job", &fields).await.expect_redirect("/jobs/erp.orders?saved=job");

        let renamed = app.job("erp.orders").await.unwrap();
        let expected = job::Model {
            name: "erp.orders".to_owned(),
            version: orders.version + 1,
            ..orders.clone()
        };
        assert_eq!(renamed, expected);
        assert_eq!(ada.get("/jobs/orders").await.status, StatusCode::NOT_FOUND);
        let run = app.runs("erp.orders").await.remove(0).id;
        ada.get(&format!("/jobs/erp.orders/runs/{run}")).await.expect_page("Succeeded");
        ada.get("/settings/audit?action=renamed_job").await.expect_page("orders → erp.orders");

        // Told once more under the new name, it is the same run; the token goes along.
        let answer = app.report(&token, "erp.orders", succeeded("1")).await;
        assert_eq!((answer.status, &answer.json["id"]), (StatusCode::OK, &json!(run)));
        let answer = app.report(&token, "orders", succeeded("2")).await;
        assert_eq!(answer.problem(), Some("other-job"), "it learns that something has changed");
        assert!(app.job("orders").await.is_none());
        // Whoever may report every job makes another one under the name that is free again.
        app.report(&anybodys, "orders", succeeded("1")).await;
        assert_ne!(app.job("orders").await.unwrap().id, orders.id);
        let reader = app.api_token(Scope::Read, None).await;
        let jobs = app.api(Method::GET, "/api/v1/jobs", &reader, Body::empty()).await;
        let jobs = jobs.json.as_array().unwrap().clone();
        let of_id = jobs.iter().find(|job| job["id"] == json!(orders.id)).unwrap();
        assert_eq!(of_id["name"], "erp.orders");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_refused_with_a_reason_and_changes_nothing() {
    on_every_database(async |app: TestApp| {
        let (mut ada, orders) = with_orders(&app).await;
        app.join("grace", &app.serial_number(2)).await;
        let fields = |name| [("id", orders.id.as_str()), ("version", "0"), ("name", name)];
        app.browser().post("rename_job", &fields("new")).await.expect_redirect("/login");
        let mut grace = app.signed_in("grace").await;
        assert_eq!(grace.post("rename_job", &fields("new")).await.status, StatusCode::FORBIDDEN);
        assert!(!grace.get("/jobs/orders").await.body.contains("rename_job"));

        for (typed, words) in [
            ("", "small letters"),
            ("Orders today", "small letters"),
            ("../x", "small letters"),
            ("backup", "Another job already has this name"),
        ] {
            ada.get("/jobs/orders").await;
            let page = ada.submit("rename_job", &fields(typed)).await;
            let error = page.error_of("name").unwrap_or_else(|| panic!("{typed}: {page:?}"));
            assert!(error.contains(words), "{typed}: {error}");
            assert!(page.body.contains(&format!("value=\"{typed}\"")), "{typed}");
        }
        // Somebody else has saved it in between.
        let stale = [("id", orders.id.as_str()), ("version", "7"), ("name", "new")];
        ada.get("/jobs/orders").await;
        ada.submit("rename_job", &stale).await.expect_page("Somebody else saved");
        let gone = [("id", "x"), ("version", "0"), ("name", "new")];
        let answer = ada.post_as_script("rename_job", &gone).await;
        assert!(answer.body.contains("no_such_job"), "{}", answer.body);
        // Scripts rely on the names of the built-in ones.
        let backup = app.job("backup").await.unwrap();
        assert!(!ada.get("/jobs/backup").await.body.contains("rename_job"));
        let fixed = [("id", backup.id.as_str()), ("version", "0"), ("name", "new")];
        let answer = ada.post_as_script("rename_job", &fixed).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);

        assert!(app.job("new").await.is_none());
        assert_eq!(app.job("orders").await.unwrap(), orders);
        assert_eq!(app.job("backup").await.unwrap(), backup);
        let audit = ada.get("/settings/audit?action=renamed_job").await;
        assert!(!audit.body.contains("Job: orders"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_jobs_that_get_one_name_at_once_one_does() {
    on_every_database(async |app: TestApp| {
        let (mut ada, orders) = with_orders(&app).await;
        let token = app.api_token(Scope::Report, None).await;
        app.report(&token, "stock", succeeded("1")).await;
        let stock = app.job("stock").await.unwrap();
        let mut other = app.signed_in("ada").await;
        let (of_orders, of_stock) = (orders.id.as_str(), stock.id.as_str());
        let [first, second] =
            [of_orders, of_stock].map(|id| [("id", id), ("version", "0"), ("name", "new")]);
        let (one, two) = tokio::join!(
            ada.post_as_script("rename_job", &first),
            other.post_as_script("rename_job", &second)
        );
        let done = [one.status, two.status].map(|status| status.is_success());
        assert!(done[0] != done[1], "{one:?} {two:?}");
        let refused = if done[0] { two } else { one };
        assert!(refused.body.contains("job_name_taken"), "{refused:?}");
    })
    .await;
}
