//! The codes themselves: made from a shared secret and the time, or written down beforehand.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

use crate::base::{
    clock::Timestamp,
    random,
    secret::{self, Secret},
};

/// Seconds for which a code is shown (RFC 6238 §5.2).
const STEP_SECS: u64 = 30;
/// Steps before and after that are taken, too: clocks differ, and people type slowly.
const TOLERANCE: i64 = 1;
/// By which a step that was used may be ahead of one that is typed, with clocks of several servers that
/// differ ([`CLOCK_TOLERANCE`](crate::base::clock::CLOCK_TOLERANCE)).
pub(super) const STEPS_AHEAD: i64 = 12;
/// 160 bits, as long as the hash (RFC 4226 §4).
const SECRET_BYTES: usize = 20;
/// 80 bits in each: a plain hash of them cannot be guessed back.
const RECOVERY_BYTES: usize = 10;
const RECOVERY_CODES: usize = 10;
const RECOVERY_LETTERS: usize = 16;

/// A new shared secret in Base32, as apps take it by hand.
pub(crate) fn new_secret() -> Secret {
    Secret::new(BASE32_NOPAD.encode(&random::bytes::<SECRET_BYTES>()))
}

/// Ten new recovery codes, one a line, in groups of four letters and digits.
pub(crate) fn new_recovery_codes() -> Secret {
    let codes: Vec<_> = (0..RECOVERY_CODES)
        .map(|_| secret::in_groups(&BASE32_NOPAD.encode(&random::bytes::<RECOVERY_BYTES>())))
        .collect();
    Secret::new(codes.join("\n"))
}

/// Something typed that has the form of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Typed {
    Digits(String),
    /// The SHA-256 of a recovery code.
    Recovery(String),
}

impl Typed {
    /// Without regard to case, spaces and dashes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if plain.len() == 6 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
            Some(Self::Digits(plain))
        } else if plain.len() == RECOVERY_LETTERS && plain.is_ascii() {
            Some(Self::Recovery(Secret::new(plain).sha256()))
        } else {
            None
        }
    }
}

/// A code that is right, unless it was used before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Code {
    /// Of this step of 30 seconds.
    OfStep(i64),
    /// The SHA-256 of a recovery code; whether there is one, spending it tells.
    Recovery(String),
}

/// The step whose code was typed, if it is one of now.
pub(crate) fn step_of(secret: &Secret, digits: &str, now: Timestamp) -> Option<i64> {
    let key = BASE32_NOPAD.decode(secret.reveal().as_bytes()).ok()?;
    let current = i64::try_from(now.unix_millis() / 1_000 / STEP_SECS).ok()?;
    (current - TOLERANCE..=current + TOLERANCE).find(|step| {
        code(&key, *step).is_some_and(|code| code.as_bytes().ct_eq(digits.as_bytes()).into())
    })
}

/// Six digits out of an HMAC (RFC 4226 §5.3).
fn code(key: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).ok()?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash.last()? & 0xf);
    let bytes = hash.get(offset..offset + 4)?.try_into().ok()?;
    let number = u32::from_be_bytes(bytes) & 0x7fff_ffff;
    Some(format!("{:06}", number % 1_000_000))
}

/// What apps read out of the picture.
pub(crate) fn address(secret: &Secret, issuer: &str, username: &str) -> String {
    let encode = |text: &str| -> String {
        url::form_urlencoded::byte_serialize(text.as_bytes())
            .collect::<String>()
            .replace('+', "%20")
    };
    let (issuer, username) = (encode(issuer), encode(username));
    format!("otpauth://totp/{issuer}:{username}?secret={}&issuer={issuer}", secret.reveal())
}

#[cfg(test)]
pub(crate) fn code_at(secret: &str, now: Timestamp) -> String {
    let key = BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    code(&key, i64::try_from(now.unix_millis() / 1_000 / STEP_SECS).unwrap()).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six of eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret::new(BASE32_NOPAD.encode(b"12345678901234567890"));
        for (secs, digits) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let at = |secs| Timestamp::from_unix_secs(secs);
            let step = secs / 30;
            assert_eq!(step_of(&secret, digits, at(secs)), Some(step), "{secs}");
            assert_eq!(step_of(&secret, digits, at(secs + 30)), Some(step), "a step later");
            assert_eq!(step_of(&secret, digits, at(secs + 90)), None, "too late");
        }
    }

    #[test]
    fn a_recovery_code_is_read_as_people_write_it() {
        let codes = new_recovery_codes();
        let code = codes.reveal().lines().next().unwrap();
        assert_eq!(codes.reveal().lines().count(), RECOVERY_CODES);
        let typed = Typed::parse(code).unwrap();
        assert!(matches!(typed, Typed::Recovery(_)));
        assert_eq!(Typed::parse(&code.to_lowercase().replace('-', " ")), Some(typed));
        assert_eq!(Typed::parse(" 123 456 "), Some(Typed::Digits("123456".to_owned())));
        for nothing in ["", "12345", "1234567", "１２３４５６", "ABCD-EFGH"] {
            assert_eq!(Typed::parse(nothing), None, "{nothing}");
        }
    }
}
