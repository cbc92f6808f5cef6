//! Reaching a place, stage by stage, without changing anything there: whoever tests a connection wants
//! to know how far it came and what to do about it.
//!
//! 1. Name and connection: the first address of the host that answers ([`network`]).
//! 2. Encryption: what certificate the server shows, and whether it is accepted ([`encryption`]).
//! 3. Sign-in, on a connection of the driver's own, and the server's version ([`session`]).
//! 4. The database.
//!
//! Every stage is told to an [`Observer`] when it is over; everything together ends at a [`Deadline`].

pub mod driver_error;
mod encryption;
mod guard;
mod network;
mod report;
mod server_word;
mod session;

use std::{path::Path, time::Duration};

use tokio::time::Instant;

pub use self::{
    guard::Guard,
    report::{Observer, ReachFinding, ReachProblem, ReachStage, ReachStep},
    server_word::ServerWord,
    session::{MYSQL_SETUP, Session, product_and_version},
};
use crate::place::{Place, ServerPlace};

/// Reaches a place that must be there.
pub async fn reach(
    place: &Place,
    deadline: Deadline,
    observer: Observer<'_>,
) -> Result<Session, ReachProblem> {
    let server = match place {
        Place::SqliteFile(file) => return reach_file(file, deadline, observer).await,
        Place::Server(server) => server,
    };
    let reached = reach_server(server, deadline, observer).await?;
    let is_missing = reached.is_database_missing;
    let database = async {
        if is_missing {
            Err(ReachProblem::DatabaseMissing)
        } else {
            Ok(((), ReachFinding::DatabaseThere))
        }
    };
    match observer.stage(ReachStage::Database, database).await {
        Ok(()) => Ok(reached.session),
        Err(problem) => {
            // A server that has gone does not keep us.
            tokio::spawn(reached.session.close());
            Err(problem)
        }
    }
}

/// A server to which somebody is signed in.
#[derive(Debug)]
pub struct ReachedServer {
    pub session: Session,
    /// Then the session is one with the server's own database.
    pub is_database_missing: bool,
}

/// Reaches a server, and leaves it to the caller to tell the stage of the database, which may be
/// missing there.
pub async fn reach_server(
    server: &ServerPlace,
    deadline: Deadline,
    observer: Observer<'_>,
) -> Result<ReachedServer, ReachProblem> {
    let look_up = deadline.meet(network::look_up(server));
    let addresses = observer.stage(ReachStage::Name, look_up).await?;
    let connect = deadline.meet(network::connect(&addresses));
    let stream = observer.stage(ReachStage::Connection, connect).await?;
    // Each of these is large; boxed, all of them together are not.
    let encrypt = deadline.meet(Box::pin(encryption::encrypt(server, stream)));
    observer.stage(ReachStage::Encryption, encrypt).await?;
    let sign_in = deadline.meet(Box::pin(sign_in(server)));
    observer.stage(ReachStage::SignIn, sign_in).await
}

/// Signs in, to the server's own database where ours is missing.
async fn sign_in(server: &ServerPlace) -> Result<(ReachedServer, ReachFinding), ReachProblem> {
    let (mut session, is_database_missing) =
        match Session::open(server, Some(&server.database)).await {
            Ok(session) => (session, false),
            Err(error) => match driver_error::problem_of(&error) {
                ReachProblem::DatabaseMissing => {
                    let session = Session::open(server, None).await;
                    (session.map_err(|error| driver_error::logged(&error))?, true)
                }
                // Before anything was asked for but the database.
                ReachProblem::PermissionDenied => return Err(ReachProblem::DatabaseRefused),
                // The error names a character of the password.
                ReachProblem::PasswordUnusable => return Err(ReachProblem::PasswordUnusable),
                problem => {
                    tracing::warn!(%error, "a database did not let us in");
                    return Err(problem);
                }
            },
        };
    let version = session.server_version().await?;
    let finding = ReachFinding::SignedIn { server: version };
    Ok((ReachedServer { session, is_database_missing }, finding))
}

async fn reach_file(
    file: &Path,
    deadline: Deadline,
    observer: Observer<'_>,
) -> Result<Session, ReachProblem> {
    let database = async {
        match file.try_exists() {
            Ok(true) => Ok(((), ReachFinding::DatabaseThere)),
            Ok(false) => Err(ReachProblem::DatabaseMissing),
            Err(_) => Err(ReachProblem::FileUnusable),
        }
    };
    observer.stage(ReachStage::Database, database).await?;
    let sign_in = async {
        let opened = Session::open_file(file).await;
        let mut session = opened.map_err(|error| driver_error::logged(&error))?;
        let server = session.server_version().await?;
        Ok((session, ReachFinding::SignedIn { server }))
    };
    observer.stage(ReachStage::SignIn, deadline.meet(Box::pin(sign_in))).await
}

/// The moment at which the one who waits is told that it took too long.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    at: Instant,
    timeout: Duration,
}

impl Deadline {
    pub fn after(timeout: Duration) -> Self {
        Self { at: Instant::now() + timeout, timeout }
    }

    /// Whether it is further away than that.
    pub fn leaves(self, time: Duration) -> bool {
        Instant::now() + time < self.at
    }

    pub async fn meet<T, E: From<ReachProblem>>(
        self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let seconds = u32::try_from(self.timeout.as_secs()).unwrap_or(u32::MAX);
        let late = || Err(ReachProblem::TimedOut { seconds }.into());
        tokio::time::timeout_at(self.at, work).await.unwrap_or_else(|_| late())
    }
}

#[cfg(test)]
mod tests;
