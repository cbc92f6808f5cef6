//! Rows on their way from one database into another: typed columns, a few thousand rows at a time.

use std::sync::Arc;

use crate::types::{IntegerRange, LogicalType};

/// A batch ends with this many rows,
pub const MAX_ROWS: usize = 8_192;
/// or with the row that brings it to this many bytes, whichever comes first.
pub const MAX_BYTES: usize = 1024 * 1024;

/// Days from 1970-01-01 to 2000-01-01, from which dates and timestamps count in a batch: counted from
/// 1970, the last years that PostgreSQL knows do not fit 64 bits.
pub const EPOCH_DAY: i64 = 10_957;
pub const MICROS_PER_DAY: i64 = 86_400_000_000;

/// One value of a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    Null,
    Bool(bool),
    /// Of any [`IntegerRange`].
    Int(i128),
    Float32(f32),
    Float64(f64),
    /// `unscaled` ÷ 10^`scale`.
    Decimal {
        unscaled: i128,
        scale: u8,
    },
    /// Digits with a sign and a point where there are any; `NaN`, `Infinity` or `-Infinity`.
    Number(&'a str),
    Date(Moment<i32>),
    /// Microseconds since midnight; 24:00 is one of them.
    Time(i64),
    /// Microseconds, of local time or of UTC.
    Timestamp(Moment<i64>),
    Interval(Interval),
    Uuid([u8; 16]),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// A date or a timestamp, counted from 2000-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment<T> {
    /// Before all others.
    MinusInfinity,
    At(T),
    /// After all others.
    Infinity,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Interval {
    pub months: i32,
    pub days: i32,
    pub micros: i64,
}

/// A value that is none of its column's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongType;

/// Rows with the same columns.
#[derive(Debug)]
pub struct Batch {
    types: Arc<[LogicalType]>,
    columns: Vec<Column>,
    rows: usize,
    bytes: usize,
}

impl Batch {
    pub fn new(types: Arc<[LogicalType]>) -> Self {
        let columns = types.iter().map(Column::new).collect();
        Self { types, columns, rows: 0, bytes: 0 }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What its rows took where they were read.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// To push a value to each, and then to [end the row](Self::end_row).
    pub fn columns_mut(&mut self) -> &mut [Column] {
        &mut self.columns
    }

    /// Ends a row that took `bytes`. Refuses one that has not a value for every column.
    pub fn end_row(&mut self, bytes: usize) -> Result<(), WrongType> {
        self.rows += 1;
        self.bytes += bytes;
        let is_whole = self.columns.iter().all(|column| column.is_null.len() == self.rows);
        if is_whole { Ok(()) } else { Err(WrongType) }
    }

    /// Whether it is time to send it on.
    pub fn is_full(&self) -> bool {
        self.rows >= MAX_ROWS || self.bytes >= MAX_BYTES
    }

    /// The rows that are chosen, in their order.
    #[must_use]
    pub fn filtered(self, mut is_chosen: impl FnMut(&Self, usize) -> bool) -> Self {
        let chosen: Vec<usize> = (0..self.rows).filter(|row| is_chosen(&self, *row)).collect();
        if chosen.len() == self.rows {
            return self;
        }
        let mut filtered = Self::new(Arc::clone(&self.types));
        for (into, column) in filtered.columns.iter_mut().zip(&self.columns) {
            for row in &chosen {
                into.push_as_is(column, *row);
            }
        }
        filtered.rows = chosen.len();
        filtered.bytes = self.bytes * chosen.len() / self.rows.max(1);
        filtered
    }

    /// What it holds, and an empty one in its place.
    #[must_use]
    pub fn take(&mut self) -> Self {
        let next = Self::new(Arc::clone(&self.types));
        std::mem::replace(self, next)
    }
}

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

/// How [`Value::Number`] writes what is no number.
pub const NAN: &str = "NaN";

impl Column {
    fn new(logical: &LogicalType) -> Self {
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
    fn push_as_is(&mut self, column: &Self, row: usize) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pushed_is_what_is_there() {
        let types = [
            LogicalType::Boolean,
            LogicalType::Integer(IntegerRange::U64),
            LogicalType::Decimal { precision: 38, scale: 4 },
            LogicalType::Text { limit: None },
            LogicalType::Bytes { limit: None },
            LogicalType::Date,
        ];
        let rows = [
            [
                Value::Bool(true),
                Value::Int(u64::MAX.into()),
                Value::Decimal { unscaled: -1, scale: 4 },
                Value::Text("é"),
                Value::Bytes(&[0, 255]),
                Value::Date(Moment::Infinity),
            ],
            [Value::Null; 6],
            [
                Value::Bool(false),
                Value::Int(0),
                Value::Number(NAN),
                Value::Text(""),
                Value::Bytes(&[]),
                Value::Date(Moment::At(-1)),
            ],
        ];
        let mut batch = Batch::new(Arc::from(types));
        for row in rows {
            for (column, value) in batch.columns_mut().iter_mut().zip(row) {
                column.push(value).unwrap();
            }
            batch.end_row(7).unwrap();
        }
        let taken = batch.take();
        for (number, row) in rows.iter().enumerate() {
            let values: Vec<_> = taken.columns().iter().map(|column| column.get(number)).collect();
            assert_eq!(values, row);
        }
        assert_eq!((taken.rows(), taken.bytes()), (3, 21));
        assert_eq!((batch.rows(), batch.bytes()), (0, 0));
    }

    #[test]
    fn a_value_of_another_type_and_half_a_row_are_refused() {
        let types = [LogicalType::Integer(IntegerRange::I64), LogicalType::Float64];
        let mut batch = Batch::new(Arc::from(types));
        for wrong in [Value::Text("1"), Value::Float64(1.0), Value::Int(1 << 63)] {
            assert_eq!(batch.columns_mut()[0].push(wrong), Err(WrongType), "{wrong:?}");
        }
        batch.columns_mut()[0].push(Value::Int(1)).unwrap();
        assert_eq!(batch.end_row(1), Err(WrongType));
    }

    #[test]
    fn it_is_full_by_rows_or_by_bytes() {
        let types: Arc<[LogicalType]> = Arc::from([LogicalType::Boolean]);
        let filled = |rows, bytes| {
            let mut batch = Batch::new(Arc::clone(&types));
            for _ in 0..rows {
                batch.columns_mut()[0].push(Value::Null).unwrap();
                batch.end_row(bytes).unwrap();
            }
            batch.is_full()
        };
        assert!(!filled(MAX_ROWS - 1, 1) && filled(MAX_ROWS, 1));
        assert!(!filled(1, MAX_BYTES - 1) && filled(1, MAX_BYTES));
    }
}
