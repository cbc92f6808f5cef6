//! Jobs that run when a test says so, and the API as programs use it.

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use sea_orm::{EntityTrait, Set};
use serde_json::Value;
use tokio::{runtime::Handle, sync::watch};
use tower::ServiceExt;

use super::TestApp;
use crate::{
    accounts,
    base::{random, secret::Secret},
    database::entities::{
        api_token::{self, Scope},
        job,
        job_run::{self, Cause, State},
        outbox::{self, Message},
    },
    extractions,
    jobs::{
        runs::{self, Finished},
        scheduler, store,
        work::{self, Executor},
    },
    mail::{notice::Notice, reason::Reason},
    web::state::AppState,
};

/// An answer of the API.
#[derive(Debug)]
pub(in crate::tests) struct ApiAnswer {
    pub(in crate::tests) status: StatusCode,
    pub(in crate::tests) headers: HeaderMap,
    pub(in crate::tests) json: Value,
}

impl ApiAnswer {
    /// The name of the problem, after `urn:datasync:problem:`.
    pub(in crate::tests) fn problem(&self) -> Option<&str> {
        let is_problem = self.headers[header::CONTENT_TYPE] == "application/problem+json";
        assert_eq!(is_problem, !self.status.is_success(), "{self:?}");
        self.json["type"].as_str()?.strip_prefix("urn:datasync:problem:")
    }
}

impl TestApp {
    /// Makes the jobs that a server makes when it starts.
    pub(in crate::tests) async fn make_built_in_jobs(&self) {
        store::make_built_in(&self.state.database, self.clock.now()).await.unwrap();
    }

    /// Lets the scheduler do what is due, and works at it to the end.
    pub(in crate::tests) async fn run_jobs(&self) -> usize {
        run_jobs(&self.state).await
    }

    pub(in crate::tests) async fn runs(&self, job: &str) -> Vec<job_run::Model> {
        let job = self.job(job).await;
        let runs = job_run::Entity::find().all(&self.state.database.read()).await.unwrap();
        let is_of_job = |run: &job_run::Model| job.as_ref().is_some_and(|job| run.job_id == job.id);
        let mut runs: Vec<_> = runs.into_iter().filter(is_of_job).collect();
        runs.sort_by(|a, b| a.id.cmp(&b.id));
        runs
    }

    pub(in crate::tests) async fn job(&self, name: &str) -> Option<job::Model> {
        store::find(&self.state.database.read(), name).await.unwrap()
    }

    pub(in crate::tests) async fn job_id(&self, name: &str) -> String {
        self.job(name).await.unwrap().id
    }

    /// A run of the backup comes to its end.
    pub(in crate::tests) async fn end_run(&self, outcome: Result<(), Reason>) -> String {
        let (database, now) = (&self.state.database, self.clock.now());
        self.make_built_in_jobs().await;
        let job_id = self.job_id("backup").await;
        let tx = database.begin().await.unwrap();
        let run = runs::new(&job_id, State::Queued, Cause::Schedule, now);
        let id = run.id.clone();
        runs::insert(&*tx, &run).await.unwrap();
        assert!(runs::start(&*tx, &id, "test", now).await.unwrap());
        let run = runs::find(&*tx, &id).await.unwrap().unwrap();
        let finished = runs::finish(&*tx, &run, outcome, now, now).await.unwrap();
        assert_ne!(finished, Finished::Before);
        tx.commit().await.unwrap();
        id
    }

    /// Somebody wants to hear of failures; the answer is the id of the account.
    pub(in crate::tests) async fn told_of_failures(&self, username: &str) -> String {
        let accounts = self.accounts().await;
        let account = accounts.into_iter().find(|account| account.username == username).unwrap();
        let tx = self.state.database.begin().await.unwrap();
        accounts::notified::set(&*tx, &account.id, true).await.unwrap();
        tx.commit().await.unwrap();
        account.id
    }

    /// What was promised to be told, by the id of the account, in no order.
    pub(in crate::tests) async fn notices(&self) -> Vec<(String, Notice)> {
        let rows = outbox::Entity::find().all(&self.state.database.read()).await.unwrap();
        rows.into_iter()
            .filter(|row| row.message == Message::Job)
            .map(|row| {
                (row.account_id.unwrap(), serde_json::from_str(&row.about.unwrap()).unwrap())
            })
            .collect()
    }

    /// A token that is good for this.
    pub(in crate::tests) async fn api_token(&self, scope: Scope, job: Option<&str>) -> String {
        let token = format!("dsk_{}", random::url_safe_secret());
        let row = api_token::ActiveModel {
            id: Set(random::row_id()),
            name: Set("engine".to_owned()),
            hash: Set(Secret::new(&*token).sha256()),
            scope: Set(scope),
            job: Set(job.map(str::to_owned)),
            created_by: Set("ada".to_owned()),
            created_at: Set(self.clock.now()),
            expires_at: Set(None),
            last_used_at: Set(None),
            revoked_at: Set(None),
        };
        let tx = self.state.database.begin().await.unwrap();
        api_token::Entity::insert(row).exec_without_returning(&*tx).await.unwrap();
        tx.commit().await.unwrap();
        token
    }

    /// Reports a run, as a program does.
    pub(in crate::tests) async fn report(&self, token: &str, job: &str, body: Value) -> ApiAnswer {
        let path = format!("/api/v1/jobs/{job}/runs");
        self.api(Method::POST, &path, token, Body::from(body.to_string())).await
    }

    pub(in crate::tests) async fn api(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Body,
    ) -> ApiAnswer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body)
            .unwrap();
        self.send_to_api(request).await
    }

    pub(in crate::tests) async fn send_to_api(&self, request: Request<Body>) -> ApiAnswer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        ApiAnswer { status, headers, json }
    }
}

/// The same on one of several servers.
pub(in crate::tests) async fn run_jobs(state: &AppState) -> usize {
    let (_stop, stopped) = watch::channel(());
    let executor = Executor::new(Handle::current(), extractions::work::copy);
    let mut count = 0;
    loop {
        let started = scheduler::round(state).await.unwrap();
        if started.is_empty() {
            return count;
        }
        for started in started {
            work::run(state.context().clone(), executor.clone(), started, stopped.clone()).await;
            count += 1;
        }
    }
}
