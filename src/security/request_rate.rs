//! How many requests an API token makes: many at once, fewer in the long run. A program in a loop is told
//! to wait before it keeps the database from everybody else. And how many reports are read for one at once:
//! each takes memory for as long as it arrives.
//!
//! Each process counts for itself, in memory: a restart forgets it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::base::{clock::Timestamp, failure::Error};

/// What piled up while the server was away comes at once.
pub(crate) const AT_ONCE: u32 = 10_000;
/// In the long run: 17 million a day, and a small part of what a server can do.
pub(crate) const A_SECOND: u32 = 200;
/// Reports of one token that are read at the same time; others wait.
pub(crate) const MOST_READ: usize = 16;
/// Of tokens; those that have made no request for a while are forgotten.
const MOST_KEPT: usize = 200;

/// By the ids of tokens; clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct RequestRates {
    /// When the requests of each token will have been paid off. One costs as much time as there is from one
    /// to the next in the long run.
    paid_off: Arc<Mutex<HashMap<String, Timestamp>>>,
    reading: Arc<Mutex<HashMap<String, Arc<Semaphore>>>>,
}

impl RequestRates {
    /// Counts a request, or says how long to wait before the next.
    pub(crate) fn admit(&self, token_id: &str, now: Timestamp) -> Result<(), Duration> {
        let mut paid_off = self.paid_off.lock().unwrap_or_else(PoisonError::into_inner);
        if paid_off.len() > MOST_KEPT {
            paid_off.retain(|_, at| *at > now);
        }
        let cost = Duration::from_secs(1) / A_SECOND;
        let most = cost * AT_ONCE;
        let before = paid_off.get(token_id).copied();
        // What is further ahead comes from a clock that was.
        let from = before.filter(|at| *at > now && *at <= now + most).unwrap_or(now);
        let until = from + cost;
        if until > now + most {
            return Err((now + most).until(until));
        }
        paid_off.insert(token_id.to_owned(), until);
        Ok(())
    }

    /// Waits until a report of this token may be read; hold the answer meanwhile.
    pub(crate) async fn begin_to_read(&self, token_id: &str) -> Result<ReadingPermit, Error> {
        let turns = {
            let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
            if reading.len() > MOST_KEPT {
                reading.retain(|_, turns| Arc::strong_count(turns) > 1);
            }
            let begin = || Arc::new(Semaphore::new(MOST_READ));
            Arc::clone(reading.entry(token_id.to_owned()).or_insert_with(begin))
        };
        Ok(ReadingPermit(turns.acquire_owned().await?))
    }
}

/// One report may be read until this is dropped.
pub(crate) struct ReadingPermit(#[expect(dead_code, reason = "only held")] OwnedSemaphorePermit);

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(rates: &RequestRates, tries: u32, now: Timestamp) -> usize {
        (0..tries).filter(|_| rates.admit("one", now).is_ok()).count()
    }

    #[test]
    fn many_at_once_and_so_many_a_second_later() {
        let (rates, now) = (RequestRates::default(), Timestamp::from_unix_secs(1_000));
        assert_eq!(admitted(&rates, 12_000, now), 10_000);
        assert!(rates.admit("another", now).is_ok());
        assert_eq!(admitted(&rates, 1_000, now + Duration::from_secs(1)), 200);
        assert_eq!(admitted(&rates, 12_000, now + Duration::from_hours(1)), 10_000);
        // The clock was ahead.
        assert_eq!(admitted(&rates, 12_000, now), 10_000);
    }
}
