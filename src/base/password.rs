//! The password rules: one piece of code for the checklist in the browser and the check on the server.

/// The fewest characters a password may have.
pub(crate) const MIN_CHARACTERS: usize = 8;
/// The most: enough for any passphrase, short enough that hashing cannot be abused.
pub(crate) const MAX_CHARACTERS: usize = 128;
/// Characters that other systems fed with these passwords are known to mangle.
pub(crate) const FORBIDDEN: [char; 6] = ['"', '\'', '<', '>', '&', ';'];

/// One line of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PasswordRule {
    Length,
    UpperCase,
    LowerCase,
    Digit,
    NoForbiddenCharacter,
}

impl PasswordRule {
    /// In the order in which the page lists them.
    pub(crate) const ALL: [Self; 5] =
        [Self::Length, Self::UpperCase, Self::LowerCase, Self::Digit, Self::NoForbiddenCharacter];

    /// Whether `password` meets this rule. Nothing typed meets none, so that the checklist of an
    /// empty field shows no success.
    pub(crate) fn is_met_by(self, password: &str) -> bool {
        let any = |wanted: fn(&char) -> bool| password.chars().any(|c| wanted(&c));
        match self {
            Self::Length => (MIN_CHARACTERS..=MAX_CHARACTERS).contains(&password.chars().count()),
            Self::UpperCase => any(char::is_ascii_uppercase),
            Self::LowerCase => any(char::is_ascii_lowercase),
            Self::Digit => any(char::is_ascii_digit),
            Self::NoForbiddenCharacter => !password.is_empty() && !password.contains(FORBIDDEN),
        }
    }
}

#[cfg(feature = "ssr")]
pub(crate) use server::{NewPassword, Person, composed};

#[cfg(feature = "ssr")]
mod server {
    use std::{collections::HashSet, sync::LazyLock};

    use unicode_normalization::UnicodeNormalization;
    use zeroize::Zeroizing;

    use super::{super::field_error::FieldError, PasswordRule};

    /// Passwords among the first that anybody would try, lower-cased, one a line.
    /// Only those that can pass the rules when typed with some capital are kept.
    static COMMON: LazyLock<HashSet<&str>> =
        LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

    /// Shorter names are found in too many honest passwords by chance.
    const SHORTEST_PERSONAL_WORD: usize = 4;

    /// What was typed, with each character in one form (NFC): some keyboards send `é` as one, others as
    /// two. (RFC 8265 §4.2.) Wiped out of memory afterwards.
    pub(crate) fn composed(typed: &str) -> Zeroizing<String> {
        Zeroizing::new(typed.nfc().collect())
    }

    /// A password that may be set: every rule met, not common, not personal.
    /// Exactly what was typed, in one form: never trimmed, folded or cut.
    pub(crate) struct NewPassword(Zeroizing<String>);

    /// The names that must not be part of a person's password.
    pub(crate) struct Person<'a> {
        pub(crate) username: &'a str,
        pub(crate) email: &'a str,
        pub(crate) first_name: &'a str,
        pub(crate) last_name: &'a str,
    }

    impl NewPassword {
        pub(crate) fn parse(typed: &str, person: &Person<'_>) -> Result<Self, FieldError> {
            if typed.is_empty() {
                return Err(FieldError::Required);
            }
            // First: the Greek question mark becomes a semicolon.
            let typed = composed(typed);
            if !PasswordRule::ALL.iter().all(|rule| rule.is_met_by(&typed)) {
                return Err(FieldError::PasswordRules);
            }
            let folded = Zeroizing::new(typed.to_lowercase());
            if COMMON.contains(folded.as_str()) {
                return Err(FieldError::PasswordCommon);
            }
            if person.words().any(|word| folded.contains(word.as_str())) {
                return Err(FieldError::PasswordPersonal);
            }
            Ok(Self(typed))
        }

        pub(crate) fn as_str(&self) -> &str {
            &self.0
        }
    }

    impl Person<'_> {
        fn words(&self) -> impl Iterator<Item = String> {
            let local_part = self.email.split('@').next().unwrap_or_default();
            ["datasync", self.username, local_part, self.first_name, self.last_name]
                .into_iter()
                .filter(|word| word.chars().count() >= SHORTEST_PERSONAL_WORD)
                .map(|word| composed(word).to_lowercase())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        const ADA: Person<'_> = Person {
            username: "ada",
            email: "countess@example.com",
            first_name: "Ada",
            last_name: "Lovelace",
        };

        fn refusal(typed: &str) -> Option<FieldError> {
            NewPassword::parse(typed, &ADA).err()
        }

        #[test]
        fn each_rule_is_needed() {
            assert_eq!(refusal("Engine42"), None);
            for broken in ["Engin42", "engine42", "ENGINE42", "Enginefortytwo"] {
                assert_eq!(refusal(broken), Some(FieldError::PasswordRules), "{broken}");
            }
            for forbidden in super::super::FORBIDDEN {
                assert_eq!(
                    refusal(&format!("Engine42{forbidden}")),
                    Some(FieldError::PasswordRules)
                );
            }
        }

        #[test]
        fn upper_and_lower_case_mean_a_to_z() {
            assert_eq!(refusal("ÉÀÔéàô42"), Some(FieldError::PasswordRules));
            assert_eq!(refusal("Engine Différentielle 42 ✓"), None);
        }

        #[test]
        fn length_counts_characters_up_to_128() {
            let long = format!("Ab1{}", "é".repeat(125));
            assert_eq!(refusal(&long), None);
            assert_eq!(refusal(&format!("{long}é")), Some(FieldError::PasswordRules));
        }

        #[test]
        fn common_and_personal_passwords_are_refused_with_the_reason() {
            assert_eq!(refusal("Password1"), Some(FieldError::PasswordCommon));
            assert_eq!(refusal("xX-lovelace-42"), Some(FieldError::PasswordPersonal));
            assert_eq!(refusal("Countess1815"), Some(FieldError::PasswordPersonal));
            assert_eq!(refusal("DataSync2026"), Some(FieldError::PasswordPersonal));
        }

        #[test]
        fn each_character_counts_in_one_form() {
            let set = |typed| NewPassword::parse(typed, &ADA).map(|set| set.0);
            assert_eq!(set("Engine42e\u{301}"), Ok("Engine42é".to_owned().into()));
            assert_eq!(set("Engin42e\u{301}").map(|set| set.chars().count()), Ok(8));
            assert_eq!(set("Engi42e\u{301}"), Err(FieldError::PasswordRules));
            assert_eq!(set("Engine42\u{37E}"), Err(FieldError::PasswordRules), "a semicolon");
        }

        #[test]
        fn spaces_at_the_ends_belong_to_the_password() {
            let typed = " Engine 42 ";
            assert_eq!(
                NewPassword::parse(typed, &ADA).ok().as_ref().map(NewPassword::as_str),
                Some(typed)
            );
        }
    }
}
