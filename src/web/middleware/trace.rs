//! One line in the log for every request, and none with what was in it: the route, never the path,
//! because paths of links hold tokens.

use std::{any::Any, time::Instant};

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderValue, StatusCode},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use crate::{
    ui::problem,
    web::{failure::Reference, request::Visitor},
};

pub(crate) async fn log(request: Request, next: Next) -> Response {
    let id = Reference::new().to_string();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or_else(
        || "unknown".to_owned(),
        |path| path.as_str().to_owned(),
    );
    let began = Instant::now();
    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", id);
    }
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(id, %method, route, status = response.status().as_u16(), ms, "answered");
    response
}

/// A panic is a bug: the visitor gets a reference, the log the message, the process goes on.
pub(crate) fn caught_panic(panic: Box<dyn Any + Send>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    let reference = Reference::new();
    tracing::error!(%reference, message, "a request panicked");
    let visitor = Visitor::default();
    problem::respond(
        &visitor,
        StatusCode::INTERNAL_SERVER_ERROR,
        &visitor.language.text().problem_fault(reference.to_string()),
    )
}
