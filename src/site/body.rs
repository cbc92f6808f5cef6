//! What requests bring along, as far as anybody reads it: of a type, a size and a time that are bounded.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, header::CONTENT_TYPE},
};

use crate::base::failure::Refusal;

/// Larger than any form or report by far.
pub(crate) const MAX_BYTES: usize = 64 * 1024;

pub(crate) fn is_of_type(headers: &HeaderMap, media_type: &str) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let named = content_type.split(';').next().unwrap_or_default().trim();
    named.eq_ignore_ascii_case(media_type)
}

/// Nobody holds a connection for longer by sending slowly.
pub(crate) async fn read(body: Body, within: Duration) -> Result<Bytes, Refusal> {
    let body = tokio::time::timeout(within, to_bytes(body, MAX_BYTES)).await;
    body.map_err(|_| Refusal::Busy)?.map_err(|_| Refusal::TooLarge)
}
