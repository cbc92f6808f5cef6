//! An email address as people type it: enough checking to catch slips and to keep header injection
//! out; whether it exists is proven by the activation link.

use idna::domain_to_ascii;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::field_error::FieldError;

/// The longest address that mail servers accept (RFC 5321 §4.5.3.1), in bytes.
const MAX_BYTES: usize = 254;
const MAX_LOCAL_PART_BYTES: usize = 64;

/// A trimmed address, in the composed form of Unicode (NFC), with exactly one `@` and nothing that
/// could end a mail header or start a second recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EmailAddress(String);

impl EmailAddress {
    pub(crate) fn parse(typed: &str) -> Result<Self, FieldError> {
        // Some keyboards and systems send letters and their accents apart.
        let typed: String = typed.trim().nfc().collect();
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
                    // What no mail can be sent to, is none, whatever else it looks like. The local part
                    // is checked above: lettre knows no marks of other scripts there.
                    && lettre::Address::new("a", domain).is_ok() =>
            {
                let address = Self(typed);
                // Its length counts as it is sent, too.
                if address.key().len() > MAX_BYTES {
                    return Err(FieldError::TooLong { limit: 254 });
                }
                Ok(address)
            }
            _ => Err(FieldError::NotAnEmailAddress),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// As every server takes it: a domain has a spelling in ASCII (A-labels). Only a local part with
    /// letters beyond ASCII needs a server that speaks SMTPUTF8. `None` for a domain that has none.
    pub(crate) fn as_sent(&self) -> Option<lettre::Address> {
        let (local_part, domain) = self.0.split_once('@')?;
        let ascii = domain_to_ascii(domain).ok()?;
        let domain = if local_part.is_ascii() { &ascii } else { domain };
        Some(lettre::Address::new_dangerous(local_part, domain))
    }

    /// What makes two addresses the same: the address without regard to case, its domain in ASCII
    /// (`bob@bücher.example` is `bob@xn--bcher-kva.example`).
    pub(crate) fn key(&self) -> String {
        let Some((local_part, domain)) = self.0.split_once('@') else {
            return self.0.to_lowercase();
        };
        // IDNA has small letters of its own: it makes σ of every Σ, at the end of a word, too.
        let domain = domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase());
        format!("{}@{domain}", local_part.to_lowercase())
    }
}

/// Letters of any script, digits and the unquoted punctuation of RFC 5322, dots not at the ends.
fn is_local_part(text: &str) -> bool {
    text.len() <= MAX_LOCAL_PART_BYTES
        && text.split('.').all(|atom| {
            !atom.is_empty()
                && atom.chars().all(|c| is_letter(c) || "!#$%&'*+-/=?^_`{|}~".contains(c))
        })
}

/// Many scripts write vowels as marks beside their letters.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Host name labels. One label is enough: intranets have mail servers without a dot.
fn is_domain(text: &str) -> bool {
    // Their length counts as it is looked up.
    domain_to_ascii(text).is_ok_and(|ascii| ascii.split('.').all(|label| label.len() <= 63))
        && text.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| is_letter(c) || c == '-')
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
            "संपर्क@डाटामेल.भारत",
            "ผู้ใช้@ตัวอย่าง.ไทย",
            "bob@bücher.example",
            "e\u{301}lodie@exemple.fr",
        ] {
            assert!(EmailAddress::parse(typed).is_ok(), "{typed}");
        }
    }

    #[test]
    fn composed_and_decomposed_accents_are_one_address() {
        let composed = EmailAddress::parse("\u{e9}lodie@exemple.fr").unwrap();
        assert_eq!(EmailAddress::parse("e\u{301}lodie@exemple.fr"), Ok(composed));
    }

    #[test]
    fn both_spellings_of_a_domain_are_one_address() {
        let key = |typed| EmailAddress::parse(typed).unwrap().key();
        assert_eq!(key("Bob@BÜCHER.example"), "bob@xn--bcher-kva.example");
        assert_eq!(key("bob@xn--bcher-kva.example"), "bob@xn--bcher-kva.example");
        assert_eq!(key("Élodie@Exemple.fr"), "élodie@exemple.fr");
        // Where mail to it goes.
        for typed in ["bob@ΝΈΟΣ-ΒΌΛΟΣ.example", "bob@νέος-βόλος.example", "bob@ΒΌΛΟΣ"]
        {
            let sent = EmailAddress::parse(typed).unwrap().as_sent().unwrap();
            assert_eq!(key(typed), sent.to_string(), "{typed}");
        }
        assert_eq!(key("bob@ΝΈΟΣ-ΒΌΛΟΣ.example"), key("bob@νέοσ-βόλοσ.example"));
        let long = format!("bob@{}", ["é"; 60].join("."));
        assert_eq!(EmailAddress::parse(&long), Err(FieldError::TooLong { limit: 254 }));
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
            "\u{301}@\u{301}.example",
            "a\u{200b}da@example.com",
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
