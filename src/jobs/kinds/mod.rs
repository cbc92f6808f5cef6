//! What jobs do: each kind of job in a file of its own, and here the list of them.

mod backup;
pub(crate) mod clean_up;
mod connection_check;
mod license_check;

use super::work::{Task, WorkError};
use crate::{base::failure::Error, database::entities::job::Kind, i18n::Text};

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
            Self::Extraction | Self::Reported => None,
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
            Self::Extraction | Self::Reported => None,
        }
    }

    /// What it is called where it is built in.
    fn built_in_title(self, t: &Text) -> Option<String> {
        match self {
            Self::Backup => Some(t.job_backup()),
            Self::ConnectionCheck => Some(t.job_connection_check()),
            Self::CleanUp => Some(t.job_clean_up()),
            Self::LicenseCheck => Some(t.job_license_check()),
            Self::Extraction | Self::Reported => None,
        }
    }

    /// What it does, in a sentence.
    pub(super) fn purpose(self, t: &Text) -> String {
        match self {
            Self::Backup => t.job_backup_text(),
            Self::ConnectionCheck => t.job_connection_check_text(),
            Self::CleanUp => t.job_clean_up_text(),
            Self::LicenseCheck => t.job_license_check_text(),
            Self::Extraction => t.job_extraction_text(),
            Self::Reported => t.job_reported_text(),
        }
    }

    /// Whether it moves or compresses data, and so has a runtime of its own. Connections belong to the
    /// runtime that opened them: what uses the pool of the pages stays with the pages, and what does
    /// not opens its own.
    pub(super) const fn is_heavy(self) -> bool {
        match self {
            Self::Backup => true,
            // An extraction reads what to do from our own database, and gives the copying to that runtime by itself.
            Self::Extraction
            | Self::ConnectionCheck
            | Self::CleanUp
            | Self::LicenseCheck
            | Self::Reported => false,
        }
    }

    /// Does it, on this server. Extractions are a feature above jobs: the executor knows their work.
    pub(super) async fn work(self, task: &Task) -> Result<(), WorkError> {
        match self {
            Self::Backup => backup::make(task).await,
            Self::ConnectionCheck => connection_check::check(task).await,
            Self::CleanUp => clean_up::clean_up(task).await,
            Self::LicenseCheck => license_check::check(task).await,
            Self::Extraction | Self::Reported => {
                Err(Error::from(std::io::Error::other("others run this job")).into())
            }
        }
    }
}

/// What people call a job: built-in ones in their language, others as they are reported.
pub(crate) fn title(t: &Text, job: &str) -> String {
    let built_in = Kind::BUILT_IN.into_iter().find(|kind| kind.built_in_name() == Some(job));
    built_in.and_then(|kind| kind.built_in_title(t)).unwrap_or_else(|| job.to_owned())
}
