//! What no request may do: take too long, or take the process down with it.

use std::{any::Any, time::Duration};

use axum::{body::Body, extract::Request, middleware::Next, response::Response};

use crate::{
    base::failure::{Failure, Reference, Refusal},
    database::form::LONGEST_TIMEOUT,
    mail::transport::TEST_LIMIT,
};

/// Longer than any honest request takes, a waiting sign-in included.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// The same for scripts that move a large database. Browsers are sent to a page that shows it.
const LONGEST_MOVE: Duration = Duration::from_hours(2);

pub(crate) async fn in_time(request: Request, next: Next) -> Response {
    let limit = match request.uri().path() {
        // A script waits for the last stage.
        "/api/test_mail" => TEST_LIMIT + LONGEST_REQUEST,
        "/api/test_connection" => LONGEST_TIMEOUT + LONGEST_REQUEST,
        "/api/save_connection" => LONGEST_MOVE,
        _ => LONGEST_REQUEST,
    };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => without_words(Failure::Refused(Refusal::Busy)),
    }
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
    without_words(Failure::Fault(reference))
}

/// `middleware::visitor` knows the language in which to say it.
pub(crate) fn without_words(failure: Failure) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = failure.status();
    response.extensions_mut().insert(failure);
    response
}

#[cfg(test)]
mod tests {
    use axum::{Router, http::StatusCode, middleware::from_fn, routing::get};
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn ask(router: Router) -> Response {
        router.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn a_panic_is_a_fault_with_a_reference() {
        async fn page() -> &'static str {
            panic!("a secret of the code")
        }
        let router =
            Router::new().route("/", get(page)).layer(CatchPanicLayer::custom(caught_panic));
        let response = ask(router).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(matches!(response.extensions().get(), Some(Failure::Fault(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_ends_after_thirty_seconds() {
        let router = Router::new()
            .route("/", get(std::future::pending::<&'static str>))
            .layer(from_fn(in_time));
        let began = tokio::time::Instant::now();
        let response = ask(router).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(began.elapsed(), LONGEST_REQUEST);
    }
}
