//! What a job does, and who looks after it.

use sea_orm::{DeriveActiveEnum, EnumIter};

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
    /// Only the program that reports it knows.
    #[sea_orm(string_value = "reported")]
    Reported,
}

impl Kind {
    /// Those of which every installation has one job.
    pub(crate) const BUILT_IN: [Self; 4] =
        [Self::Backup, Self::ConnectionCheck, Self::CleanUp, Self::LicenseCheck];

    /// The name of the built-in job, which no other may have.
    pub(crate) const fn built_in_name(self) -> Option<&'static str> {
        match self {
            Self::Backup => Some("backup"),
            Self::ConnectionCheck => Some("connection-check"),
            Self::CleanUp => Some("clean-up"),
            Self::LicenseCheck => Some("license-check"),
            Self::Reported => None,
        }
    }

    /// When the built-in job runs until somebody chooses otherwise: cron, in the zone of the server.
    pub(crate) const fn first_schedule(self) -> Option<&'static str> {
        match self {
            // While nobody works.
            Self::Backup => Some("0 2 * * *"),
            Self::ConnectionCheck => Some("*/15 * * * *"),
            Self::CleanUp => Some("30 * * * *"),
            // Once a week: a license ends slowly.
            Self::LicenseCheck => Some("0 8 * * 1"),
            Self::Reported => None,
        }
    }
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
