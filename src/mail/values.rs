//! The parts of mail settings as people type them: senders, ports, endpoints, scopes.

use crate::base::{
    email_address::EmailAddress,
    field_error::FieldError,
    names::{PersonName, plain_text},
};

/// The longest host name, user name or scope list that anybody has.
pub(super) const MAX_CHARACTERS: u16 = 255;
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

    proptest! {
        #[test]
        fn no_sender_breaks_a_line(typed in "\\PC{0,60}|[\\x00-\\x7f]{0,60}|[\\x00-\\x7f]{0,30}<a@b>") {
            if let Ok(sender) = Sender::parse(&typed) {
                prop_assert!(!sender.name.unwrap_or_default().contains(['\r', '\n', '\0']));
            }
        }
    }
}
