//! What a job is called, in addresses, reports and mails.

use std::fmt;

use crate::{base::field_error::FieldError, database::entities::job::Kind};

/// 1 to 100 small letters, digits, `.`, `_` and `-`, beginning with a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JobName(String);

impl JobName {
    const MOST_CHARACTERS: usize = 100;

    pub(crate) fn parse(text: &str) -> Result<Self, FieldError> {
        let begins_well = text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        if begins_well && text.len() <= Self::MOST_CHARACTERS && text.chars().all(is_name) {
            Ok(Self(text.to_owned()))
        } else {
            Err(FieldError::NotAJobName)
        }
    }

    /// Whether it is the name of a job that DataSync runs itself.
    pub(crate) fn is_built_in(&self) -> bool {
        Kind::BUILT_IN.into_iter().any(|kind| kind.built_in_name() == Some(self.as_str()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for JobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_addresses_as_they_are() {
        for good in ["orders", "a", "0", "erp.orders_2-eu", &"a".repeat(100)] {
            assert!(JobName::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "Orders", "a/b", "a b", "..", ".a", "-a", "é", "a\0", &"a".repeat(101)] {
            assert!(JobName::parse(bad).is_err(), "{bad}");
        }
        assert!(JobName::parse("clean-up").unwrap().is_built_in());
    }
}
