//! What a run says while it works: lines, how far it has come, what it came to. It is collected here and
//! written at most once a second, so that a run that says much does not keep the database busy.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{
    base::clock::{Clock, Timestamp},
    jobs::{
        doing::Doing,
        log::{self, LogLine},
        result::RunResult,
    },
};

/// Clones share it.
#[derive(Clone)]
pub(crate) struct RunLog {
    clock: Clock,
    collected: Arc<Mutex<Collected>>,
}

#[derive(Default)]
struct Collected {
    batch: LogBatch,
    result: Option<RunResult>,
    /// In the unit of [`log::MOST_KEPT`].
    size: i32,
}

/// What is written in one transaction.
#[derive(Debug, Default)]
pub(super) struct LogBatch {
    pub(super) lines: Vec<(Timestamp, LogLine)>,
    /// In per cent.
    pub(super) progress: Option<i32>,
    /// JSON of a [`Doing`].
    pub(super) doing: Option<String>,
}

impl LogBatch {
    pub(super) const fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.progress.is_none() && self.doing.is_none()
    }
}

impl RunLog {
    pub(super) fn new(clock: &Clock) -> Self {
        Self { clock: clock.clone(), collected: Arc::default() }
    }

    /// Adds a line, as far as a log has room; that there is none is said once.
    pub(crate) fn write(&self, line: LogLine) {
        let mut collected = self.collected();
        if collected.size > log::MOST_KEPT {
            return;
        }
        collected.size += log::size_of(&line);
        let line = if collected.size > log::MOST_KEPT { LogLine::CutOff } else { line };
        collected.batch.lines.push((self.clock.now(), line));
    }

    /// How much is done, in per cent.
    pub(crate) fn set_progress(&self, percent: i32) {
        self.collected().batch.progress = Some(percent.clamp(0, 100));
    }

    /// What it is at.
    pub(crate) fn set_doing(&self, doing: &Doing) {
        self.collected().batch.doing = serde_json::to_string(doing).ok();
    }

    /// What the run has come to; the last word counts. Written with its end.
    pub(crate) fn set_result(&self, result: RunResult) {
        self.collected().result = Some(result);
    }

    /// Takes what was collected since the last time.
    pub(super) fn take(&self) -> LogBatch {
        std::mem::take(&mut self.collected().batch)
    }

    /// Takes back what could not be written.
    pub(super) fn put_back(&self, batch: LogBatch) {
        let mut collected = self.collected();
        let later = std::mem::replace(&mut collected.batch, batch);
        collected.batch.lines.extend(later.lines);
        collected.batch.progress = later.progress.or(collected.batch.progress);
        collected.batch.doing = later.doing.or(collected.batch.doing.take());
    }

    pub(super) fn result(&self) -> Option<RunResult> {
        self.collected().result.clone()
    }

    fn collected(&self) -> MutexGuard<'_, Collected> {
        self.collected.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run_log() -> RunLog {
        RunLog::new(&Clock::fixed(Timestamp::from_unix_millis(0)))
    }

    #[test]
    fn what_could_not_be_written_comes_before_what_was_said_since() {
        let log = run_log();
        log.write(LogLine::NoMailServer);
        log.set_progress(10);
        let batch = log.take();
        assert!(log.take().is_empty());
        log.write(LogLine::ServerUrlReached);
        log.put_back(batch);
        let batch = log.take();
        let lines: Vec<_> = batch.lines.into_iter().map(|(_, line)| line).collect();
        assert_eq!(lines, [LogLine::NoMailServer, LogLine::ServerUrlReached]);
        assert_eq!(batch.progress, Some(10));
    }

    #[test]
    fn a_log_ends_where_it_is_full_and_says_so_once() {
        let log = run_log();
        for _ in 0..10_000 {
            log.write(LogLine::NoMailServer);
        }
        let lines = log.take().lines;
        assert_eq!(lines.len(), 501);
        assert_eq!(lines.last().map(|(_, line)| line), Some(&LogLine::CutOff));
        log.write(LogLine::NoMailServer);
        assert!(log.take().is_empty());
    }
}
