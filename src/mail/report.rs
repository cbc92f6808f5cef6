//! What happens between us and a mail server, step by step, in closed words: for the test on the
//! settings page, the reasons beside unsent mails, and the console.

use std::{net::IpAddr, time::Duration};

use engine::tls::Certificate;
use serde::{Deserialize, Serialize};

/// The stages of a delivery, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MailStage {
    Dns,
    Tcp,
    Tls,
    Ehlo,
    Token,
    Auth,
    Envelope,
    Accepted,
}

/// A stage that was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MailStep {
    pub(crate) stage: MailStage,
    pub(crate) millis: u32,
    pub(crate) outcome: Result<MailFinding, SendFailure>,
}

/// What a stage that went well has shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MailFinding {
    Addresses(Vec<IpAddr>),
    Connected {
        address: IpAddr,
        port: u16,
    },
    /// `verified`: the certificate was checked against the system's roots and the server's name.
    Encrypted {
        version: String,
        certificate: Option<Certificate>,
        verified: bool,
    },
    InClear {
        secret_follows: bool,
    },
    Mechanisms(Vec<String>),
    Token {
        audience: Vec<String>,
        roles: Vec<String>,
        lives_secs: Option<u64>,
    },
    SignedIn {
        mechanism: String,
    },
    NoSignIn,
    Envelope {
        from: String,
        to: String,
    },
    /// In the server's words.
    Accepted {
        answer: String,
    },
}

/// Why a message did not go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SendFailure {
    pub(crate) stage: MailStage,
    pub(crate) problem: MailProblem,
    /// What the server said, shortened and without our secrets (see `diagnosis::Hidden`).
    pub(crate) answer: Option<String>,
    pub(crate) certificate: Option<Certificate>,
}

/// How to go on after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Persistence {
    /// The way to the server is closed: every message waits.
    Connection,
    /// This message, not now.
    Temporary,
    /// This message, never.
    Permanent,
}

impl SendFailure {
    pub(crate) fn new(stage: MailStage, problem: MailProblem) -> Self {
        Self { stage, problem, answer: None, certificate: None }
    }

    pub(crate) fn persistence(&self) -> Persistence {
        use MailProblem as P;
        match (self.stage, self.problem) {
            (
                MailStage::Envelope | MailStage::Accepted,
                P::TemporarilyRefused | P::RateLimited | P::MailboxUnavailable,
            )
            // It may have gone through: asking at once would send it twice.
            | (MailStage::Accepted, P::AnswerTimedOut | P::ConnectionClosed) => Persistence::Temporary,
            (
                MailStage::Envelope | MailStage::Accepted,
                P::RelayingDenied
                | P::RecipientRefused
                | P::MessageRefused
                | P::MessageTooLarge
                | P::Smtputf8Missing
                | P::Unexpected,
            ) => Persistence::Permanent,
            // A refused sender too: that is a setting, and every message has the same.
            _ => Persistence::Connection,
        }
    }
}

impl std::fmt::Display for SendFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {:?}", self.problem, self.stage)?;
        self.answer.as_ref().map_or(Ok(()), |answer| write!(f, ": {answer}"))
    }
}

impl std::error::Error for SendFailure {}

/// Each has its own advice in `locales/*/mail-problems.ftl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MailProblem {
    NameNotFound,
    NameLookupFailed,
    ConnectionRefused,
    ConnectionTimedOut,
    NetworkUnreachable,
    /// Port 465, and the server speaks in clear.
    TlsExpectedLater,
    /// Another port, and the server waits for TLS.
    TlsExpectedAtOnce,
    CertificateUnknown,
    CertificateExpired,
    CertificateNotYetValid,
    CertificateWrongName,
    CertificateInvalid,
    TlsFailed,
    StarttlsMissing,
    StarttlsRefused,
    /// Bytes in clear after STARTTLS: whoever put them there wants them taken for encrypted.
    StarttlsTampered,
    NotAMailServer,
    GreetingRefused,
    /// The name that EHLO says.
    HelloRefused,
    ServerBusy,
    ConnectionClosed,
    AnswerTimedOut,
    AnswerTooLarge,
    AuthMissing,
    MechanismMissing,
    PasswordMechanismMissing,
    AuthRequired,
    AuthRefused,
    AuthRefusedMicrosoft,
    BasicAuthDisabled,
    AppPasswordNeeded,
    MailboxUnavailable,
    AuthUnavailable,
    /// The stored secret does not open for this destination.
    SecretUnavailable,
    TokenEndpointUnreachable,
    TokenEndpointSlow,
    TokenRedirected,
    TokenAnswerTooLarge,
    TokenAnswerUnreadable,
    TokenMalformed,
    TokenInvalidClient,
    TokenSecretExpired,
    TokenUnknownApp,
    TokenWrongTenant,
    TokenInvalidScope,
    TokenUnauthorized,
    TokenRefused,
    TokenWithoutPermission,
    TokenClockSkew,
    TokenNeedsTls,
    TokenRejected,
    SendAsDenied,
    SenderRefused,
    RelayingDenied,
    RecipientRefused,
    TemporarilyRefused,
    RateLimited,
    MessageRefused,
    MessageTooLarge,
    Smtputf8Missing,
    Unexpected,
}

/// How long whoever watches waits for one answer: longer than servers hold their greeting back against
/// those that do not wait, shorter than a test.
const WATCHED_ANSWER_LIMIT: Duration = Duration::from_secs(45);
/// The same where nobody watches (RFC 5321 §4.5.3.2).
const ANSWER_LIMIT: Duration = Duration::from_mins(5);

/// Where steps are told as they happen; a worker tells nobody.
#[derive(Debug, Clone, Default)]
pub(crate) struct Observer(Option<Watcher>);

#[derive(Debug, Clone)]
struct Watcher {
    channel: tokio::sync::mpsc::UnboundedSender<MailStep>,
    /// The stage that takes until then has failed.
    until: tokio::time::Instant,
}

impl Observer {
    /// Steps arrive in the channel, the last of them within the limit.
    pub(crate) fn telling(
        channel: tokio::sync::mpsc::UnboundedSender<MailStep>,
        limit: Duration,
    ) -> Self {
        Self(Some(Watcher { channel, until: tokio::time::Instant::now() + limit }))
    }

    /// How long to wait for an answer.
    pub(crate) fn answer_limit(&self) -> Duration {
        if self.0.is_some() { WATCHED_ANSWER_LIMIT } else { ANSWER_LIMIT }
    }

    /// Runs what comes before a stage and is told only if it fails.
    pub(crate) async fn prelude<T>(
        &self,
        stage: MailStage,
        work: impl Future<Output = Result<T, SendFailure>>,
    ) -> Result<T, SendFailure> {
        let began = tokio::time::Instant::now();
        let result = self.in_time(stage, work).await;
        if let Err(failure) = &result {
            self.tell(stage, began, Err(failure.clone()));
        }
        result
    }

    /// Runs one stage and tells how it went.
    pub(crate) async fn stage<T>(
        &self,
        stage: MailStage,
        work: impl Future<Output = Result<(T, MailFinding), SendFailure>>,
    ) -> Result<T, SendFailure> {
        let began = tokio::time::Instant::now();
        match self.in_time(stage, work).await {
            Ok((value, seen)) => {
                self.tell(stage, began, Ok(seen));
                Ok(value)
            }
            Err(failure) => {
                self.tell(stage, began, Err(failure.clone()));
                Err(failure)
            }
        }
    }

    async fn in_time<T>(
        &self,
        stage: MailStage,
        work: impl Future<Output = Result<T, SendFailure>>,
    ) -> Result<T, SendFailure> {
        let Some(watcher) = &self.0 else { return work.await };
        tokio::time::timeout_at(watcher.until, work)
            .await
            .unwrap_or_else(|_| Err(SendFailure::new(stage, MailProblem::AnswerTimedOut)))
    }

    fn tell(
        &self,
        stage: MailStage,
        began: tokio::time::Instant,
        outcome: Result<MailFinding, SendFailure>,
    ) {
        if let Some(Watcher { channel, .. }) = &self.0 {
            let millis = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
            // If nobody listens any more, the delivery goes on.
            let _ = channel.send(MailStep { stage, millis, outcome });
        }
    }
}
