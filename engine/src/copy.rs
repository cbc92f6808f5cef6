//! Copying tables of one place into another: look at all of them first, then bring one after the other, or
//! several at once, to what the source holds.
//!
//! 1. [`Copy::look`] connects to both sides, chooses the tables, and says what would become of each. It
//!    writes nothing. Everything that is read from here on is of that moment, where the engine allows.
//! 2. [`Looked::run`] copies the tables that nothing stands in the way of, the largest first. One that fails
//!    does not stop the others.

mod worker;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use tokio::{sync::watch, task::JoinSet};

use self::worker::{Shared, Worker};
use crate::{
    driver::{Connector, Destination, Engine, Snapshot, Source},
    drivers::DriverError,
    load::{Limits, LoadProblem, Loaded, Progress, Side},
    names::is_meant,
    receipt::TableReceipt,
    register::{self, ClaimError, Owner},
    table::{Access, ListedTable},
    validate::{Obstacle, Request, TableReport, ValidateProblem},
};

/// What to copy, where from and where to.
pub struct Copy {
    pub from: Arc<dyn Connector>,
    pub to: Arc<dyn Connector>,
    pub request: CopyRequest,
}

#[derive(Debug, Clone)]
pub struct CopyRequest {
    pub owner: Owner,
    /// Who copies, for people who look into the register.
    pub signed_by: String,
    /// Where the engine has schemas.
    pub source_schema: Option<String>,
    pub destination_schema: Option<String>,
    /// Patterns of names; all tables, where there are none.
    pub tables: Vec<String>,
    pub exclude: Vec<String>,
    /// As `table.column`.
    pub accept_lossy: BTreeSet<String>,
    /// Makes the hashes of this run, and its name. Never the same twice.
    pub seed: [u8; 32],
    /// At least 1. SQLite writes, and MySQL and SQLite read in one moment, only one.
    pub tables_at_once: usize,
    pub limits: Limits,
}

/// Why nothing was copied at all.
#[derive(Debug)]
pub enum CopyProblem {
    Server(Side, DriverError),
    /// No table of the source is meant.
    NoTable {
        /// The first pattern that means none; `None` where the source has no tables.
        pattern: Option<String>,
    },
    Validate(ValidateProblem),
}

/// What would be copied.
pub struct Looked {
    pub tables: Arc<[LookedAt]>,
    copy: Copy,
    /// The first reader, whose moment is that of the whole copy.
    source: Box<dyn Source>,
    destination: Box<dyn Destination>,
    snapshot: Option<Snapshot>,
    tell: Tell,
}

/// A table of the source, and what would become of it.
#[derive(Debug)]
pub struct LookedAt {
    pub listed: ListedTable,
    pub report: TableReport,
    /// Moves once the table is copied.
    pub progress: Arc<Progress>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Write what differs.
    Load,
    /// Only count it.
    Verify,
}

/// What has become of a table.
#[derive(Debug)]
pub struct TableOutcome {
    pub result: Result<Loaded, LoadProblem>,
    pub took: Duration,
    /// Whether it was read in another moment than the tables before it: the connection was lost meanwhile.
    pub is_of_another_moment: bool,
}

impl Copy {
    /// Looks at both sides.
    pub async fn look(self) -> Result<Looked, CopyProblem> {
        let of = |side| move |error| CopyProblem::Server(side, error);
        let mut source = self.from.source(None).await.map_err(of(Side::Source))?;
        let mut destination = self.to.destination().await.map_err(of(Side::Destination))?;
        let request = &self.request;
        let chosen = self.choose(&mut *source).await?;
        let wanted = Request {
            owner: &request.owner,
            schema: request.destination_schema.as_deref(),
            accept_lossy: &request.accept_lossy,
        };
        let mut reports = Vec::new();
        for table in &chosen {
            let report =
                wanted.validate(&mut *source, &mut *destination, &table.name, &reports).await;
            let mut report = report.map_err(CopyProblem::Validate)?;
            match table.access {
                Access::Full => {}
                Access::Denied => report.obstacles.insert(0, Obstacle::NotReadable),
                Access::RowsHidden => report.obstacles.insert(0, Obstacle::RowsHidden),
            }
            reports.push(report);
        }
        let is_shared = request.tables_at_once > 1;
        let snapshot =
            if is_shared { source.snapshot().await.map_err(of(Side::Source))? } else { None };
        let looked_at = |(listed, report)| LookedAt { listed, report, progress: Arc::default() };
        let tables = chosen.into_iter().zip(reports).map(looked_at).collect();
        let tell = Box::new(|_: &TableReceipt| ());
        Ok(Looked { tables, copy: self, source, destination, snapshot, tell })
    }

    async fn choose(&self, source: &mut dyn Source) -> Result<Vec<ListedTable>, CopyProblem> {
        let request = &self.request;
        let of_source = |error| CopyProblem::Server(Side::Source, error);
        let listed = source.tables(request.source_schema.as_deref()).await.map_err(of_source)?;
        let is_any = |patterns: &[String], name: &str| patterns.iter().any(|it| is_meant(it, name));
        // Views only by name: what they show is in the tables.
        let means = |pattern: &String, table: &ListedTable| {
            let name = &table.name.name;
            let is_named = if table.is_view { pattern == name } else { is_meant(pattern, name) };
            is_named && !is_any(&request.exclude, name)
        };
        let means_none = |pattern: &&String| !listed.iter().any(|table| means(pattern, table));
        if let Some(pattern) = request.tables.iter().find(means_none) {
            return Err(CopyProblem::NoTable { pattern: Some(pattern.clone()) });
        }
        let is_chosen = |table: &ListedTable| match &*request.tables {
            [] => !table.is_view && !is_any(&request.exclude, &table.name.name),
            patterns => patterns.iter().any(|pattern| means(pattern, table)),
        };
        let chosen: Vec<ListedTable> = listed.into_iter().filter(is_chosen).collect();
        if chosen.is_empty() { Err(CopyProblem::NoTable { pattern: None }) } else { Ok(chosen) }
    }
}

impl LookedAt {
    /// Whether nothing stands in the way.
    pub fn is_clear(&self) -> bool {
        self.report.obstacles.is_empty()
    }

    /// For whom DataSync has made the table that is there, if it was not for us.
    pub fn owned_by(&self) -> Option<&Owner> {
        self.report.obstacles.iter().find_map(|obstacle| match obstacle {
            Obstacle::OfAnother(holder) => Some(&holder.owner),
            _ => None,
        })
    }
}

/// Is told of each table as soon as it is done.
type Tell = Box<dyn Fn(&TableReceipt) + Send + Sync>;

impl Looked {
    /// Makes tables ours that belong to owners who may be replaced.
    pub async fn take_over(
        &mut self,
        may_be_replaced: impl Fn(&Owner) -> bool,
    ) -> Result<(), CopyProblem> {
        for table in self.tables.iter() {
            let (Some(from), to) = (table.owned_by(), &self.copy.request.owner) else { continue };
            if !may_be_replaced(from) {
                continue;
            }
            let name = &table.report.plan.destination;
            let done = register::take_over(&mut *self.destination, name, from, to).await;
            done.map_err(|error| match error {
                ClaimError::Server(error) => CopyProblem::Server(Side::Destination, error),
                _ => CopyProblem::Validate(ValidateProblem::UnreadableRegister),
            })?;
        }
        Ok(())
    }

    /// The same, with somebody who is told of each table as soon as it is done.
    #[must_use]
    pub fn telling(self, tell: impl Fn(&TableReceipt) + Send + Sync + 'static) -> Self {
        Self { tell: Box::new(tell), ..self }
    }

    /// Copies, or verifies, all tables that nothing stands in the way of. Once `stop` is true, what is under
    /// way is taken back. Outcomes in the order of `tables`; `None` for those that were not tried.
    pub async fn run(
        self,
        action: Action,
        stop: watch::Receiver<bool>,
    ) -> Vec<Option<TableOutcome>> {
        let Self { tables, copy, source, destination, snapshot, tell } = self;
        let mut order: Vec<usize> = (0..tables.len()).filter(|it| tables[*it].is_clear()).collect();
        // The largest first: the others fill the gaps.
        order.sort_by_key(|place| {
            let listed = &tables[*place].listed;
            std::cmp::Reverse((listed.bytes, listed.rows))
        });
        let can_share = snapshot.is_some() && copy.to.engine() != Engine::Sqlite;
        let workers =
            if can_share { copy.request.tables_at_once.clamp(1, order.len().max(1)) } else { 1 };
        let count = tables.len();
        let shared = Arc::new(Shared::new(copy, action, snapshot, tables, order, tell));
        let (mut running, mut first) = (JoinSet::new(), Some((source, destination)));
        for _ in 0..workers {
            let worker = Worker::new(Arc::clone(&shared), first.take(), stop.clone());
            running.spawn(worker.work());
        }
        let mut outcomes: Vec<Option<TableOutcome>> = (0..count).map(|_| None).collect();
        let mut sources = Vec::new();
        while let Some(done) = running.join_next().await {
            let (done, source) = done.unwrap_or_default();
            for (place, outcome) in done {
                outcomes[place] = Some(outcome);
            }
            sources.push(source);
        }
        outcomes
    }
}

#[cfg(test)]
mod tests;
