//! Rows on their way from one database into another: typed columns, a few thousand rows at a time.

mod column;

use std::sync::Arc;

pub use self::column::Column;
use crate::types::LogicalType;

/// A batch ends with this many rows,
pub const MAX_ROWS: usize = 8_192;
/// or with the row that brings it to this many bytes, whichever comes first.
pub const MAX_BYTES: usize = 1024 * 1024;

/// Days from 1970-01-01 to 2000-01-01, from which dates and timestamps count in a batch: counted from
/// 1970, the last years that PostgreSQL knows do not fit 64 bits.
pub const EPOCH_DAY: i64 = 10_957;
pub const MICROS_PER_DAY: i64 = 86_400_000_000;

/// How [`Value::Number`] writes what is no number.
pub const NAN: &str = "NaN";

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
        let is_whole = self.columns.iter().all(|column| column.len() == self.rows);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::IntegerRange;

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

    proptest::proptest! {
        #[test]
        fn a_batch_holds_what_was_pushed(
            rows in proptest::collection::vec(
                (
                    proptest::option::of(proptest::prelude::any::<i64>()),
                    proptest::option::of("\\PC{0,8}"),
                    proptest::option::of(proptest::collection::vec(proptest::prelude::any::<u8>(), 0..8)),
                    proptest::bool::ANY,
                ),
                0..40,
            ),
        ) {
            let types = [
                LogicalType::Integer(crate::types::IntegerRange::I64),
                LogicalType::Text { limit: None },
                LogicalType::Bytes { limit: None },
            ];
            let mut batch = Batch::new(Arc::from(types));
            for (number, text, bytes, _) in &rows {
                let values = [
                    number.map_or(Value::Null, |number| Value::Int(number.into())),
                    text.as_deref().map_or(Value::Null, Value::Text),
                    bytes.as_deref().map_or(Value::Null, Value::Bytes),
                ];
                for (column, value) in batch.columns_mut().iter_mut().zip(values) {
                    column.push(value).unwrap();
                }
                batch.end_row(1).unwrap();
            }
            let chosen = batch.filtered(|_, row| rows[row].3);
            let expected: Vec<_> = rows.iter().filter(|row| row.3).collect();
            proptest::prop_assert_eq!(chosen.rows(), expected.len());
            for (row, (number, text, bytes, _)) in expected.into_iter().enumerate() {
                let [a, b, c] = [0, 1, 2].map(|column| chosen.columns()[column].get(row));
                proptest::prop_assert_eq!(a, number.map_or(Value::Null, |it| Value::Int(it.into())));
                proptest::prop_assert_eq!(b, text.as_deref().map_or(Value::Null, Value::Text));
                proptest::prop_assert_eq!(c, bytes.as_deref().map_or(Value::Null, Value::Bytes));
            }
        }
    }
}
