//! What a job does.

use sea_orm::{DeriveActiveEnum, EnumIter};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Kind {
    #[sea_orm(string_value = "backup")]
    Backup,
    /// Database, mail server and Server URL.
    #[sea_orm(string_value = "connection_check")]
    ConnectionCheck,
    /// Removes what is over.
    #[sea_orm(string_value = "clean_up")]
    CleanUp,
    #[sea_orm(string_value = "license_check")]
    LicenseCheck,
    /// Another program runs it and tells what became of it.
    #[sea_orm(string_value = "reported")]
    Reported,
}

impl Kind {
    /// The jobs that every installation has.
    pub(crate) const BUILT_IN: [Self; 4] =
        [Self::Backup, Self::ConnectionCheck, Self::CleanUp, Self::LicenseCheck];

    /// The name of the job, which no other may have; none for reported ones, which have their own.
    pub(crate) const fn job_name(self) -> Option<&'static str> {
        match self {
            Self::Backup => Some("backup"),
            Self::ConnectionCheck => Some("connection-check"),
            Self::CleanUp => Some("clean-up"),
            Self::LicenseCheck => Some("license-check"),
            Self::Reported => None,
        }
    }

    /// When it runs until somebody chooses otherwise: cron, in the zone of the server.
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
