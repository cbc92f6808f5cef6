//! What the configuration says about jobs.

use crate::{
    configuration::{settings::Settings, values},
    database::configured::PoolLimit,
};

const PARALLEL_JOBS: &str = "MaxNumberOfJobsRunningInParallel";

#[derive(Debug, Clone)]
pub(crate) struct ConfiguredJobs {
    /// `MaxNumberOfJobsRunningInParallel`: runs that the servers of the installation work at together.
    pub(crate) most_parallel: u32,
    /// What that means for the pool of the own database.
    pub(crate) pool_limit: PoolLimit,
}

impl ConfiguredJobs {
    pub(crate) const KEY: &str = PARALLEL_JOBS;

    pub(crate) fn read(settings: &mut Settings) -> Self {
        let place = settings.place_of(PARALLEL_JOBS);
        let most_parallel =
            settings.take(PARALLEL_JOBS, |text| values::number(text, 1, 10_000)).unwrap_or(100);
        let pool_limit = PoolLimit { connections: most_parallel, key: PARALLEL_JOBS, place };
        Self { most_parallel, pool_limit }
    }
}
