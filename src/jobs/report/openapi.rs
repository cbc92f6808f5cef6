//! The description of the API, made from the types that it is made of.

use axum::{Json, extract::State};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Server,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{
    body::{Job, Report, Run},
    endpoint,
    problem::ProblemDetails,
};
use crate::site::context::Context;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "DataSync",
        description = "Jobs and their runs, for programs that hold an API token. \
            An administrator makes one in Settings, API tokens."
    ),
    paths(
        endpoint::report_run,
        endpoint::list_runs,
        endpoint::cancel_run,
        endpoint::list_jobs,
        describe
    ),
    components(schemas(Report, Run, Job, ProblemDetails)),
    modifiers(&Token)
)]
struct Description;

/// How programs show who they are.
struct Token;

impl Modify for Token {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        if let Some(components) = &mut description.components {
            components.add_security_scheme("token", SecurityScheme::Http(bearer));
        }
    }
}

/// This description.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "description",
    responses((status = 200, description = "The description of the API.", body = Object)),
)]
pub(super) async fn describe(State(context): State<Context>) -> Json<utoipa::openapi::OpenApi> {
    let mut description = Description::openapi();
    description.servers = Some(vec![Server::new(context.url().to_string())]);
    Json(description)
}
