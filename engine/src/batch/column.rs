//! The values of one column, each kind in a vector of its own.

use super::{Interval, Moment, NAN, Value, WrongType};
use crate::types::{IntegerRange, LogicalType};

/// The values of one column.
#[derive(Debug)]
pub struct Column {
    is_null: Vec<bool>,
    values: Values,
}

/// Places of NULLs hold some value, too, so that rows have the same index everywhere.
#[derive(Debug)]
enum Values {
    Bool(Vec<bool>),
    I64(Vec<i64>),
    U64(Vec<u64>),
    F32(Vec<f32>),
    F64(Vec<f64>),
    Decimal { unscaled: Vec<Unscaled>, scale: u8 },
    Number(Texts),
    Date(Vec<Moment<i32>>),
    Time(Vec<i64>),
    Timestamp(Vec<Moment<i64>>),
    Interval(Vec<Interval>),
    Uuid(Vec<[u8; 16]>),
    Text(Texts),
    Bytes(Blobs),
}

/// A decimal of a fixed scale, or what a `numeric(18,4)` of PostgreSQL can hold besides.
#[derive(Debug, Clone, Copy)]
enum Unscaled {
    Digits(i128),
    NotANumber,
}

#[derive(Debug, Default)]
struct Texts {
    text: String,
    ends: Vec<usize>,
}

#[derive(Debug, Default)]
struct Blobs {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Column {
    pub(super) fn new(logical: &LogicalType) -> Self {
        let values = match logical {
            LogicalType::Boolean => Values::Bool(Vec::new()),
            LogicalType::Integer(IntegerRange::U64) => Values::U64(Vec::new()),
            LogicalType::Integer(_) => Values::I64(Vec::new()),
            LogicalType::Float32 => Values::F32(Vec::new()),
            LogicalType::Float64 => Values::F64(Vec::new()),
            LogicalType::Decimal { scale, .. } => {
                Values::Decimal { unscaled: Vec::new(), scale: *scale }
            }
            LogicalType::Number => Values::Number(Texts::default()),
            LogicalType::Date => Values::Date(Vec::new()),
            LogicalType::Time { .. } => Values::Time(Vec::new()),
            LogicalType::Timestamp { .. } | LogicalType::Instant { .. } => {
                Values::Timestamp(Vec::new())
            }
            LogicalType::Interval => Values::Interval(Vec::new()),
            LogicalType::Uuid => Values::Uuid(Vec::new()),
            LogicalType::Text { .. } | LogicalType::Json => Values::Text(Texts::default()),
            LogicalType::Bytes { .. } | LogicalType::Native { .. } => {
                Values::Bytes(Blobs::default())
            }
        };
        Self { is_null: Vec::new(), values }
    }

    pub(super) fn len(&self) -> usize {
        self.is_null.len()
    }

    pub fn push(&mut self, value: Value<'_>) -> Result<(), WrongType> {
        if value == Value::Null {
            self.push_null();
            return Ok(());
        }
        match (&mut self.values, value) {
            (Values::Bool(values), Value::Bool(value)) => values.push(value),
            (Values::I64(values), Value::Int(value)) => {
                values.push(i64::try_from(value).map_err(|_| WrongType)?);
            }
            (Values::U64(values), Value::Int(value)) => {
                values.push(u64::try_from(value).map_err(|_| WrongType)?);
            }
            (Values::F32(values), Value::Float32(value)) => values.push(value),
            (Values::F64(values), Value::Float64(value)) => values.push(value),
            (
                Values::Decimal { unscaled, scale },
                Value::Decimal { unscaled: value, scale: of },
            ) => {
                if of != *scale {
                    return Err(WrongType);
                }
                unscaled.push(Unscaled::Digits(value));
            }
            (Values::Decimal { unscaled, .. }, Value::Number(NAN)) => {
                unscaled.push(Unscaled::NotANumber);
            }
            (Values::Number(values), Value::Number(value))
            | (Values::Text(values), Value::Text(value)) => values.push(value),
            (Values::Date(values), Value::Date(value)) => values.push(value),
            (Values::Time(values), Value::Time(value)) => values.push(value),
            (Values::Timestamp(values), Value::Timestamp(value)) => values.push(value),
            (Values::Interval(values), Value::Interval(value)) => values.push(value),
            (Values::Uuid(values), Value::Uuid(value)) => values.push(value),
            (Values::Bytes(values), Value::Bytes(value)) => values.push(value),
            _ => return Err(WrongType),
        }
        self.is_null.push(false);
        Ok(())
    }

    /// A value of a column of the same type.
    pub(super) fn push_as_is(&mut self, column: &Self, row: usize) {
        let pushed = self.push(column.get(row));
        debug_assert!(pushed.is_ok(), "columns of one type take each other's values");
    }

    fn push_null(&mut self) {
        self.is_null.push(true);
        match &mut self.values {
            Values::Bool(values) => values.push(false),
            Values::I64(values) | Values::Time(values) => values.push(0),
            Values::U64(values) => values.push(0),
            Values::F32(values) => values.push(0.0),
            Values::F64(values) => values.push(0.0),
            Values::Decimal { unscaled, .. } => unscaled.push(Unscaled::Digits(0)),
            Values::Number(values) | Values::Text(values) => values.push(""),
            Values::Date(values) => values.push(Moment::At(0)),
            Values::Timestamp(values) => values.push(Moment::At(0)),
            Values::Interval(values) => values.push(Interval::default()),
            Values::Uuid(values) => values.push([0; 16]),
            Values::Bytes(values) => values.push(&[]),
        }
    }

    /// Of a row that the batch has.
    pub fn get(&self, row: usize) -> Value<'_> {
        if self.is_null[row] {
            return Value::Null;
        }
        match &self.values {
            Values::Bool(values) => Value::Bool(values[row]),
            Values::I64(values) => Value::Int(values[row].into()),
            Values::U64(values) => Value::Int(values[row].into()),
            Values::F32(values) => Value::Float32(values[row]),
            Values::F64(values) => Value::Float64(values[row]),
            Values::Decimal { unscaled, scale } => match unscaled[row] {
                Unscaled::Digits(unscaled) => Value::Decimal { unscaled, scale: *scale },
                Unscaled::NotANumber => Value::Number(NAN),
            },
            Values::Number(values) => Value::Number(values.get(row)),
            Values::Date(values) => Value::Date(values[row]),
            Values::Time(values) => Value::Time(values[row]),
            Values::Timestamp(values) => Value::Timestamp(values[row]),
            Values::Interval(values) => Value::Interval(values[row]),
            Values::Uuid(values) => Value::Uuid(values[row]),
            Values::Text(values) => Value::Text(values.get(row)),
            Values::Bytes(values) => Value::Bytes(values.get(row)),
        }
    }
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    fn get(&self, row: usize) -> &str {
        let begin = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.text[begin..self.ends[row]]
    }
}

impl Blobs {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.ends.push(self.bytes.len());
    }

    fn get(&self, row: usize) -> &[u8] {
        let begin = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.bytes[begin..self.ends[row]]
    }
}
