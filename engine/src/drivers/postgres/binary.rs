//! Values in PostgreSQL's binary form, as `COPY … (FORMAT binary)` and the protocol carry them.

use bytes::{Buf, BufMut, BytesMut};

use super::{numeric, types::PgType};
use crate::{
    batch::{Column, Interval, MICROS_PER_DAY, Moment, Value},
    table::ValueProblem,
    types::LogicalType,
};

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
        PgType::Numeric(_) => return numeric::decode(agreed, bytes, into),
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
            numeric::put_digits(out, value < 0, value.unsigned_abs().to_string().as_bytes(), 0)?;
        }
        (Value::Float32(value), PgType::Float4) => put(out, &value.to_be_bytes())?,
        (Value::Float64(value), PgType::Float8) => put(out, &value.to_be_bytes())?,
        (Value::Decimal { unscaled, scale }, PgType::Numeric(_)) => {
            numeric::put_decimal(out, unscaled, scale);
        }
        (Value::Number(text), PgType::Numeric(_)) => numeric::put_number(out, text)?,
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

pub(super) fn length(bytes: usize) -> Result<i32, ValueProblem> {
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
