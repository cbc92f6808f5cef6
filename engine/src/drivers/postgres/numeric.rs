//! `numeric`, the decimal number of any length: its digits count to 10,000 and begin at the point.

use std::fmt::Write as _;

use bytes::{Buf, BufMut, BytesMut};

use super::binary::length;
use crate::{
    batch::{Column, NAN, Value},
    table::ValueProblem,
    types::LogicalType,
};

/// Of `numeric`, in its third word.
const POSITIVE: u16 = 0x0000;
const NEGATIVE: u16 = 0x4000;
const NOT_A_NUMBER: u16 = 0xc000;
const PLUS_INFINITY: u16 = 0xd000;
const MINUS_INFINITY: u16 = 0xf000;
/// Decimal digits in one digit of a `numeric`, which counts to 10,000.
const DIGITS: i64 = 4;
/// A `numeric`: a sign, and digits that count to 10,000, of which the first has the weight
/// 10,000^`weight`.
struct Numeric<'a> {
    is_negative: bool,
    weight: i64,
    /// How many decimal digits are shown behind the point.
    scale: u16,
    /// Two bytes each.
    digits: &'a [u8],
}

enum Number<'a> {
    Finite(Numeric<'a>),
    Other(&'static str),
}

fn parse(mut bytes: &[u8]) -> Result<Number<'_>, ValueProblem> {
    if bytes.len() < 8 {
        return Err(ValueProblem::Malformed);
    }
    let (count, weight) = (usize::from(bytes.get_u16()), bytes.get_i16().into());
    let (sign, scale) = (bytes.get_u16(), bytes.get_u16());
    let is_negative = match sign {
        POSITIVE => false,
        NEGATIVE => true,
        NOT_A_NUMBER => return Ok(Number::Other(NAN)),
        PLUS_INFINITY => return Ok(Number::Other("Infinity")),
        MINUS_INFINITY => return Ok(Number::Other("-Infinity")),
        _ => return Err(ValueProblem::Malformed),
    };
    let is_whole = bytes.len() == count * 2
        && bytes.chunks_exact(2).all(|digit| u16::from_be_bytes([digit[0], digit[1]]) < 10_000);
    if !is_whole {
        return Err(ValueProblem::Malformed);
    }
    Ok(Number::Finite(Numeric { is_negative, weight, scale, digits: bytes }))
}

/// Reads one number that is not NULL as `agreed`, and pushes it.
pub(super) fn decode(
    agreed: &LogicalType,
    bytes: &[u8],
    into: &mut Column,
) -> Result<(), ValueProblem> {
    let number = parse(bytes)?;
    let written;
    let value = match (number, agreed) {
        (Number::Finite(number), LogicalType::Decimal { scale, .. }) => {
            let unscaled = number.unscaled((*scale).into()).ok_or(ValueProblem::TooManyDigits)?;
            Value::Decimal { unscaled, scale: *scale }
        }
        (Number::Finite(number), LogicalType::Integer(range)) => {
            let number = number.unscaled(0).ok_or(ValueProblem::OutOfRange)?;
            if !range.contains(number) {
                return Err(ValueProblem::OutOfRange);
            }
            Value::Int(number)
        }
        (Number::Finite(number), LogicalType::Number) => {
            written = number.to_text();
            Value::Number(&written)
        }
        (Number::Other(NAN), _) => Value::Number(NAN),
        (Number::Other(infinity), LogicalType::Number) => Value::Number(infinity),
        (Number::Other(_), _) => return Err(ValueProblem::Infinite),
        (Number::Finite(_), _) => return Err(ValueProblem::WrongType),
    };
    into.push(value).map_err(|_| ValueProblem::WrongType)
}

impl Numeric<'_> {
    fn digits(&self) -> impl DoubleEndedIterator<Item = u16> + '_ {
        self.digits.chunks_exact(2).map(|digit| u16::from_be_bytes([digit[0], digit[1]]))
    }

    /// The number × 10^`scale`; `None` where it has more digits than that or than fit.
    fn unscaled(&self, scale: i64) -> Option<i128> {
        let count = self.digits.len() / 2;
        // Of the last digit, as which the server never sends a zero.
        let exponent = (self.weight + 1 - i64::try_from(count).ok()?) * DIGITS + scale;
        let surplus = u32::try_from(-exponent).unwrap_or(0);
        let mut number = 0_i128;
        for (place, digit) in self.digits().enumerate() {
            let dropped = if place + 1 == count { 10_u16.checked_pow(surplus)? } else { 1 };
            if digit % dropped != 0 {
                return None;
            }
            let factor = i128::from(10_000 / dropped);
            number = number.checked_mul(factor)?.checked_add((digit / dropped).into())?;
        }
        for _ in 0..exponent {
            number = number.checked_mul(10)?;
        }
        Some(if self.is_negative { -number } else { number })
    }

    /// As the server writes it, with all the digits of its scale.
    fn to_text(&self) -> String {
        let mut text = String::new();
        if self.is_negative {
            text.push('-');
        }
        let digit_at = |weight: i64| {
            let place = usize::try_from(self.weight - weight).ok()?;
            self.digits
                .chunks_exact(2)
                .nth(place)
                .map(|digit| u16::from_be_bytes([digit[0], digit[1]]))
        };
        if self.weight < 0 {
            text.push('0');
        }
        for weight in (0..=self.weight).rev() {
            let digit = digit_at(weight).unwrap_or(0);
            if weight == self.weight {
                text.push_str(&digit.to_string());
            } else {
                let _ = write!(text, "{digit:04}");
            }
        }
        if self.scale > 0 {
            text.push('.');
            let begin = text.len();
            let mut weight = -1;
            while text.len() - begin < usize::from(self.scale) {
                let _ = write!(text, "{:04}", digit_at(weight).unwrap_or(0));
                weight -= 1;
            }
            text.truncate(begin + usize::from(self.scale));
        }
        text
    }
}

/// Of at most 38 digits: the frequent case, without text in between.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "there are at most twelve digits, each below 10,000"
)]
pub(super) fn put_decimal(out: &mut BytesMut, unscaled: i128, scale: u8) {
    // The least first. Digits of a `numeric` begin at the point, so the last may need zeros behind it.
    let mut digits = [0_u16; 12];
    let mut count = 0;
    let padding = (4 - u32::from(scale) % 4) % 4;
    let mut rest = unscaled.unsigned_abs();
    if rest > 0 && padding > 0 {
        let unit = 10_u128.pow(4 - padding);
        digits[0] = (rest % unit) as u16 * 10_u16.pow(padding);
        rest /= unit;
        count = 1;
    }
    while rest > 0 {
        (digits[count], rest) = match u64::try_from(rest) {
            Ok(small) => ((small % 10_000) as u16, u128::from(small / 10_000)),
            Err(_) => ((rest % 10_000) as u16, rest / 10_000),
        };
        count += 1;
    }
    let behind = usize::from(scale).div_ceil(4);
    let zeros = digits[..count].iter().take_while(|digit| **digit == 0).count();
    let kept = &digits[zeros..count];
    out.put_i32(8 + 2 * kept.len() as i32);
    out.put_u16(kept.len() as u16);
    out.put_i16(if kept.is_empty() { 0 } else { count as i16 - behind as i16 - 1 });
    out.put_u16(if unscaled < 0 { NEGATIVE } else { POSITIVE });
    out.put_u16(scale.into());
    for digit in kept.iter().rev() {
        out.put_u16(*digit);
    }
}

/// As [`Value::Number`] writes it.
pub(super) fn put_number(out: &mut BytesMut, text: &str) -> Result<(), ValueProblem> {
    let special = match text {
        NAN => Some(NOT_A_NUMBER),
        "Infinity" => Some(PLUS_INFINITY),
        "-Infinity" => Some(MINUS_INFINITY),
        _ => None,
    };
    if let Some(sign) = special {
        out.put_i32(8);
        out.put_u32(0);
        out.put_u16(sign);
        out.put_u16(0);
        return Ok(());
    }
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    match digits.split_once('.') {
        None => put_digits(out, is_negative, digits.as_bytes(), 0),
        Some((whole, fraction)) => {
            let digits = [whole, fraction].concat();
            put_digits(out, is_negative, digits.as_bytes(), fraction.len())
        }
    }
}

/// Decimal digits, of which the last `scale` stand behind the point.
pub(super) fn put_digits(
    out: &mut BytesMut,
    is_negative: bool,
    digits: &[u8],
    scale: usize,
) -> Result<(), ValueProblem> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) || scale > digits.len() {
        return Err(ValueProblem::Malformed);
    }
    let before = digits.len() - scale;
    // Groups of four, counted from the point to both sides.
    let lead = (4 - before % 4) % 4;
    let mut padded = vec![b'0'; lead];
    padded.extend_from_slice(digits);
    padded.resize(padded.len() + (4 - scale % 4) % 4, b'0');
    let groups: Vec<u16> = padded
        .chunks_exact(4)
        .map(|group| group.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0')))
        .collect();
    let first = groups.iter().position(|group| *group > 0).unwrap_or(groups.len());
    let end = groups.iter().rposition(|group| *group > 0).map_or(first, |last| last + 1);
    let too_many = |_| ValueProblem::TooManyDigits;
    let weight = i64::try_from((before + lead) / 4).map_err(too_many)?
        - 1
        - i64::try_from(first).map_err(too_many)?;
    let kept = &groups[first..end];
    out.put_i32(length(8 + 2 * kept.len())?);
    out.put_u16(u16::try_from(kept.len()).map_err(too_many)?);
    out.put_i16(if kept.is_empty() { 0 } else { i16::try_from(weight).map_err(too_many)? });
    out.put_u16(if is_negative { NEGATIVE } else { POSITIVE });
    // What a `numeric` can show at most.
    out.put_u16(
        u16::try_from(scale)
            .ok()
            .filter(|scale| *scale <= 0x3fff)
            .ok_or(ValueProblem::TooManyDigits)?,
    );
    for group in kept {
        out.put_u16(*group);
    }
    Ok(())
}
