//! What stands in a backup: gzip of one JSON value a line.
//!
//! ```text
//! {"datasync_backup":{"format":1,"version":"0.1.0","made_at":…,"migrations":[…],…}}
//! {"table":{"name":"account","columns":["id","username",…]}}
//! {"row":["…","ada",…]}
//! {"end":{"rows":1,"sha256":"…","signature":"…"}}
//! ```
//!
//! Tables come in an order in which no row refers to one that comes later. A value is text, a whole
//! number, a truth value or null. The sum goes over every byte before the last line; the signature goes over
//! the sum.

use sea_orm::Value;
use serde::{Deserialize, Serialize};

/// Counts what older versions could not read.
pub(crate) const FORMAT: u32 = 1;
/// What the sum is signed for.
pub(super) const SIGNED_FOR: &str = "backup";
/// No row is nearly as long; what is, was not written by us.
pub(super) const MAX_LINE_BYTES: u64 = 64 << 20;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BackupLine {
    DatasyncBackup(Header),
    Table(Columns),
    Row(Vec<serde_json::Value>),
    End(End),
}

/// What was backed up, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    pub(crate) format: u32,
    /// Of the program.
    pub(crate) version: String,
    /// `2026-06-01T12:00:00Z`
    pub(crate) made_at: String,
    /// The steps that the schema had taken.
    pub(crate) migrations: Vec<String>,
    /// See `database::settings::Engine`.
    pub(crate) engine: String,
    /// Of the database. A restored one gets its own.
    pub(crate) identity: String,
    /// The word by which the installation knows its key again.
    pub(crate) key_check: Option<String>,
    /// The ring that secrets are sealed with, as in its file; `None` if it is configured, or was left
    /// out.
    pub(crate) keys: Option<Vec<String>>,
}

/// As much of the first line as every version can read.
#[derive(Debug, Deserialize)]
pub(super) struct FirstLine {
    pub(super) datasync_backup: MadeBy,
}

#[derive(Debug, Deserialize)]
pub(super) struct MadeBy {
    pub(super) format: u32,
    pub(super) version: String,
}

/// A table, whose rows follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Columns {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct End {
    pub(crate) rows: u64,
    /// In hexadecimal digits.
    pub(crate) sha256: String,
    /// Of the sum, by the key of the installation; older versions, and those without a key, did not sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) signature: Option<String>,
}

impl BackupLine {
    /// Appends the line to others.
    pub(crate) fn add_to(&self, lines: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(&mut *lines, self)?;
        lines.push(b'\n');
        Ok(())
    }
}

/// A value of a column; `None` for a kind that no column has had so far.
pub(super) fn to_json(value: Value) -> Option<serde_json::Value> {
    Some(match value {
        Value::String(text) => text.into(),
        Value::BigInt(number) => number.into(),
        Value::Int(number) => number.into(),
        Value::Bool(truth) => truth.into(),
        _ => return None,
    })
}

/// The same in SQL. Null as a word: as a value, it would need a type.
pub(super) fn to_sql(value: serde_json::Value) -> Option<sea_orm::sea_query::Expr> {
    use sea_orm::sea_query::Expr;
    Some(match value {
        serde_json::Value::Null => Expr::null(),
        serde_json::Value::Bool(truth) => Expr::value(truth),
        serde_json::Value::Number(number) => Expr::value(number.as_i64()?),
        serde_json::Value::String(text) => Expr::value(text),
        serde_json::Value::Array(_) | serde_json::Value::Object(_) => return None,
    })
}
