//! Tests and changes of the connection, while they run and for an hour after. They are kept in memory:
//! the database in use says nothing about another one, and during a move nothing is written to it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use engine::reach::ReachProblem;
use tokio::sync::watch;

use crate::{
    base::{clock::Timestamp, random},
    database::{
        entities::account,
        relocate::Wanted,
        report::{MoveFinding, MoveProblem, MoveProgress, Reporter},
    },
};

/// Long enough to read, correct and save; with the attempt goes the password that was typed for it.
const KEPT_FOR: Duration = Duration::from_hours(1);
/// More than administrators make in an hour.
const MOST_KEPT: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttemptKind {
    Test,
    Change,
}

#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) id: String,
    /// Whose it is; nobody else sees it.
    pub(crate) account_id: String,
    pub(crate) kind: AttemptKind,
    /// With the password that was on the screen.
    pub(crate) wanted: Wanted,
    pub(crate) begun_at: Timestamp,
    pub(crate) progress: watch::Receiver<MoveProgress>,
}

impl Attempt {
    /// How it ended.
    pub(crate) async fn end(&self) -> MoveProgress {
        let mut progress = self.progress.clone();
        let ended = progress.wait_for(|progress| progress.is_over).await;
        // One that broke off has lost whoever would tell.
        let broken_off = || MoveProgress {
            problem: Some(ReachProblem::Failed.into()),
            is_over: true,
            ..self.progress.borrow().clone()
        };
        ended.map_or_else(|_| broken_off(), |progress| progress.clone())
    }

    /// How many users the data has that was found where something else than it would have to be done
    /// with it.
    pub(crate) fn found_other_data(&self, progress: &MoveProgress) -> Option<u64> {
        let found = progress.steps.iter().find_map(|step| match step.outcome {
            Ok(MoveFinding::OurData { accounts, in_use: false }) => Some(accounts),
            _ => None,
        })?;
        let has_asked = match self.kind {
            AttemptKind::Test => true,
            AttemptKind::Change => progress.problem == Some(MoveProblem::HasData),
        };
        has_asked.then_some(found)
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Attempts(Arc<Mutex<Vec<Arc<Attempt>>>>);

impl Attempts {
    pub(crate) fn begin(
        &self,
        administrator: &account::Model,
        kind: AttemptKind,
        wanted: Wanted,
        now: Timestamp,
    ) -> (Arc<Attempt>, Reporter) {
        let (reporter, progress) = Reporter::new();
        let attempt = Arc::new(Attempt {
            id: random::row_id(),
            account_id: administrator.id.clone(),
            kind,
            wanted,
            begun_at: now,
            progress,
        });
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|old| old.begun_at > now - KEPT_FOR);
        if kept.len() >= MOST_KEPT {
            kept.remove(0);
        }
        kept.push(Arc::clone(&attempt));
        (attempt, reporter)
    }

    /// An attempt that this administrator began within the last hour.
    pub(crate) fn find(
        &self,
        administrator: &account::Model,
        id: &str,
        now: Timestamp,
    ) -> Option<Arc<Attempt>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|attempt| {
            attempt.id == id
                && attempt.account_id == administrator.id
                && attempt.begun_at > now - KEPT_FOR
        });
        found.cloned()
    }
}
