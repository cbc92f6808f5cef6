//! What people are told about a job.

use serde::{Deserialize, Serialize};

use super::reason::Reason;
use crate::{base::clock::Timestamp, paths::Page};

/// What is told, with everything that it says: the run may be gone when its turn comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Notice {
    pub(crate) event: NoticeKind,
    /// The name that the job had then.
    pub(crate) job: String,
    /// The id of the run; empty for a test.
    pub(crate) run: String,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) ended_at: Timestamp,
    pub(crate) reason: Option<Reason>,
    /// How often it failed since people were last told.
    pub(crate) failures: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoticeKind {
    Failed,
    /// It went on failing.
    FailedAgain,
    Recovered,
    /// Somebody tries whether the notices arrive.
    Test,
}

impl Notice {
    /// Where people see more of it.
    pub(crate) fn page(&self) -> Page {
        match self.event {
            NoticeKind::Test => Page::Jobs,
            NoticeKind::Failed | NoticeKind::FailedAgain | NoticeKind::Recovered => {
                Page::Run { job: self.job.clone(), run: self.run.clone() }
            }
        }
    }
}
