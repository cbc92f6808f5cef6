//! What programs show instead of a password: made by administrators, shown once, revoked at any time.
//!
//! 1. An administrator says what a token is called, what it is good for and until when ([`form`]), and
//!    types the password once more if that was long ago.
//! 2. The token is made ([`service`]). Its hash is all that is kept ([`store`]).
//! 3. The browser carries the token to the page that shows it, once ([`page`]); a script gets it as the
//!    answer.
//! 4. What a program presents is looked up by [`store::find_usable`].
//!
//! A token belongs to the installation, not to whoever made it: it outlives their account.

pub(crate) mod endpoint;
pub(crate) mod form;
pub(crate) mod page;
pub(crate) mod panel;
pub(crate) mod service;
pub(crate) mod store;
mod words;

use crate::{
    base::clock::{CLOCK_TOLERANCE, Timestamp},
    database::entities::api_token,
};

/// Whether a token still opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TokenStatus {
    Usable,
    Expired,
    Revoked,
}

impl TokenStatus {
    fn of(token: &api_token::Model, now: Timestamp) -> Self {
        if token.revoked_at.is_some() {
            Self::Revoked
        } else if token
            .expires_at
            .is_some_and(|end| end <= now || token.created_at > now + CLOCK_TOLERANCE)
        {
            Self::Expired
        } else {
            Self::Usable
        }
    }
}
