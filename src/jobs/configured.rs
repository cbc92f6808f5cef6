//! What the configuration says about jobs.

/// See `docs/configuration.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ConfiguredJobs {
    /// `MaxNumberOfJobsRunningInParallel`: runs that the servers of the installation work at together.
    pub(crate) most_parallel: u32,
}

impl ConfiguredJobs {
    pub(crate) const KEY: &str = "MaxNumberOfJobsRunningInParallel";
    pub(crate) const LIMITS: (u32, u32) = (1, 10_000);
}

impl Default for ConfiguredJobs {
    fn default() -> Self {
        Self { most_parallel: 100 }
    }
}
