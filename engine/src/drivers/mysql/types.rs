//! The types of MySQL and MariaDB: what each holds, and which of them holds a [`LogicalType`].

use crate::types::{Exception, IntegerRange, LogicalType, Verdict};

/// The years of dates. The manual promises no year before 1000, but all of these are stored.
const YEARS: (i32, i32) = (1, 9_999);
/// The most digits of a DECIMAL, and how many of them can stand behind the point.
const MAX_DECIMAL_DIGITS: u8 = 65;
const MAX_DECIMAL_SCALE: u8 = 30;
/// The most digits of [`LogicalType::Decimal`].
const MAX_LOGICAL_DIGITS: u8 = 38;
/// The longest text that can be a key with 4 bytes a character. Longer text gets a type without a limit.
const MAX_VARCHAR: u32 = 768;
/// What the columns of a key have together, and the most that one of a fixed width takes.
const MAX_KEY_BYTES: usize = 3_072;
const MAX_FIXED_BYTES: usize = 32;
const MAX_CHARACTER_BYTES: u32 = 4;

/// A column's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MySqlType {
    /// `tinyint(1)`, which many programs take for a boolean, though it holds other numbers, too.
    Boolean,
    Integer(IntegerRange),
    Decimal {
        precision: u8,
        scale: u8,
    },
    Float,
    Double,
    /// How many bits.
    Bit(u8),
    Date,
    /// From −838:59:59 to 838:59:59. `digits` of a second's fraction, here and below.
    Time {
        digits: u8,
    },
    DateTime {
        digits: u8,
    },
    /// A moment: kept in UTC, shown in the zone of the session.
    Timestamp {
        digits: u8,
    },
    Year,
    Char {
        limit: u32,
    },
    Varchar {
        limit: u32,
    },
    /// TINYTEXT to LONGTEXT, as it is called.
    Text(String),
    Binary {
        limit: u32,
    },
    Varbinary {
        limit: u32,
    },
    /// TINYBLOB to LONGBLOB, and geometries, as it is called.
    Blob(String),
    /// MySQL's own; MariaDB's is a text.
    Json,
    /// With its words, as it is declared.
    Enum(String),
    Set(String),
    /// A UUID as its text, which only DataSync declares.
    UuidText,
    /// MariaDB's own.
    Uuid,
    /// Read as its text, as it is declared.
    Other(String),
}

/// What `information_schema` says of a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Catalog<'a> {
    /// `decimal`
    pub(super) name: &'a str,
    /// `decimal(18,4) unsigned`
    pub(super) full_name: &'a str,
    pub(super) length: Option<u32>,
    pub(super) precision: Option<u8>,
    pub(super) scale: Option<u8>,
    pub(super) digits: Option<u8>,
}

impl MySqlType {
    pub(super) fn of(catalog: Catalog<'_>) -> Self {
        let Catalog { name, full_name, length, precision, scale, digits } = catalog;
        let declared = || full_name.to_owned();
        let (limit, digits) = (length.unwrap_or(0), digits.unwrap_or(0));
        let is_unsigned = full_name.contains("unsigned");
        let integer = |signed, unsigned| Self::Integer(if is_unsigned { unsigned } else { signed });
        match name {
            "tinyint" if full_name == "tinyint(1)" => Self::Boolean,
            "tinyint" => integer(IntegerRange::I8, IntegerRange::U8),
            "smallint" => integer(IntegerRange::I16, IntegerRange::U16),
            "mediumint" => integer(IntegerRange::I24, IntegerRange::U24),
            "int" => integer(IntegerRange::I32, IntegerRange::U32),
            "bigint" => integer(IntegerRange::I64, IntegerRange::U64),
            "decimal" => {
                Self::Decimal { precision: precision.unwrap_or(10), scale: scale.unwrap_or(0) }
            }
            "float" => Self::Float,
            "double" => Self::Double,
            "bit" => Self::Bit(precision.unwrap_or(1)),
            "date" => Self::Date,
            "time" => Self::Time { digits },
            "datetime" => Self::DateTime { digits },
            "timestamp" => Self::Timestamp { digits },
            "year" => Self::Year,
            "char" => Self::Char { limit },
            "varchar" => Self::Varchar { limit },
            "tinytext" | "text" | "mediumtext" | "longtext" => Self::Text(name.to_owned()),
            "binary" => Self::Binary { limit },
            "varbinary" => Self::Varbinary { limit },
            "tinyblob" | "blob" | "mediumblob" | "longblob" | "geometry" | "point"
            | "linestring" | "polygon" | "multipoint" | "multilinestring" | "multipolygon"
            | "geometrycollection" | "geomcollection" => Self::Blob(name.to_owned()),
            "json" => Self::Json,
            "enum" => Self::Enum(declared()),
            "set" => Self::Set(declared()),
            "uuid" => Self::Uuid,
            _ => Self::Other(declared()),
        }
    }

    /// What it holds.
    pub fn logical(&self) -> LogicalType {
        match self {
            Self::Boolean => LogicalType::Integer(IntegerRange::I8),
            Self::Integer(range) => LogicalType::Integer(*range),
            Self::Decimal { precision, scale } if *precision <= MAX_LOGICAL_DIGITS => {
                LogicalType::Decimal { precision: *precision, scale: *scale }
            }
            Self::Decimal { .. } => LogicalType::Number,
            Self::Float => LogicalType::Float32,
            Self::Double => LogicalType::Float64,
            // Its digits, 0 and 1.
            Self::Bit(bits) => LogicalType::Text { limit: Some((*bits).into()) },
            Self::Date => LogicalType::Date,
            Self::Time { .. } => LogicalType::Interval,
            Self::DateTime { digits } => LogicalType::Timestamp { digits: *digits },
            Self::Timestamp { digits } => LogicalType::Instant { digits: *digits },
            Self::Year => LogicalType::Integer(IntegerRange::I16),
            Self::Char { limit } | Self::Varchar { limit } => {
                LogicalType::Text { limit: Some(*limit) }
            }
            Self::Text(_) | Self::Enum(_) | Self::Set(_) | Self::Other(_) => {
                LogicalType::Text { limit: None }
            }
            Self::Binary { limit } | Self::Varbinary { limit } => {
                LogicalType::Bytes { limit: Some(*limit) }
            }
            Self::Blob(_) => LogicalType::Bytes { limit: None },
            Self::Json => LogicalType::Json,
            Self::Uuid | Self::UuidText => LogicalType::Uuid,
        }
    }

    /// As it is written in a statement. Text compares by its bytes, with the spaces at its end.
    pub fn name(&self) -> String {
        const BINARY_TEXT: &str = "CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin";
        match self {
            Self::Boolean => "tinyint(1)".to_owned(),
            Self::Integer(range) => match range {
                IntegerRange::I8 => "tinyint",
                IntegerRange::I16 => "smallint",
                IntegerRange::I24 => "mediumint",
                IntegerRange::I32 => "int",
                IntegerRange::I64 => "bigint",
                IntegerRange::U8 => "tinyint unsigned",
                IntegerRange::U16 => "smallint unsigned",
                IntegerRange::U24 => "mediumint unsigned",
                IntegerRange::U32 => "int unsigned",
                IntegerRange::U64 => "bigint unsigned",
            }
            .to_owned(),
            Self::Decimal { precision, scale } => format!("decimal({precision},{scale})"),
            Self::Float => "float".to_owned(),
            Self::Double => "double".to_owned(),
            Self::Bit(bits) => format!("bit({bits})"),
            Self::Date => "date".to_owned(),
            Self::Time { digits } => format!("time({digits})"),
            Self::DateTime { digits } => format!("datetime({digits})"),
            // Without a default of its own, which the first TIMESTAMP of a table would get.
            Self::Timestamp { digits } => format!("timestamp({digits}) NULL DEFAULT NULL"),
            Self::Year => "year".to_owned(),
            Self::Char { limit } => format!("char({limit}) {BINARY_TEXT}"),
            Self::Varchar { limit } => format!("varchar({limit}) {BINARY_TEXT}"),
            Self::Text(name) => format!("{name} {BINARY_TEXT}"),
            Self::Binary { limit } => format!("binary({limit})"),
            Self::Varbinary { limit } => format!("varbinary({limit})"),
            Self::Enum(declared) | Self::Set(declared) => format!("{declared} {BINARY_TEXT}"),
            Self::Blob(name) | Self::Other(name) => name.clone(),
            Self::Json => "json".to_owned(),
            Self::UuidText => "char(36) CHARACTER SET ascii COLLATE ascii_bin".to_owned(),
            Self::Uuid => "uuid".to_owned(),
        }
    }

    /// The type for a column that holds `logical`, and what becomes of its values there.
    pub fn for_logical(logical: &LogicalType) -> (Self, Verdict) {
        let exact = |mysql_type| (mysql_type, Verdict::Exact);
        let long_text = || Self::Text("longtext".to_owned());
        match logical {
            LogicalType::Boolean => exact(Self::Boolean),
            LogicalType::Integer(range) => exact(Self::Integer(*range)),
            LogicalType::Float32 => (Self::Float, unless_no_number()),
            LogicalType::Float64 => (Self::Double, unless_no_number()),
            LogicalType::Decimal { precision, scale } if *scale <= MAX_DECIMAL_SCALE => {
                let decimal = Self::Decimal { precision: *precision, scale: *scale };
                (decimal, Verdict::ExactUnless(vec![Exception::NotANumber]))
            }
            LogicalType::Decimal { .. } | LogicalType::Number => {
                let (precision, scale) = (MAX_DECIMAL_DIGITS, MAX_DECIMAL_SCALE);
                let before = (precision - scale).into();
                let refused = vec![
                    Exception::TooManyDigits { before, after: scale.into() },
                    Exception::NotANumber,
                    Exception::Infinite,
                ];
                (Self::Decimal { precision, scale }, Verdict::ExactUnless(refused))
            }
            LogicalType::Date => (Self::Date, unless_outside_years()),
            LogicalType::Time { digits } => exact(Self::Time { digits: *digits }),
            // A TIMESTAMP ends in 2038.
            LogicalType::Timestamp { digits } | LogicalType::Instant { digits } => {
                (Self::DateTime { digits: *digits }, unless_outside_years())
            }
            LogicalType::Uuid => exact(Self::UuidText),
            LogicalType::Text { limit } => exact(match limit {
                Some(limit) if *limit <= MAX_VARCHAR => Self::Varchar { limit: *limit },
                _ => long_text(),
            }),
            LogicalType::Bytes { .. } | LogicalType::Native { .. } => {
                exact(Self::Blob("longblob".to_owned()))
            }
            LogicalType::Interval | LogicalType::Json => exact(long_text()),
        }
    }

    /// The same for all columns of a key. Together they have a number of bytes at most, which those
    /// without a limit, or with a larger one, share.
    pub fn for_key(key: &[LogicalType]) -> Vec<(Self, Verdict)> {
        let taken = |logical: &LogicalType| match logical {
            LogicalType::Text { .. } | LogicalType::Bytes { .. } | LogicalType::Interval => None,
            LogicalType::Uuid => Some(36),
            _ => Some(MAX_FIXED_BYTES),
        };
        let wide = key.iter().filter(|logical| taken(logical).is_none()).count().max(1);
        let taken: usize = key.iter().filter_map(taken).sum();
        let share = MAX_KEY_BYTES.saturating_sub(taken) / wide;
        let share = u32::try_from(share).unwrap_or(0);
        key.iter().map(|logical| Self::within_key(logical, share)).collect()
    }

    fn within_key(logical: &LogicalType, bytes: u32) -> (Self, Verdict) {
        let within = |limit: Option<u32>, room: u32, longer: fn(u32) -> Exception| match limit {
            Some(limit) if limit <= room => (limit, Verdict::Exact),
            _ => (room, Verdict::ExactUnless(vec![longer(room)])),
        };
        match logical {
            LogicalType::Text { limit } => {
                let longer = |limit| Exception::LongerText { limit };
                let (limit, verdict) = within(*limit, bytes / MAX_CHARACTER_BYTES, longer);
                (Self::Varchar { limit }, verdict)
            }
            LogicalType::Bytes { limit } => {
                let longer = |limit| Exception::LongerBytes { limit };
                let (limit, verdict) = within(*limit, bytes, longer);
                (Self::Varbinary { limit }, verdict)
            }
            LogicalType::Interval => (Self::Varchar { limit: 64 }, Verdict::Exact),
            other => Self::for_logical(other),
        }
    }
}

fn unless_no_number() -> Verdict {
    Verdict::ExactUnless(vec![Exception::NotANumber, Exception::Infinite, Exception::NegativeZero])
}

fn unless_outside_years() -> Verdict {
    let (first, last) = YEARS;
    Verdict::ExactUnless(vec![Exception::YearOutside { first, last }, Exception::Infinite])
}
