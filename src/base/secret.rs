//! Passwords, tokens and codes ([`Secret`]), and how people read a code.

pub(crate) use engine::secret::Secret;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use super::field_error::FieldError;

/// A password or code as a form brings it, for the parameters of server functions: text that is not
/// printed, and wiped out of memory when the function ends.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct TypedSecret(String);

impl TypedSecret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl std::ops::Deref for TypedSecret {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Drop for TypedSecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for TypedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("•••")
    }
}

/// A secret as it was typed: any characters of text, at most `limit` of them.
pub(crate) fn parse(typed: &str, limit: u16) -> Result<Secret, FieldError> {
    if typed.chars().count() > usize::from(limit) {
        Err(FieldError::TooLong { limit })
    } else if typed.chars().any(char::is_control) {
        Err(FieldError::NotPlainText)
    } else {
        Ok(Secret::new(typed))
    }
}

/// As people copy a code from paper: `ABCDEFGHJKLM` → `ABCD-EFGH-JKLM`.
pub(crate) fn in_groups(letters: &str) -> String {
    let letters: Vec<_> = letters.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}
