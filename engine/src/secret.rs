//! Text that must not be seen: it prints as dots, compares in constant time, rests as a hash, and is wiped
//! out of memory when nobody needs it any more.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// A password, token or code. `Debug` shows nothing; there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `typed` is the same text, in a time that tells nothing about the difference.
    pub fn matches(&self, typed: &str) -> bool {
        Sha256::digest(&self.0).as_slice().ct_eq(Sha256::digest(typed).as_slice()).into()
    }

    /// 64 hexadecimal digits of SHA-256, to be stored in place of the text. Enough for 256 random bits;
    /// a password that a person chose needs a slow hash instead.
    pub fn sha256(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("•••")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::new("Correct horse 1");
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)), "••• Some(\n    •••,\n)");
        assert!(secret.matches("Correct horse 1") && !secret.matches("Correct horse 2"));
    }
}
