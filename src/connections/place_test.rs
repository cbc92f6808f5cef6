//! Trying a place, saved or not: it is reached stage by stage, and then looked into as a copy would.

use std::time::Duration;

use engine::{
    connect::problem_of,
    driver::Connector,
    place::Place,
    reach::{Deadline, Observer, ReachFinding, ReachProblem, ReachStage, ReachStep, reach},
    table::Access,
};
use serde::{Deserialize, Serialize};
use tokio::{sync::watch, time::Instant};

use super::form::{NewConnection, PlaceForm};
use crate::site::attempts;

/// For everything together.
pub(crate) const LIMIT: Duration = Duration::from_mins(1);
/// Until somebody is signed in.
const REACHED_IN: Duration = Duration::from_secs(20);
/// Tables that are named where they cannot be read.
const MOST_NAMED: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TestStage {
    Tables,
    #[serde(untagged)]
    Reach(ReachStage),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TestStep {
    pub(crate) stage: TestStage,
    pub(crate) millis: u32,
    pub(crate) outcome: Result<TestFinding, ReachProblem>,
}

/// What a stage that went well has shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TestFinding {
    /// Of the schema in which a session begins.
    Tables {
        count: usize,
        unreadable: usize,
        /// The first of those that this user may not read.
        named: Vec<String>,
    },
    /// The file is not there; a first run would make it.
    FileWillBeMade,
    #[serde(untagged)]
    Reach(ReachFinding),
}

impl From<ReachStep> for TestStep {
    fn from(ReachStep { stage, millis, outcome }: ReachStep) -> Self {
        Self { stage: TestStage::Reach(stage), millis, outcome: outcome.map(TestFinding::Reach) }
    }
}

/// How far a test has come.
#[derive(Debug, Clone, Default)]
pub(crate) struct TestProgress {
    pub(crate) steps: Vec<TestStep>,
    pub(crate) is_over: bool,
}

impl TestProgress {
    /// What it came to so far: the first problem ends it.
    pub(crate) fn outcome(&self) -> Result<(), ReachProblem> {
        self.steps.iter().try_for_each(|step| step.outcome.as_ref().map(drop).map_err(|it| *it))
    }
}

/// A test that somebody began.
#[derive(Debug)]
pub(crate) struct AttemptedPlace {
    /// Of the connection that the form was filled from; none for a new one.
    pub(crate) connection: Option<String>,
    /// Of that connection, the version that was seen.
    pub(crate) seen_version: i32,
    pub(crate) form: PlaceForm,
    /// With the password that was on the screen.
    pub(crate) wanted: NewConnection,
    pub(crate) progress: watch::Receiver<TestProgress>,
}

pub(crate) type PlaceAttempt = attempts::Attempt<AttemptedPlace>;
pub(crate) type PlaceAttempts = attempts::Attempts<AttemptedPlace>;

impl AttemptedPlace {
    /// How it ended.
    pub(crate) async fn end(&self) -> TestProgress {
        let mut progress = self.progress.clone();
        let ended = progress.wait_for(|progress| progress.is_over).await.map(|it| it.clone());
        // One that broke off has lost whoever would tell.
        ended.unwrap_or_else(|_| TestProgress { is_over: true, ..self.progress.borrow().clone() })
    }

    /// What it came to, if it is over.
    pub(crate) fn outcome(&self) -> Option<Result<(), ReachProblem>> {
        let progress = self.progress.borrow();
        progress.is_over.then(|| progress.outcome())
    }
}

/// Tries a place to its end, and tells each step.
pub(crate) async fn test(connection: &NewConnection, tell: &watch::Sender<TestProgress>) {
    let told = |step: TestStep| tell.send_modify(|progress| progress.steps.push(step));
    match &connection.place {
        Place::SqliteFile(file) if !file.exists() => {
            let outcome = Ok(TestFinding::FileWillBeMade);
            told(TestStep { stage: TestStage::Reach(ReachStage::Database), millis: 0, outcome });
        }
        place => {
            let observer = |step: ReachStep| told(step.into());
            let reached = reach(place, Deadline::after(REACHED_IN), Observer::new(&observer)).await;
            if let Ok(session) = reached {
                // A server that has gone does not keep us.
                tokio::spawn(session.close());
                told(look(connection).await);
            }
        }
    }
    tell.send_modify(|progress| progress.is_over = true);
}

async fn look(connection: &NewConnection) -> TestStep {
    let began = Instant::now();
    let looked = async {
        let mut source = connection.at_schema(None).source(None).await?;
        let tables = source.tables(None).await?;
        let unreadable = tables.iter().filter(|table| table.access != Access::Full);
        let mut named: Vec<_> = unreadable.map(|table| table.name.name.clone()).collect();
        let unreadable = named.len();
        named.truncate(MOST_NAMED);
        Ok(TestFinding::Tables { count: tables.len(), unreadable, named })
    };
    let outcome =
        Deadline::after(LIMIT).meet(async { looked.await.map_err(|error| problem_of(&error)) });
    let outcome = outcome.await;
    let millis = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
    TestStep { stage: TestStage::Tables, millis, outcome }
}
