//! One value, as SQLite stores it.

use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};

use crate::{
    batch::{Column, Moment, NAN, Value},
    table::ValueProblem,
    text,
    types::LogicalType,
};

/// Whole numbers up to here are floating point numbers, too.
const EXACT_IN_FLOAT: i64 = 1 << 53;
const INFINITY: &str = "infinity";
const MINUS_INFINITY: &str = "-infinity";

/// Reads one value as `agreed`, and pushes it.
pub(super) fn decode(
    from: ValueRef<'_>,
    agreed: &LogicalType,
    into: &mut Column,
) -> Result<(), ValueProblem> {
    let mut written = String::new();
    let value = match from {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => of_integer(number, agreed, &mut written)?,
        ValueRef::Real(number) => of_real(number, agreed, &mut written)?,
        ValueRef::Text(bytes) => {
            let text = std::str::from_utf8(bytes).map_err(|_| ValueProblem::NotUtf8)?;
            of_text(text, agreed)?
        }
        ValueRef::Blob(bytes) => match agreed {
            LogicalType::Bytes { .. } | LogicalType::Native { .. } => Value::Bytes(bytes),
            _ => return Err(ValueProblem::WrongType),
        },
    };
    into.push(value).map_err(|_| ValueProblem::WrongType)
}

fn of_integer<'a>(
    number: i64,
    agreed: &LogicalType,
    written: &'a mut String,
) -> Result<Value<'a>, ValueProblem> {
    Ok(match agreed {
        LogicalType::Boolean if matches!(number, 0 | 1) => Value::Bool(number == 1),
        LogicalType::Integer(range) if range.contains(number.into()) => Value::Int(number.into()),
        LogicalType::Boolean | LogicalType::Integer(_) => return Err(ValueProblem::OutOfRange),
        LogicalType::Float64 if number.abs() <= EXACT_IN_FLOAT => {
            #[expect(clippy::cast_precision_loss, reason = "it is exact up to here")]
            let number = number as f64;
            Value::Float64(number)
        }
        LogicalType::Decimal { precision, scale } => {
            let unscaled = 10_i128
                .checked_pow((*scale).into())
                .and_then(|unit| unit.checked_mul(number.into()));
            decimal(unscaled, *precision, *scale)?
        }
        LogicalType::Number => {
            written.push_str(&number.to_string());
            Value::Number(written)
        }
        _ => return Err(ValueProblem::WrongType),
    })
}

fn of_real<'a>(
    number: f64,
    agreed: &LogicalType,
    written: &'a mut String,
) -> Result<Value<'a>, ValueProblem> {
    match agreed {
        LogicalType::Float64 => return Ok(Value::Float64(number)),
        LogicalType::Float32 => {
            #[expect(clippy::cast_possible_truncation, reason = "what changes by it is refused")]
            let single = number as f32;
            return if f64::from(single).to_bits() == number.to_bits() {
                Ok(Value::Float32(single))
            } else {
                Err(ValueProblem::OutOfRange)
            };
        }
        LogicalType::Decimal { .. } | LogicalType::Number => {}
        _ => return Err(ValueProblem::WrongType),
    }
    if number.is_infinite() {
        return Err(ValueProblem::Infinite);
    }
    // The shortest number that is nearest to no other: what SQLite shows as well.
    written.push_str(&number.to_string());
    of_text(written, agreed)
}

fn of_text<'a>(text: &'a str, agreed: &LogicalType) -> Result<Value<'a>, ValueProblem> {
    let malformed = ValueProblem::Malformed;
    Ok(match agreed {
        LogicalType::Text { .. } | LogicalType::Json => Value::Text(text),
        LogicalType::Decimal { .. } if text == NAN => Value::Number(NAN),
        LogicalType::Decimal { precision, scale } => {
            if !text::is_number(text) {
                return Err(malformed);
            }
            decimal(text::parse_decimal(text, *scale), *precision, *scale)?
        }
        LogicalType::Number if text::is_number(text) => Value::Number(text),
        LogicalType::Date => Value::Date(moment(text, |text| {
            text::parse_date(text).and_then(|day| i32::try_from(day).ok())
        })?),
        LogicalType::Time { .. } => Value::Time(text::parse_time(text).ok_or(malformed)?),
        LogicalType::Timestamp { .. } => Value::Timestamp(moment(text, text::parse_timestamp)?),
        LogicalType::Instant { .. } => Value::Timestamp(moment(text, text::parse_instant)?),
        LogicalType::Interval => Value::Interval(text::parse_interval(text).ok_or(malformed)?),
        LogicalType::Uuid => Value::Uuid(text::parse_uuid(text).ok_or(malformed)?),
        LogicalType::Number => return Err(malformed),
        _ => return Err(ValueProblem::WrongType),
    })
}

fn decimal(
    unscaled: Option<i128>,
    precision: u8,
    scale: u8,
) -> Result<Value<'static>, ValueProblem> {
    let limit = 10_u128.pow(precision.into());
    match unscaled {
        Some(unscaled) if unscaled.unsigned_abs() < limit => Ok(Value::Decimal { unscaled, scale }),
        _ => Err(ValueProblem::TooManyDigits),
    }
}

fn moment<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Moment<T>, ValueProblem> {
    match text {
        INFINITY => Ok(Moment::Infinity),
        MINUS_INFINITY => Ok(Moment::MinusInfinity),
        text => parse(text).map(Moment::At).ok_or(ValueProblem::Malformed),
    }
}

/// What is stored for a value, in a column that [`SqliteType::for_logical`](super::SqliteType::for_logical)
/// declares for `agreed`.
pub(super) fn encode<'a>(
    value: Value<'a>,
    agreed: &LogicalType,
) -> Result<ToSqlOutput<'a>, ValueProblem> {
    let borrowed = |value| Ok(ToSqlOutput::Borrowed(value));
    let integer = |number| borrowed(ValueRef::Integer(number));
    let real = |number: f64| {
        if number.is_nan() {
            Err(ValueProblem::NotANumber)
        } else if number == 0.0 && number.is_sign_negative() {
            Err(ValueProblem::NegativeZero)
        } else {
            borrowed(ValueRef::Real(number))
        }
    };
    let mut text = String::new();
    match value {
        Value::Null => return borrowed(ValueRef::Null),
        Value::Bool(value) => return integer(value.into()),
        Value::Int(value) => {
            return integer(i64::try_from(value).map_err(|_| ValueProblem::OutOfRange)?);
        }
        Value::Float32(value) => return real(value.into()),
        Value::Float64(value) => return real(value),
        Value::Text(value) | Value::Number(value) => {
            return borrowed(ValueRef::Text(value.as_bytes()));
        }
        Value::Bytes(value) => return borrowed(ValueRef::Blob(value)),
        Value::Decimal { unscaled, scale } => text::write_decimal(&mut text, unscaled, scale),
        Value::Date(Moment::Infinity) | Value::Timestamp(Moment::Infinity) => {
            return borrowed(ValueRef::Text(INFINITY.as_bytes()));
        }
        Value::Date(Moment::MinusInfinity) | Value::Timestamp(Moment::MinusInfinity) => {
            return borrowed(ValueRef::Text(MINUS_INFINITY.as_bytes()));
        }
        Value::Date(Moment::At(day)) => text::write_date(&mut text, day.into()),
        Value::Time(micros) => text::write_time(&mut text, micros),
        Value::Timestamp(Moment::At(micros)) => {
            text::write_timestamp(&mut text, micros);
            if matches!(agreed, LogicalType::Instant { .. }) {
                text.push_str("+00:00");
            }
        }
        Value::Interval(interval) => text::write_interval(&mut text, interval),
        Value::Uuid(bytes) => text::write_uuid(&mut text, bytes),
    }
    Ok(ToSqlOutput::Owned(Owned::Text(text)))
}
