//! The names of a person: the one they sign in with and the ones they are greeted by.

use caseless::Caseless;
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
        // On the console, names stand before links: `link for NAME: URL`. Nobody tells variants apart.
        if username.0.contains("://") || username.0.contains(is_variant) {
            return Err(FieldError::NotPlainText);
        }
        let key = username.key().key;
        if key.is_empty() {
            return Err(FieldError::NotPlainText);
        }
        if key.chars().count() > MAX_KEY_CHARACTERS {
            return Err(FieldError::TooLong { limit: MAX_NAME_CHARACTERS });
        }
        Ok(username)
    }

    /// One that an account has, whatever the rules are by now.
    pub(crate) fn from_database(username: &str) -> Self {
        Self(username.to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two usernames the same: compatibility forms (full-width letters, ligatures),
    /// invisible characters and case do not count.
    pub(crate) fn key(&self) -> UsernameKey {
        UsernameKey::of(&self.0)
    }
}

/// The comparable form of a username, as the unique index holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UsernameKey {
    key: String,
    /// The form that earlier versions made, where it is another one. Two accounts that they told apart
    /// (`strauß`, `strauss`) stay apart: the one whose form was taken keeps its former one.
    former: Option<String>,
}

impl UsernameKey {
    /// The key of anything typed, also of what no username could be: a look-up then finds nothing.
    pub(crate) fn of(typed: &str) -> Self {
        let (key, former) = (comparable(typed), formerly_comparable(typed));
        Self { former: (former != key).then_some(former), key }
    }

    /// The key of whoever is kept under this form: that of what they type.
    pub(crate) fn from_database(form: &str) -> Self {
        Self::of(form)
    }

    /// Cut to what the database holds: a longer one is nobody's, and stays nobody's.
    pub(crate) fn shortened(self) -> Self {
        let shortened = |key: String| key.chars().take(MAX_KEY_CHARACTERS).collect();
        Self { key: shortened(self.key), former: self.former.map(shortened) }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.key
    }

    pub(crate) fn former(&self) -> Option<&str> {
        self.former.as_deref()
    }

    /// Under which an account may be kept.
    pub(crate) fn forms(&self) -> impl Iterator<Item = &str> {
        self.former().into_iter().chain([self.as_str()])
    }

    /// The form to keep where nobody has looked up yet whose it is: its key is the same
    /// ([`Self::from_database`]).
    pub(crate) fn as_typed(&self) -> &str {
        self.former().unwrap_or(&self.key)
    }
}

/// Compatibility caseless matching (Unicode 3.13, D146), without what nobody sees.
fn comparable(typed: &str) -> String {
    if typed.is_ascii() {
        return formerly_comparable(typed);
    }
    let seen = typed.chars().filter(|c| !c.is_control() && !is_ignorable(*c));
    let folded = seen.nfd().default_case_fold().nfkd().default_case_fold();
    // Some letters unfold into invisible ones.
    let folded: String = folded.nfkc().filter(|c| !is_ignorable(*c)).collect();
    folded.trim().to_owned()
}

fn formerly_comparable(typed: &str) -> String {
    let folded: String = typed
        .nfkc()
        .flat_map(char::to_lowercase)
        .nfkc()
        .filter(|c| !c.is_control() && !is_joiner(*c))
        .collect();
    folded.trim().to_owned()
}

/// Persian and Indic names need them.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Mongolian and East Asian names need them.
fn is_variant(c: char) -> bool {
    matches!(c, '\u{180B}'..='\u{180F}' | '\u{FE00}'..='\u{FE0F}')
}

/// Whether a character shows nothing by itself (`Default_Ignorable_Code_Point` of Unicode 17, and the
/// blank of Braille): fillers, tags, selectors of variants.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A first or last name, 1–100 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PersonName(String);

impl PersonName {
    pub(crate) fn parse(typed: &str) -> Result<Self, FieldError> {
        let name = plain_text(typed, MAX_NAME_CHARACTERS)?;
        // Mails greet by it: no stranger gets a link of theirs into one.
        let is_link = name.contains("://") || name.to_lowercase().contains("www.");
        if is_link || name.chars().all(is_ignorable) {
            return Err(FieldError::NotPlainText);
        }
        Ok(Self(name))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// One trimmed line. Control, invisible and direction-changing characters would let a name pass for
/// another or forge the lines around it. Joiners and variants stay: they belong to the spelling of names.
pub(crate) fn plain_text(typed: &str, limit: u16) -> Result<String, FieldError> {
    let text = typed.trim();
    if text.is_empty() {
        return Err(FieldError::Required);
    }
    if text.chars().count() > usize::from(limit) {
        return Err(FieldError::TooLong { limit });
    }
    let forges = |c: char| {
        let is_line_end = matches!(c, '\u{2028}' | '\u{2029}');
        c.is_control() || is_line_end || is_ignorable(c) && !is_joiner(c) && !is_variant(c)
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
        // Letters whose case is not told by one letter alone.
        assert_eq!(key("νίκος").as_str(), key("ΝΊΚΟΣ").as_str());
        assert_eq!(key("strauß").as_str(), key("STRAUSS").as_str());
        assert_eq!(key("STRAUẞ").as_str(), key("strauss").as_str());
        assert_ne!(key("ısı").as_str(), key("isi").as_str());
        assert_eq!(key("νίκος").as_typed(), "νίκος", "as earlier versions kept it");
    }

    #[test]
    fn what_nobody_sees_makes_no_other_username() {
        for hidden in [
            '\u{3164}',
            '\u{115F}',
            '\u{1160}',
            '\u{FFA0}',
            '\u{34F}',
            '\u{FE0F}',
            '\u{180B}',
            '\u{E0041}',
            '\u{E0100}',
            '\u{2800}',
            '\u{17B4}',
            '\u{1D173}',
            '\u{FFF0}',
            '\u{2065}',
        ] {
            for typed in [format!("ada{hidden}"), format!("{hidden}ada"), format!("a{hidden}da")] {
                assert_eq!(Username::parse(&typed), Err(FieldError::NotPlainText), "{typed:?}");
                assert_eq!(UsernameKey::of(&typed).as_str(), "ada", "{typed:?}");
            }
        }
        assert!(Username::parse("علی\u{200C}رضا").is_ok());
        assert_eq!(UsernameKey::of("ad\u{200D}a").as_str(), "ada");
    }

    #[test]
    fn names_of_people_are_seen() {
        for typed in ["\u{3164}", "\u{FE0F}", "Ada\u{E0041}", "\u{200D}", "\u{2800}"] {
            assert_eq!(PersonName::parse(typed), Err(FieldError::NotPlainText), "{typed:?}");
        }
        for typed in ["علی\u{200C}رضا", "葛\u{FE00}"] {
            assert!(PersonName::parse(typed).is_ok(), "{typed:?}");
        }
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
            let of_key = UsernameKey::of(key.as_str());
            prop_assert_eq!(of_key.as_str(), key.as_str());
            prop_assert_eq!(&UsernameKey::of(key.as_typed()), &key);
        }
    }
}
