//! The form in which a license is typed: readable groups of letters and digits with a checksum, so
//! that a typing error is told apart from a foreign or forged license.
//!
//! Crockford's Base32: case does not matter, I and L read as 1, O reads as 0, white space and
//! dashes of any kind are ignored.

use std::fmt::{self, Write};

use crc::{CRC_32_ISO_HDLC, Crc, NoTable};

use crate::base::field_error::FieldError;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters between two dashes.
const GROUP: usize = 6;
const CHECKSUM_BYTES: usize = 4;
/// No license is nearly as long, so longer input is not decoded.
const MAX_CHARACTERS: usize = 2_000;

/// A serial number without typing errors: the signed bytes behind it. Whether the signature is
/// anybody's is `License::verify`'s business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SerialNumber(Vec<u8>);

impl SerialNumber {
    pub(crate) fn parse(typed: &str) -> Result<Self, FieldError> {
        if typed.trim().is_empty() {
            return Err(FieldError::Required);
        }
        decode(typed).map(Self).ok_or(FieldError::SerialNumberMistyped)
    }
}

/// Dashes as people's mail programs make them, and white space including the no-break kinds.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || c == '-' || matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200B}')
}

fn decode(typed: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for c in typed.chars().filter(|c| !is_separator(*c)).take(MAX_CHARACTERS) {
        buffer = (buffer << 5) | value_of(c)?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 0xFF).ok()?);
        }
        buffer &= (1 << bits) - 1;
    }
    // What is left over pads the last letter and must be zero: one license, one spelling.
    if bits >= 5 || buffer != 0 || bytes.len() <= CHECKSUM_BYTES {
        return None;
    }
    let checksum = bytes.split_off(bytes.len() - CHECKSUM_BYTES);
    (checksum == checksum_of(&bytes)).then_some(bytes)
}

fn value_of(c: char) -> Option<u32> {
    let c = match c.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    let position = ALPHABET.iter().position(|&letter| char::from(letter) == c)?;
    u32::try_from(position).ok()
}

fn checksum_of(bytes: &[u8]) -> [u8; CHECKSUM_BYTES] {
    Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC).checksum(bytes).to_be_bytes()
}

impl SerialNumber {
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// As it is sent to people: `05QB57-Y9DCGP-…`
impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut buffer, mut bits, mut written) = (0_u32, 0_u32, 0);
        let mut letter = |value: u32| {
            if written > 0 && written % GROUP == 0 {
                f.write_char('-')?;
            }
            written += 1;
            f.write_char(char::from(ALPHABET[(value & 31) as usize]))
        };
        for byte in self.0.iter().chain(&checksum_of(&self.0)) {
            buffer = ((buffer & 0xFF) << 8) | u32::from(*byte);
            bits += 8;
            while bits >= 5 {
                bits -= 5;
                letter(buffer >> bits)?;
            }
        }
        if bits > 0 {
            letter(buffer << (5 - bits))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_printed_is_what_is_typed(bytes in prop::collection::vec(any::<u8>(), 1..200)) {
            let serial_number = SerialNumber::from_bytes(bytes);
            prop_assert_eq!(SerialNumber::parse(&serial_number.to_string()), Ok(serial_number));
        }

        #[test]
        fn case_spaces_and_look_alikes_do_not_matter(bytes in prop::collection::vec(any::<u8>(), 1..200)) {
            let serial_number = SerialNumber::from_bytes(bytes);
            let typed = serial_number.to_string().to_lowercase()
                .replace('-', " \u{2011}\u{a0}\n").replace('1', "l").replace('0', "o");
            prop_assert_eq!(SerialNumber::parse(&typed), Ok(serial_number));
        }

        #[test]
        fn one_wrong_letter_is_a_typing_error(
            bytes in prop::collection::vec(any::<u8>(), 1..200),
            place in any::<prop::sample::Index>(),
            shift in 1_usize..32,
        ) {
            let printed: Vec<char> =
                SerialNumber::from_bytes(bytes).to_string().replace('-', "").chars().collect();
            let place = place.index(printed.len());
            let mut typed = printed.clone();
            let old = value_of(printed[place]).unwrap() as usize;
            typed[place] = char::from(ALPHABET[(old + shift) % 32]);
            let typed: String = typed.into_iter().collect();
            prop_assert_eq!(SerialNumber::parse(&typed), Err(FieldError::SerialNumberMistyped));
        }

        #[test]
        fn two_swapped_letters_are_a_typing_error(
            bytes in prop::collection::vec(any::<u8>(), 2..200),
            place in any::<prop::sample::Index>(),
        ) {
            let mut typed: Vec<char> =
                SerialNumber::from_bytes(bytes).to_string().replace('-', "").chars().collect();
            let place = place.index(typed.len() - 1);
            prop_assume!(typed[place] != typed[place + 1]);
            typed.swap(place, place + 1);
            let typed: String = typed.into_iter().collect();
            prop_assert_eq!(SerialNumber::parse(&typed), Err(FieldError::SerialNumberMistyped));
        }

        #[test]
        fn anything_may_be_typed(typed in "\\PC{0,300}") {
            let _ = SerialNumber::parse(&typed);
        }
    }

    #[test]
    fn nothing_typed_and_nonsense_differ() {
        assert_eq!(SerialNumber::parse(" "), Err(FieldError::Required));
        assert_eq!(SerialNumber::parse("none"), Err(FieldError::SerialNumberMistyped));
        assert_eq!(SerialNumber::parse(&"0".repeat(10_000)), Err(FieldError::SerialNumberMistyped));
    }
}
