//! Copying tables of one place into another: look at all of them first, then bring one after the other, or
//! several at once, to what the source holds.
//!
//! 1. [`Copy::look`] connects to both sides, chooses the tables, and says what would become of each. It
//!    writes nothing. Everything that is read from here on is of that moment, where the engine allows.
//! 2. [`Looked::run`] copies the tables that nothing stands in the way of, the largest first. One that fails
//!    does not stop the others.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{sync::watch, task::JoinSet};

use crate::{
    digest::DigestKey,
    driver::{Connector, Destination, Engine, Snapshot, Source},
    drivers::DriverError,
    load::{Limits, Load, LoadProblem, Loaded, Progress, Side, Stage},
    names::is_meant,
    register::{self, ClaimError, Owner, Run},
    table::{Access, ListedTable, TableName},
    validate::{Obstacle, Request, TableReport, ValidateProblem},
};

/// PostgreSQL asks every 2 s whether a program that waits for a statement is still there.
const LOCK_PATIENCE: Duration = Duration::from_secs(3);

/// Tables of one copy that are tried again: a server that stays away holds up nobody for each of them.
const SECOND_TRIES: u32 = 10;

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
}

/// A table of the source, and what would become of it.
#[derive(Debug)]
pub struct LookedAt {
    pub listed: ListedTable,
    pub report: TableReport,
    /// Moves once the table is copied.
    pub progress: Arc<Progress>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
        Ok(Looked { tables, copy: self, source, destination, snapshot })
    }

    async fn choose(&self, source: &mut dyn Source) -> Result<Vec<ListedTable>, CopyProblem> {
        let request = &self.request;
        let of_source = |error| CopyProblem::Server(Side::Source, error);
        let listed = source.tables(request.source_schema.as_deref()).await.map_err(of_source)?;
        let is_any = |patterns: &[String], name: &str| patterns.iter().any(|it| is_meant(it, name));
        let means_none =
            |pattern: &&String| !listed.iter().any(|table| is_meant(pattern, &table.name.name));
        if let Some(pattern) = request.tables.iter().find(means_none) {
            return Err(CopyProblem::NoTable { pattern: Some(pattern.clone()) });
        }
        // Views only by name: what they show is in the tables.
        let is_wanted = |table: &ListedTable| match &*request.tables {
            [] => !table.is_view,
            names if table.is_view => names.contains(&table.name.name),
            patterns => is_any(patterns, &table.name.name),
        };
        let is_chosen =
            |table: &ListedTable| is_wanted(table) && !is_any(&request.exclude, &table.name.name);
        let chosen: Vec<ListedTable> = listed.into_iter().filter(is_chosen).collect();
        if chosen.is_empty() { Err(CopyProblem::NoTable { pattern: None }) } else { Ok(chosen) }
    }
}

impl LookedAt {
    /// Whether nothing stands in the way.
    pub fn is_clear(&self) -> bool {
        self.report.obstacles.is_empty()
    }
}

impl Looked {
    /// Copies, or verifies, all tables that nothing stands in the way of. Once `stop` is true, what is under
    /// way is taken back. Outcomes in the order of `tables`; `None` for those that were not tried.
    pub async fn run(
        self,
        action: Action,
        stop: watch::Receiver<bool>,
    ) -> Vec<Option<TableOutcome>> {
        let Self { tables, copy, source, destination, snapshot } = self;
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
        let shared = Arc::new(Shared {
            key: DigestKey::new(&copy.request.seed),
            second_tries: AtomicU32::new(SECOND_TRIES),
            copy,
            action,
            snapshot,
            tables,
            queue: Mutex::new(order.into()),
        });
        let mut running = JoinSet::new();
        let mut first = Some((source, destination));
        for _ in 0..workers {
            let (source, destination) = first.take().unzip();
            let worker = Worker {
                shared: Arc::clone(&shared),
                source,
                destination,
                stop: stop.clone(),
                is_of_another_moment: false,
            };
            running.spawn(worker.work());
        }
        let mut outcomes: Vec<Option<TableOutcome>> = (0..count).map(|_| None).collect();
        while let Some(done) = running.join_next().await {
            for (place, outcome) in done.unwrap_or_default() {
                outcomes[place] = Some(outcome);
            }
        }
        outcomes
    }
}

/// Names a run: in the register, and in the names of its staging tables. Each try is one of its own: what
/// became of another is not its answer.
fn run_of(seed: &[u8; 32], tried: usize) -> String {
    use sha2::{Digest as _, Sha256};
    let hash = Sha256::new().chain_update(b"run").chain_update(seed);
    hex::encode(&hash.chain_update(tried.to_le_bytes()).finalize()[..16])
}

struct Shared {
    copy: Copy,
    action: Action,
    key: DigestKey,
    /// That are left.
    second_tries: AtomicU32,
    snapshot: Option<Snapshot>,
    tables: Arc<[LookedAt]>,
    /// Places of tables that wait for a worker.
    queue: Mutex<VecDeque<usize>>,
}

impl Shared {
    fn may_try_again(&self) -> bool {
        let left = |left: u32| left.checked_sub(1);
        self.second_tries.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_ok()
    }

    fn run(&self, tried: usize) -> Run {
        let request = &self.copy.request;
        Run { id: run_of(&request.seed, tried), signed_by: request.signed_by.clone() }
    }

    /// What is open on them goes with them, and what their servers still work at ends. That comes first: behind a
    /// pooler, somebody else gets what we leave.
    async fn give_up(&self, source: Box<dyn Source>, destination: Box<dyn Destination>) {
        let (of_source, of_destination) = (source.endings(), destination.endings());
        // A server that has gone works at nothing.
        let _ = tokio::join!(self.copy.from.end(of_source), self.copy.to.end(of_destination));
        drop((source, destination));
    }
}

/// Copies one table after the other, over connections of its own.
struct Worker {
    shared: Arc<Shared>,
    source: Option<Box<dyn Source>>,
    destination: Option<Box<dyn Destination>>,
    stop: watch::Receiver<bool>,
    is_of_another_moment: bool,
}

impl Worker {
    async fn work(mut self) -> Vec<(usize, TableOutcome)> {
        let shared = Arc::clone(&self.shared);
        let mut outcomes = Vec::new();
        while !*self.stop.borrow() {
            let next = shared.queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let Some(place) = next else { break };
            let began = Instant::now();
            let table = &shared.tables[place];
            let result = self.persistently(&shared, table).await;
            table.progress.begin(Stage::Done);
            outcomes.push((
                place,
                TableOutcome {
                    result,
                    took: began.elapsed(),
                    is_of_another_moment: self.is_of_another_moment,
                },
            ));
        }
        outcomes
    }

    /// Tries a table again whose trouble may have passed.
    async fn persistently(
        &mut self,
        shared: &Shared,
        table: &LookedAt,
    ) -> Result<Loaded, LoadProblem> {
        let pauses = &shared.copy.request.limits.pauses;
        for (tried, pause) in pauses.iter().enumerate() {
            let problem = match self.table(shared, table, tried).await {
                Err(problem) if problem.may_pass() && shared.may_try_again() => problem,
                done => return done,
            };
            tracing::info!(?problem, table = %table.listed.name, "trying again");
            tokio::select! {
                () = tokio::time::sleep(*pause) => {}
                Ok(_) = self.stop.wait_for(|is_wanted| *is_wanted) => return Err(problem),
            }
        }
        self.table(shared, table, pauses.len()).await
    }

    async fn table(
        &mut self,
        shared: &Shared,
        table: &LookedAt,
        tried: usize,
    ) -> Result<Loaded, LoadProblem> {
        let load = Load {
            plan: &table.report.plan,
            limits: &shared.copy.request.limits,
            key: &shared.key,
            progress: &table.progress,
        };
        let mut source = self.source(shared).await?;
        let mut destination = self.destination(shared).await?;
        if shared.action == Action::Verify {
            let verified = load.verify(&mut *source, &mut *destination);
            let verified = until_stopped(&mut self.stop, load.progress, verified).await;
            if verified.is_ok() {
                self.keep(source, destination);
            } else {
                shared.give_up(source, destination).await;
            }
            return verified;
        }
        let (table, owner) = (&table.report.plan.destination, &shared.copy.request.owner);
        if !locked(&mut *destination, table).await? {
            self.keep(source, destination);
            return Err(LoadProblem::Claim(ClaimError::Busy));
        }
        let run = shared.run(tried);
        let claim = register::claim(&mut *destination, table, owner, &run).await?;
        let loaded = load.run(&claim, &mut *source, &mut *destination);
        match until_stopped(&mut self.stop, load.progress, loaded).await {
            Ok(loaded) => {
                self.source = Some(source);
                self.destination = destination.unlock(table).await.is_ok().then_some(destination);
                Ok(loaded)
            }
            Err(problem) => {
                shared.give_up(source, destination).await;
                let Ok(mut destination) = self.destination(shared).await else {
                    // The next claim cleans up.
                    return Err(problem);
                };
                let settled = problem.settle(&claim, &mut *destination).await;
                self.destination = Some(destination);
                settled
            }
        }
    }

    fn keep(&mut self, source: Box<dyn Source>, destination: Box<dyn Destination>) {
        (self.source, self.destination) = (Some(source), Some(destination));
    }

    /// The connection that reads, or a new one after a failure.
    async fn source(&mut self, shared: &Shared) -> Result<Box<dyn Source>, LoadProblem> {
        if let Some(source) = self.source.take() {
            return Ok(source);
        }
        let failed = |error| LoadProblem::Server(Side::Source, error);
        if let Some(snapshot) = &shared.snapshot
            && let Ok(source) = shared.copy.from.source(Some(snapshot)).await
        {
            return Ok(source);
        }
        self.is_of_another_moment = true;
        shared.copy.from.source(None).await.map_err(failed)
    }

    async fn destination(&mut self, shared: &Shared) -> Result<Box<dyn Destination>, LoadProblem> {
        if let Some(destination) = self.destination.take() {
            return Ok(destination);
        }
        let destination = shared.copy.to.destination().await;
        destination.map_err(|error| LoadProblem::Server(Side::Destination, error))
    }
}

/// Whether the table is ours. One whose program has died is given up once its server notices.
async fn locked(destination: &mut dyn Destination, table: &TableName) -> Result<bool, LoadProblem> {
    let asked = Instant::now();
    loop {
        let locked = destination.lock(table).await;
        if locked.map_err(|error| LoadProblem::Server(Side::Destination, error))? {
            return Ok(true);
        }
        if asked.elapsed() > LOCK_PATIENCE {
            return Ok(false);
        }
        tokio::time::sleep(LOCK_PATIENCE / 20).await;
    }
}

/// Drops the work as soon as somebody wants everything to stop, but for the moment of publishing.
async fn until_stopped<T>(
    stop: &mut watch::Receiver<bool>,
    progress: &Progress,
    work: impl Future<Output = Result<T, LoadProblem>>,
) -> Result<T, LoadProblem> {
    let mut work = std::pin::pin!(work);
    tokio::select! {
        done = &mut work => return done,
        // An error: nobody can ask any more.
        Ok(_) = stop.wait_for(|is_wanted| *is_wanted) => {}
    }
    if progress.seen().stage == Stage::Publishing {
        return work.await;
    }
    Err(LoadProblem::Stopped)
}

#[cfg(test)]
mod tests;
