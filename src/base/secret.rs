//! Text that must not be seen: it prints as dots, compares in constant time, and rests as a hash.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A password, token or code. `Debug` shows nothing; there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that needs it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `typed` is the same text, in a time that tells nothing about the difference.
    pub(crate) fn matches(&self, typed: &str) -> bool {
        Sha256::digest(&self.0).as_slice().ct_eq(Sha256::digest(typed).as_slice()).into()
    }

    /// 64 hexadecimal digits of SHA-256: what the database keeps of a token. Enough for 256 random
    /// bits; passwords go through `password_hash` instead.
    pub(crate) fn sha256(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}

/// As people copy a code from paper: `ABCDEFGHJKLM` → `ABCD-EFGH-JKLM`.
pub(crate) fn in_groups(letters: &str) -> String {
    let letters: Vec<_> = letters.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("•••")
    }
}
