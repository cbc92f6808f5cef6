//! `/api/v1`: who asks → read → call → answer.

use std::time::Duration;

use axum::{
    Json, Router,
    body::Body,
    extract::{Path, Request, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use tokio::time::timeout;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    body::{Job, Report, Run},
    openapi,
    problem::{self, ApiProblem, NotAdmitted, ProblemDetails, language},
    reading,
    service::{self, Recorded},
};
use crate::{
    database::entities::{
        api_token::{self, Scope},
        job,
        job_run::{self, State as RunState},
    },
    jobs::{name::JobName, runs::overview, store},
    settings::api_tokens,
    site::{body, context::Context, limits},
};

/// Programs send what they have.
const LONGEST_BODY: Duration = Duration::from_secs(10);
/// Of the history of a job.
const RUNS_LISTED: u64 = 100;

pub(crate) fn router(context: &Context) -> Router<Context> {
    let around = ServiceBuilder::new()
        .layer(from_fn(problem::put_into_words))
        .layer(CatchPanicLayer::custom(limits::caught_panic))
        .layer(from_fn(limits::in_time))
        .layer(from_fn_with_state(context.clone(), require_database));
    Router::new()
        .route("/api/v1/jobs", get(list_jobs))
        .route("/api/v1/jobs/{name}/runs", post(report_run).get(list_runs))
        .route("/api/v1/jobs/{name}/runs/{id}/cancel", post(cancel_run))
        .route("/api/v1/openapi.json", get(openapi::describe))
        .method_not_allowed_fallback(async || ApiProblem::MethodNotAllowed)
        // Not a fallback: it would fall back to the forms.
        .route("/api/v1", any(nothing))
        .route("/api/v1/", any(nothing))
        .route("/api/v1/{*rest}", any(nothing))
        .layer(around)
}

async fn nothing() -> ApiProblem {
    ApiProblem::NotFound
}

/// While the database is gone, nobody waits for it.
async fn require_database(
    State(context): State<Context>,
    request: Request,
    next: Next,
) -> Response {
    let response = context.database.unless_gone(next.run(request)).await;
    response.unwrap_or_else(|| ApiProblem::Unavailable.into_response())
}

/// Report that a run begins, is alive or has ended.
///
/// The first report with a key makes the run; further ones with the same key are about the same run.
/// One report with a result is enough for a run that has ended already. Reported twice, a result is noted
/// once. A job that is not known yet is made by its first report.
#[utoipa::path(
    post,
    path = "/api/v1/jobs/{name}/runs",
    tag = "jobs",
    params(("name" = String, Path, description = "The name of the job.",
        pattern = "^[a-z0-9][a-z0-9._-]{0,99}$")),
    request_body = Report,
    responses(
        (status = 200, description = "The run was known; as it stands now.", body = Run),
        (status = 201, description = "A new run.", body = Run),
        (status = 400, description = "The body is not a report.",
            body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "The run has ended otherwise, the job is run by DataSync itself, \
            or there are too many jobs.",
            body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, description = "More than 32 MiB.",
            body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.",
            body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, description = "A value is out of its bounds.",
            body = ProblemDetails, content_type = "application/problem+json"),
        NotAdmitted,
    ),
    security(("token" = [])),
)]
pub(super) async fn report_run(
    State(context): State<Context>,
    name: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiProblem> {
    let token = require_token(&context, &headers, Scope::Report).await?;
    let name = job_name(name)?;
    require_job(&token, &name)?;
    let report = read(&context, &token, &headers, body).await?;
    let told = report.parse(context.clock.now())?;
    if name.is_built_in() {
        return Err(ApiProblem::BuiltIn);
    }
    let (status, run) = match service::record(&context, &token, &name, &told).await? {
        Recorded::New(run) => (StatusCode::CREATED, run),
        Recorded::Known(run) | Recorded::Again(run) => (StatusCode::OK, run),
        Recorded::HasEnded(context) => return Err(ApiProblem::HasEnded(context)),
        Recorded::RunHere => return Err(ApiProblem::BuiltIn),
        Recorded::EndsTooEarly => return Err(ApiProblem::Invalid { field: "ended_at" }),
    };
    Ok((status, Json(Run::of(name.as_str(), run, &context.url(), language(&headers))?))
        .into_response())
}

/// The latest runs of a job, the newest first: at most a hundred.
#[utoipa::path(
    get,
    path = "/api/v1/jobs/{name}/runs",
    tag = "jobs",
    params(("name" = String, Path, description = "The name of the job.",
        pattern = "^[a-z0-9][a-z0-9._-]{0,99}$")),
    responses(
        (status = 200, description = "The runs.", body = Vec<Run>),
        (status = 404, description = "There is no such job.",
            body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, description = "No job can have this name.",
            body = ProblemDetails, content_type = "application/problem+json"),
        NotAdmitted,
    ),
    security(("token" = [])),
)]
pub(super) async fn list_runs(
    State(context): State<Context>,
    name: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Json<Vec<Run>>, ApiProblem> {
    require_token(&context, &headers, Scope::Read).await?;
    let name = job_name(name)?;
    let db = &context.database.read();
    let job = store::find(db, name.as_str()).await?.ok_or(ApiProblem::NotFound)?;
    let runs = overview::page(db, &job.id, None, 0, RUNS_LISTED).await?;
    let (url, language) = (&context.url(), language(&headers));
    let shown = |run: job_run::Model| Run::of(&job.name, run, url, language);
    Ok(Json(runs.into_iter().map(shown).collect::<Result<_, _>>()?))
}

/// Cancel a run of a job that DataSync runs itself.
///
/// A run that waits is cancelled at once. One that is under way is told to stop, on whichever server it runs,
/// and does so within seconds: ask for the runs of the job to see it. Asked for twice, it is as asked for once.
#[utoipa::path(
    post,
    path = "/api/v1/jobs/{name}/runs/{id}/cancel",
    tag = "jobs",
    params(
        ("name" = String, Path, description = "The name of the job.",
            pattern = "^[a-z0-9][a-z0-9._-]{0,99}$"),
        ("id" = String, Path, description = "The id of the run."),
    ),
    responses(
        (status = 200, description = "The run is cancelled.", body = Run),
        (status = 202, description = "The run is told to stop.", body = Run),
        (status = 404, description = "There is no such job, or no such run of it.",
            body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "The run has ended, or another program runs the job.",
            body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, description = "No job can have this name.",
            body = ProblemDetails, content_type = "application/problem+json"),
        NotAdmitted,
    ),
    security(("token" = [])),
)]
pub(super) async fn cancel_run(
    State(context): State<Context>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let token = require_token(&context, &headers, Scope::Run).await?;
    let Path((name, id)) = path.map_err(|_| ApiProblem::Invalid { field: "name" })?;
    let name = job_name(Ok(Path(name)))?;
    require_job(&token, &name)?;
    // PostgreSQL cannot hold it.
    if id.contains('\0') {
        return Err(ApiProblem::NotFound);
    }
    let (status, run) = service::cancel(&context, &token, &name, &id).await?;
    Ok((status, Json(Run::of(name.as_str(), run, &context.url(), language(&headers))?))
        .into_response())
}

/// All jobs: first those that DataSync runs itself.
#[utoipa::path(
    get,
    path = "/api/v1/jobs",
    tag = "jobs",
    responses(
        (status = 200, description = "The jobs.", body = Vec<Job>),
        NotAdmitted,
    ),
    security(("token" = [])),
)]
pub(super) async fn list_jobs(
    State(context): State<Context>,
    headers: HeaderMap,
) -> Result<Json<Vec<Job>>, ApiProblem> {
    require_token(&context, &headers, Scope::Read).await?;
    let db = &context.database.read();
    let ended = [RunState::Succeeded, RunState::Failed];
    let last = overview::latest_of_each(db, &ended).await?;
    let shown = |job: job::Model| {
        let is_failing = last.get(&job.id).is_some_and(|run| run.state == RunState::Failed);
        Job::of(job, is_failing)
    };
    Ok(Json(store::list(db).await?.into_iter().map(shown).collect()))
}

/// Who asks: the holder of a token that is good for this.
async fn require_token(
    context: &Context,
    headers: &HeaderMap,
    scope: Scope,
) -> Result<api_token::Model, ApiProblem> {
    let presented = headers.get(AUTHORIZATION).ok_or(ApiProblem::NoToken)?;
    let presented = presented.to_str().map_err(|_| ApiProblem::TokenUnusable)?;
    let (scheme, token) = presented.split_once(' ').ok_or(ApiProblem::TokenUnusable)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(ApiProblem::NoToken);
    }
    let (database, now) = (&context.database, context.clock.now());
    let found = api_tokens::store::find_usable(&database.read(), token.trim(), now).await?;
    let token = found.ok_or(ApiProblem::TokenUnusable)?;
    if let Err(wait) = context.request_rates.admit(&token.id, now) {
        let seconds = u64::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX);
        return Err(ApiProblem::TooManyRequests { seconds });
    }
    api_tokens::store::note_use(database, &token, now).await?;
    if token.scope == scope { Ok(token) } else { Err(ApiProblem::WrongScope) }
}

/// Refuses a token that is good for another job only.
fn require_job(token: &api_token::Model, name: &JobName) -> Result<(), ApiProblem> {
    let is_other = token.job.as_ref().is_some_and(|job| job != name.as_str());
    if is_other { Err(ApiProblem::OtherJob) } else { Ok(()) }
}

fn job_name(name: Result<Path<String>, PathRejection>) -> Result<JobName, ApiProblem> {
    let invalid = ApiProblem::Invalid { field: "name" };
    let Ok(Path(name)) = name else { return Err(invalid) };
    JobName::parse(&name).map_err(|_| invalid)
}

/// Reads a report when it is its turn among those of the token.
async fn read(
    context: &Context,
    token: &api_token::Model,
    headers: &HeaderMap,
    body: Body,
) -> Result<Report, ApiProblem> {
    if !body::is_of_type(headers, "application/json") {
        return Err(ApiProblem::NotJson);
    }
    let turn = timeout(LONGEST_BODY, context.request_rates.begin_to_read(&token.id)).await;
    let _turn = turn.map_err(|_| ApiProblem::Unavailable)??;
    reading::read(body, LONGEST_BODY).await
}
