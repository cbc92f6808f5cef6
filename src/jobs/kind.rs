//! What a job does.

use crate::database::entities::job::Kind;

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
