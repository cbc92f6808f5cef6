//! What a run writes down while it runs: lines for its log, and how far it has come.

use crate::{
    database::{entities::job_run, retry},
    jobs::{
        log::{self, Line},
        runs,
    },
    web::{failure::Error, state::AppState},
};

pub(super) struct Diary {
    pub(super) state: AppState,

    run: String,
}

impl Diary {
    pub(super) fn new(state: &AppState, run: &job_run::Model) -> Self {
        Self { state: state.clone(), run: run.id.clone() }
    }

    pub(super) async fn write(&self, line: Line) -> Result<(), Error> {
        self.note(Some(line), None).await
    }

    /// Also how much of the work is done, in per cent.
    pub(super) async fn note(
        &self,
        line: Option<Line>,
        progress: Option<i32>,
    ) -> Result<(), Error> {
        retry(async || {
            let (tx, now) = (self.state.database.begin_patiently().await?, self.state.clock.now());
            if let Some(line) = &line {
                log::append(&*tx, &self.run, line, now).await?;
            }
            if progress.is_some() {
                runs::extend_lease(&*tx, &self.run, now + runs::LEASE, progress).await?;
            }
            tx.commit().await
        })
        .await
    }
}
