//! The parts of mail settings as people type them: servers, senders, ports, endpoints, scopes.

use url::{Host, Url};

use crate::{
    accounts::{
        email_address::EmailAddress,
        names::{PersonName, plain_text},
    },
    error::FieldError,
};

/// The longest host name, user name or scope list that anybody has.
const MAX_CHARACTERS: u16 = 255;
/// A name or address of a server, as it is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HostName(Host);

impl HostName {
    pub(crate) fn parse(typed: &str) -> Result<Self, FieldError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(FieldError::Required);
        }
        // Addresses of version 6 are typed with and without brackets.
        let bracketed = format!("[{typed}]");
        let text = if typed.matches(':').count() > 1 && !typed.starts_with('[') {
            &bracketed
        } else {
            typed
        };
        let host = Host::parse(text).map_err(|_| FieldError::NotAServerName)?;
        match &host {
            Host::Domain(name)
                if name.len() > 253 || name.contains([':', '/', '@', '%', '*', ',']) =>
            {
                Err(FieldError::NotAServerName)
            }
            _ => Ok(Self(host)),
        }
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }
}

/// Without brackets.
impl std::fmt::Display for HostName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Host::Domain(name) => f.write_str(name),
            Host::Ipv4(address) => address.fmt(f),
            Host::Ipv6(address) => address.fmt(f),
        }
    }
}

/// This very machine: nothing that goes there can be overheard.
fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(name) => name.as_ref() == "localhost" || name.as_ref().ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

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

    #[test]
    fn servers_are_names_or_addresses() {
        let shown = |typed| HostName::parse(typed).map(|host| host.to_string());
        assert_eq!(shown(" SMTP.Example.com "), Ok("smtp.example.com".to_owned()));
        assert_eq!(shown("::1"), Ok("::1".to_owned()));
        assert_eq!(shown("[::1]"), Ok("::1".to_owned()));
        assert_eq!(shown("10.0.0.1"), Ok("10.0.0.1".to_owned()));
        assert_eq!(shown("bücher.example"), Ok("xn--bcher-kva.example".to_owned()));
        for bad in ["smtp.example.com:587", "https://x", "a b", "user@host", "a\r\nb", "*"] {
            assert_eq!(HostName::parse(bad), Err(FieldError::NotAServerName), "{bad}");
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
