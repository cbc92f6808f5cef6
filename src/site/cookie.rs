//! Cookies of requests and answers.

use axum::http::{
    HeaderMap,
    header::{COOKIE, SET_COOKIE},
};
use cookie::Cookie;

/// The language that somebody has chosen.
pub(crate) const LANGUAGE_COOKIE: &str = "language";
/// What was typed into a form that was refused.
pub(crate) const TYPED_COOKIE: &str = "typed";

pub(crate) fn add_cookie(headers: &mut HeaderMap, cookie: &Cookie<'_>) {
    if let Ok(value) = cookie.to_string().parse() {
        headers.append(SET_COOKIE, value);
    }
}

/// The value of a cookie of a request.
pub(crate) fn find_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}
