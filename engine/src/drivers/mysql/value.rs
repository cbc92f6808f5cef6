//! One value, as the text protocol and `LOAD DATA` carry it.

use std::fmt::Write as _;

use super::MySqlType;
use crate::{
    batch::{Column, Interval, MICROS_PER_DAY, Moment, Value},
    table::ValueProblem,
    text,
    types::{IntegerRange, LogicalType},
};

/// Days from 2000-01-01 to 0001-01-01 and to 10000-01-01.
const FIRST_DAY: i64 = -730_119;
const END_DAY: i64 = 2_921_940;
/// NULL, as a field of a file.
pub(super) const NULL: &[u8] = b"\\N";

/// Reads one value that is not NULL as `agreed`, and pushes it.
pub(super) fn decode(
    from: &MySqlType,
    agreed: &LogicalType,
    bytes: &[u8],
    into: &mut Column,
) -> Result<(), ValueProblem> {
    if let LogicalType::Bytes { .. } | LogicalType::Native { .. } = agreed {
        return into.push(Value::Bytes(bytes)).map_err(|_| ValueProblem::WrongType);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ValueProblem::NotUtf8)?;
    let text = if let MySqlType::Enum(_) = from { word_of(text)? } else { text };
    let malformed = ValueProblem::Malformed;
    let value = match agreed {
        LogicalType::Boolean => match text {
            "0" => Value::Bool(false),
            "1" => Value::Bool(true),
            _ => return Err(ValueProblem::OutOfRange),
        },
        LogicalType::Integer(range) => {
            let number = text.parse::<i128>().map_err(|_| malformed)?;
            if !range.contains(number) {
                return Err(ValueProblem::OutOfRange);
            }
            Value::Int(number)
        }
        LogicalType::Float32 => Value::Float32(single(text.parse().map_err(|_| malformed)?)?),
        LogicalType::Float64 => Value::Float64(text.parse().map_err(|_| malformed)?),
        LogicalType::Decimal { scale, .. } => {
            let unscaled = text::parse_decimal(text, *scale).ok_or(ValueProblem::TooManyDigits)?;
            Value::Decimal { unscaled, scale: *scale }
        }
        LogicalType::Number if text::is_number(text) => Value::Number(text),
        LogicalType::Number => return Err(malformed),
        LogicalType::Date => {
            let day = text::parse_date(text).and_then(|day| i32::try_from(day).ok());
            Value::Date(Moment::At(day.ok_or_else(|| not_a_date(text))?))
        }
        LogicalType::Time { .. } => Value::Time(text::parse_time(text).ok_or(malformed)?),
        // Also of an instant: the session's zone is UTC.
        LogicalType::Timestamp { .. } | LogicalType::Instant { .. } => {
            let micros = text::parse_timestamp(text).ok_or_else(|| not_a_date(text))?;
            Value::Timestamp(Moment::At(micros))
        }
        LogicalType::Interval => Value::Interval(match from {
            MySqlType::Time { .. } => {
                Interval { micros: parse_span(text).ok_or(malformed)?, ..Interval::default() }
            }
            _ => text::parse_interval(text).ok_or(malformed)?,
        }),
        LogicalType::Uuid => Value::Uuid(text::parse_uuid(text).ok_or(malformed)?),
        LogicalType::Text { .. } | LogicalType::Json => Value::Text(text),
        LogicalType::Bytes { .. } | LogicalType::Native { .. } => {
            return Err(ValueProblem::WrongType);
        }
    };
    into.push(value).map_err(|_| ValueProblem::WrongType)
}

/// `2:happy` → `happy`. Number 0 stands for a value that is none of the words, in place of which the server
/// shows an empty one.
fn word_of(numbered: &str) -> Result<&str, ValueProblem> {
    match numbered.split_once(':') {
        Some(("0", _)) => Err(ValueProblem::OutOfRange),
        Some((_, word)) => Ok(word),
        None => Err(ValueProblem::Malformed),
    }
}

/// `0000-00-00` and `2026-00-00` stand for dates that somebody did not know.
fn not_a_date(text: &str) -> ValueProblem {
    let date = text.split(' ').next().unwrap_or_default();
    let is_zero = date.split('-').any(|part| part.bytes().all(|digit| digit == b'0'));
    if is_zero { ValueProblem::ZeroDate } else { ValueProblem::Malformed }
}

#[expect(clippy::cast_possible_truncation, reason = "what changes by it is refused")]
fn single(double: f64) -> Result<f32, ValueProblem> {
    let single = double as f32;
    let is_same = f64::from(single).to_bits() == double.to_bits();
    if is_same { Ok(single) } else { Err(ValueProblem::OutOfRange) }
}

/// `-838:59:59.000000` in microseconds.
fn parse_span(text: &str) -> Option<i64> {
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let (hours, rest) = text.split_once(':')?;
    let whole = hours.parse::<u16>().ok().map(i64::from)?;
    let within = text::parse_time(&format!("00:{rest}"))?;
    let micros = whole * 3_600_000_000 + within;
    Some(if is_negative { -micros } else { micros })
}

/// Writes one value as a field of a file, with everything escaped that could end it.
pub(super) fn encode(
    value: Value<'_>,
    to: &MySqlType,
    out: &mut Vec<u8>,
) -> Result<(), ValueProblem> {
    let mut text = String::new();
    match (value, to) {
        (Value::Null, _) => {
            out.extend_from_slice(NULL);
            return Ok(());
        }
        (Value::Bool(value), MySqlType::Boolean) => text.push(if value { '1' } else { '0' }),
        (Value::Int(value), MySqlType::Integer(range)) if range.contains(value) => {
            text.push_str(&value.to_string());
        }
        (Value::Int(value), MySqlType::Boolean) if IntegerRange::I8.contains(value) => {
            text.push_str(&value.to_string());
        }
        (Value::Int(_), MySqlType::Integer(_) | MySqlType::Boolean) => {
            return Err(ValueProblem::OutOfRange);
        }
        // With four digits: the text `0` means 2000.
        (Value::Int(value), MySqlType::Year) => {
            let _ = write!(text, "{value:04}");
        }
        (Value::Float32(value), MySqlType::Float) => {
            // The digits of a double: the largest FLOAT is smaller than its own shortest text.
            let value = f64::from(value);
            is_stored_float(value)?;
            let _ = write!(text, "{value:?}");
        }
        (Value::Float64(value), MySqlType::Double) => {
            is_stored_float(value)?;
            let _ = write!(text, "{value:?}");
        }
        (Value::Decimal { unscaled, scale }, MySqlType::Decimal { precision, scale: room }) => {
            text::write_decimal(&mut text, unscaled, scale);
            fits(&text, *precision, *room)?;
        }
        (Value::Number(number), MySqlType::Decimal { precision, scale }) => {
            fits(number, *precision, *scale)?;
            text.push_str(number);
        }
        (Value::Date(day), MySqlType::Date) => {
            let day = in_years(day)?.into();
            is_stored(day)?;
            text::write_date(&mut text, day);
        }
        (Value::Time(micros), MySqlType::Time { .. }) => text::write_time(&mut text, micros),
        (Value::Timestamp(moment), MySqlType::DateTime { .. } | MySqlType::Timestamp { .. }) => {
            let micros = in_years(moment)?;
            is_stored(micros.div_euclid(MICROS_PER_DAY))?;
            text::write_timestamp(&mut text, micros);
        }
        (Value::Interval(interval), MySqlType::Text(_)) => {
            text::write_interval(&mut text, interval);
        }
        (Value::Interval(interval), MySqlType::Time { .. }) => write_span(&mut text, interval)?,
        (Value::Uuid(bytes), MySqlType::UuidText | MySqlType::Uuid) => {
            text::write_uuid(&mut text, bytes);
        }
        (Value::Text(value), MySqlType::Char { limit } | MySqlType::Varchar { limit }) => {
            let limit = usize::try_from(*limit).unwrap_or(usize::MAX);
            if value.len() > limit && value.chars().count() > limit {
                return Err(ValueProblem::TooLong);
            }
            escape(value.as_bytes(), out);
            return Ok(());
        }
        (
            Value::Text(value),
            MySqlType::Text(_)
            | MySqlType::Json
            | MySqlType::Enum(_)
            | MySqlType::Set(_)
            | MySqlType::Other(_),
        ) => {
            escape(value.as_bytes(), out);
            return Ok(());
        }
        (
            Value::Bytes(value),
            MySqlType::Binary { .. } | MySqlType::Varbinary { .. } | MySqlType::Blob(_),
        ) => {
            escape(value, out);
            return Ok(());
        }
        _ => return Err(ValueProblem::WrongType),
    }
    // Nothing of it needs escaping.
    out.extend_from_slice(text.as_bytes());
    Ok(())
}

/// MariaDB has none of these, and turns −0 into 0 in silence.
fn is_stored_float(number: f64) -> Result<(), ValueProblem> {
    if number.is_nan() {
        Err(ValueProblem::NotANumber)
    } else if number.is_infinite() {
        Err(ValueProblem::Infinite)
    } else if number == 0.0 && number.is_sign_negative() {
        Err(ValueProblem::NegativeZero)
    } else {
        Ok(())
    }
}

/// Whether a DECIMAL has room for all digits: it would round in silence.
fn fits(number: &str, precision: u8, scale: u8) -> Result<(), ValueProblem> {
    let digits = number.trim_start_matches('-');
    match digits {
        "NaN" => return Err(ValueProblem::NotANumber),
        "Infinity" => return Err(ValueProblem::Infinite),
        _ => {}
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) =
        (whole.trim_start_matches('0').len(), fraction.trim_end_matches('0').len());
    let has_room = whole <= usize::from(precision - scale) && fraction <= usize::from(scale);
    if has_room { Ok(()) } else { Err(ValueProblem::TooManyDigits) }
}

fn in_years<T>(moment: Moment<T>) -> Result<T, ValueProblem> {
    match moment {
        Moment::At(at) => Ok(at),
        Moment::Infinity | Moment::MinusInfinity => Err(ValueProblem::Infinite),
    }
}

fn is_stored(day: i64) -> Result<(), ValueProblem> {
    if (FIRST_DAY..END_DAY).contains(&day) { Ok(()) } else { Err(ValueProblem::OutOfRange) }
}

/// As a TIME, which knows neither months nor days.
fn write_span(out: &mut String, interval: Interval) -> Result<(), ValueProblem> {
    // MariaDB keeps the fraction of the last second; MySQL would cut it, and warns.
    const LONGEST: i64 = ((838 * 60 + 59) * 60 + 60) * 1_000_000 - 1;
    let Interval { months: 0, days: 0, micros } = interval else {
        return Err(ValueProblem::OutOfRange);
    };
    if micros.abs() > LONGEST {
        return Err(ValueProblem::OutOfRange);
    }
    if micros < 0 {
        out.push('-');
    }
    text::write_time(out, micros.abs());
    Ok(())
}

fn escape(bytes: &[u8], out: &mut Vec<u8>) {
    for &byte in bytes {
        let escaped = match byte {
            b'\\' => b'\\',
            b'\t' => b't',
            b'\n' => b'n',
            0 => b'0',
            plain => {
                out.push(plain);
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', escaped]);
    }
}
