//! The names of a person: the one they sign in with and the ones they are greeted by.

use unicode_normalization::UnicodeNormalization;

use super::field_error::FieldError;

/// The most characters in a username, first name or last name.
pub(crate) const MAX_NAME_CHARACTERS: u16 = 100;

/// The width of the column behind [`UsernameKey`]. Some single characters unfold into eighteen.
const MAX_KEY_CHARACTERS: usize = 255;

/// What a person signs in with: an employee id, an email address or any name, 1–100 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Username(String);

impl Username {
    pub(crate) fn parse(typed: &str) -> Result<Self, FieldError> {
        let username = Self(plain_text(typed, MAX_NAME_CHARACTERS)?);
        // On the console, names stand before links: `link for NAME: URL`.
        if username.0.contains("://") {
            return Err(FieldError::NotPlainText);
        }
        if username.key().0.chars().count() > MAX_KEY_CHARACTERS {
            return Err(FieldError::TooLong { limit: MAX_NAME_CHARACTERS });
        }
        Ok(username)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two usernames the same: compatibility forms (full-width letters, ligatures),
    /// joiners and case do not count.
    pub(crate) fn key(&self) -> UsernameKey {
        UsernameKey::of(&self.0)
    }
}

/// The comparable form of a username, as the unique index holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UsernameKey(String);

impl UsernameKey {
    /// The key of anything typed, also of what no username could be: a look-up then finds nothing.
    pub(crate) fn of(typed: &str) -> Self {
        let folded: String = typed
            .nfkc()
            .flat_map(char::to_lowercase)
            .nfkc()
            .filter(|c| !c.is_control() && !matches!(c, '\u{200C}' | '\u{200D}'))
            .collect();
        Self(folded.trim().to_owned())
    }

    /// A key as the database keeps it.
    pub(crate) fn from_database(key: &str) -> Self {
        Self(key.to_owned())
    }

    /// Cut to what the database holds: a longer one is nobody's, and stays nobody's.
    pub(crate) fn shortened(self) -> Self {
        Self(self.0.chars().take(MAX_KEY_CHARACTERS).collect())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A first or last name, 1–100 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PersonName(String);

impl PersonName {
    pub(crate) fn parse(typed: &str) -> Result<Self, FieldError> {
        let name = plain_text(typed, MAX_NAME_CHARACTERS)?;
        // Mails greet by it: no stranger gets a link of theirs into one.
        if name.contains("://") || name.to_lowercase().contains("www.") {
            return Err(FieldError::NotPlainText);
        }
        Ok(Self(name))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// One trimmed line. Control, invisible and direction-changing characters would let a name pass for
/// another or forge the lines around it. (The joiners U+200C and U+200D stay: Persian and Indic names need them.)
pub(crate) fn plain_text(typed: &str, limit: u16) -> Result<String, FieldError> {
    let text = typed.trim();
    if text.is_empty() {
        return Err(FieldError::Required);
    }
    if text.chars().count() > usize::from(limit) {
        return Err(FieldError::TooLong { limit });
    }
    let forges = |c: char| {
        c.is_control()
            || matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}')
            || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
    };
    if text.contains(forges) {
        return Err(FieldError::NotPlainText);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usernames_are_the_same_without_regard_to_case_and_form() {
        let key = |typed| Username::parse(typed).unwrap().key();
        assert_eq!(key("Ada"), key("aDA"));
        assert_eq!(key("ＡＤＡ"), key("ada"));
        assert_eq!(key("É"), key("e\u{301}"));
        assert_ne!(key("ada"), key("adà"));
    }

    #[test]
    fn names_that_forge_lines_are_refused() {
        for typed in ["a\nb", "a\u{0}b", "a\u{202E}b", "a\u{2028}b", "a\u{200B}b", "ada: http://x"]
        {
            assert_eq!(Username::parse(typed), Err(FieldError::NotPlainText), "{typed:?}");
        }
        assert_eq!(Username::parse(" \t"), Err(FieldError::Required));
        assert_eq!(PersonName::parse(&"x".repeat(101)), Err(FieldError::TooLong { limit: 100 }));
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(typed in "\\PC{1,30}") {
            let key = UsernameKey::of(&typed);
            prop_assert_eq!(&UsernameKey::of(key.as_str()), &key);
        }
    }
}
