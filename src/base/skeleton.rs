//! What a username looks like: two with the same skeleton cannot be told apart by eye (Unicode TR 39).

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection;

use super::names::is_ignorable;

/// The width of the column. What comes after it tells nobody apart.
pub(crate) const MAX_SKELETON_CHARACTERS: usize = 255;

/// The skeleton of a username as it is shown, then without regard to case: `Мark` with a Cyrillic `М`
/// has that of `mark`, `paypaI` that of `paypal`. Spaces count as one, as a page shows them.
pub(crate) fn skeleton_of(username: &str) -> String {
    let seen: String = username.nfkc().filter(|c| !is_ignorable(*c)).collect();
    // In small letters, other letters look alike: once more.
    let small: String = confusable_detection::skeleton(&seen).default_case_fold().nfc().collect();
    let skeleton: String = confusable_detection::skeleton(&small).collect();
    let words: Vec<_> = skeleton.split_whitespace().collect();
    words.join(" ").chars().take(MAX_SKELETON_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_has_one_skeleton() {
        for (one, other) in [
            ("ada", "аdа"),
            ("ada", "АDА"),
            ("Mark", "Мark"),
            ("mark", "МARK"),
            ("paypal", "paypaI"),
            ("PAYPAL", "paypa1"),
            ("bob", "b0b"),
            ("admin", "adrnin"),
            ("nikos", "Νikos"),
            ("scope", "ѕсоре"),
            ("ada lovelace", "Ada \u{a0} Lovelace"),
            ("ada", "𝐚𝐝𝐚"),
        ] {
            assert_eq!(skeleton_of(one), skeleton_of(other), "{one} {other}");
        }
    }

    #[test]
    fn names_that_differ_stay_apart() {
        for (one, other) in [
            ("ada", "ida"),
            ("adà", "ada"),
            ("νίκος", "nikos"),
            ("1000", "1001"),
            ("ian", "lan"),
            ("Müller", "Muller"),
            ("李", "王"),
            ("иван", "иvан"),
        ] {
            assert_ne!(skeleton_of(one), skeleton_of(other), "{one} {other}");
        }
        assert_eq!(skeleton_of(&"m".repeat(255)).chars().count(), MAX_SKELETON_CHARACTERS);
    }
}
