//! Tests and changes of the connection. The database in use says nothing about another one, and during a move
//! nothing is written to it: attempts are kept in memory.

use std::sync::Arc;

use engine::reach::ReachProblem;
use tokio::sync::watch;

use crate::{
    base::clock::Timestamp,
    database::{
        entities::account,
        relocate::Wanted,
        report::{MoveFinding, MoveProblem, MoveProgress, Reporter},
    },
    site::attempts,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttemptKind {
    Test,
    Change,
}

#[derive(Debug)]
pub(crate) struct AttemptedConnection {
    pub(crate) kind: AttemptKind,
    /// With the password that was on the screen.
    pub(crate) wanted: Wanted,
    pub(crate) progress: watch::Receiver<MoveProgress>,
}

pub(crate) type Attempt = attempts::Attempt<AttemptedConnection>;
pub(crate) type Attempts = attempts::Attempts<AttemptedConnection>;

impl AttemptedConnection {
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

/// An attempt, and where its steps are told.
pub(super) fn begin(
    attempts: &Attempts,
    administrator: &account::Model,
    kind: AttemptKind,
    wanted: Wanted,
    now: Timestamp,
) -> (Arc<Attempt>, Reporter) {
    let (reporter, progress) = Reporter::new();
    let attempted = AttemptedConnection { kind, wanted, progress };
    (attempts.begin(administrator, attempted, now), reporter)
}
