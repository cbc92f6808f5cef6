//! What this process counts, for Prometheus. Served by `web::metrics`.

use std::sync::Arc;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

use crate::database::entities::job_run::State as RunState;

/// What this process has counted; clones share it.
#[derive(Clone, Default)]
pub(crate) struct Metrics(Arc<Counted>);

#[derive(Default)]
struct Counted {
    runs: Family<RunLabels, Counter>,
    requests: Family<RequestLabels, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RunLabels {
    job: String,
    state: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: String,
    status: u16,
}

impl Metrics {
    /// A run has ended, and this process has noted it.
    pub(crate) fn count_run(&self, job: &str, state: RunState) {
        let labels = RunLabels { job: job.to_owned(), state: state.name().to_owned() };
        self.0.runs.get_or_create(&labels).inc();
    }

    pub(crate) fn count_request(&self, route: &str, status: u16) {
        let labels = RequestLabels { route: route.to_owned(), status };
        self.0.requests.get_or_create(&labels).inc();
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register("runs", "Ended runs, by job and result", self.0.runs.clone());
        registry.register("requests", "Answered requests", self.0.requests.clone());
    }
}
