//! Connections to places for a copy: reached as a test reaches them, so that what goes wrong has a name, and
//! then opened by the drivers.

use std::{path::Path, time::Duration};

use mysql_async::{Conn, Opts, OptsBuilder, SslOpts};
use rusqlite::{Connection, OpenFlags};
use sqlx::{MySqlConnection, PgConnection, Row as _};
use tokio::task::spawn_blocking;

use crate::{
    driver::{Connector, Destination, Engine, Snapshot, Source, Work},
    drivers::{
        DriverError, Trouble,
        mysql::{self, MySqlReader, MySqlWriter},
        postgres::Postgres,
        sqlite::{Sqlite, set_up},
        trouble,
    },
    place::{Place, ServerKind, ServerPlace, TlsMode},
    place_url::CopyPlace,
    reach::{Deadline, Observer, ReachProblem, Session, driver_error::logged, reach},
};

/// Until somebody is signed in.
const TIMEOUT: Duration = Duration::from_secs(20);
/// For a statement that nobody waits for any more. Its server may be what has gone.
const ENDING: Duration = Duration::from_secs(5);
/// After this much silence the other side is asked whether it is still there.
const KEEPALIVE: Duration = Duration::from_secs(10);

impl std::error::Error for ReachProblem {}

impl std::fmt::Display for ReachProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

/// Why a place could not be reached, or did not do what it was asked, for whoever has no table to name.
pub fn problem_of(error: &DriverError) -> ReachProblem {
    if let Some(problem) = error.downcast_ref::<ReachProblem>() {
        return *problem;
    }
    if let Some(error) = error.downcast_ref::<sqlx::Error>() {
        return logged(error);
    }
    tracing::warn!(%error, "a database said something unexpected");
    match trouble(error) {
        Trouble::PermissionDenied => ReachProblem::PermissionDenied,
        Trouble::DiskFull => ReachProblem::DiskFull,
        Trouble::ConnectionLost => ReachProblem::ConnectionLost,
        Trouble::DuplicateKey | Trouble::LockTimeout | Trouble::Conflict | Trouble::Other => {
            ReachProblem::Failed
        }
    }
}

impl Connector for CopyPlace {
    fn engine(&self) -> Engine {
        match &self.place {
            Place::SqliteFile(_) => Engine::Sqlite,
            Place::Server(server) => match server.kind {
                ServerKind::PostgreSql => Engine::PostgreSql,
                ServerKind::MySql => Engine::MySql,
            },
        }
    }

    fn source<'a>(
        &'a self,
        snapshot: Option<&'a Snapshot>,
    ) -> Work<'a, Result<Box<dyn Source>, DriverError>> {
        Box::pin(async move {
            let server = match &self.place {
                Place::Server(server) => server,
                Place::SqliteFile(file) => {
                    reached(&self.place, Deadline::after(TIMEOUT)).await?;
                    let source: Box<dyn Source> = Box::new(Sqlite::open_to_read(file).await?);
                    return Ok(source);
                }
            };
            Ok(match open(&self.place, server, Use::Reading).await? {
                Opened::Postgres(connection) => {
                    Box::new(Postgres::to_read(connection, snapshot).await?)
                }
                Opened::MySql(connection) => {
                    let mut source = MySqlReader::new(connection).await?;
                    source.begin_to_read().await?;
                    Box::new(source)
                }
            })
        })
    }

    fn destination(&self) -> Work<'_, Result<Box<dyn Destination>, DriverError>> {
        Box::pin(async {
            let server = match &self.place {
                Place::Server(server) => server,
                Place::SqliteFile(file) => {
                    let destination: Box<dyn Destination> = Box::new(open_to_write(file).await?);
                    return Ok(destination);
                }
            };
            Ok(match open(&self.place, server, Use::Writing).await? {
                Opened::Postgres(connection) => Box::new(Postgres::to_write(connection).await?),
                Opened::MySql(mut connection) => {
                    let options = mysql_options(server, &mut connection).await?;
                    let writer = Conn::new(options).await?;
                    Box::new(MySqlWriter::new(writer, MySqlReader::new(connection).await?))
                }
            })
        })
    }

    fn end(&self, endings: Vec<String>) -> Work<'_, Result<(), DriverError>> {
        Box::pin(async move {
            let Place::Server(server) = &self.place else { return Ok(()) };
            let mut other = Deadline::after(ENDING).meet(Session::open_to_work(server)).await?;
            for ending in endings {
                // It may have ended by itself.
                let _ = other.try_run(&ending).await;
            }
            tokio::spawn(other.close());
            Ok(())
        })
    }
}

enum Opened {
    Postgres(PgConnection),
    MySql(MySqlConnection),
}

/// Reaches a place stage by stage, which names what goes wrong.
async fn reached(place: &Place, deadline: Deadline) -> Result<(), ReachProblem> {
    let session = reach(place, deadline, Observer::nobody()).await?;
    // A server that has gone does not keep us.
    tokio::spawn(session.close());
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Reading,
    Writing,
}

/// Refuses to write through a pooler that gives each transaction another connection: what a run sets and locks
/// would be somebody else's.
async fn open(place: &Place, server: &ServerPlace, used: Use) -> Result<Opened, ReachProblem> {
    let deadline = Deadline::after(TIMEOUT);
    if (server.kind, used) != (ServerKind::PostgreSql, Use::Writing) {
        reached(place, deadline).await?;
        return opened(deadline.meet(Session::open_to_work(server)).await?);
    }
    let mut first = reach(place, deadline, Observer::nobody()).await?;
    let mut session = deadline.meet(Session::open_to_work(server)).await?;
    let is_shared = deadline.meet(first.shares_backends_with(&mut session)).await;
    tokio::spawn(first.close());
    if is_shared? { Err(ReachProblem::PooledTransactions) } else { opened(session) }
}

fn opened(session: Session) -> Result<Opened, ReachProblem> {
    match session {
        Session::Postgres(connection) => Ok(Opened::Postgres(*connection)),
        Session::MySql(connection) => Ok(Opened::MySql(*connection)),
        Session::Sqlite(_) => Err(ReachProblem::Failed),
    }
}

/// The same place for the driver that writes, which decides by itself about TLS only if it is told to.
async fn mysql_options(
    server: &ServerPlace,
    session: &mut MySqlConnection,
) -> Result<Opts, DriverError> {
    let is_encrypted = match server.encryption {
        TlsMode::Verified | TlsMode::Unverified => true,
        TlsMode::IfOffered => {
            let status = "SHOW SESSION STATUS LIKE 'Ssl_cipher'";
            let row = sqlx::raw_sql(status).fetch_one(session).await?;
            !row.try_get_unchecked::<String, _>(1)?.is_empty()
        }
    };
    let options = OptsBuilder::default()
        .ip_or_hostname(server.host.to_string())
        .tcp_port(server.port)
        .user(Some(&server.username))
        .pass(server.password.as_ref().map(crate::secret::Secret::reveal))
        .db_name(Some(&server.database))
        .tcp_keepalive(Some(KEEPALIVE))
        .enable_cleartext_plugin(
            server.allow_clear_text_password || server.encryption == TlsMode::Verified,
        )
        .ssl_opts(if is_encrypted { Some(tls(server)) } else { None });
    Ok(mysql::options(options).into())
}

fn tls(server: &ServerPlace) -> SslOpts {
    let system = rustls_native_certs::load_native_certs().certs.into_iter();
    let mut roots: Vec<_> = system.map(|certificate| certificate.to_vec().into()).collect();
    roots.extend(server.authority_file.clone().map(Into::into));
    let is_anybody = server.encryption != TlsMode::Verified;
    SslOpts::default()
        .with_disable_built_in_roots(!roots.is_empty())
        .with_root_certs(roots)
        .with_danger_accept_invalid_certs(is_anybody)
        .with_danger_skip_domain_validation(is_anybody)
}

/// A file that is missing is made with the first statement that writes. One that is there keeps the journal
/// that its owner has chosen.
async fn open_to_write(file: &Path) -> Result<Sqlite, DriverError> {
    let file = file.to_owned();
    if !file.try_exists()? {
        return Ok(Sqlite::to_be_made(file)?);
    }
    let open = move || {
        let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        set_up(&connection)?;
        Ok::<_, rusqlite::Error>(connection)
    };
    Ok(Sqlite::new(spawn_blocking(open).await??))
}

#[cfg(test)]
mod cut_tests;
#[cfg(test)]
mod pooler_tests;
#[cfg(test)]
mod rights_tests;
#[cfg(test)]
mod server_tests;
#[cfg(test)]
mod tests;
