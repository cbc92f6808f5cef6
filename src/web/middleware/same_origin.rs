//! Posts from other sites are refused before any server function runs.
//!
//! Browsers say where a post comes from (`Sec-Fetch-Site`, else `Origin`); what says neither is no
//! browser and has no cookies to steal. Behind a proxy that changes `Host`, the configured Server
//! URL is the origin that counts, and its scheme: a page of the same host in clear is not ours where ours
//! is https, since anybody on the way can have written it.
//!
//! Mail programs in a browser post to the link in a mail (RFC 8058) and say that they come from
//! elsewhere. They may: the link itself is the permission.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, header::ORIGIN},
    middleware::Next,
    response::IntoResponse,
};
use tower::{Layer, ServiceExt};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::{
    base::failure::{Failure, Refusal},
    paths::{Page, ServerUrl},
    site::limits::without_words,
    web::state::AppState,
};

/// The rejection carries the reason; `middleware::visitor` puts it into the visitor's words.
fn rejection(_: ProtectionError) -> Response<Body> {
    refuse()
}

fn refuse() -> Response<Body> {
    without_words(Failure::Refused(Refusal::CrossSite))
}

/// Whether a request comes from a page of our own host that was not encrypted, though ours are. (The other
/// way round is how a Server URL looks that does not know of the proxy's TLS yet, and has to be mended.)
fn is_from_ours_in_clear(request: &Request, url: &ServerUrl) -> bool {
    let origin = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let host = origin.and_then(|origin| origin.strip_prefix("http://"));
    url.is_https() && host.is_some_and(|host| host.eq_ignore_ascii_case(url.authority()))
}

pub(crate) async fn require(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> axum::response::Response {
    if request.method().is_safe() || Page::is_posted_to_from_anywhere(request.uri().path()) {
        return next.run(request).await;
    }
    // The Server URL may have changed since the request before.
    let url = state.url();
    if is_from_ours_in_clear(&request, &url) {
        return refuse();
    }
    let layer = CsrfLayer::new().add_trusted_origin(url.to_string());
    let layer = layer.unwrap_or_else(|error| {
        // Without it, posts are still taken from the host that they go to, and the address can be mended.
        tracing::error!(%error, "the Server URL is no origin");
        CsrfLayer::new()
    });
    let layer = layer.with_rejection_response(rejection as fn(_) -> _);
    match layer.layer(next).oneshot(request).await {
        Ok(response) => response.into_response(),
        Err(never) => match never {},
    }
}
