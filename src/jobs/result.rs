//! What a run came to, in numbers: shown on its page and given to programs, each kind in its own way.

use engine::receipt::{Receipt, TableReceipt};
use serde::{Deserialize, Serialize};

/// Of the JSON: what is longer is not kept.
pub(crate) const MOST_BYTES: usize = 512 << 10;

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
    Copy {
        receipt: Receipt,
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

    /// Of a receipt that is too long, the tables first that are not as they should be.
    pub(crate) fn of_copy(mut receipt: Receipt) -> Self {
        let fitting = |tables: &[TableReceipt]| {
            let mut used = 0;
            let fits = |table: &&TableReceipt| {
                used += serde_json::to_string(table).map_or(0, |json| json.len() + 1);
                used <= MOST_BYTES - 1_024
            };
            tables.iter().take_while(fits).count()
        };
        if fitting(&receipt.tables) < receipt.tables.len() {
            // The sort keeps the order of equals.
            receipt.tables.sort_by_key(TableReceipt::is_good);
            let kept = fitting(&receipt.tables);
            receipt.left_out = receipt.tables.len() - kept;
            receipt.tables.truncate(kept);
        }
        Self::Copy { receipt }
    }

    /// `None` for what a newer version has written.
    pub(crate) fn parse(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }
}

#[cfg(test)]
mod tests {
    use engine::{
        copy::Action,
        fault::Fault,
        receipt::{CameTo, Counted, Overall},
    };

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

    #[test]
    fn a_receipt_without_room_keeps_what_is_not_as_it_should_be() {
        let receipt = |count: usize| {
            let table = |name: usize, came_to| TableReceipt {
                table: format!("table {name}"),
                millis: 1,
                came_to,
                is_of_another_moment: false,
            };
            let bad = |name| table(name, CameTo::Nothing(vec![Fault::Stopped]));
            let good = |name| table(name, CameTo::Equal(Counted::default()));
            let tables = (0..count).map(|name| if name % 10 == 7 { bad(name) } else { good(name) });
            let (tables, overall) = (tables.collect(), Overall::Red);
            Receipt { action: Action::Load, overall, read: 5, tables, left_out: 0 }
        };
        let few = RunResult::Copy { receipt: receipt(100) };
        assert_eq!(RunResult::of_copy(receipt(100)), few);
        let many = RunResult::of_copy(receipt(10_000));
        assert!(many.to_json().is_some());
        let RunResult::Copy { receipt } = many else { panic!("{many:?}") };
        assert_eq!((receipt.count(), receipt.bad().count(), receipt.read), (10_000, 1_000, 5));
        assert_eq!(receipt.tables[1_000].table, "table 0");
    }
}
