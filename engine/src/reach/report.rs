//! What happens on the way to a place, stage by stage, in closed words. Their serialised names are
//! stored and read by scripts.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::tls::Certificate;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReachStage {
    /// Looking up the host's name.
    Name,
    /// TCP
    Connection,
    /// TLS
    Encryption,
    SignIn,
    Database,
    RoundTrip,
}

/// A stage that was reached, and its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachStep {
    pub stage: ReachStage,
    pub millis: u32,
    pub outcome: Result<ReachFinding, ReachProblem>,
}

/// What a stage that succeeded has shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReachFinding {
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
    RoundTrip {
        micros: u32,
        /// How far the server's clock is ahead of ours.
        clock_ahead_millis: Option<i64>,
    },
}

/// Why a place could not be reached or does not do what was asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReachProblem {
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
    /// The server asks for the password in clear, and nothing is encrypted.
    PasswordInClear,
    /// The server says more than a test needs.
    AnswerTooLarge,
    WrongCredentials,
    /// It has characters that PostgreSQL's `SASLprep` does not admit; the driver sends no other.
    PasswordUnusable,
    /// The server accepts nobody from this address, or not this user.
    NotAdmitted,
    TooManyConnections,
    NotReady,
    DatabaseMissing,
    /// MySQL does not say whether it is missing to those who may not know.
    DatabaseRefused,
    /// The user lacks a permission for what was asked.
    PermissionDenied,
    ReadOnly,
    /// A pooler gives each transaction another connection, and statements that were prepared are gone.
    PooledTransactions,
    /// Larger than the server takes (`max_allowed_packet`).
    StatementTooLarge,
    /// Of a SQLite database: not ours to open, or damaged.
    FileUnusable,
    DiskFull,
    Failed,
}

/// Is told each stage when it is over.
#[derive(Clone, Copy)]
pub struct Observer<'a>(&'a (dyn Fn(ReachStep) + Send + Sync));

impl<'a> Observer<'a> {
    pub fn new(tell: &'a (dyn Fn(ReachStep) + Send + Sync)) -> Self {
        Self(tell)
    }

    /// Where only the outcome matters.
    pub const fn nobody() -> Self {
        Self(&|_| ())
    }

    /// Runs one stage and tells how it went.
    pub async fn stage<T>(
        self,
        stage: ReachStage,
        work: impl Future<Output = Result<(T, ReachFinding), ReachProblem>>,
    ) -> Result<T, ReachProblem> {
        let began = Instant::now();
        let (found, outcome) = match work.await {
            Ok((value, finding)) => (Ok(value), Ok(finding)),
            Err(problem) => (Err(problem), Err(problem)),
        };
        let millis = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
        (self.0)(ReachStep { stage, millis, outcome });
        found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    #[test]
    fn serialised_names_stay() {
        for (step, expected) in [
            (
                ReachStep {
                    stage: ReachStage::SignIn,
                    millis: 3,
                    outcome: Ok(ReachFinding::SignedIn { server: "PostgreSQL 15.18".to_owned() }),
                },
                json!({"stage": "sign_in", "millis": 3,
                       "outcome": {"Ok": {"signed_in": {"server": "PostgreSQL 15.18"}}}}),
            ),
            (
                ReachStep {
                    stage: ReachStage::Connection,
                    millis: 2000,
                    outcome: Err(ReachProblem::TimedOut { seconds: 2 }),
                },
                json!({"stage": "connection", "millis": 2000,
                       "outcome": {"Err": {"timed_out": {"seconds": 2}}}}),
            ),
        ] {
            assert_eq!(to_value(&step).unwrap(), expected);
            assert_eq!(serde_json::from_value::<ReachStep>(expected).unwrap(), step);
        }
    }
}
