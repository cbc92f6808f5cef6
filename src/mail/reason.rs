//! Why a run failed, was cancelled, or did not run: closed words, and those of whoever reported it.

use engine::fault::Fault;
use serde::{Deserialize, Serialize};

use super::report::SendFailure;
use crate::{
    base::failure::Reference, database::report::MoveProblem, licenses::license::LicenseStatus,
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    /// In the words of the program that ran it; possibly empty.
    Reported(String),
    /// The program that ran it sent no heartbeat in time.
    NoHeartbeat,
    /// The server that ran it stopped, or was stopped, before the end.
    Interrupted,
    /// By a person or a program: a username, or the name of an API token.
    Cancelled {
        by: String,
    },
    /// The database was away when it was due.
    DatabaseUnreachable,
    /// No server ran when it was due.
    ServerStopped,
    /// Nobody expected it; the log of the server has the reference.
    Fault(Reference),
    Database(MoveProblem),
    MailServer(SendFailure),
    /// Requests to the Server URL do not arrive here.
    ServerUrlUnreached,
    /// It ends soon, or has ended.
    License(LicenseStatus),
    /// The file could not be written; the operating system's words.
    BackupNotWritten(String),
    /// Of so many tables, some are as they were before; the first of those, and why.
    Copy {
        failed: usize,
        of: usize,
        table: String,
        fault: Box<Fault>,
    },
    /// Of so many tables, some differ from their source; the first of those.
    Different {
        failed: usize,
        of: usize,
        table: String,
    },
    /// Nothing was copied at all.
    NotCopied(Box<Fault>),
    /// Complete, but read in more than one moment.
    CopiedInParts,
    /// It is for administrators.
    Withheld,
    /// None at all: somebody tries whether notices arrive.
    Test,
}
