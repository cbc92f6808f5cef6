//! What somebody tries from a page, while it runs and for an hour after. Attempts are kept in memory: what was
//! typed for them goes with them.

use std::{
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::{
    base::{clock::Timestamp, random},
    database::entities::account,
};

/// Long enough to read, correct and save; with the attempt goes the password that was typed for it.
const KEPT_FOR: Duration = Duration::from_hours(1);
/// More than people make in an hour.
const MOST_KEPT: usize = 50;

/// An attempt at `T`.
#[derive(Debug)]
pub(crate) struct Attempt<T> {
    pub(crate) id: String,
    /// Whose it is; nobody else sees it.
    account_id: String,
    begun_at: Timestamp,
    what: T,
}

impl<T> Deref for Attempt<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.what
    }
}

#[derive(Debug)]
pub(crate) struct Attempts<T>(Arc<Mutex<Vec<Arc<Attempt<T>>>>>);

impl<T> Default for Attempts<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Clone for Attempts<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Attempts<T> {
    pub(crate) fn begin(&self, by: &account::Model, what: T, now: Timestamp) -> Arc<Attempt<T>> {
        let attempt = Arc::new(Attempt {
            id: random::row_id(),
            account_id: by.id.clone(),
            begun_at: now,
            what,
        });
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|old| old.begun_at > now - KEPT_FOR);
        if kept.len() >= MOST_KEPT {
            kept.remove(0);
        }
        kept.push(Arc::clone(&attempt));
        attempt
    }

    /// An attempt that this person began within the last hour.
    pub(crate) fn find(
        &self,
        by: &account::Model,
        id: &str,
        now: Timestamp,
    ) -> Option<Arc<Attempt<T>>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |attempt: &&Arc<Attempt<T>>| {
            attempt.id == id && attempt.account_id == by.id && attempt.begun_at > now - KEPT_FOR
        };
        kept.iter().find(is_it).cloned()
    }
}
