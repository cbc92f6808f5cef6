//! One line in the log for every request, and none with what was in it: the route, never the path,
//! because paths of links hold tokens.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use crate::{base::failure::Reference, web::state::AppState};

pub(crate) async fn log(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = Reference::new().to_string();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unknown".to_owned(), |path| path.as_str().to_owned());
    let began = Instant::now();
    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", id);
    }
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    state.metrics.count_request(&route, response.status().as_u16());
    tracing::info!(id, %method, route, status = response.status().as_u16(), ms, "answered");
    response
}
