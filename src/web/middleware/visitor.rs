//! Recognises who asks: session, language, address. What an inner layer refused without words it
//! puts into the words of that language.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{
        HeaderMap, HeaderValue,
        header::{ACCEPT_LANGUAGE, USER_AGENT},
        request::Parts,
    },
    middleware::Next,
    response::Response,
};
use ipnet::IpNet;

use crate::{
    accounts::second_factor,
    base::{
        failure::{Error, Failure, Refusal},
        language::Language,
    },
    security::sessions,
    site::{
        cookie::{LANGUAGE_COOKIE, find_cookie},
        host_cookie::HostCookie,
        request::Visitor,
    },
    ui::problem,
    web::state::AppState,
};

pub(crate) async fn recognise(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let visitor = match visitor(&state, &parts).await {
        Ok(visitor) => Arc::new(visitor),
        Err(error) => return problem::respond(&stranger(&parts.headers), &Failure::from(error)),
    };
    parts.extensions.insert(Arc::clone(&visitor));
    let response = next.run(Request::from_parts(parts, body)).await;
    match response.extensions().get::<Failure>() {
        Some(failure) => problem::respond(&visitor, failure),
        None => response,
    }
}

/// While the database is gone, nobody waits for it, nor goes on waiting.
pub(crate) async fn require_database(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let stranger = stranger(request.headers());
    let response = state.database.unless_gone(next.run(request)).await;
    response.unwrap_or_else(|| {
        problem::respond(&stranger, &Failure::Refused(Refusal::DatabaseUnreachable))
    })
}

/// Somebody of whom nothing is known but the language.
fn stranger(headers: &HeaderMap) -> Visitor {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = Language::choose(None, find_cookie(headers, LANGUAGE_COOKIE), accepted);
    Visitor { language, ..Visitor::default() }
}

async fn visitor(state: &AppState, parts: &Parts) -> Result<Visitor, Error> {
    let headers = &parts.headers;
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let session = match HostCookie::Session.find(&state.url(), headers) {
        Some(token) => {
            let limits = state.server().session_limits;
            sessions::find(&state.database, limits, &token, state.clock.now()).await?
        }
        None => None,
    };
    let language = Language::choose(
        session.as_ref().map(|session| session.account.language),
        find_cookie(headers, LANGUAGE_COOKIE),
        text(ACCEPT_LANGUAGE),
    );
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    let needs_second_factor = match &session {
        Some(session) => second_factor::service::is_missing(state, &session.account).await?,
        None => false,
    };
    Ok(Visitor {
        language,
        session,
        address: client_address(peer.to_canonical(), headers, &state.server().trusted_proxies),
        user_agent: text(USER_AGENT).unwrap_or_default().chars().take(200).collect(),
        device: HostCookie::Device.find(&state.url(), headers),
        needs_second_factor,
    })
}

/// The rightmost hop that is none of our proxies; what stands left of it anybody could have made up.
fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return peer;
    }
    let mut client = peer;
    let lines: Vec<_> =
        headers.get_all("x-forwarded-for").iter().map(HeaderValue::as_bytes).collect();
    // As bytes: what a client has put in front must not hide what our proxy has appended.
    for hop in lines.join(&b',').rsplit(|byte| *byte == b',') {
        let Some(address) = std::str::from_utf8(hop).ok().and_then(hop_address) else { break };
        client = address.to_canonical();
        if !is_trusted(&client) {
            break;
        }
    }
    client
}

/// `192.0.2.1`, `192.0.2.1:1234`, `2001:db8::1` or `[2001:db8::1]:1234`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let with_port = || hop.parse::<SocketAddr>().map(|address| address.ip());
    let in_brackets = hop.trim_start_matches('[').trim_end_matches(']');
    in_brackets.parse().or_else(|_| with_port()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarded_addresses_count_only_from_trusted_proxies() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let client = |peer: &str, forwarded: &str| {
            let mut headers = HeaderMap::new();
            let forwarded = HeaderValue::from_bytes(forwarded.as_bytes()).unwrap();
            headers.insert("x-forwarded-for", forwarded);
            client_address(peer.parse().unwrap(), &headers, &trusted).to_string()
        };
        assert_eq!(client("192.0.2.1", "203.0.113.9"), "192.0.2.1");
        assert_eq!(client("10.0.0.1", "203.0.113.9"), "203.0.113.9");
        assert_eq!(client("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2"), "203.0.113.9");
        assert_eq!(client("10.0.0.1", "nonsense"), "10.0.0.1");
        assert_eq!(client("10.0.0.1", "203.0.113.9, nonsense"), "10.0.0.1");
        assert_eq!(client("10.0.0.1", "é, 203.0.113.9"), "203.0.113.9");
        assert_eq!(client("10.0.0.1", "203.0.113.9:4711"), "203.0.113.9");
        assert_eq!(client("10.0.0.1", "[2001:db8::1]:4711, 10.0.0.2"), "2001:db8::1");
    }
}
