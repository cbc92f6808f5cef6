//! One run of a job. See `jobs::runs`.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum State {
    /// Waits until there is room, and no other run of its job is under way.
    #[sea_orm(string_value = "queued")]
    Queued,
    #[sea_orm(string_value = "running")]
    Running,
    #[sea_orm(string_value = "succeeded")]
    Succeeded,
    #[sea_orm(string_value = "failed")]
    Failed,
    /// Somebody did not want it any more: no success, and no failure that anybody is told of.
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
    /// It should have run, and could not.
    #[sea_orm(string_value = "not_run")]
    NotRun,
}

impl State {
    pub(crate) const ALL: [Self; 6] =
        [Self::Queued, Self::Running, Self::Succeeded, Self::Failed, Self::Cancelled, Self::NotRun];
    /// No more happens to a run.
    pub(crate) const OVER: [Self; 4] =
        [Self::Succeeded, Self::Failed, Self::Cancelled, Self::NotRun];

    /// As in addresses and reports.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::NotRun => "not_run",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    pub(crate) const fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled | Self::NotRun)
    }
}

/// Why there is a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Cause {
    #[sea_orm(string_value = "schedule")]
    Schedule,
    /// It was missed, once or more often.
    #[sea_orm(string_value = "catch_up")]
    CatchUp,
    /// Somebody pressed the button.
    #[sea_orm(string_value = "person")]
    Person,
    #[sea_orm(string_value = "report")]
    Report,
}

/// What a run does, where its job can do several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Action {
    /// Compares, and changes nothing.
    #[sea_orm(string_value = "verify")]
    Verify,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job_run")]
pub(crate) struct Model {
    /// A UUID that begins with the time, so that its order is the order in which runs were noted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) job_id: String,
    pub(crate) state: State,
    pub(crate) cause: Cause,
    /// `None` for what the job does by itself.
    pub(crate) action: Option<Action>,
    pub(crate) created_at: Timestamp,
    /// By which runs are ordered and charted: when it started, or was noted if it has not.
    pub(crate) listed_at: Timestamp,
    /// What its reporter tells it by; unique within the job.
    pub(crate) report_key: Option<String>,
    /// The instant that the schedule named; unique within the job.
    pub(crate) scheduled_for: Option<Timestamp>,
    /// The username of who asked for it, or the name of the token that reported it.
    pub(crate) requested_by: Option<String>,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
    /// While it runs: without a heartbeat until then, it has failed.
    pub(crate) lease_until: Option<Timestamp>,
    /// The server that runs it, by the id of its process.
    pub(crate) instance: Option<String>,
    /// Whoever runs it stops when it next looks.
    pub(crate) cancel_requested_at: Option<Timestamp>,
    /// The username of who asked for that, or the name of the token.
    pub(crate) cancel_requested_by: Option<String>,
    /// Per cent.
    pub(crate) progress: Option<i32>,
    /// While it runs: JSON of the `jobs::doing::Doing` that it is at.
    pub(crate) doing: Option<String>,
    /// JSON of the `mail::reason::Reason` why it failed, was cancelled or did not run.
    pub(crate) reason: Option<String>,
    /// JSON of the `jobs::result::RunResult` that it came to.
    pub(crate) result: Option<String>,
    /// How much of its log others have reported. See `jobs::log`.
    pub(crate) log_size: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
