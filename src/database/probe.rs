//! Trying connection settings, stage by stage, without keeping anything: whoever tests wants to know
//! how far it came and what to do about it. Everything together ends within the settings' timeout.

use std::{path::Path, time::Duration};

use engine::{
    place::ServerPlace,
    reach::{
        Deadline, Observer, ReachFinding, ReachProblem, ReachStage, ReachStep, ReachedServer,
        Session,
        driver_error::{DriverCode, code_of, problem_of},
        product_and_version, reach_server,
    },
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use tokio::time::Instant;

use super::{
    ConnectionSettings, connect, fitness,
    migrations::MYSQL_TABLE,
    report::{MoveFinding, MoveProblem, MoveStage, Reporter},
    schema::{self, Contents, sql},
    settings::DatabasePlace,
    trouble,
};
use crate::base::random;

/// Looks at the place, and tells what is there. `in_use` is the identity of the database that is in use.
pub(crate) async fn probe(
    settings: &ConnectionSettings,
    data_directory: &Path,
    in_use: Option<&str>,
    reporter: &Reporter,
) -> Result<Contents, MoveProblem> {
    let deadline = Deadline::after(settings.timeout);
    let found = match &settings.place {
        DatabasePlace::Embedded(_) => {
            probe_file(settings, data_directory, deadline, reporter).await?
        }
        DatabasePlace::Server(server) => probe_server(server, settings, deadline, reporter).await?,
    };
    let began = Instant::now();
    let outcome = match &found {
        Contents::Nothing => Ok(MoveFinding::Empty),
        Contents::HalfMoved(_) => Ok(MoveFinding::Leftover),
        Contents::Ours(installed) => Ok(MoveFinding::OurData {
            accounts: installed.accounts,
            in_use: in_use.is_some() && installed.identity.as_deref() == in_use,
        }),
        Contents::Newer => Err(MoveProblem::NewerSchema),
        Contents::Foreign => Err(MoveProblem::ForeignTables),
    };
    let problem = outcome.as_ref().err().copied();
    reporter.tell(MoveStage::Contents, began, outcome);
    problem.map_or(Ok(found), Err)
}

async fn probe_file(
    settings: &ConnectionSettings,
    data_directory: &Path,
    deadline: Deadline,
    reporter: &Reporter,
) -> Result<Contents, MoveProblem> {
    if settings.file(data_directory).is_none_or(|file| !file.exists()) {
        let found = Ok(MoveFinding::DatabaseWillBeCreated);
        reporter.tell(ReachStage::Database.into(), Instant::now(), found);
        return Ok(Contents::Nothing);
    }
    let opening = deadline.meet(async {
        let connection = settings.connect(data_directory, 1).await.map_err(|e| problem(&e))?;
        let server = version(&connection).await?;
        Ok((connection, ReachFinding::SignedIn { server }.into()))
    });
    let connection = reporter.stage(ReachStage::SignIn, opening).await?;
    let contents = deadline.meet(contents(&connection)).await;
    // A server that has gone does not keep us.
    tokio::spawn(connection.close());
    contents
}

async fn probe_server(
    server: &ServerPlace,
    settings: &ConnectionSettings,
    deadline: Deadline,
    reporter: &Reporter,
) -> Result<Contents, MoveProblem> {
    let tell = |step: ReachStep| reporter.tell_step(step.into());
    let ReachedServer { mut session, is_database_missing: is_missing } =
        reach_server(server, deadline, Observer::new(&tell)).await?;
    let database = async {
        match (is_missing, settings.create_database) {
            (false, _) => Ok(((), ReachFinding::DatabaseThere.into())),
            (true, true) => Ok(((), MoveFinding::DatabaseWillBeCreated)),
            (true, false) => Err(ReachProblem::DatabaseMissing.into()),
        }
    };
    reporter.stage(ReachStage::Database, database).await?;
    let tried = try_out(server, &mut session, is_missing, deadline, reporter).await;
    if tried.is_err() || is_missing {
        // A server that has gone does not keep us.
        tokio::spawn(session.close());
        return tried.map(|()| Contents::Nothing);
    }
    // Waited for: the server may allow this user one connection and no more.
    let closing = async { session.close().await.map_err(|_| ReachProblem::ConnectionLost) };
    let _ = deadline.meet(closing).await;
    let connection = deadline.meet(connect::connect_guarded(server, settings.timeout)).await?;
    let contents = deadline.meet(contents(&connection)).await;
    tokio::spawn(connection.close());
    contents
}

/// What the user may do there, and how far away it is.
async fn try_out(
    server: &ServerPlace,
    session: &mut Session,
    is_missing: bool,
    deadline: Deadline,
    reporter: &Reporter,
) -> Result<(), MoveProblem> {
    let rights = async {
        fitness::require_fit(server, session, is_missing).await?;
        if is_missing {
            require_may_create_database(session, &server.database).await?;
        } else {
            require_may_migrate(session).await?;
        }
        Ok(((), MoveFinding::MayMigrate))
    };
    reporter.stage(MoveStage::Rights, deadline.meet(rights)).await?;
    let round_trip = async { Ok(((), session.measure_round_trip().await?.into())) };
    reporter.stage(ReachStage::RoundTrip, deadline.meet(round_trip)).await
}

async fn version(connection: &DatabaseConnection) -> Result<String, MoveProblem> {
    let (name, query) = match connection.get_database_backend() {
        DbBackend::Postgres => ("PostgreSQL", "SELECT current_setting('server_version') AS v"),
        DbBackend::MySql => ("MySQL", "SELECT VERSION() AS v"),
        _ => ("SQLite", "SELECT sqlite_version() AS v"),
    };
    let row = connection.query_one_raw(sql(connection, query)).await.map_err(|e| problem(&e))?;
    let version = row.and_then(|row| row.try_get::<String>("", "v").ok()).unwrap_or_default();
    Ok(product_and_version(name, &version))
}

/// By doing it: rights come by so many ways that only the server knows. The tables are like ours: one
/// refers to the other, by a key as long as ours may be.
async fn require_may_migrate(session: &mut Session) -> Result<(), ReachProblem> {
    let table = format!("datasync_test_{}", hex::encode(random::bytes::<6>()));
    let is_mysql = matches!(session, Session::MySql(_));
    let mysql = format!("{MYSQL_TABLE} CHARACTER SET utf8mb4");
    let like_ours = if is_mysql { &*mysql } else { "" };
    session.run("BEGIN").await?;
    let mut tried = Ok(());
    for statement in [
        format!("CREATE TABLE {table} (id VARCHAR(255) NOT NULL PRIMARY KEY) {like_ours}"),
        format!(
            "CREATE TABLE {table}_part (id INTEGER NOT NULL PRIMARY KEY, whole VARCHAR(255), \
             FOREIGN KEY (whole) REFERENCES {table} (id) ON DELETE CASCADE) {like_ours}"
        ),
        format!("ALTER TABLE {table} ADD COLUMN word INTEGER"),
        format!("CREATE INDEX {table}_word ON {table} (word)"),
        format!("INSERT INTO {table} (id) VALUES ('Łukasz')"),
        format!("UPDATE {table} SET word = 2"),
        format!("DELETE FROM {table} WHERE word IN (SELECT {table}_part.id FROM {table}_part)"),
        // Our steps do so, too.
        format!("ALTER TABLE {table}_part RENAME TO {table}_other"),
        format!("DROP TABLE {table}_other"),
        format!("DROP TABLE {table}"),
    ] {
        tried = session.run(&statement).await;
        if tried.is_err() {
            break;
        }
    }
    if is_mysql && tried.is_err() {
        // There, a table outlives the transaction that it was made in.
        let drop_all = format!("DROP TABLE IF EXISTS {table}_other, {table}_part, {table}");
        let _ = session.try_run(&drop_all).await;
    }
    let _ = session.run("ROLLBACK").await;
    tried
}

async fn require_may_create_database(
    session: &mut Session,
    database: &str,
) -> Result<(), MoveProblem> {
    if let Session::MySql(_) = session {
        return require_may_use_missing(session, database).await;
    }
    let query = "SELECT CAST(rolcreatedb OR rolsuper AS TEXT) FROM pg_roles \
                 WHERE rolname = current_user";
    let may = session.texts(query).await?.iter().any(|may| may == "true");
    if may { Ok(()) } else { Err(MoveProblem::MayNotCreateDatabase) }
}

/// On MySQL and MariaDB, whoever may make tables in a database may make the database, and the server
/// looks at rights before it looks for what is missing. So nothing has to be made to find out.
async fn require_may_use_missing(session: &mut Session, database: &str) -> Result<(), MoveProblem> {
    let database = database.replace('`', "``");
    let table = format!("`{database}`.datasync_test_{}", hex::encode(random::bytes::<6>()));
    let denied = MoveProblem::MayNotMigrate;
    for (statement, denied) in [
        (format!("CREATE TABLE {table} (id INTEGER)"), MoveProblem::MayNotCreateDatabase),
        (format!("ALTER TABLE {table} ADD COLUMN word INTEGER"), denied),
        (format!("CREATE INDEX datasync_test ON {table} (id)"), denied),
        (format!("INSERT INTO {table} (id) VALUES (1)"), denied),
        (format!("UPDATE {table} SET id = 2"), denied),
        (format!("SELECT id FROM {table}"), denied),
        (format!("DELETE FROM {table}"), denied),
        (format!("DROP TABLE {table}"), denied),
    ] {
        // Made meanwhile, by somebody else: then the table goes with the last statement.
        let Err(error) = session.try_run(&statement).await else { continue };
        match (code_of(&error), problem_of(&error)) {
            // No database, no table: this was allowed.
            (Some(DriverCode::MySql(1049 | 1051 | 1146)), _) => {}
            (_, ReachProblem::PermissionDenied | ReachProblem::DatabaseRefused) => {
                return Err(denied);
            }
            (_, problem) => return Err(problem.into()),
        }
    }
    Ok(())
}

async fn contents(connection: &DatabaseConnection) -> Result<Contents, MoveProblem> {
    schema::look(connection).await.map_err(|error| problem(&error))
}

fn problem(error: &sea_orm::DbErr) -> MoveProblem {
    let problem = trouble::problem(error);
    if problem == ReachProblem::Failed.into() {
        tracing::warn!(%error, "a database said something unexpected");
    }
    problem
}

/// What a connection shows at a glance.
#[derive(Debug, Clone)]
pub(crate) struct Glance {
    /// Product and version.
    pub(crate) server: String,
    pub(crate) micros: u32,
    pub(crate) is_encrypted: bool,
}

/// Longer than anybody wants to wait for a page.
const GLANCE_LIMIT: Duration = Duration::from_secs(3);

/// Looks at the database that is in use.
pub(crate) async fn glance(connection: &DatabaseConnection) -> Result<Glance, MoveProblem> {
    let glance = async {
        let began = Instant::now();
        let server = version(connection).await?;
        let micros = u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX);
        Ok(Glance { server, micros, is_encrypted: is_encrypted(connection).await? })
    };
    Deadline::after(GLANCE_LIMIT).meet(glance).await
}

async fn is_encrypted(connection: &DatabaseConnection) -> Result<bool, MoveProblem> {
    let query = match connection.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT CAST(ssl AS INTEGER) FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        }
        DbBackend::MySql => "SHOW SESSION STATUS LIKE 'Ssl_version'",
        _ => return Ok(false),
    };
    let row = connection.query_one_raw(sql(connection, query)).await.map_err(|e| problem(&e))?;
    Ok(row.is_some_and(|row| {
        let is_on = row.try_get_by_index::<i32>(0).is_ok_and(|ssl| ssl == 1);
        is_on || row.try_get_by_index::<String>(1).is_ok_and(|version| !version.is_empty())
    }))
}
