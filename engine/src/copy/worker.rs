//! One after the other, the tables of a copy that wait: claimed, loaded, tried again where that may help.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::watch;

use super::{Action, Copy, LookedAt, TableOutcome, Tell};
use crate::{
    digest::DigestKey,
    driver::{Destination, Snapshot, Source},
    load::{Load, LoadProblem, Loaded, Progress, Side, Stage},
    receipt::TableReceipt,
    register::{self, ClaimError, Run},
    table::TableName,
};

/// PostgreSQL asks every 2 s whether a program that waits for a statement is still there.
const LOCK_PATIENCE: Duration = Duration::from_secs(3);

/// Tables of one copy that are tried again: a server that stays away holds up nobody for each of them.
const SECOND_TRIES: u32 = 10;

/// Names a run: in the register, and in the names of its staging tables. Each try is one of its own: what
/// became of another is not its answer.
pub(super) fn run_of(seed: &[u8; 32], tried: usize) -> String {
    use sha2::{Digest as _, Sha256};
    let hash = Sha256::new().chain_update(b"run").chain_update(seed);
    hex::encode(&hash.chain_update(tried.to_le_bytes()).finalize()[..16])
}

/// What all workers of a copy have in common.
pub(super) struct Shared {
    copy: Copy,
    action: Action,
    key: DigestKey,
    /// That are left.
    second_tries: AtomicU32,
    snapshot: Option<Snapshot>,
    tables: Arc<[LookedAt]>,
    /// Places of tables that wait for a worker.
    queue: Mutex<VecDeque<usize>>,
    tell: Tell,
}

impl Shared {
    /// `queue` are the places of the tables to copy, the first one first.
    pub(super) fn new(
        copy: Copy,
        action: Action,
        snapshot: Option<Snapshot>,
        tables: Arc<[LookedAt]>,
        queue: Vec<usize>,
        tell: Tell,
    ) -> Self {
        Self {
            key: DigestKey::new(&copy.request.seed),
            second_tries: AtomicU32::new(SECOND_TRIES),
            copy,
            action,
            snapshot,
            tables,
            queue: Mutex::new(queue.into()),
            tell,
        }
    }

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
pub(super) struct Worker {
    shared: Arc<Shared>,
    source: Option<Box<dyn Source>>,
    destination: Option<Box<dyn Destination>>,
    stop: watch::Receiver<bool>,
    is_of_another_moment: bool,
}

impl Worker {
    /// `ends` are connections to both sides, where there are any yet.
    pub(super) fn new(
        shared: Arc<Shared>,
        ends: Option<(Box<dyn Source>, Box<dyn Destination>)>,
        stop: watch::Receiver<bool>,
    ) -> Self {
        let (source, destination) = ends.unzip();
        Self { shared, source, destination, stop, is_of_another_moment: false }
    }

    /// The outcomes of the tables that it took, with their places, and the connection that it read by: the moment
    /// of the copy may be that connection's, and others may still need it.
    pub(super) async fn work(mut self) -> (Vec<(usize, TableOutcome)>, Option<Box<dyn Source>>) {
        let shared = Arc::clone(&self.shared);
        let mut outcomes = Vec::new();
        while !*self.stop.borrow() {
            let next = shared.queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let Some(place) = next else { break };
            let began = Instant::now();
            let table = &shared.tables[place];
            let result = self.persistently(&shared, table).await;
            table.progress.begin(Stage::Done);
            let outcome = TableOutcome {
                result,
                took: began.elapsed(),
                is_of_another_moment: self.is_of_another_moment,
            };
            (shared.tell)(&TableReceipt::new(shared.action, table, Some(&outcome)));
            outcomes.push((place, outcome));
        }
        (outcomes, self.source)
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
