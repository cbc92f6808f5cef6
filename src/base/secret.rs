//! Passwords, tokens and codes ([`Secret`]), and how people read a code.

pub(crate) use engine::secret::Secret;

use super::field_error::FieldError;

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
