//! What an extraction does, as it is stored: one versioned document.

use serde::{Deserialize, Serialize};

/// Fields that a later version has added are as they are in a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Definition {
    /// Where the engine has schemas; the one that a session begins in, if none is named.
    pub(crate) source_schema: Option<String>,
    pub(crate) destination_schema: Option<String>,
    /// Patterns of names; all tables, where there are none.
    pub(crate) tables: Vec<String>,
    pub(crate) exclude: Vec<String>,
    /// Of one run.
    pub(crate) tables_at_once: u8,
    /// A load that would remove a larger share of the rows that are there is refused.
    pub(crate) max_removed_percent: u8,
}

impl Default for Definition {
    fn default() -> Self {
        Self {
            source_schema: None,
            destination_schema: None,
            tables: Vec::new(),
            exclude: Vec::new(),
            tables_at_once: 2,
            max_removed_percent: 50,
        }
    }
}
