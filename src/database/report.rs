//! What the test of our own database shows and what happens while data is moved there, step by step, in
//! closed words: for the settings page and the console. Reaching the server is the engine's part
//! ([`engine::reach`]); its stages, findings and problems stand here among our own, under the names that
//! they have there.

use std::pin::Pin;

use engine::reach::{ReachFinding, ReachProblem, ReachStage, ReachStep, ServerWord};
use serde::{Deserialize, Serialize};
use tokio::{sync::watch, time::Instant};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MoveStage {
    Rights,
    Contents,
    /// What is written meanwhile has to wait.
    Hold,
    Schema,
    Rows,
    Comparison,
    Switch,
    #[serde(untagged)]
    Reach(ReachStage),
}

/// A stage that was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MoveStep {
    pub(crate) stage: MoveStage,
    pub(crate) millis: u32,
    pub(crate) outcome: Result<MoveFinding, MoveProblem>,
}

/// What a stage that went well has shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MoveFinding {
    DatabaseWillBeCreated,
    MayMigrate,
    Empty,
    /// What a move left that did not come to its end. It is removed before the next.
    Leftover,
    OurData {
        accounts: u64,
        /// The very database that is in use.
        in_use: bool,
    },
    WritesHeld,
    SchemaMade,
    /// Of one table.
    Rows {
        table: Table,
        moved: u64,
        total: u64,
    },
    Equal {
        rows: u64,
    },
    Switched,
    #[serde(untagged)]
    Reach(ReachFinding),
}

/// Tables, as people know what is in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Table {
    Installation,
    Licenses,
    Accounts,
    AccountWords,
    Links,
    Sessions,
    Mails,
    MailSettings,
    MailTests,
    ServerSettings,
    GuessLimits,
    KnownDevices,
    SecondFactors,
    RecoveryCodes,
    Audit,
    Jobs,
    Runs,
    RunLines,
    JobSettings,
    WebhookDeliveries,
    ApiTokens,
    Connections,
    Extractions,
}

/// Why it did not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MoveProblem {
    MayNotCreateDatabase,
    MayNotMigrate,
    /// The database cannot hold every character.
    WrongEncoding {
        encoding: ServerWord,
    },
    /// The server takes smaller statements than ours may be (`max_allowed_packet`).
    SmallPackets {
        kib: u32,
    },
    NewerSchema,
    ForeignTables,
    /// There is data, and nobody has said that it is to be used.
    HasData,
    /// Its secrets were sealed under another installation's key.
    OtherKey,
    ChangedMeanwhile,
    AlreadyMoving,
    /// The data that was to be moved has been moved already, by another server.
    MovedAway,
    /// The environment would win over what is saved.
    FixedByEnvironment,
    /// What arrived is not what was sent.
    Different {
        table: Table,
    },
    #[serde(untagged)]
    Reach(ReachProblem),
}

impl From<ReachStage> for MoveStage {
    fn from(stage: ReachStage) -> Self {
        Self::Reach(stage)
    }
}

impl From<ReachFinding> for MoveFinding {
    fn from(finding: ReachFinding) -> Self {
        Self::Reach(finding)
    }
}

impl From<ReachProblem> for MoveProblem {
    fn from(problem: ReachProblem) -> Self {
        match problem {
            // The permissions that we ask for are those to make and change our tables.
            ReachProblem::PermissionDenied => Self::MayNotMigrate,
            problem => Self::Reach(problem),
        }
    }
}

impl From<ReachStep> for MoveStep {
    fn from(step: ReachStep) -> Self {
        Self {
            stage: step.stage.into(),
            millis: step.millis,
            outcome: step.outcome.map(MoveFinding::from).map_err(MoveProblem::from),
        }
    }
}

/// Where steps are told as they happen.
#[derive(Debug, Clone)]
pub(crate) struct Reporter(watch::Sender<MoveProgress>);

/// How far it has come.
#[derive(Debug, Clone, Default)]
pub(crate) struct MoveProgress {
    pub(crate) steps: Vec<MoveStep>,
    /// Why nothing came of it, once it is over.
    pub(crate) problem: Option<MoveProblem>,
    pub(crate) is_over: bool,
}

impl Reporter {
    pub(crate) fn new() -> (Self, watch::Receiver<MoveProgress>) {
        let (tell, told) = watch::channel(MoveProgress::default());
        (Self(tell), told)
    }

    /// Runs one stage and tells how it went.
    pub(crate) fn stage<'a, T>(
        &'a self,
        stage: impl Into<MoveStage>,
        work: impl Future<Output = Result<(T, MoveFinding), MoveProblem>> + Send + 'a,
    ) -> Pin<Box<dyn Future<Output = Result<T, MoveProblem>> + Send + 'a>> {
        let stage = stage.into();
        // Each stage is large; boxed, all of them together are not.
        Box::pin(async move {
            let began = Instant::now();
            match work.await {
                Ok((value, seen)) => {
                    self.tell(stage, began, Ok(seen));
                    Ok(value)
                }
                Err(problem) => {
                    self.tell(stage, began, Err(problem));
                    Err(problem)
                }
            }
        })
    }

    pub(crate) fn tell(
        &self,
        stage: MoveStage,
        began: Instant,
        outcome: Result<MoveFinding, MoveProblem>,
    ) {
        let millis = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
        self.tell_step(MoveStep { stage, millis, outcome });
    }

    pub(crate) fn tell_step(&self, step: MoveStep) {
        self.0.send_modify(|progress| progress.steps.push(step));
    }

    pub(crate) fn end(&self, problem: Option<MoveProblem>) {
        self.0.send_modify(|progress| {
            progress.problem = problem;
            progress.is_over = true;
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Scripts read them, and runs of jobs keep them.
    #[test]
    fn the_names_of_problems_and_findings_stay() {
        let problems: [(MoveProblem, Value); 4] = [
            (ReachProblem::PermissionDenied.into(), json!("may_not_migrate")),
            (ReachProblem::ConnectionLost.into(), json!("connection_lost")),
            (ReachProblem::TimedOut { seconds: 2 }.into(), json!({"timed_out": {"seconds": 2}})),
            (
                MoveProblem::Different { table: Table::Runs },
                json!({"different": {"table": "runs"}}),
            ),
        ];
        for (problem, name) in problems {
            assert_eq!(serde_json::to_value(problem).unwrap(), name);
            assert_eq!(serde_json::from_value::<MoveProblem>(name).unwrap(), problem);
        }
        let version = "PostgreSQL 15.18".to_owned();
        let steps: [(ReachStep, Value); 2] = [
            (
                ReachStep {
                    stage: ReachStage::SignIn,
                    millis: 3,
                    outcome: Ok(ReachFinding::SignedIn { server: version }),
                },
                json!({"stage": "sign_in", "millis": 3,
                       "outcome": {"Ok": {"signed_in": {"server": "PostgreSQL 15.18"}}}}),
            ),
            (
                ReachStep {
                    stage: ReachStage::Database,
                    millis: 0,
                    outcome: Ok(ReachFinding::DatabaseThere),
                },
                json!({"stage": "database", "millis": 0, "outcome": {"Ok": "database_there"}}),
            ),
        ];
        for (step, expected) in steps {
            let step = MoveStep::from(step);
            assert_eq!(serde_json::to_value(&step).unwrap(), expected);
            assert_eq!(serde_json::from_value::<MoveStep>(expected).unwrap(), step);
        }
    }
}
