//! A name that a server gives to one of its settings.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longer than any name of an encoding.
const MAX_BYTES: usize = 24;

/// Small enough to be copied, and never more than letters, digits, `_` and `-`: whoever shows it shows
/// nothing else of what a server says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerWord {
    bytes: [u8; MAX_BYTES],
    length: u8,
}

impl ServerWord {
    pub fn new(said: &str) -> Self {
        let mut word = Self { bytes: [0; MAX_BYTES], length: 0 };
        let fit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        for (place, byte) in word.bytes.iter_mut().zip(said.bytes().filter(fit)) {
            *place = byte;
            word.length += 1;
        }
        word
    }

    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.length)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl Serialize for ServerWord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ServerWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_short_and_plain() {
        assert_eq!(ServerWord::new("EUC_JIS_2004").as_str(), "EUC_JIS_2004");
        assert_eq!(ServerWord::new("LATIN1\n<b>\u{1b}[31mé").as_str(), "LATIN1b31m");
        assert_eq!(ServerWord::new(&"x".repeat(1_000)).as_str().len(), MAX_BYTES);
    }
}
