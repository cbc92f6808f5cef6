//! Values in PostgreSQL's binary form, as `COPY … (FORMAT binary)` and the protocol carry them.

use std::fmt::Write as _;

use bytes::{Buf, BufMut, BytesMut};

use super::types::PgType;
use crate::{
    batch::{Column, Interval, MICROS_PER_DAY, Moment, NAN, Value},
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
/// The only version that there is of the binary form of `jsonb`.
const JSONB_VERSION: u8 = 1;

/// Reads one value that is not NULL as `agreed`, and pushes it.
pub(super) fn decode(
    from: &PgType,
    agreed: &LogicalType,
    bytes: &[u8],
    into: &mut Column,
) -> Result<(), ValueProblem> {
    let value = match from {
        PgType::Bool => Value::Bool(fixed::<1>(bytes)? != [0]),
        PgType::Int2 => Value::Int(i16::from_be_bytes(fixed(bytes)?).into()),
        PgType::Int4 => Value::Int(i32::from_be_bytes(fixed(bytes)?).into()),
        PgType::Int8 => Value::Int(i64::from_be_bytes(fixed(bytes)?).into()),
        PgType::Oid => Value::Int(u32::from_be_bytes(fixed(bytes)?).into()),
        PgType::Float4 => Value::Float32(f32::from_be_bytes(fixed(bytes)?)),
        PgType::Float8 => Value::Float64(f64::from_be_bytes(fixed(bytes)?)),
        PgType::Numeric(_) => return decode_numeric(agreed, bytes, into),
        PgType::Date => Value::Date(match i32::from_be_bytes(fixed(bytes)?) {
            i32::MIN => Moment::MinusInfinity,
            i32::MAX => Moment::Infinity,
            day => Moment::At(day),
        }),
        PgType::Time { .. } => Value::Time(i64::from_be_bytes(fixed(bytes)?)),
        PgType::Timestamp { .. } | PgType::TimestampTz { .. } => {
            Value::Timestamp(match i64::from_be_bytes(fixed(bytes)?) {
                i64::MIN => Moment::MinusInfinity,
                i64::MAX => Moment::Infinity,
                micros => Moment::At(micros),
            })
        }
        PgType::Interval => {
            let mut bytes: &[u8] = &fixed::<16>(bytes)?;
            let (micros, days, months) = (bytes.get_i64(), bytes.get_i32(), bytes.get_i32());
            Value::Interval(Interval { months, days, micros })
        }
        PgType::Uuid => Value::Uuid(fixed(bytes)?),
        // The spaces at the end are the type's, not the value's.
        PgType::Char { .. } => Value::Text(text(bytes)?.trim_end_matches(' ')),
        PgType::Text | PgType::Varchar { .. } | PgType::Json | PgType::Other(_) => {
            Value::Text(text(bytes)?)
        }
        PgType::Jsonb => match bytes.split_first() {
            Some((&JSONB_VERSION, json)) => Value::Text(text(json)?),
            _ => return Err(ValueProblem::Malformed),
        },
        PgType::BuiltIn(_) if matches!(agreed, LogicalType::Text { .. }) => {
            Value::Text(text(bytes)?)
        }
        PgType::Bytea | PgType::BuiltIn(_) => Value::Bytes(bytes),
    };
    into.push(value).map_err(|_| ValueProblem::WrongType)
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], ValueProblem> {
    bytes.try_into().map_err(|_| ValueProblem::Malformed)
}

fn text(bytes: &[u8]) -> Result<&str, ValueProblem> {
    std::str::from_utf8(bytes).map_err(|_| ValueProblem::NotUtf8)
}

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

fn parse_numeric(mut bytes: &[u8]) -> Result<Number<'_>, ValueProblem> {
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

fn decode_numeric(
    agreed: &LogicalType,
    bytes: &[u8],
    into: &mut Column,
) -> Result<(), ValueProblem> {
    let number = parse_numeric(bytes)?;
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

/// Writes one value with its length, as a column of this type holds it.
pub(super) fn encode(
    value: Value<'_>,
    to: &PgType,
    out: &mut BytesMut,
) -> Result<(), ValueProblem> {
    match (value, to) {
        (Value::Null, _) => out.put_i32(-1),
        (Value::Bool(value), PgType::Bool) => put(out, &[u8::from(value)])?,
        (Value::Int(value), PgType::Int2) => put(out, &narrow::<i16>(value)?.to_be_bytes())?,
        (Value::Int(value), PgType::Int4) => put(out, &narrow::<i32>(value)?.to_be_bytes())?,
        (Value::Int(value), PgType::Int8) => put(out, &narrow::<i64>(value)?.to_be_bytes())?,
        (Value::Int(value), PgType::Oid) => put(out, &narrow::<u32>(value)?.to_be_bytes())?,
        (Value::Int(value), PgType::Numeric(_)) => {
            put_numeric(out, value < 0, value.unsigned_abs().to_string().as_bytes(), 0)?;
        }
        (Value::Float32(value), PgType::Float4) => put(out, &value.to_be_bytes())?,
        (Value::Float64(value), PgType::Float8) => put(out, &value.to_be_bytes())?,
        (Value::Decimal { unscaled, scale }, PgType::Numeric(_)) => {
            put_decimal(out, unscaled, scale);
        }
        (Value::Number(text), PgType::Numeric(_)) => put_number(out, text)?,
        (Value::Date(day), PgType::Date) => put(
            out,
            &match day {
                Moment::MinusInfinity => i32::MIN,
                Moment::Infinity => i32::MAX,
                Moment::At(day) => in_years(day.into(), MAX_DATE_DAY).and_then(narrow)?,
            }
            .to_be_bytes(),
        )?,
        (Value::Time(micros), PgType::Time { .. }) => put(out, &micros.to_be_bytes())?,
        (Value::Timestamp(moment), PgType::Timestamp { .. } | PgType::TimestampTz { .. }) => put(
            out,
            &match moment {
                Moment::MinusInfinity => i64::MIN,
                Moment::Infinity => i64::MAX,
                Moment::At(micros) => {
                    in_years(micros.div_euclid(MICROS_PER_DAY), MAX_TIMESTAMP_DAY)?;
                    micros
                }
            }
            .to_be_bytes(),
        )?,
        (Value::Interval(Interval { months, days, micros }), PgType::Interval) => {
            out.put_i32(16);
            out.put_i64(micros);
            out.put_i32(days);
            out.put_i32(months);
        }
        (Value::Uuid(bytes), PgType::Uuid) => put(out, &bytes)?,
        (Value::Text(text), PgType::Text | PgType::Json) => put_text(out, text, None)?,
        (Value::Text(text), PgType::Varchar { limit } | PgType::Char { limit }) => {
            put_text(out, text, Some(*limit))?;
        }
        (Value::Text(text), PgType::Jsonb) => {
            out.put_i32(length(text.len() + 1)?);
            out.put_u8(JSONB_VERSION);
            out.put_slice(text.as_bytes());
        }
        (Value::Bytes(bytes), PgType::Bytea | PgType::BuiltIn(_)) => put(out, bytes)?,
        _ => return Err(ValueProblem::WrongType),
    }
    Ok(())
}

/// Days from 2000-01-01 to 4714-11-24 BC, the first that PostgreSQL has, and to those after its last.
const MIN_DAY: i64 = -2_451_545;
const MAX_DATE_DAY: i64 = 2_145_031_949;
const MAX_TIMESTAMP_DAY: i64 = 106_751_983;

fn in_years(day: i64, end: i64) -> Result<i128, ValueProblem> {
    if (MIN_DAY..end).contains(&day) { Ok(day.into()) } else { Err(ValueProblem::OutOfRange) }
}

fn narrow<T: TryFrom<i128>>(value: i128) -> Result<T, ValueProblem> {
    T::try_from(value).map_err(|_| ValueProblem::OutOfRange)
}

fn length(bytes: usize) -> Result<i32, ValueProblem> {
    i32::try_from(bytes).map_err(|_| ValueProblem::TooLong)
}

fn put(out: &mut BytesMut, bytes: &[u8]) -> Result<(), ValueProblem> {
    out.put_i32(length(bytes.len())?);
    out.put_slice(bytes);
    Ok(())
}

fn put_text(out: &mut BytesMut, text: &str, limit: Option<u32>) -> Result<(), ValueProblem> {
    // A character has at least one byte: most text needs no counting.
    let is_too_long = |limit: u32| {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        text.len() > limit && text.chars().count() > limit
    };
    if limit.is_some_and(is_too_long) {
        Err(ValueProblem::TooLong)
    } else if text.as_bytes().contains(&0) {
        Err(ValueProblem::NulCharacter)
    } else {
        put(out, text.as_bytes())
    }
}

/// Of at most 38 digits: the frequent case, without text in between.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "there are at most twelve digits, each below 10,000"
)]
fn put_decimal(out: &mut BytesMut, unscaled: i128, scale: u8) {
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

fn put_number(out: &mut BytesMut, text: &str) -> Result<(), ValueProblem> {
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
        None => put_numeric(out, is_negative, digits.as_bytes(), 0),
        Some((whole, fraction)) => {
            let digits = [whole, fraction].concat();
            put_numeric(out, is_negative, digits.as_bytes(), fraction.len())
        }
    }
}

/// Decimal digits, of which the last `scale` stand behind the point.
fn put_numeric(
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
