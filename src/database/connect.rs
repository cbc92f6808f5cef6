//! From typed settings to pools of connections, by options and never by a connection string
//! ([`engine::reach::Session`]).

use std::{
    collections::BTreeSet,
    path::Path,
    pin::pin,
    sync::{
        self, Arc, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use engine::{
    place::{ServerKind, ServerPlace, TlsMode},
    reach::{
        Deadline, Guard, MYSQL_SETUP, Observer, ReachFinding, ReachProblem, ReachStep,
        ReachedServer, Session,
        driver_error::{self, DriverCode},
        reach_server,
    },
};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr, RuntimeErr,
    sqlx::{
        ConnectOptions as _, Executor as _,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};
use tokio::sync::Mutex;

use super::{
    Pool, fitness,
    report::MoveProblem,
    schema::{self, Contents},
    settings::{ConnectionSettings, DatabasePlace},
    trouble::{self, NotUsable},
};
use crate::base::{database_error, failure::Error, private_file};

/// One writer and a few readers; more only wait for the same file.
const EMBEDDED_POOL_SIZE: u32 = 8;
/// How long one process waits for another's write to the same file.
const EMBEDDED_PATIENCE: Duration = Duration::from_secs(10);
/// Between two tries at a server that does not listen yet.
const PAUSE: Duration = Duration::from_millis(500);
/// After which whoever watches a start is told what it waits for.
const SILENCE: Duration = Duration::from_secs(1);

impl Pool {
    /// Opens the database, and makes it if it is missing and that is asked for.
    pub(crate) async fn open_or_create(
        settings: &ConnectionSettings,
        data_directory: &Path,
    ) -> Result<Self, Error> {
        let server = match &settings.place {
            DatabasePlace::Embedded(name) => {
                // SQLite gives its other files the mode and the owner of this one.
                private_file::open(&data_directory.join(name))?;
                return Ok(Self::open(settings, data_directory).await?);
            }
            DatabasePlace::Server(server) => server,
        };
        let fit = reach_fit(server, settings).await?;
        let pool = Self::open(settings, data_directory).await?;
        if let Err(problem) = fit {
            // Data that is there has lived with it so far, and has to be reached to be moved away.
            let contents = schema::look(&pool.connection).await?;
            if !matches!(contents, Contents::Ours(_)) {
                pool.connection.close().await?;
                return Err(NotUsable(problem).into());
            }
            tracing::warn!(?problem, "the connection test says why this database is not fit");
        }
        Ok(pool)
    }

    /// Opens a database that is there.
    pub(crate) async fn open(
        settings: &ConnectionSettings,
        data_directory: &Path,
    ) -> Result<Self, DbErr> {
        let connection = settings.connect(data_directory, settings.max_pool_size).await?;
        let single_writer = settings.file(data_directory).map(|_| Arc::new(Mutex::new(())));
        Ok(Self { connection, single_writer, settings: Arc::new(settings.clone()) })
    }
}

impl ConnectionSettings {
    /// Goes the way of the connection test as far as the database, without waiting for anybody.
    pub(super) async fn reach(&self) -> Result<(), Error> {
        let DatabasePlace::Server(server) = &self.place else { return Ok(()) };
        let (deadline, tell) = (Deadline::after(self.timeout), |_| ());
        let reached = reach_server(server, deadline, Observer::new(&tell)).await;
        let reached = reached.map_err(|problem| NotUsable(problem.into()))?;
        // A server that has gone does not keep us.
        tokio::spawn(reached.session.close());
        if reached.is_database_missing {
            return Err(NotUsable(ReachProblem::DatabaseMissing.into()).into());
        }
        Ok(())
    }

    /// One connection, opened and closed: without the patience of a pool.
    pub(super) async fn sign_in(&self, data_directory: &Path) -> Result<(), DbErr> {
        match &self.place {
            DatabasePlace::Embedded(_) => {
                let connection = self.connect(data_directory, 1).await?;
                connection.ping().await?;
                connection.close().await
            }
            DatabasePlace::Server(server) => sign_in(server).await,
        }
    }

    /// Up to `size` connections.
    pub(super) async fn connect(
        &self,
        data_directory: &Path,
        size: u32,
    ) -> Result<DatabaseConnection, DbErr> {
        match &self.place {
            DatabasePlace::Embedded(name) => {
                let sqlite = sqlite(&data_directory.join(name));
                let mut options = ConnectOptions::new("sqlite:");
                options
                    .max_connections(size.min(EMBEDDED_POOL_SIZE))
                    .acquire_timeout(self.timeout)
                    // A file does not hang up; to ask would cost as much as a look into it.
                    .test_before_acquire(false)
                    .map_sqlx_sqlite_opts(move |_| sqlite.clone());
                let deadline = Deadline::after(EMBEDDED_PATIENCE);
                loop {
                    match Box::pin(sea_orm::Database::connect(options.clone())).await {
                        Err(error) if is_busy(&error) && deadline.leaves(PAUSE) => {
                            tokio::time::sleep(PAUSE).await;
                        }
                        connected => return connected,
                    }
                }
            }
            DatabasePlace::Server(server) => {
                connect(server, Some(&server.database), size, self.timeout).await
            }
        }
    }
}

/// A pool connects without a guard, whenever it needs a connection. So where encryption is left to the
/// server, somebody guarded signs in first, and what the server offers now is what the pool insists on: one
/// that offers no TLS later, to be given the password in clear, is given nothing.
async fn settled(server: &ServerPlace, timeout: Duration) -> Result<ServerPlace, DbErr> {
    let mut server = server.clone();
    if server.encryption != TlsMode::IfOffered {
        return Ok(server);
    }
    let place = server.destination();
    if encrypted().contains(&place) {
        server.encryption = TlsMode::Unverified;
        return Ok(server);
    }
    let is_encrypted = AtomicBool::new(false);
    let tell = |step: ReachStep| {
        if matches!(step.outcome, Ok(ReachFinding::Encrypted { .. })) {
            is_encrypted.store(true, Ordering::Relaxed);
        }
    };
    let deadline = Deadline::after(timeout);
    let reached = reach_server(&server, deadline, Observer::new(&tell)).await;
    let reached = reached.map_err(|problem| {
        DbErr::Conn(RuntimeErr::SqlxError(driver_error::refusal(problem).into()))
    })?;
    // Waited for: the server may allow this user one connection and no more.
    let closing = async { reached.session.close().await.map_err(|_| ReachProblem::ConnectionLost) };
    let _ = deadline.meet(closing).await;
    if is_encrypted.into_inner() {
        encrypted().insert(place);
        server.encryption = TlsMode::Unverified;
    }
    Ok(server)
}

/// The servers that have offered TLS to this process: also after an outage none of them does without.
fn encrypted() -> MutexGuard<'static, BTreeSet<String>> {
    static ENCRYPTED: sync::Mutex<BTreeSet<String>> = sync::Mutex::new(BTreeSet::new());
    ENCRYPTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reaches the server, and makes the database if it is missing and that is asked for. The answer is
/// whether it is fit for our data.
async fn reach_fit(
    server: &ServerPlace,
    settings: &ConnectionSettings,
) -> Result<Result<(), MoveProblem>, Error> {
    let reached = reach_patiently(server, settings.timeout).await;
    let ReachedServer { mut session, is_database_missing: is_missing } =
        reached.map_err(|problem| NotUsable(problem.into()))?;
    let limit = Deadline::after(settings.timeout);
    let fit = limit.meet(fitness::require_fit(server, &mut session, is_missing)).await;
    // Waited for: the server may allow this user one connection and no more.
    let closing = async { session.close().await.map_err(|_| ReachProblem::ConnectionLost) };
    let _ = limit.meet(closing).await;
    match (is_missing, settings.create_database) {
        (false, _) => Ok(fit),
        (true, false) => Err(NotUsable(ReachProblem::DatabaseMissing.into()).into()),
        (true, true) => {
            fit.map_err(NotUsable)?;
            match create_database(server, settings.timeout).await {
                Err(error) if is_made_by_another(&error) => {
                    // It may take a moment before it lets anybody in.
                    while let Err(error) = sign_in(server).await {
                        if !limit.leaves(PAUSE) {
                            return Err(error.into());
                        }
                        tokio::time::sleep(PAUSE).await;
                    }
                }
                created => created?,
            }
            Ok(Ok(()))
        }
    }
}

/// To give a new file its log, SQLite needs it alone, and does not wait: of several that try at once,
/// one is told at once that the file is locked.
fn is_busy(error: &DbErr) -> bool {
    matches!(database_error::code(error), Some(DriverCode::Sqlite(number)) if number == "5")
}

/// At the same time, or a moment before.
fn is_made_by_another(error: &DbErr) -> bool {
    match database_error::code(error) {
        Some(DriverCode::Postgres(code)) => matches!(&*code, "42P04" | "23505"),
        Some(DriverCode::MySql(number)) => number == 1007,
        Some(DriverCode::Sqlite(_)) | None => false,
    }
}

/// The way that the connection test goes, so that both say the same. Within the timeout, it waits for a
/// server that starts beside this one.
async fn reach_patiently(
    server: &ServerPlace,
    timeout: Duration,
) -> Result<ReachedServer, ReachProblem> {
    let deadline = Deadline::after(timeout);
    let tell = |_| ();
    let mut reaching = pin!(async {
        loop {
            match reach_server(server, deadline, Observer::new(&tell)).await {
                Err(ReachProblem::ConnectionRefused | ReachProblem::NotReady)
                    if deadline.leaves(PAUSE) =>
                {
                    tokio::time::sleep(PAUSE).await;
                }
                reached => return reached,
            }
        }
    });
    tokio::select! {
        biased;
        reached = &mut reaching => return reached,
        () = tokio::time::sleep(SILENCE) => {}
    }
    let (host, port, secs) = (&server.host, server.port, timeout.as_secs());
    tracing::warn!("waiting for the database at {host}:{port}, for at most {secs} s");
    reaching.await
}

/// Up to `size` connections; without a database, to the server's own.
pub(super) async fn connect(
    server: &ServerPlace,
    database: Option<&str>,
    size: u32,
    timeout: Duration,
) -> Result<DatabaseConnection, DbErr> {
    let server = settled(server, timeout).await?;
    connect_by(&server, database, size, timeout, None).await
}

/// One connection, to a server that may be anybody's.
pub(super) async fn connect_guarded(
    server: &ServerPlace,
    timeout: Duration,
) -> Result<DatabaseConnection, MoveProblem> {
    let guard = Guard::before(server);
    let guard = guard.map_err(|error| driver_error::problem_of_io(error.kind()))?;
    let connecting = connect_by(server, Some(&server.database), 1, timeout, Some(&guard));
    let problem = |error| guard.refused().map_or_else(|| trouble::problem(&error), Into::into);
    connecting.await.map_err(problem)
}

async fn connect_by(
    server: &ServerPlace,
    database: Option<&str>,
    size: u32,
    timeout: Duration,
    guard: Option<&Guard>,
) -> Result<DatabaseConnection, DbErr> {
    let mut options = match server.kind {
        ServerKind::PostgreSql => {
            let postgres = server.postgres_options(database);
            let postgres = match guard {
                Some(guard) => guard.postgres(postgres),
                None => postgres,
            };
            let mut options = ConnectOptions::new("postgres://localhost");
            options.map_sqlx_postgres_opts(move |_| postgres.clone());
            options
        }
        ServerKind::MySql => {
            let mysql = server.mysql_options(database);
            let mysql = match guard {
                Some(guard) => guard.mysql(mysql),
                None => mysql,
            };
            let mut options = ConnectOptions::new("mysql://localhost");
            options.map_sqlx_mysql_opts(move |_| mysql.clone());
            options.map_sqlx_mysql_pool_opts(|pool| {
                pool.after_connect(|connection, _| {
                    Box::pin(async move { connection.execute(MYSQL_SETUP).await.map(drop) })
                })
            });
            options
        }
    };
    options.max_connections(size).acquire_timeout(timeout);
    Box::pin(sea_orm::Database::connect(options)).await
}

/// One connection, opened and closed: in a pool, what the server says would be lost in tries.
async fn sign_in(server: &ServerPlace) -> Result<(), DbErr> {
    let signed_in = async { Session::open(server, Some(&server.database)).await?.close().await };
    signed_in.await.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(error.into())))
}

async fn create_database(server: &ServerPlace, timeout: Duration) -> Result<(), DbErr> {
    let statement = match server.kind {
        ServerKind::PostgreSql => {
            let name = server.database.replace('"', "\"\"");
            // Sorted by code point, as everywhere; the server's own way depends on its language.
            let like = "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0";
            format!("CREATE DATABASE \"{name}\" {like}")
        }
        ServerKind::MySql => {
            let name = server.database.replace('`', "``");
            format!("CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4")
        }
    };
    let connection = connect(server, None, 1, timeout).await?;
    let created = connection.execute_unprepared(&statement).await;
    connection.close().await?;
    created.map(drop)
}

fn sqlite(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(EMBEDDED_PATIENCE)
        .disable_statement_logging()
}
