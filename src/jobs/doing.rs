//! What a run is at, for whoever watches it: what its percentage does not say.

use engine::load::Stage;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Doing {
    /// Copies tables; these are under way.
    Copying(Vec<TableAtWork>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TableAtWork {
    pub(crate) table: String,
    pub(crate) stage: Stage,
    /// Since the stage began.
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    /// How many there are, where the server estimates it.
    pub(crate) of: Option<u64>,
    pub(crate) rows_per_second: u64,
}

impl Doing {
    /// `None` for one of a newer version.
    pub(crate) fn parse(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }
}
