//! The cookies that know a browser again.

use std::time::Duration;

use axum::http::{HeaderMap, header::SET_COOKIE};
use cookie::{Cookie, SameSite};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::cookie::find_cookie;
use crate::{
    base::secret::Secret,
    paths::ServerUrl,
    security::{devices, one_time_token},
};

/// A cookie that only this very host gets, and no script sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostCookie {
    /// Whoever is signed in; until the browser is closed, or the server ends it.
    Session,
    /// A browser in which somebody has signed in before.
    Device,
    /// Whoever typed the right password and still needs a code.
    SecondFactor,
    /// An activation link that an administrator has just made, until it was shown.
    MadeLink,
    /// An API token that an administrator has just made, until it was shown.
    MadeToken,
    /// A secret that an administrator has just had made, until it was shown.
    MadeSecret,
}

impl HostCookie {
    /// `__Host-` makes browsers refuse the cookie from anything but this very host over https; over
    /// plain http they would refuse it altogether.
    pub(crate) fn name(self, url: &ServerUrl) -> &'static str {
        match (self, url.is_https()) {
            (Self::Session, true) => "__Host-session",
            (Self::Session, false) => "session",
            (Self::Device, true) => "__Host-device",
            (Self::Device, false) => "device",
            (Self::SecondFactor, true) => "__Host-second-factor",
            (Self::SecondFactor, false) => "second-factor",
            (Self::MadeLink, true) => "__Host-made-link",
            (Self::MadeLink, false) => "made-link",
            (Self::MadeToken, true) => "__Host-made-token",
            (Self::MadeToken, false) => "made-token",
            (Self::MadeSecret, true) => "__Host-made-secret",
            (Self::MadeSecret, false) => "made-secret",
        }
    }

    const fn lifetime(self) -> Option<Duration> {
        match self {
            Self::Session => None,
            Self::Device => Some(devices::LIFETIME),
            Self::SecondFactor => Some(one_time_token::SECOND_FACTOR_LIFETIME),
            // The page that shows it comes next.
            Self::MadeLink | Self::MadeToken | Self::MadeSecret => Some(Duration::from_mins(1)),
        }
    }

    /// What a request carries.
    pub(crate) fn find(self, url: &ServerUrl, headers: &HeaderMap) -> Option<Secret> {
        find_cookie(headers, self.name(url)).map(Secret::new)
    }

    /// Hands a token to the browser.
    pub(crate) fn set(self, url: &ServerUrl, token: &Secret) {
        let mut cookie = self.holding(url, token);
        cookie.set_max_age(self.lifetime().and_then(|lifetime| lifetime.try_into().ok()));
        set(&cookie);
    }

    /// Makes the browser forget.
    pub(crate) fn remove(self, url: &ServerUrl) {
        let mut cookie = self.holding(url, &Secret::new(""));
        cookie.make_removal();
        set(&cookie);
    }

    fn holding(self, url: &ServerUrl, token: &Secret) -> Cookie<'static> {
        Cookie::build((self.name(url), token.reveal().to_owned()))
            .path("/")
            .http_only(true)
            .secure(url.is_https())
            .same_site(SameSite::Lax)
            .build()
    }
}

/// Adds a cookie to the answer of the server function that is running.
pub(crate) fn set(cookie: &Cookie<'_>) {
    if let (Some(response), Ok(value)) =
        (use_context::<ResponseOptions>(), cookie.to_string().parse())
    {
        response.append_header(SET_COOKIE, value);
    }
}
