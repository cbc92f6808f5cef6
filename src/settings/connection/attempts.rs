//! Tests and changes of the connection, while they run and for an hour after. They are kept in memory:
//! the database in use says nothing about another one, and during a move nothing is written to it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use crate::{
    database::{
        entities::account,
        form::ConnectionForm,
        report::{Problem, Progress, Seen},
        settings::ConnectionSettings,
    },
    security::clock::Timestamp,
};

/// Long enough to read, correct and save; with the attempt goes the password that was typed for it.
const KEPT_FOR: Duration = Duration::from_hours(1);
/// More than administrators make in an hour.
const MOST_KEPT: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Test,
    Change,
}

#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) id: String,
    /// Whose it is; nobody else sees it.
    pub(crate) account_id: String,
    pub(crate) kind: Kind,
    pub(crate) form: ConnectionForm,
    /// The same, parsed, with the password that was on the screen.
    pub(crate) settings: ConnectionSettings,
    /// Of the settings that the form was filled from.
    pub(crate) version: i32,
    pub(crate) begun_at: Timestamp,
    pub(crate) progress: watch::Receiver<Progress>,
}

impl Attempt {
    /// The data that was found where something else than it would have to be done with it.
    pub(crate) fn found_other_data(&self) -> Option<u64> {
        let progress = self.progress.borrow();
        let found = progress.steps.iter().find_map(|step| match step.outcome {
            Ok(Seen::OurData { accounts, in_use: false }) => Some(accounts),
            _ => None,
        })?;
        let has_asked = match self.kind {
            Kind::Test => true,
            Kind::Change => self.problem() == Some(Problem::HasData),
        };
        has_asked.then_some(found)
    }

    /// Why it did not come to its end.
    pub(crate) fn problem(&self) -> Option<Problem> {
        self.progress.borrow().problem
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Attempts(Arc<Mutex<Vec<Arc<Attempt>>>>);

impl Attempts {
    pub(crate) fn add(&self, attempt: Attempt) -> Arc<Attempt> {
        let attempt = Arc::new(attempt);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|old| old.begun_at > attempt.begun_at - KEPT_FOR);
        if kept.len() >= MOST_KEPT {
            kept.remove(0);
        }
        kept.push(Arc::clone(&attempt));
        attempt
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
