//! What a job does.

use crate::database::entities::job::Kind;

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
