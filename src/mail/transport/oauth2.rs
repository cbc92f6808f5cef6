//! Access tokens by client credentials (RFC 6749 §4.4): fetched once for all who wait, kept until
//! shortly before their end, fetched anew when a mail server refuses them.

use std::{sync::Arc, time::Duration};

use axum::http::{self, HeaderValue, StatusCode, header::CONTENT_TYPE};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use engine::sanitize::sanitized;
use oauth2::{
    AuthType, ClientId, ClientSecret, RequestTokenError, Scope, TokenResponse, TokenUrl,
    basic::BasicClient,
};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::{
    base::{
        clock::{Clock, Timestamp},
        outbound::{self, OutboundError},
        secret::Secret,
    },
    mail::{
        diagnosis::{Hidden, token_refused},
        report::{MailFinding, MailProblem, MailStage, SendFailure},
        settings::{ClientAuthentication, OAuth2},
    },
};

/// A token is renewed that long before its end: no delivery begins with one that ends on the way.
const REFRESH_EARLY: Duration = Duration::from_mins(2);
/// For endpoints that do not say how long a token lives.
const ASSUMED_LIFETIME: Duration = Duration::from_mins(5);
/// Clocks that differ more make tokens invalid at the one side or the other.
const MAX_CLOCK_SKEW: Duration = Duration::from_mins(5);
/// More audiences or roles than any mail token has.
const MAX_TEXTS: usize = 20;
/// The permission without which Exchange Online lets no application send.
const SEND_AS_APP: &str = "SMTP.SendAsApp";

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) secret: Secret,
    renew_at: Timestamp,
    seen: MailFinding,
}

/// The token of one client; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Tokens(Arc<Mutex<Option<Token>>>);

impl Tokens {
    /// A token that is good for the next minutes. Whoever comes while it is being fetched waits for
    /// the same one.
    pub(super) async fn get(
        &self,
        client: &OAuth2,
        client_secret: &Secret,
        clock: &Clock,
    ) -> Result<(Secret, MailFinding), SendFailure> {
        let mut kept = self.0.lock().await;
        let token = match kept.take().filter(|token| clock.now() < token.renew_at) {
            Some(token) => token,
            None => request(client, client_secret, clock.now()).await?,
        };
        let answer = (token.secret.clone(), token.seen.clone());
        *kept = Some(token);
        Ok(answer)
    }

    /// Forgets a token that was refused; another one, fetched meanwhile, stays.
    pub(super) async fn forget(&self, refused: &Secret) {
        let mut kept = self.0.lock().await;
        if kept.as_ref().is_some_and(|token| token.secret == *refused) {
            *kept = None;
        }
    }
}

async fn request(
    settings: &OAuth2,
    client_secret: &Secret,
    now: Timestamp,
) -> Result<Token, SendFailure> {
    let fail = |problem| SendFailure::new(MailStage::Token, problem);
    let client = BasicClient::new(ClientId::new(settings.client_id.clone()))
        .set_client_secret(ClientSecret::new(client_secret.reveal().to_owned()))
        .set_token_uri(TokenUrl::from_url(settings.token_endpoint.clone()))
        .set_auth_type(match settings.client_authentication {
            ClientAuthentication::Body => AuthType::RequestBody,
            ClientAuthentication::Basic => AuthType::BasicAuth,
        });
    let mut hidden = Hidden::default();
    hidden.add(&settings.client_id, client_secret);
    let answer = client
        .exchange_client_credentials()
        .add_scopes(settings.scopes.iter().cloned().map(Scope::new))
        .request_async(&ask)
        .await
        .map_err(|error| match error {
            RequestTokenError::ServerResponse(refusal) => token_refused(
                refusal.error().as_ref(),
                refusal.error_description().map_or("", String::as_str),
                &hidden,
            ),
            RequestTokenError::Request(error) => match &error {
                OutboundError::Unreachable(_) => SendFailure {
                    answer: Some(error.to_string()),
                    ..fail(MailProblem::TokenEndpointUnreachable)
                },
                OutboundError::TooSlow => fail(MailProblem::TokenEndpointSlow),
                OutboundError::Redirected => fail(MailProblem::TokenRedirected),
                OutboundError::TooLarge => fail(MailProblem::TokenAnswerTooLarge),
            },
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                fail(MailProblem::TokenAnswerUnreadable)
            }
        })?;
    let text = answer.access_token().secret();
    // It goes into an SMTP command: RFC 6750 §2.1 knows no other characters.
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(fail(MailProblem::TokenMalformed));
    }
    let claims = Claims::of(text, &hidden);
    claims.check(now).map_err(fail)?;
    let lifetime = answer.expires_in();
    Ok(Token {
        secret: Secret::new(text),
        renew_at: now + lifetime.unwrap_or(ASSUMED_LIFETIME).saturating_sub(REFRESH_EARLY),
        seen: MailFinding::Token {
            audience: claims.audience,
            roles: claims.roles,
            lives_secs: lifetime.map(|lifetime| lifetime.as_secs()),
        },
    })
}

async fn ask(request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, OutboundError> {
    Ok(as_specified(outbound::fetch(request).await?))
}

/// What the endpoint means, as RFC 6749 §5 has it: many write numbers as texts or with a fraction,
/// leave the type of the token out, or call their JSON by another name. What is no JSON stays as it is.
fn as_specified(answer: http::Response<Vec<u8>>) -> http::Response<Vec<u8>> {
    let body = answer.body().strip_prefix(b"\xef\xbb\xbf").unwrap_or(answer.body());
    let Ok(said) = serde_json::from_slice::<Value>(body) else { return answer };
    let error = &said["error"];
    let is_good = answer.status().is_success() && said["access_token"].is_string();
    let (status, body) = if is_good {
        let body = json!({
            "access_token": said["access_token"],
            "token_type": "bearer",
            "expires_in": secs(&said["expires_in"]),
        });
        (StatusCode::OK, body)
    } else if let Some(code) = error.as_str().or_else(|| error["code"].as_str()) {
        let description = said["error_description"].as_str().or_else(|| error["message"].as_str());
        (StatusCode::BAD_REQUEST, json!({ "error": code, "error_description": description }))
    } else {
        return answer;
    };
    let mut specified = http::Response::new(body.to_string().into_bytes());
    *specified.status_mut() = status;
    specified.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    specified
}

/// A number, also one that is written as a text or with a fraction.
fn secs(value: &Value) -> Option<u64> {
    let secs = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    Duration::try_from_secs_f64(secs).ok().map(|lifetime| lifetime.as_secs())
}

/// What a token says of itself, if it is a JWT. For advice only: whether it is good is for the mail
/// server to say, so the signature is not looked at.
#[derive(Debug, Default, PartialEq, Eq)]
struct Claims {
    audience: Vec<String>,
    roles: Vec<String>,
    not_before_secs: Option<i64>,
}

impl Claims {
    fn of(token: &str, hidden: &Hidden) -> Self {
        let claims: Option<Value> = token
            .split('.')
            .nth(1)
            .and_then(|payload| URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok())
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let Some(claims) = claims else { return Self::default() };
        Self {
            audience: texts(&claims["aud"], hidden),
            roles: texts(&claims["roles"], hidden),
            not_before_secs: claims["nbf"].as_i64().or_else(|| claims["iat"].as_i64()),
        }
    }

    fn check(&self, now: Timestamp) -> Result<(), MailProblem> {
        let begins = self.not_before_secs.map(Timestamp::from_unix_secs);
        if begins.is_some_and(|begins| begins > now + MAX_CLOCK_SKEW) {
            return Err(MailProblem::TokenClockSkew);
        }
        let is_for_exchange =
            self.audience.iter().any(|audience| audience.contains("outlook.office"));
        if is_for_exchange && !self.roles.iter().any(|role| role == SEND_AS_APP) {
            return Err(MailProblem::TokenWithoutPermission);
        }
        Ok(())
    }
}

/// A text or a list of texts.
fn texts(value: &Value, hidden: &Hidden) -> Vec<String> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        item => std::slice::from_ref(item),
    };
    let texts = items.iter().filter_map(Value::as_str).take(MAX_TEXTS);
    texts.map(|text| sanitized(&hidden.out_of(text))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> String {
        format!("e30.{}.signature", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn a_token_for_exchange_needs_the_permission_to_send() {
        let now = Timestamp::from_unix_secs(1_000_000);
        let check = |claims: &str| Claims::of(&token(claims), &Hidden::default()).check(now);
        let exchange = r#"{"aud":"https://outlook.office365.com","roles":["SMTP.SendAsApp"]}"#;
        assert_eq!(check(exchange), Ok(()));
        assert_eq!(
            check(r#"{"aud":"https://outlook.office365.com"}"#),
            Err(MailProblem::TokenWithoutPermission)
        );
        assert_eq!(check(r#"{"aud":["mail"],"roles":[]}"#), Ok(()));
        assert_eq!(check(r#"{"nbf":1000301}"#), Err(MailProblem::TokenClockSkew));
        assert_eq!(check(r#"{"nbf":1000300}"#), Ok(()));
    }

    #[test]
    fn lifetimes_are_read_as_they_are_written() {
        for (written, read) in [
            (json!(3599), Some(3599)),
            (json!(3599.0), Some(3599)),
            (json!("3599"), Some(3599)),
            (json!(" 3599.5 "), Some(3599)),
            (json!(-1), None),
            (json!("soon"), None),
            (json!(1e300), None),
            (Value::Null, None),
        ] {
            assert_eq!(secs(&written), read, "{written}");
        }
    }

    #[test]
    fn a_token_that_says_nothing_is_a_token() {
        for opaque in ["abc", "a.b.c", "..", "a.e30.c", "a.bnVsbA.c"] {
            assert_eq!(Claims::of(opaque, &Hidden::default()), Claims::default(), "{opaque}");
        }
    }
}
