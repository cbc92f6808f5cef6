//! Passwords, tokens and codes ([`Secret`]), and how people read a code.

pub(crate) use engine::secret::Secret;

/// As people copy a code from paper: `ABCDEFGHJKLM` → `ABCD-EFGH-JKLM`.
pub(crate) fn in_groups(letters: &str) -> String {
    let letters: Vec<_> = letters.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}
