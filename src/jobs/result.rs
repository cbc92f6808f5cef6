//! What a run came to, in numbers: shown on its page and given to programs, each kind in its own way.

use serde::{Deserialize, Serialize};

/// Of the JSON: what is longer is not kept.
pub(crate) const MOST_BYTES: usize = 64 << 10;

/// Names and values are a contract with programs that read the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum RunResult {
    Backup {
        /// Without its directory.
        file: String,
        bytes: u64,
        tables: usize,
        rows: u64,
        /// Older backups.
        removed: u64,
    },
    ConnectionCheck {
        database_micros: u64,
        /// `None` where no mail server is set up.
        mail_server_millis: Option<u64>,
        /// `None` where no Server URL is set.
        is_server_url_reached: Option<bool>,
    },
    CleanUp {
        runs_removed: u64,
    },
}

impl RunResult {
    /// `None` for one that is too long.
    pub(crate) fn to_json(&self) -> Option<String> {
        let json = serde_json::to_string(self).ok().filter(|json| json.len() <= MOST_BYTES);
        if json.is_none() {
            tracing::warn!("the result of a run is too long and was left out");
        }
        json
    }

    /// `None` for what a newer version has written.
    pub(crate) fn parse(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_read_as_it_was_written_and_has_its_bounds() {
        let backup =
            |file: String| RunResult::Backup { file, bytes: 1, tables: 2, rows: 3, removed: 4 };
        let one = backup("datasync.backup.gz".to_owned());
        let json = one.to_json().unwrap();
        assert!(json.starts_with(r#"{"kind":"backup","#), "{json}");
        assert_eq!(RunResult::parse(&json), Some(one));
        assert_eq!(backup("x".repeat(MOST_BYTES)).to_json(), None);
        assert_eq!(RunResult::parse(r#"{"kind":"of_the_future"}"#), None);
    }
}
