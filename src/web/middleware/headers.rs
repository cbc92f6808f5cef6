//! Security headers on every answer.

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, REFERRER_POLICY,
            STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::nonce::Nonce;

use crate::{base::random, web::state::AppState};

/// The nonce of the scripts of one page.
#[derive(Clone)]
pub(crate) struct PageNonce(pub(crate) String);

impl PageNonce {
    pub(crate) fn provide(&self) -> Nonce {
        Nonce::from_value(self.0.clone())
    }
}

pub(crate) async fn secure(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let nonce = PageNonce(random::url_safe_secret());
    request.extensions_mut().insert(nonce.clone());
    // Whoever stands between might go by the other one (RFC 9112, 3.2).
    let mut response = match request.headers().get_all(HOST).iter().count() {
        0 | 1 => next.run(request).await,
        _ => StatusCode::BAD_REQUEST.into_response(),
    };

    let headers = response.headers_mut();
    // `wasm-unsafe-eval` compiles WASM and nothing else. No style attributes, no foreign origin.
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
        nonce.0
    );
    if let Ok(policy) = policy.parse() {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, X_FRAME_OPTIONS, "DENY");
    // Not `no-referrer`: a form without scripts finds its way back by the referrer.
    set(headers, REFERRER_POLICY, "same-origin");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(
        headers,
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    );
    if state.url().is_https() {
        set(headers, STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if !headers.contains_key(CACHE_CONTROL) {
        set(headers, CACHE_CONTROL, "private, no-store");
        if headers.get(CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html")) {
            set(headers, VARY, "cookie, accept-language, accept-encoding");
        }
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
