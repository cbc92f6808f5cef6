//! What happens on the way to a database and while data is moved there, step by step, in closed words:
//! for the settings page and the console.

use std::{net::IpAddr, pin::Pin};

use serde::{Deserialize, Serialize};
use tokio::{sync::watch, time::Instant};

use crate::base::tls::Certificate;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    Name,
    Connection,
    Encryption,
    SignIn,
    Database,
    Rights,
    RoundTrip,
    Contents,
    /// What is written meanwhile has to wait.
    Hold,
    Schema,
    Rows,
    Comparison,
    Switch,
}

/// A stage that was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) stage: Stage,
    pub(crate) millis: u32,
    pub(crate) outcome: Result<Seen, Problem>,
}

/// What a stage that went well has shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Seen {
    Addresses(Vec<IpAddr>),
    Connected {
        address: IpAddr,
        port: u16,
    },
    /// `verified`: the certificate was checked, and the server's name with it.
    Encrypted {
        version: String,
        certificate: Option<Certificate>,
        verified: bool,
    },
    InClear,
    /// Product and version, in the server's words.
    SignedIn {
        server: String,
    },
    DatabaseThere,
    DatabaseWillBeCreated,
    MayMigrate,
    RoundTrip {
        micros: u32,
        /// How far the server's clock is ahead of ours.
        clock_ahead_millis: Option<i64>,
    },
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
}

/// Why it did not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Problem {
    NameUnknown,
    ConnectionRefused,
    Unreachable,
    TimedOut {
        seconds: u32,
    },
    ConnectionLost,
    /// Something answers, but in another protocol.
    NotThisEngine,
    EncryptionUnavailable,
    CertificateUnknown,
    CertificateExpired,
    CertificateNotYetValid,
    CertificateWrongName,
    CertificateInvalid,
    AuthorityFileUnusable,
    EncryptionFailed,
    WrongCredentials,
    /// The server lets nobody in from here, or not this user.
    NotAdmitted,
    TooManyConnections,
    NotReady,
    DatabaseMissing,
    /// MySQL does not say whether it is missing to those who may not know.
    DatabaseRefused,
    MayNotCreateDatabase,
    MayNotMigrate,
    ReadOnly,
    NewerSchema,
    ForeignTables,
    /// There is data, and nobody has said that it is to be used.
    HasData,
    /// Its secrets were sealed under another installation's key.
    OtherKey,
    /// Of the embedded database: not ours to open, or damaged.
    FileUnusable,
    DiskFull,
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
    Failed,
}

/// Where steps are told as they happen.
#[derive(Debug, Clone)]
pub(crate) struct Reporter(watch::Sender<Progress>);

/// How far it has come.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    pub(crate) steps: Vec<Step>,
    /// Why nothing came of it, once it is over.
    pub(crate) problem: Option<Problem>,
    pub(crate) is_over: bool,
}

impl Reporter {
    pub(crate) fn new() -> (Self, watch::Receiver<Progress>) {
        let (tell, told) = watch::channel(Progress::default());
        (Self(tell), told)
    }

    /// Runs one stage and tells how it went.
    pub(crate) fn stage<'a, T>(
        &'a self,
        stage: Stage,
        work: impl Future<Output = Result<(T, Seen), Problem>> + Send + 'a,
    ) -> Pin<Box<dyn Future<Output = Result<T, Problem>> + Send + 'a>> {
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

    pub(crate) fn tell(&self, stage: Stage, began: Instant, outcome: Result<Seen, Problem>) {
        let millis = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
        self.0.send_modify(|progress| progress.steps.push(Step { stage, millis, outcome }));
    }

    pub(crate) fn end(&self, problem: Option<Problem>) {
        self.0.send_modify(|progress| {
            progress.problem = problem;
            progress.is_over = true;
        });
    }
}
