//! Posts from other sites are refused before any server function runs.
//!
//! Browsers say where a post comes from (`Sec-Fetch-Site`, else `Origin`); what says neither is no
//! browser and has no cookies to steal. Behind a proxy that changes `Host`, the configured Server
//! URL is the origin that counts.

use axum::{body::Body, http::Response};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::{
    paths::ServerUrl,
    web::failure::{Error, Refusal},
};

type Rejection = fn(ProtectionError) -> Response<Body>;

/// The rejection carries the reason; `middleware::visitor` puts it into the visitor's words.
pub(crate) fn layer(url: &ServerUrl) -> Result<CsrfLayer<Rejection>, Error> {
    let reject: Rejection = |_| {
        let mut response = Response::default();
        *response.status_mut() = Refusal::CrossSite.status();
        response.extensions_mut().insert(Refusal::CrossSite);
        response
    };
    Ok(CsrfLayer::new().add_trusted_origin(url.to_string())?.with_rejection_response(reject))
}
