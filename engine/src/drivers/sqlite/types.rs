//! What columns of SQLite declare, and which declaration keeps a [`LogicalType`] as it is.

use crate::types::{Exception, IntegerRange, LogicalType, Verdict};

/// A declared type. It says which values are meant to be there, and, by SQLite's rules of affinity, into
/// what SQLite turns those that are written: a text that looks like a number becomes one in a column that
/// declares no kind of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteType {
    declared: String,
}

/// Precision and scale of decimals that declare none. SQLite computes them in floating point anyway.
const MAX_DECIMAL_DIGITS: u8 = 38;

impl SqliteType {
    /// As it stands in `CREATE TABLE`; empty where nothing does.
    pub fn new(declared: &str) -> Self {
        Self { declared: declared.trim().to_owned() }
    }

    /// As it is written in a statement.
    pub fn name(&self) -> &str {
        &self.declared
    }

    /// What its values are taken for.
    pub fn logical(&self) -> LogicalType {
        let declared = self.declared.to_ascii_uppercase();
        let (name, arguments) = match declared.split_once('(') {
            Some((name, arguments)) => (name.trim_end(), arguments.trim_end_matches(')')),
            None => (&*declared, ""),
        };
        match name {
            "BOOLEAN" | "BOOL" => LogicalType::Boolean,
            "DATE" => LogicalType::Date,
            "TIME" => LogicalType::Time { digits: 6 },
            "DATETIME" | "TIMESTAMP" => LogicalType::Timestamp { digits: 6 },
            "TIMESTAMPTZ" => LogicalType::Instant { digits: 6 },
            "INTERVAL_TEXT" => LogicalType::Interval,
            "UUID" => LogicalType::Uuid,
            "JSON" | "JSON_TEXT" => LogicalType::Json,
            "REAL_SINGLE" => LogicalType::Float32,
            "DECIMAL_TEXT" | "DECIMAL" | "NUMERIC" => {
                precision_and_scale(arguments).map_or(LogicalType::Number, |(precision, scale)| {
                    LogicalType::Decimal { precision, scale }
                })
            }
            // SQLite's own order of rules.
            _ if name.contains("INT") => LogicalType::Integer(IntegerRange::I64),
            _ if ["CHAR", "CLOB", "TEXT"].iter().any(|part| name.contains(part)) => {
                LogicalType::Text { limit: None }
            }
            _ if name.contains("BLOB") => LogicalType::Bytes { limit: None },
            _ if ["REAL", "FLOA", "DOUB"].iter().any(|part| name.contains(part)) => {
                LogicalType::Float64
            }
            "" => LogicalType::Text { limit: None },
            _ => LogicalType::Number,
        }
    }

    /// The declaration for a column that holds `logical`, and what becomes of its values there. Decimals
    /// are kept as text: as numbers they would become floating point.
    pub fn for_logical(logical: &LogicalType) -> (Self, Verdict) {
        let exact = |declared: &str| (Self::new(declared), Verdict::Exact);
        match logical {
            LogicalType::Boolean => exact("BOOLEAN"),
            LogicalType::Integer(IntegerRange::U64) => {
                let (least, greatest) = IntegerRange::I64.bounds();
                let outside = Exception::Outside { least, greatest };
                (Self::new("INTEGER"), Verdict::ExactUnless(vec![outside]))
            }
            LogicalType::Integer(_) => exact("INTEGER"),
            // SQLite turns a NaN into NULL, and −0 into 0.
            LogicalType::Float32 => {
                let refused = vec![Exception::NotANumber, Exception::NegativeZero];
                (Self::new("REAL_SINGLE"), Verdict::ExactUnless(refused))
            }
            LogicalType::Float64 => {
                let refused = vec![Exception::NotANumber, Exception::NegativeZero];
                (Self::new("REAL"), Verdict::ExactUnless(refused))
            }
            LogicalType::Decimal { precision, scale } => {
                exact(&format!("DECIMAL_TEXT({precision},{scale})"))
            }
            LogicalType::Number => exact("DECIMAL_TEXT"),
            LogicalType::Date => exact("DATE"),
            LogicalType::Time { .. } => exact("TIME"),
            LogicalType::Timestamp { .. } => exact("TIMESTAMP"),
            LogicalType::Instant { .. } => exact("TIMESTAMPTZ"),
            LogicalType::Interval => exact("INTERVAL_TEXT"),
            LogicalType::Uuid => exact("UUID"),
            LogicalType::Text { .. } => exact("TEXT"),
            LogicalType::Json => exact("JSON_TEXT"),
            LogicalType::Bytes { .. } | LogicalType::Native { .. } => exact("BLOB"),
        }
    }
}

/// `18,4` or `18`
fn precision_and_scale(arguments: &str) -> Option<(u8, u8)> {
    let (precision, scale) = arguments.split_once(',').unwrap_or((arguments, "0"));
    let (precision, scale) = (precision.trim().parse().ok()?, scale.trim().parse().ok()?);
    (precision <= MAX_DECIMAL_DIGITS && scale <= precision).then_some((precision, scale))
}
