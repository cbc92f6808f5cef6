//! Posts from other sites are refused before any server function runs.
//!
//! Browsers say where a post comes from (`Sec-Fetch-Site`, else `Origin`); what says neither is no
//! browser and has no cookies to steal. Behind a proxy that changes `Host`, the configured Server
//! URL is the origin that counts.

use axum::{body::Body, http::Response};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use super::limits::without_words;
use crate::{
    paths::ServerUrl,
    web::failure::{Error, Failure, Refusal},
};

type Rejection = fn(ProtectionError) -> Response<Body>;

/// The rejection carries the reason; `middleware::visitor` puts it into the visitor's words.
pub(crate) fn layer(url: &ServerUrl) -> Result<CsrfLayer<Rejection>, Error> {
    let reject: Rejection = |_| without_words(Failure::Refused(Refusal::CrossSite));
    Ok(CsrfLayer::new().add_trusted_origin(url.to_string())?.with_rejection_response(reject))
}
