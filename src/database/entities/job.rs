//! A scheduled or reported job. See `jobs::store`.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

/// What is done. Which programs may do it, and who may change the job, says [`ManagedBy`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Kind {
    #[sea_orm(string_value = "backup")]
    Backup,
    /// Database, mail server and Server URL.
    #[sea_orm(string_value = "connection_check")]
    ConnectionCheck,
    /// Removes expired rows.
    #[sea_orm(string_value = "clean_up")]
    CleanUp,
    #[sea_orm(string_value = "license_check")]
    LicenseCheck,
    /// Copies tables; its subject is an extraction.
    #[sea_orm(string_value = "extraction")]
    Extraction,
    /// Only the program that reports it knows.
    #[sea_orm(string_value = "reported")]
    Reported,
}

/// Who looks after a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum ManagedBy {
    /// DataSync makes and runs it. It keeps its name and cannot be removed: scripts rely on it.
    #[sea_orm(string_value = "built_in")]
    BuiltIn,
    /// DataSync runs it, and people made it.
    #[sea_orm(string_value = "ours")]
    Ours,
    /// Another program runs it and reports what becomes of it.
    #[sea_orm(string_value = "reported")]
    Reported,
}

impl ManagedBy {
    /// Whether it has a schedule, and is started and cancelled here.
    pub(crate) const fn is_run_here(self) -> bool {
        matches!(self, Self::BuiltIn | Self::Ours)
    }

    /// Whether people may rename and remove it.
    pub(crate) const fn is_peoples_own(self) -> bool {
        matches!(self, Self::Ours | Self::Reported)
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub(crate) struct Model {
    /// A UUID, which stays when the name changes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    /// Unique. See `jobs::name::JobName`.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) managed_by: ManagedBy,
    /// What the work is done to, by its id, where the kind alone does not say it.
    pub(crate) subject: Option<String>,
    /// Counts the changes: whoever saves says which version they saw.
    pub(crate) version: i32,
    pub(crate) created_at: Timestamp,
    /// A cron expression and the zone it is meant in; none for reported jobs, which others run.
    pub(crate) schedule: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) is_enabled: bool,
    /// None while it is not enabled.
    pub(crate) next_run_at: Option<Timestamp>,
    /// After so long without a heartbeat, a reported run has failed.
    pub(crate) heartbeat_secs: i32,
    /// Whether people are told when it fails.
    pub(crate) tells_of_failures: bool,
    /// People were told that it fails, and not yet that it works again.
    pub(crate) is_alarmed: bool,
    /// When people were last told of a failure.
    pub(crate) alarmed_at: Option<Timestamp>,
    /// Failures since then.
    pub(crate) untold_failures: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
