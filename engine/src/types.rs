//! What a column holds, whatever its engine calls it.
//!
//! A source's type and a destination's type meet in one [`LogicalType`]: both sides decode their values to
//! it, so that they can be compared and hashed. Each driver says which of its own types it takes for a
//! logical type, and with which [`Verdict`].

/// The type in which source and destination agree about a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogicalType {
    Boolean,
    Integer(IntegerRange),
    Float32,
    Float64,
    /// `precision` digits in all, `scale` of them after the point; at most 38 digits.
    Decimal {
        precision: u8,
        scale: u8,
    },
    /// A decimal number of any length.
    Number,
    Date,
    /// A time of day. `digits` of a second's fraction, here and below: 0 to 6.
    Time {
        digits: u8,
    },
    /// Date and time without a zone.
    Timestamp {
        digits: u8,
    },
    /// A moment, the same everywhere.
    Instant {
        digits: u8,
    },
    /// Months, days and microseconds, which nothing converts into one another.
    Interval,
    Uuid,
    /// At most `limit` characters.
    Text {
        limit: Option<u32>,
    },
    /// At most `limit` bytes.
    Bytes {
        limit: Option<u32>,
    },
    Json,
    /// A type that only the engine of both sides has, in that engine's binary form.
    Native {
        name: String,
    },
}

/// The whole numbers that fit a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntegerRange {
    I8,
    I16,
    I24,
    I32,
    I64,
    U8,
    U16,
    U24,
    U32,
    U64,
}

impl IntegerRange {
    pub const ALL: [Self; 10] = [
        Self::I8,
        Self::I16,
        Self::I24,
        Self::I32,
        Self::I64,
        Self::U8,
        Self::U16,
        Self::U24,
        Self::U32,
        Self::U64,
    ];

    /// The smallest and the largest of them.
    pub const fn bounds(self) -> (i128, i128) {
        let (bits, is_signed) = match self {
            Self::I8 => (8, true),
            Self::I16 => (16, true),
            Self::I24 => (24, true),
            Self::I32 => (32, true),
            Self::I64 => (64, true),
            Self::U8 => (8, false),
            Self::U16 => (16, false),
            Self::U24 => (24, false),
            Self::U32 => (32, false),
            Self::U64 => (64, false),
        };
        if is_signed { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) } else { (0, (1 << bits) - 1) }
    }

    pub const fn contains(self, number: i128) -> bool {
        let (least, greatest) = self.bounds();
        least <= number && number <= greatest
    }

    /// Whether all of them are among `other`.
    pub const fn is_within(self, other: Self) -> bool {
        let (least, greatest) = self.bounds();
        other.contains(least) && other.contains(greatest)
    }
}

/// What becomes of a column's values in the type that a destination has for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Each arrives as it was.
    Exact,
    /// Each arrives as it was or, if it is one of these, is refused.
    ExactUnless(Vec<Exception>),
    /// Something is lost on the way, and somebody has to agree to that first.
    Lossy(Loss),
}

/// Values of a logical type that a destination has no place for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exception {
    /// Whole numbers outside these bounds.
    Outside {
        least: i128,
        greatest: i128,
    },
    /// More than `before` digits before or `after` digits behind the point.
    TooManyDigits {
        before: u32,
        after: u32,
    },
    NotANumber,
    NegativeZero,
    Infinite,
    /// Dates before `first` or after `last`; 0 is 1 BC.
    YearOutside {
        first: i32,
        last: i32,
    },
    /// Dates with a year, month or day of 0, which MySQL has.
    ZeroDate,
    /// Times that are not within a day.
    OutsideADay,
    /// Longer text, in characters.
    LongerText {
        limit: u32,
    },
    /// More bytes.
    LongerBytes {
        limit: u32,
    },
    /// Text with NUL characters.
    NulCharacter,
    /// A value of another type than its column declares.
    OtherType,
}

/// What is lost without a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Digits of a second's fraction beyond `kept`.
    FractionOfSecond { kept: u8 },
    /// The offset of a moment.
    Offset,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_integers_are_those_of_their_bits() {
        assert_eq!(IntegerRange::I8.bounds(), (-128, 127));
        assert_eq!(IntegerRange::U24.bounds(), (0, 16_777_215));
        assert_eq!(IntegerRange::I64.bounds(), (i64::MIN.into(), i64::MAX.into()));
        assert_eq!(IntegerRange::U64.bounds(), (0, u64::MAX.into()));
        assert!(IntegerRange::U32.is_within(IntegerRange::I64));
        assert!(!IntegerRange::U64.is_within(IntegerRange::I64));
        assert!(!IntegerRange::I8.is_within(IntegerRange::U64));
    }
}
