//! Requests that this server makes: to administrators' token endpoints, carrying their secrets, to
//! their webhook, signed, and to its own Server URL. No redirects (a secret would go where nobody has typed it), ten seconds, 64 KiB.

use std::{error::Error as StdError, fmt, sync::LazyLock, time::Duration};

use axum::http;
use reqwest::{Body, Client, ClientBuilder, Request, redirect::Policy};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;
use url::Url;

use super::{field_error::FieldError, host_name::is_loopback, names::plain_text};

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

/// An address that may be sent what others must not read: https, or this very machine.
pub(crate) fn parse_destination(typed: &str, limit: u16) -> Result<Url, FieldError> {
    let typed = plain_text(typed, limit)?;
    let url = Url::parse(&typed).map_err(|_| FieldError::NotAnHttpsAddress)?;
    let is_safe = match url.scheme() {
        "https" => url.has_host(),
        "http" => url.host().is_some_and(|host| is_loopback(&host)),
        _ => false,
    };
    // The client that asks reads addresses more strictly.
    let is_askable = url.as_str().parse::<http::Uri>().is_ok();
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if is_safe && is_askable && is_bare { Ok(url) } else { Err(FieldError::NotAnHttpsAddress) }
}

pub(crate) async fn fetch(
    request: http::Request<Vec<u8>>,
) -> Result<http::Response<Vec<u8>>, OutboundError> {
    let mut answer = send(request).await?;
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

/// For whoever asks for no more than whether it was taken: what follows the status is not read,
/// however long it is and whether it ends or not.
pub(crate) async fn fetch_status(
    request: http::Request<Vec<u8>>,
) -> Result<http::StatusCode, OutboundError> {
    Ok(send(request).await?.status())
}

async fn send(request: http::Request<Vec<u8>>) -> Result<reqwest::Response, OutboundError> {
    static ENCRYPTED: LazyLock<Result<Client, String>> = LazyLock::new(|| client(|b| b));
    // What is not encrypted goes there directly: a proxy would read it.
    static IN_CLEAR: LazyLock<Result<Client, String>> =
        LazyLock::new(|| client(ClientBuilder::no_proxy));
    let is_encrypted = request.uri().scheme() == Some(&http::uri::Scheme::HTTPS);
    let client = if is_encrypted { &ENCRYPTED } else { &IN_CLEAR };
    let client =
        client.as_ref().map_err(|problem| OutboundError::Unreachable(problem.clone().into()))?;
    let request = Request::try_from(request.map(Body::from)).map_err(unreachable)?;
    let answer = client.execute(request).await.map_err(unreachable)?;
    if answer.status().is_redirection() {
        return Err(OutboundError::Redirected);
    }
    Ok(answer)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_goes_to_https_or_to_this_machine() {
        for good in [
            "https://login.example.com/t/token",
            "http://127.0.0.1:8080/token",
            "http://localhost/",
        ] {
            assert!(parse_destination(good, 255).is_ok(), "{good}");
        }
        for bad in [
            "http://login.example.com/token",
            "ftp://localhost/",
            "https://user:word@example.com/",
            "login.example.com",
            "http://127.0.0.1.evil.example/",
            "https://",
        ] {
            assert!(parse_destination(bad, 255).is_err(), "{bad}");
        }
    }
}
