//! What a copy proves: for every table what was counted, or why it is as it was before.

use serde::{Deserialize, Serialize};

use crate::{
    copy::{Action, LookedAt, TableOutcome},
    fault::Fault,
    load::Loaded,
};

/// Everything was green, or something has to be looked at, or not everything was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overall {
    Green,
    Yellow,
    Red,
}

/// Names are a contract: runs keep it, and programs read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub action: Action,
    pub overall: Overall,
    /// Rows of the source, of all tables.
    pub read: u64,
    pub tables: Vec<TableReceipt>,
    /// Tables for which there was no room where it is kept.
    pub left_out: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableReceipt {
    /// In the source, without its schema.
    pub table: String,
    pub millis: u64,
    pub came_to: CameTo,
    /// It was read in another moment than the tables before it.
    pub is_of_another_moment: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CameTo {
    /// The destination holds what the source held.
    Equal(Counted),
    /// They differ; only after [`Action::Verify`].
    Different(Counted),
    /// The table is as it was before. At least one.
    Nothing(Vec<Fault>),
}

/// Rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counted {
    pub read: u64,
    pub inserted: u64,
    pub changed: u64,
    pub removed: u64,
    pub unchanged: u64,
    /// Of the destination afterwards.
    pub destination_rows: u64,
}

impl Receipt {
    pub fn new(action: Action, tables: &[LookedAt], outcomes: &[Option<TableOutcome>]) -> Self {
        let tables = tables.iter().zip(outcomes);
        let tables: Vec<_> = tables
            .map(|(table, outcome)| TableReceipt::new(action, table, outcome.as_ref()))
            .collect();
        let overall = if !tables.iter().all(TableReceipt::is_good) {
            Overall::Red
        } else if tables.iter().any(|table| table.is_of_another_moment) {
            Overall::Yellow
        } else {
            Overall::Green
        };
        let read =
            tables.iter().filter_map(TableReceipt::counted).map(|counted| counted.read).sum();
        Self { action, overall, read, tables, left_out: 0 }
    }

    /// Tables that are not as they should be.
    pub fn bad(&self) -> impl Iterator<Item = &TableReceipt> {
        self.tables.iter().filter(|table| !table.is_good())
    }

    /// How many tables were meant.
    pub const fn count(&self) -> usize {
        self.tables.len() + self.left_out
    }
}

impl TableReceipt {
    pub(crate) fn new(action: Action, table: &LookedAt, outcome: Option<&TableOutcome>) -> Self {
        let came_to = match outcome.map(|outcome| &outcome.result) {
            Some(Ok(loaded)) => CameTo::of(action, loaded),
            Some(Err(problem)) => CameTo::Nothing(vec![problem.into()]),
            None if table.is_clear() => CameTo::Nothing(vec![Fault::Stopped]),
            None => {
                let obstacles = table.report.obstacles.iter();
                CameTo::Nothing(obstacles.cloned().map(Fault::Obstacle).collect())
            }
        };
        let millis = outcome.map_or(0, |outcome| outcome.took.as_millis());
        Self {
            table: table.report.plan.source.name.clone(),
            millis: u64::try_from(millis).unwrap_or(u64::MAX),
            came_to,
            is_of_another_moment: outcome.is_some_and(|outcome| outcome.is_of_another_moment),
        }
    }

    pub const fn is_good(&self) -> bool {
        matches!(self.came_to, CameTo::Equal(_))
    }

    pub const fn counted(&self) -> Option<&Counted> {
        match &self.came_to {
            CameTo::Equal(counted) | CameTo::Different(counted) => Some(counted),
            CameTo::Nothing(_) => None,
        }
    }

    /// Why the table is as it was before.
    pub fn faults(&self) -> &[Fault] {
        if let CameTo::Nothing(faults) = &self.came_to { faults } else { &[] }
    }
}

impl CameTo {
    const fn of(action: Action, loaded: &Loaded) -> Self {
        let Loaded { source, inserted, changed, removed, unchanged, destination_rows } = *loaded;
        let counted =
            Counted { read: source.rows, inserted, changed, removed, unchanged, destination_rows };
        match action {
            Action::Verify if inserted + changed + removed > 0 => Self::Different(counted),
            Action::Load | Action::Verify => Self::Equal(counted),
        }
    }
}
