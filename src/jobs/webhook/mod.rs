//! Failures, posted to a program of the operator's, signed as "Standard Webhooks" says
//! (<https://www.standardwebhooks.com>).
//!
//! 1. Whoever tells of the end of a run promises a post in the same transaction ([`deliveries`]), if
//!    there is an address to post to ([`settings`]).
//! 2. The [`worker`] of any one server takes what is due for the time of a lease, writes the
//!    [`message`] and posts it.
//! 3. What is taken in is noted. What is not is tried again with growing pauses, for three days; what
//!    is refused for good is given up. Killed in between, it is posted again with the same id.

pub(crate) mod deliveries;
mod message;
pub(crate) mod settings;
pub(crate) mod worker;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

/// Why a post did not get through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PostFailure {
    /// It was answered, but not with a success.
    Refused(u16),
    /// In the words of the operating system or of the TLS library.
    Unreachable(String),
    TooSlow,
    Redirected,
    AnswerTooLarge,
    /// Address or secret were sealed under a key that is gone, or the secret is not that of the address.
    NoSecret,
}

impl PostFailure {
    /// Whether another try would be refused as well.
    const fn is_final(&self) -> bool {
        const TIMEOUT: u16 = StatusCode::REQUEST_TIMEOUT.as_u16();
        const TOO_MANY: u16 = StatusCode::TOO_MANY_REQUESTS.as_u16();
        match self {
            Self::Refused(status) => {
                matches!(status, 400..500) && !matches!(*status, TIMEOUT | TOO_MANY)
            }
            Self::Unreachable(_)
            | Self::TooSlow
            | Self::Redirected
            | Self::AnswerTooLarge
            | Self::NoSecret => false,
        }
    }
}
