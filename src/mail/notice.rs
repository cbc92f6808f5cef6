//! What people are told about a job.

use sea_orm::{ConnectionTrait, EntityTrait};
use serde::{Deserialize, Serialize};

use super::reason::Reason;
use crate::{
    base::{clock::Timestamp, failure::Error},
    database::entities::{job, job_run},
    paths::Page,
};

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
    /// Where people see more of it, by the name that the job has now.
    pub(crate) async fn page(&self, db: &impl ConnectionTrait) -> Result<Page, Error> {
        if self.event == NoticeKind::Test {
            return Ok(Page::Jobs);
        }
        let run = job_run::Entity::find_by_id(&self.run).one(db).await?;
        let job = match run {
            Some(run) => job::Entity::find_by_id(run.job_id).one(db).await?,
            None => None,
        };
        let job = job.map_or_else(|| self.job.clone(), |job| job.name);
        Ok(Page::Run { job, run: self.run.clone() })
    }
}
