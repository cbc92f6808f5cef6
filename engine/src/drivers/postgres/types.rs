//! The types of PostgreSQL: what each holds, and which of them holds a [`LogicalType`].

use crate::types::{Exception, IntegerRange, LogicalType, Verdict};

/// The first and the last year of dates: 4713 BC, counted without a year 0, and the last that fits.
const DATE_YEARS: (i32, i32) = (-4_712, 5_874_897);
const TIMESTAMP_YEARS: (i32, i32) = (-4_712, 294_276);
/// Digits of a `numeric` that has no precision, before and behind the point.
const NUMERIC_DIGITS: (u32, u32) = (131_072, 16_383);
/// The most digits that [`LogicalType::Decimal`] has.
const MAX_DECIMAL_DIGITS: u8 = 38;
/// What stands before precision and scale in the modifier of a `numeric`, and before the length in that of text.
const MODIFIER_HEADER: i32 = 4;

/// A column's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PgType {
    Bool,
    Int2,
    Int4,
    Int8,
    Oid,
    Float4,
    Float8,
    /// Precision and scale, which may be negative.
    Numeric(Option<(u16, i16)>),
    Date,
    Time {
        digits: u8,
    },
    Timestamp {
        digits: u8,
    },
    TimestampTz {
        digits: u8,
    },
    Interval,
    Uuid,
    Text,
    Varchar {
        limit: u32,
    },
    Char {
        limit: u32,
    },
    Bytea,
    Json,
    Jsonb,
    /// Of a type that means the same on every server; its name.
    BuiltIn(String),
    /// Made by somebody, or without a binary form that travels: read as its text. Its name.
    Other(String),
}

/// Types whose binary form means the same on every server. Arrays of these do, too.
const BUILT_IN: [&str; 24] = [
    "bit",
    "varbit",
    "inet",
    "cidr",
    "macaddr",
    "macaddr8",
    "money",
    "timetz",
    "tsvector",
    "tsquery",
    "point",
    "line",
    "lseg",
    "box",
    "path",
    "polygon",
    "circle",
    "int4range",
    "int8range",
    "numrange",
    "tsrange",
    "tstzrange",
    "daterange",
    "pg_lsn",
];

/// What the catalog says of a type, a domain followed to what it is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Catalog<'a> {
    /// `numeric`
    pub(super) name: &'a str,
    /// `numeric(18,4)`
    pub(super) full_name: &'a str,
    pub(super) modifier: i32,
    /// Made by the server's own setup.
    pub(super) is_built_in: bool,
    /// Of an array: the type of its elements.
    pub(super) element: Option<&'a str>,
}

impl PgType {
    pub(super) fn of(catalog: Catalog<'_>) -> Self {
        let Catalog { name, full_name, modifier, is_built_in, element } = catalog;
        if !is_built_in {
            return Self::Other(full_name.to_owned());
        }
        let digits = u8::try_from(modifier).unwrap_or(6);
        let limit = || u32::try_from(modifier - MODIFIER_HEADER).ok();
        match name {
            "bool" => Self::Bool,
            "int2" => Self::Int2,
            "int4" => Self::Int4,
            "int8" => Self::Int8,
            "oid" => Self::Oid,
            "float4" => Self::Float4,
            "float8" => Self::Float8,
            "numeric" => Self::Numeric(precision_and_scale(modifier)),
            "date" => Self::Date,
            "time" => Self::Time { digits },
            "timestamp" => Self::Timestamp { digits },
            "timestamptz" => Self::TimestampTz { digits },
            // Its fields and digits are limits for what is typed; what is there fits them.
            "interval" => Self::Interval,
            "uuid" => Self::Uuid,
            "text" => Self::Text,
            "varchar" => limit().map_or(Self::Text, |limit| Self::Varchar { limit }),
            "bpchar" => limit().map_or(Self::Text, |limit| Self::Char { limit }),
            "bytea" => Self::Bytea,
            "json" => Self::Json,
            "jsonb" => Self::Jsonb,
            _ if is_same_everywhere(element.unwrap_or(name)) => Self::BuiltIn(full_name.to_owned()),
            _ => Self::Other(full_name.to_owned()),
        }
    }

    /// What it holds.
    pub fn logical(&self) -> LogicalType {
        match self {
            Self::Bool => LogicalType::Boolean,
            Self::Int2 => LogicalType::Integer(IntegerRange::I16),
            Self::Int4 => LogicalType::Integer(IntegerRange::I32),
            Self::Int8 => LogicalType::Integer(IntegerRange::I64),
            Self::Oid => LogicalType::Integer(IntegerRange::U32),
            Self::Float4 => LogicalType::Float32,
            Self::Float8 => LogicalType::Float64,
            Self::Numeric(declared) => declared.and_then(decimal).unwrap_or(LogicalType::Number),
            Self::Date => LogicalType::Date,
            Self::Time { digits } => LogicalType::Time { digits: *digits },
            Self::Timestamp { digits } => LogicalType::Timestamp { digits: *digits },
            Self::TimestampTz { digits } => LogicalType::Instant { digits: *digits },
            Self::Interval => LogicalType::Interval,
            Self::Uuid => LogicalType::Uuid,
            Self::Text | Self::Other(_) => LogicalType::Text { limit: None },
            Self::Varchar { limit } | Self::Char { limit } => {
                LogicalType::Text { limit: Some(*limit) }
            }
            Self::Bytea => LogicalType::Bytes { limit: None },
            Self::Json | Self::Jsonb => LogicalType::Json,
            Self::BuiltIn(name) => LogicalType::Native { name: name.clone() },
        }
    }

    /// The same for a destination of another engine.
    pub fn logical_elsewhere(&self) -> LogicalType {
        match self {
            Self::BuiltIn(_) => LogicalType::Text { limit: None },
            portable => portable.logical(),
        }
    }

    /// As it is written in a statement.
    pub fn name(&self) -> String {
        match self {
            Self::Bool => "boolean".to_owned(),
            Self::Int2 => "smallint".to_owned(),
            Self::Int4 => "integer".to_owned(),
            Self::Int8 => "bigint".to_owned(),
            Self::Oid => "oid".to_owned(),
            Self::Float4 => "real".to_owned(),
            Self::Float8 => "double precision".to_owned(),
            Self::Numeric(None) => "numeric".to_owned(),
            Self::Numeric(Some((precision, scale))) => format!("numeric({precision},{scale})"),
            Self::Date => "date".to_owned(),
            Self::Time { digits } => format!("time({digits})"),
            Self::Timestamp { digits } => format!("timestamp({digits})"),
            Self::TimestampTz { digits } => format!("timestamptz({digits})"),
            Self::Interval => "interval".to_owned(),
            Self::Uuid => "uuid".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Varchar { limit } => format!("varchar({limit})"),
            Self::Char { limit } => format!("character({limit})"),
            Self::Bytea => "bytea".to_owned(),
            Self::Json => "json".to_owned(),
            Self::Jsonb => "jsonb".to_owned(),
            Self::BuiltIn(name) | Self::Other(name) => name.clone(),
        }
    }

    /// The type for a column that holds `logical`, and what becomes of its values there.
    pub fn for_logical(logical: &LogicalType) -> (Self, Verdict) {
        let exact = |pg_type| (pg_type, Verdict::Exact);
        match logical {
            LogicalType::Boolean => exact(Self::Bool),
            LogicalType::Integer(range) => exact(match range {
                IntegerRange::I8 | IntegerRange::U8 | IntegerRange::I16 => Self::Int2,
                IntegerRange::U16 | IntegerRange::I24 | IntegerRange::U24 | IntegerRange::I32 => {
                    Self::Int4
                }
                IntegerRange::U32 | IntegerRange::I64 => Self::Int8,
                IntegerRange::U64 => Self::Numeric(Some((20, 0))),
            }),
            LogicalType::Float32 => exact(Self::Float4),
            LogicalType::Float64 => exact(Self::Float8),
            LogicalType::Decimal { precision, scale } => {
                exact(Self::Numeric(Some(((*precision).into(), (*scale).into()))))
            }
            LogicalType::Number => {
                let (before, after) = NUMERIC_DIGITS;
                let too_long = Exception::TooManyDigits { before, after };
                (Self::Numeric(None), Verdict::ExactUnless(vec![too_long]))
            }
            LogicalType::Date => (Self::Date, unless_outside(DATE_YEARS)),
            LogicalType::Time { digits } => exact(Self::Time { digits: *digits }),
            LogicalType::Timestamp { digits } => {
                (Self::Timestamp { digits: *digits }, unless_outside(TIMESTAMP_YEARS))
            }
            LogicalType::Instant { digits } => {
                (Self::TimestampTz { digits: *digits }, unless_outside(TIMESTAMP_YEARS))
            }
            LogicalType::Interval => exact(Self::Interval),
            LogicalType::Uuid => exact(Self::Uuid),
            LogicalType::Text { limit } => {
                let pg_type = limit.map_or(Self::Text, |limit| Self::Varchar { limit });
                (pg_type, Verdict::ExactUnless(vec![Exception::NulCharacter]))
            }
            LogicalType::Bytes { .. } => exact(Self::Bytea),
            LogicalType::Json => exact(Self::Json),
            LogicalType::Native { name } => exact(Self::BuiltIn(name.clone())),
        }
    }
}

fn unless_outside((first, last): (i32, i32)) -> Verdict {
    Verdict::ExactUnless(vec![Exception::YearOutside { first, last }])
}

fn precision_and_scale(modifier: i32) -> Option<(u16, i16)> {
    let bits = modifier - MODIFIER_HEADER;
    // The scale has eleven bits, with a sign since version 15.
    let (precision, scale) =
        (u16::try_from(bits >> 16), i16::try_from(((bits & 0x7ff) ^ 1024) - 1024));
    precision.ok().zip(scale.ok())
}

/// `None` where precision or scale are none that [`LogicalType::Decimal`] has.
fn decimal((precision, scale): (u16, i16)) -> Option<LogicalType> {
    let (precision, scale) = (u8::try_from(precision).ok()?, u8::try_from(scale).ok()?);
    let fits = precision <= MAX_DECIMAL_DIGITS && scale <= precision;
    fits.then_some(LogicalType::Decimal { precision, scale })
}

fn is_same_everywhere(name: &str) -> bool {
    const SCALARS: [&str; 20] = [
        "bool",
        "int2",
        "int4",
        "int8",
        "float4",
        "float8",
        "numeric",
        "date",
        "time",
        "timestamp",
        "timestamptz",
        "interval",
        "uuid",
        "text",
        "varchar",
        "bpchar",
        "bytea",
        "json",
        "jsonb",
        "name",
    ];
    BUILT_IN.contains(&name) || SCALARS.contains(&name)
}
