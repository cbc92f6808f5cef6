//! What goes over the wire. The descriptions are read by whoever reads the description of the API.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{problem::ApiProblem, text};
use crate::{
    base::{clock::Timestamp, failure::Error, language::Language},
    database::entities::{
        job::{self, ManagedBy},
        job_run::{self, State},
    },
    jobs::words,
    mail::reason::Reason,
    paths::{Page, ServerUrl},
};

/// Of a log in one report, in characters; of a longer one, the end is kept.
pub(super) const LONGEST_LOG: usize = 50_000;
/// Of why a run failed, in characters: it is mailed and stands in lists. Of more, the beginning is kept.
const LONGEST_ERROR: usize = 2_000;

/// A report about a run: that it begins, that it is still alive, or how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report {
    /// Chosen by the program, unique within the job: the same key is the same run. No space at either
    /// end, no NUL, and no U+FFFD, which stands for what could not be read.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = "^[^ \\u0000\\ufffd]([^\\u0000\\ufffd]*[^ \\u0000\\ufffd])?$"
    )]
    pub(crate) key: String,
    pub(crate) state: ReportedState,
    /// When the run began, RFC 3339. Only the first report of a run sets it; without it, now.
    #[schema(format = DateTime, nullable)]
    pub(crate) started_at: Option<String>,
    /// When the run ended, RFC 3339. Without it, now.
    #[schema(format = DateTime, nullable)]
    pub(crate) ended_at: Option<String>,
    /// Why it failed, in a sentence for people. The first 2,000 characters are kept.
    #[schema(nullable)]
    pub(crate) error: Option<String>,
    /// Added to the log of the run. The last 50,000 characters are kept; what is meant for a terminal
    /// (escape sequences, progress bars) is shown as the terminal would show it in the end.
    #[schema(nullable)]
    pub(crate) log: Option<String>,
    /// How much is done, in per cent.
    #[schema(minimum = 0, maximum = 100, nullable)]
    pub(crate) progress: Option<i32>,
    /// The run has failed if nothing is heard of it for so long. Without it, what is set for the job.
    #[schema(minimum = 10, maximum = 86400, nullable)]
    pub(crate) heartbeat_seconds: Option<i32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReportedState {
    /// Begun, or still alive.
    Running,
    Succeeded,
    Failed,
}

/// A report whose values make sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ParsedReport {
    pub(super) key: String,
    /// `None` while it runs.
    pub(super) outcome: Option<Result<(), Reason>>,
    pub(super) started_at: Timestamp,
    /// `None` where it is now, or the report does not say.
    pub(super) ended_at: Option<Timestamp>,
    pub(super) log: Option<ReportedLog>,
    pub(super) progress: Option<i32>,
    pub(super) heartbeat_secs: Option<i32>,
}

/// What is added to a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReportedLog {
    pub(super) text: String,
    /// How many characters before it were left out.
    pub(super) left_out: usize,
}

/// Clocks of other machines are that wrong.
const TOLERATED_CLOCK: std::time::Duration = std::time::Duration::from_mins(5);

impl Report {
    pub(super) fn parse(self, now: Timestamp) -> Result<ParsedReport, ApiProblem> {
        let invalid = |field: &'static str| ApiProblem::Invalid { field };
        // MariaDB does not tell keys apart by spaces at their end.
        let is_bare = !self.key.starts_with(' ') && !self.key.ends_with(' ');
        // Two keys that could not be read would be the same.
        let is_read = !self.key.contains(['\0', '\u{FFFD}']);
        if self.key.is_empty() || !is_bare || !is_read || self.key.chars().count() > 200 {
            return Err(invalid("key"));
        }
        if self.progress.is_some_and(|percent| !(0..=100).contains(&percent)) {
            return Err(invalid("progress"));
        }
        if self.heartbeat_seconds.is_some_and(|secs| !(10..=86_400).contains(&secs)) {
            return Err(invalid("heartbeat_seconds"));
        }
        let instant = |text: Option<String>, field| match text {
            None => Ok(None),
            Some(text) => {
                let at: jiff::Timestamp = text.parse().map_err(|_| invalid(field))?;
                let at = Timestamp::from_unix_millis(at.as_millisecond());
                let is_possible =
                    at > Timestamp::from_unix_millis(0) && at <= now + TOLERATED_CLOCK;
                if is_possible { Ok(Some(at)) } else { Err(invalid(field)) }
            }
        };
        let started_at = instant(self.started_at, "started_at")?;
        let ended_at = instant(self.ended_at, "ended_at")?;
        // A short run that is told of with its end alone may have a clock that is ahead.
        let started_at = started_at.unwrap_or(ended_at.unwrap_or(now).min(now));
        if ended_at.is_some_and(|ended_at| ended_at < started_at) {
            return Err(invalid("ended_at"));
        }
        let outcome = match self.state {
            ReportedState::Running => None,
            ReportedState::Succeeded => Some(Ok(())),
            ReportedState::Failed => {
                Some(Err(Reason::Reported(error_of(&self.error.unwrap_or_default()))))
            }
        };
        Ok(ParsedReport {
            key: self.key,
            outcome,
            started_at,
            ended_at,
            log: self.log.as_deref().and_then(log_of),
            progress: self.progress,
            heartbeat_secs: self.heartbeat_seconds,
        })
    }
}

/// The beginning says what happened.
fn error_of(written: &str) -> String {
    let text = text::plain(written);
    match text.char_indices().nth(LONGEST_ERROR) {
        // With a sign that there was more.
        Some(_) => text.chars().take(LONGEST_ERROR - 1).chain(['…']).collect(),
        None => text,
    }
}

/// The end says why.
fn log_of(written: &str) -> Option<ReportedLog> {
    let text = text::plain(written);
    let left_out = text.chars().count().saturating_sub(LONGEST_LOG);
    let text = match text.char_indices().nth(left_out) {
        Some((from, _)) if left_out > 0 => text[from..].to_owned(),
        _ => text,
    };
    (!text.is_empty()).then_some(ReportedLog { text, left_out })
}

/// A run, as it is known.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Run {
    pub(crate) id: String,
    pub(crate) job: String,
    /// Of reported runs: what it was reported under.
    pub(crate) key: Option<String>,
    pub(crate) state: RunState,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    #[schema(format = DateTime)]
    pub(crate) started_at: Option<String>,
    #[schema(format = DateTime)]
    pub(crate) ended_at: Option<String>,
    /// In per cent.
    pub(crate) progress: Option<i32>,
    /// Why it failed, was cancelled or did not run, in the language of the request.
    pub(crate) reason: Option<String>,
    /// When somebody asked for it to be cancelled. It stops within seconds.
    #[schema(format = DateTime)]
    pub(crate) cancel_requested_at: Option<String>,
    /// What it came to, in numbers; of jobs that DataSync runs itself.
    #[schema(value_type = Option<Object>)]
    pub(crate) result: Option<serde_json::Value>,
    /// The page of the run.
    #[schema(format = "uri")]
    pub(crate) url: String,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RunState {
    /// Waits until there is room, and no other run of its job is under way.
    Queued,
    Running,
    Succeeded,
    Failed,
    /// Somebody did not want it any more.
    Cancelled,
    /// It should have run, and could not.
    NotRun,
}

impl From<State> for RunState {
    fn from(state: State) -> Self {
        match state {
            State::Queued => Self::Queued,
            State::Running => Self::Running,
            State::Succeeded => Self::Succeeded,
            State::Failed => Self::Failed,
            State::Cancelled => Self::Cancelled,
            State::NotRun => Self::NotRun,
        }
    }
}

impl Run {
    pub(super) fn of(
        job: &str,
        run: job_run::Model,
        url: &ServerUrl,
        language: Language,
    ) -> Result<Self, Error> {
        let reason = run.reason()?;
        let page = Page::Run { job: job.to_owned(), run: run.id.clone() };
        Ok(Self {
            url: url.link_to(&page),
            id: run.id,
            job: job.to_owned(),
            key: run.report_key,
            state: run.state.into(),
            created_at: run.created_at.to_string(),
            started_at: run.started_at.map(|at| at.to_string()),
            ended_at: run.ended_at.map(|at| at.to_string()),
            progress: run.progress,
            cancel_requested_at: run.cancel_requested_at.map(|at| at.to_string()),
            // What we have written is JSON.
            result: run.result.and_then(|json| serde_json::from_str(&json).ok()),
            reason: reason.map(|reason| words::reason(language, &reason)),
        })
    }
}

/// A job, as it is set up.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Job {
    /// Stays when the name changes.
    pub(crate) id: String,
    pub(crate) name: String,
    /// Whether another program runs it and reports.
    pub(crate) is_reported: bool,
    /// Of jobs that DataSync runs itself: a cron expression.
    pub(crate) schedule: Option<String>,
    /// In which the schedule is meant.
    pub(crate) time_zone: Option<String>,
    /// Whether it runs by its schedule.
    pub(crate) is_enabled: bool,
    #[schema(format = DateTime)]
    pub(crate) next_run_at: Option<String>,
    /// Whether its last ended run failed.
    pub(crate) is_failing: bool,
}

impl Job {
    pub(super) fn of(job: job::Model, is_failing: bool) -> Self {
        Self {
            is_reported: job.managed_by == ManagedBy::Reported,
            id: job.id,
            name: job.name,
            schedule: job.schedule,
            time_zone: job.time_zone,
            is_enabled: job.is_enabled,
            next_run_at: job.next_run_at.map(|at| at.to_string()),
            is_failing,
        }
    }
}
