//! Requests that this server makes: to administrators' token endpoints, carrying their secrets, and to
//! its own Server URL. No redirects (a secret would go where nobody has typed it), ten seconds, 64 KiB.

use std::{error::Error as StdError, fmt, sync::LazyLock, time::Duration};

use axum::http;
use reqwest::{Body, Client, ClientBuilder, Request, redirect::Policy};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;

const TIMEOUT: Duration = Duration::from_secs(10);
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// Why there is no usable answer.
#[derive(Debug)]
pub(crate) enum OutboundError {
    Unreachable(Box<dyn StdError + Send + Sync>),
    TooSlow,
    Redirected,
    TooLarge,
}

impl fmt::Display for OutboundError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(source) => {
                // The innermost error is the one that says something.
                let mut cause: &(dyn StdError + 'static) = &**source;
                while let Some(inner) = cause.source() {
                    cause = inner;
                }
                fmt::Display::fmt(cause, f)
            }
            Self::TooSlow => f.write_str("no answer in time"),
            Self::Redirected => f.write_str("redirected"),
            Self::TooLarge => f.write_str("the answer is too large"),
        }
    }
}

impl StdError for OutboundError {}

pub(crate) async fn fetch(
    request: http::Request<Vec<u8>>,
) -> Result<http::Response<Vec<u8>>, OutboundError> {
    static ENCRYPTED: LazyLock<Result<Client, String>> = LazyLock::new(|| client(|b| b));
    // What is not encrypted goes there directly: a proxy would read it.
    static IN_CLEAR: LazyLock<Result<Client, String>> =
        LazyLock::new(|| client(ClientBuilder::no_proxy));
    let is_encrypted = request.uri().scheme() == Some(&http::uri::Scheme::HTTPS);
    let client = if is_encrypted { &ENCRYPTED } else { &IN_CLEAR };
    let client =
        client.as_ref().map_err(|problem| OutboundError::Unreachable(problem.clone().into()))?;
    let request = Request::try_from(request.map(Body::from)).map_err(unreachable)?;
    let mut answer = client.execute(request).await.map_err(unreachable)?;
    if answer.status().is_redirection() {
        return Err(OutboundError::Redirected);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(OutboundError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = http::Response::new(body);
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    Ok(response)
}

fn client(change: impl Fn(ClientBuilder) -> ClientBuilder) -> Result<Client, String> {
    // The roots that the operating system trusts.
    let tls = ClientConfig::builder()
        .with_platform_verifier()
        .map_err(|error| error.to_string())?
        .with_no_client_auth();
    let builder =
        Client::builder().tls_backend_preconfigured(tls).redirect(Policy::none()).timeout(TIMEOUT);
    change(builder).build().map_err(|error| error.to_string())
}

fn unreachable(error: reqwest::Error) -> OutboundError {
    if error.is_timeout() {
        OutboundError::TooSlow
    } else {
        OutboundError::Unreachable(error.without_url().into())
    }
}
