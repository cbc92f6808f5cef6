//! The parts of mail settings as people type them: senders, ports, endpoints, scopes.

use url::Url;

use crate::{
    accounts::{
        email_address::EmailAddress,
        names::{PersonName, plain_text},
    },
    error::FieldError,
    host_name::is_loopback,
};

/// The longest host name, user name or scope list that anybody has.
const MAX_CHARACTERS: u16 = 255;
/// From whom the mails are: `sync@example.com` or `DataSync <sync@example.com>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sender {
    pub(crate) name: Option<String>,
    pub(crate) address: EmailAddress,
}

impl Sender {
    pub(crate) fn parse(typed: &str) -> Result<Self, FieldError> {
        let typed = typed.trim();
        let Some((name, address)) =
            typed.strip_suffix('>').and_then(|typed| typed.rsplit_once('<'))
        else {
            return Ok(Self { name: None, address: EmailAddress::parse(typed)? });
        };
        let name = name.trim().trim_matches('"').trim();
        let name =
            if name.is_empty() { None } else { Some(PersonName::parse(name)?.as_str().to_owned()) };
        Ok(Self { name, address: EmailAddress::parse(address)? })
    }
}

pub(super) fn line(typed: &str) -> Result<String, FieldError> {
    if typed.trim().is_empty() { Ok(String::new()) } else { plain_text(typed, MAX_CHARACTERS) }
}

pub(super) fn required(is_there: bool) -> Result<(), FieldError> {
    if is_there { Ok(()) } else { Err(FieldError::Required) }
}

pub(super) fn required_line(typed: &str) -> Result<String, FieldError> {
    plain_text(typed, MAX_CHARACTERS)
}

pub(super) fn parse_port(typed: &str) -> Result<u16, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(FieldError::Required);
    }
    typed.parse().ok().filter(|port| *port > 0).ok_or(FieldError::NotAPort)
}

/// A client's secret goes there: https, or this very machine.
pub(super) fn parse_token_endpoint(typed: &str) -> Result<Url, FieldError> {
    let typed = required_line(typed)?;
    let url = Url::parse(&typed).map_err(|_| FieldError::NotAnHttpsAddress)?;
    let is_safe = match url.scheme() {
        "https" => url.has_host(),
        "http" => url.host().is_some_and(|host| is_loopback(&host)),
        _ => false,
    };
    if is_safe && url.username().is_empty() && url.password().is_none() && url.fragment().is_none()
    {
        Ok(url)
    } else {
        Err(FieldError::NotAnHttpsAddress)
    }
}

/// Separated by spaces, of the characters that RFC 6749 §3.3 allows.
pub(super) fn parse_scopes(typed: &str) -> Result<Vec<String>, FieldError> {
    let typed = line(typed)?;
    if typed.chars().all(|c| (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\')) {
        Ok(typed.split_whitespace().map(str::to_owned).collect())
    } else {
        Err(FieldError::NotPlainText)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_secret_goes_to_https_or_to_this_machine() {
        for good in [
            "https://login.example.com/t/token",
            "http://127.0.0.1:8080/token",
            "http://localhost/",
        ] {
            assert!(parse_token_endpoint(good).is_ok(), "{good}");
        }
        for bad in [
            "http://login.example.com/token",
            "ftp://localhost/",
            "https://user:word@example.com/",
            "login.example.com",
            "http://127.0.0.1.evil.example/",
            "https://",
        ] {
            assert!(parse_token_endpoint(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_sender_breaks_a_line(typed in "\\PC{0,60}|[\\x00-\\x7f]{0,60}|[\\x00-\\x7f]{0,30}<a@b>") {
            if let Ok(sender) = Sender::parse(&typed) {
                prop_assert!(!sender.name.unwrap_or_default().contains(['\r', '\n', '\0']));
            }
        }
    }
}
