//! An email address as people type it: enough checking to catch slips and to keep header injection
//! out; whether it exists is proven by the activation link.

use super::field_error::FieldError;

/// The longest address that mail servers accept (RFC 5321 §4.5.3.1), in bytes.
const MAX_BYTES: usize = 254;
const MAX_LOCAL_PART_BYTES: usize = 64;

/// A trimmed address with exactly one `@` and nothing that could end a mail header or start a
/// second recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EmailAddress(String);

impl EmailAddress {
    pub(crate) fn parse(typed: &str) -> Result<Self, FieldError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(FieldError::Required);
        }
        if typed.len() > MAX_BYTES {
            return Err(FieldError::TooLong { limit: 254 });
        }
        match typed.split_once('@') {
            Some((local_part, domain))
                if is_local_part(local_part)
                    && is_domain(domain)
                    // What no mail can be sent to, is none, whatever else it looks like.
                    && typed.parse::<lettre::Address>().is_ok() =>
            {
                Ok(Self(typed.to_owned()))
            }
            _ => Err(FieldError::NotAnEmailAddress),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two addresses the same: the address without regard to case.
    pub(crate) fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// Letters of any script, digits and the unquoted punctuation of RFC 5322, dots not at the ends.
fn is_local_part(text: &str) -> bool {
    text.len() <= MAX_LOCAL_PART_BYTES
        && text.split('.').all(|atom| {
            !atom.is_empty()
                && atom.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
        })
}

/// Host name labels. One label is enough: intranets have mail servers without a dot.
fn is_domain(text: &str) -> bool {
    text.split('.').all(|label| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_addresses_are_taken() {
        for typed in [
            "ada@example.com",
            " ada.lovelace+datasync@mail.example.co.uk ",
            "o'brien@example.com",
            "élodie@exemple.fr",
            "root@mailhost",
        ] {
            assert!(EmailAddress::parse(typed).is_ok(), "{typed}");
        }
    }

    #[test]
    fn slips_are_refused() {
        for typed in [
            "ada",
            "ada@",
            "@example.com",
            "a@b@c",
            "a b@example.com",
            "ada@-x.com",
            "ada.@x.com",
            "ada@x..com",
            "Ada <ada@example.com>",
            "ada@example.com,bob@example.com",
        ] {
            assert_eq!(EmailAddress::parse(typed), Err(FieldError::NotAnEmailAddress), "{typed}");
        }
        assert_eq!(EmailAddress::parse("  "), Err(FieldError::Required));
    }

    proptest! {
        #[test]
        fn nothing_that_passes_can_break_a_mail_header(typed in "\\PC{0,40}|[\\x00-\\x7f]{0,40}") {
            if let Ok(address) = EmailAddress::parse(&typed) {
                prop_assert!(!address.as_str().contains(['\r', '\n', ',', ';', '<', '>', ' ', '\0']));
            }
        }
    }
}
