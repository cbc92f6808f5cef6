//! Proof that two tables hold the same: a hash of every row, and sums of these that do not depend on the
//! order of rows.
//!
//! A row is written down field by field in the order of the definition: a tag for the kind of value, then
//! its canonical bytes, with their length where it varies. So two rows have the same bytes only if they
//! have the same values, whichever engine they come from:
//!
//! - whole numbers: 128 bits
//! - decimals: sign, exponent, digits without zeros at the ends; NaN and infinities have tags
//! - floating point: the bits, with a single NaN; −0 is not 0
//! - dates: the day; timestamps: the day and the nanosecond in it; both have infinities
//! - text, bytes, UUIDs: as they are; JSON: as its text
//!
//! Hashes are keyed, so that nobody can make a table whose changed rows have the hashes of the old ones.

use sha2::{Digest as _, Sha256};
use xxhash_rust::xxh3::xxh3_128_with_secret;

use crate::batch::{Batch, Interval, MICROS_PER_DAY, Moment, NAN, Value};

/// More than the hash needs at least.
const SECRET_BYTES: usize = 192;

/// What makes hashes differ from one key to the next.
#[derive(Clone)]
pub struct DigestKey([u8; SECRET_BYTES]);

impl std::fmt::Debug for DigestKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DigestKey")
    }
}

impl DigestKey {
    pub fn new(key: &[u8; 32]) -> Self {
        let mut secret = [0; SECRET_BYTES];
        for (number, part) in (0_u8..).zip(secret.chunks_mut(32)) {
            part.copy_from_slice(
                &Sha256::new().chain_update(key).chain_update([number]).finalize(),
            );
        }
        Self(secret)
    }
}

/// How many rows, and the sum of their hashes modulo 2^128. A sum, because two rows that are equal would
/// vanish from an exclusive or.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableDigest {
    pub rows: u64,
    pub sum: u128,
}

impl TableDigest {
    pub fn add(&mut self, row: u128) {
        self.rows += 1;
        self.sum = self.sum.wrapping_add(row);
    }

    /// As if all rows of `other` had been added.
    pub fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.sum = self.sum.wrapping_add(other.sum);
    }
}

/// Hashes rows, or the keys of rows.
pub struct Digester<'a> {
    key: &'a DigestKey,
    scratch: Vec<u8>,
}

impl<'a> Digester<'a> {
    pub fn new(key: &'a DigestKey) -> Self {
        Self { key, scratch: Vec::new() }
    }

    /// The hash of a whole row.
    pub fn row(&mut self, batch: &Batch, row: usize) -> u128 {
        self.scratch.clear();
        for column in batch.columns() {
            put(&mut self.scratch, column.get(row));
        }
        xxh3_128_with_secret(&self.scratch, &self.key.0)
    }

    /// The hash of some of its fields, by their places.
    pub fn fields(&mut self, batch: &Batch, row: usize, fields: &[usize]) -> u128 {
        self.scratch.clear();
        for &field in fields {
            put(&mut self.scratch, batch.columns()[field].get(row));
        }
        xxh3_128_with_secret(&self.scratch, &self.key.0)
    }

    pub fn table(&mut self, batch: &Batch) -> TableDigest {
        let mut digest = TableDigest::default();
        for row in 0..batch.rows() {
            digest.add(self.row(batch, row));
        }
        digest
    }
}

/// First byte of a written value. Values that differ in kind differ in their hash. Never change one:
/// digests are kept.
#[repr(u8)]
enum Tag {
    Null = 0,
    False = 1,
    True = 2,
    Int = 3,
    Float32 = 4,
    Float64 = 5,
    Decimal = 6,
    NotANumber = 7,
    Infinity = 8,
    MinusInfinity = 9,
    Date = 10,
    Time = 11,
    Timestamp = 12,
    Interval = 13,
    Uuid = 14,
    Text = 15,
    Bytes = 16,
}

fn put(out: &mut Vec<u8>, value: Value<'_>) {
    match value {
        Value::Null => out.push(Tag::Null as u8),
        Value::Bool(value) => out.push(if value { Tag::True } else { Tag::False } as u8),
        Value::Int(value) => {
            out.push(Tag::Int as u8);
            out.extend_from_slice(&value.to_le_bytes());
        }
        Value::Float32(value) => {
            let value = if value.is_nan() { f32::NAN } else { value };
            out.push(Tag::Float32 as u8);
            out.extend_from_slice(&value.to_bits().to_le_bytes());
        }
        Value::Float64(value) => {
            let value = if value.is_nan() { f64::NAN } else { value };
            out.push(Tag::Float64 as u8);
            out.extend_from_slice(&value.to_bits().to_le_bytes());
        }
        Value::Decimal { unscaled, scale } => {
            let mut digits = [0; MAX_I128_DIGITS];
            let digits = write_digits(unscaled.unsigned_abs(), &mut digits);
            put_decimal(out, unscaled < 0, digits, -i64::from(scale));
        }
        Value::Number(NAN) => out.push(Tag::NotANumber as u8),
        Value::Number(text) => put_number(out, text),
        Value::Date(day) => put_moment(out, Tag::Date, day, |out, day: i32| {
            out.extend_from_slice(&day.to_le_bytes());
        }),
        Value::Time(micros) => {
            out.push(Tag::Time as u8);
            out.extend_from_slice(&(i128::from(micros) * 1_000).to_le_bytes());
        }
        Value::Timestamp(moment) => put_moment(out, Tag::Timestamp, moment, |out, micros: i64| {
            let nanos = micros.rem_euclid(MICROS_PER_DAY) * 1_000;
            out.extend_from_slice(&micros.div_euclid(MICROS_PER_DAY).to_le_bytes());
            out.extend_from_slice(&nanos.to_le_bytes());
        }),
        Value::Interval(Interval { months, days, micros }) => {
            out.push(Tag::Interval as u8);
            out.extend_from_slice(&months.to_le_bytes());
            out.extend_from_slice(&days.to_le_bytes());
            out.extend_from_slice(&micros.to_le_bytes());
        }
        Value::Uuid(bytes) => {
            out.push(Tag::Uuid as u8);
            out.extend_from_slice(&bytes);
        }
        Value::Text(text) => put_sized(out, Tag::Text, text.as_bytes()),
        Value::Bytes(bytes) => put_sized(out, Tag::Bytes, bytes),
    }
}

fn put_sized(out: &mut Vec<u8>, tag: Tag, bytes: &[u8]) {
    out.push(tag as u8);
    out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    out.extend_from_slice(bytes);
}

fn put_moment<T>(
    out: &mut Vec<u8>,
    tag: Tag,
    moment: Moment<T>,
    put: impl FnOnce(&mut Vec<u8>, T),
) {
    out.push(tag as u8);
    match moment {
        Moment::MinusInfinity => out.push(Tag::MinusInfinity as u8),
        Moment::Infinity => out.push(Tag::Infinity as u8),
        Moment::At(at) => {
            out.push(tag_of_finite());
            put(out, at);
        }
    }
}

/// Tells a moment from the infinities.
const fn tag_of_finite() -> u8 {
    Tag::Int as u8
}

const MAX_I128_DIGITS: usize = 39;

/// Decimal digits, written into the end of `room`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a rest of 10 is a digit, and what is left fits 64 bits"
)]
fn write_digits(mut number: u128, room: &mut [u8; MAX_I128_DIGITS]) -> &[u8] {
    let mut begin = MAX_I128_DIGITS;
    let mut put = |digit: u8| {
        begin -= 1;
        room[begin] = b'0' + digit;
    };
    // Division of 128 bits costs ten times that of 64.
    while number > u128::from(u64::MAX) {
        put((number % 10) as u8);
        number /= 10;
    }
    let mut small = number as u64;
    while small > 0 {
        put((small % 10) as u8);
        small /= 10;
    }
    &room[begin..]
}

fn put_number(out: &mut Vec<u8>, text: &str) {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    if digits == "Infinity" {
        out.push(if is_negative { Tag::MinusInfinity } else { Tag::Infinity } as u8);
        return;
    }
    match digits.split_once('.') {
        None => put_decimal(out, is_negative, digits.as_bytes(), 0),
        Some((whole, fraction)) => {
            let exponent = -wide(fraction.len());
            put_decimal(out, is_negative, [whole, fraction].concat().as_bytes(), exponent);
        }
    }
}

/// `digits` × 10^`exponent`, as of all equal numbers.
fn put_decimal(out: &mut Vec<u8>, is_negative: bool, digits: &[u8], exponent: i64) {
    let begin = digits.iter().position(|digit| *digit != b'0').unwrap_or(digits.len());
    let end = digits.iter().rposition(|digit| *digit != b'0').map_or(begin, |last| last + 1);
    let exponent = if begin == end { 0 } else { exponent + wide(digits.len() - end) };
    put_sized(out, Tag::Decimal, &digits[begin..end]);
    out.push(u8::from(is_negative && begin != end));
    out.extend_from_slice(&exponent.to_le_bytes());
}

fn wide(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
