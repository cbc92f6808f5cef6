//! Trying connection settings, stage by stage, without keeping anything: whoever tests wants to know
//! how far it came and what to do about it. Everything together ends within the settings' timeout.

mod hello;

use std::{
    net::SocketAddr,
    path::Path,
    time::{Duration, SystemTime},
};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, TransactionTrait};
use tokio::{
    net::{TcpStream, lookup_host},
    time::Instant,
};

use super::{
    ConnectionSettings,
    report::{Problem, Reporter, Seen, Stage},
    schema::{self, Contents, sql},
    settings::{Place, ServerPlace},
    trouble,
};
use crate::base::random;

/// How often the way there and back is measured.
const ROUND_TRIPS: usize = 5;

/// Looks at the place, and tells what is there. `in_use` is the identity of the database that is in use.
pub(crate) async fn probe(
    settings: &ConnectionSettings,
    data_directory: &Path,
    in_use: Option<&str>,
    reporter: &Reporter,
) -> Result<Contents, Problem> {
    let deadline = Deadline::after(settings.timeout);
    let found = match &settings.place {
        Place::Embedded(_) => probe_file(settings, data_directory, deadline, reporter).await?,
        Place::Server(server) => {
            let create = settings.create_database;
            probe_server(server, create, deadline, reporter).await?
        }
    };
    let began = Instant::now();
    let outcome = match &found {
        Contents::Nothing => Ok(Seen::Empty),
        Contents::HalfMoved(_) => Ok(Seen::Leftover),
        Contents::Ours(installed) => Ok(Seen::OurData {
            accounts: installed.accounts,
            in_use: in_use.is_some() && installed.identity.as_deref() == in_use,
        }),
        Contents::Newer => Err(Problem::NewerSchema),
        Contents::Foreign => Err(Problem::ForeignTables),
    };
    let problem = outcome.as_ref().err().copied();
    reporter.tell(Stage::Contents, began, outcome);
    problem.map_or(Ok(found), Err)
}

/// The moment at which the one who waits is told that it took too long.
#[derive(Debug, Clone, Copy)]
struct Deadline {
    at: Instant,
    timeout: Duration,
}

impl Deadline {
    fn after(timeout: Duration) -> Self {
        Self { at: Instant::now() + timeout, timeout }
    }

    async fn meet<T>(self, work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
        let seconds = u32::try_from(self.timeout.as_secs()).unwrap_or(u32::MAX);
        tokio::time::timeout_at(self.at, work).await.unwrap_or(Err(Problem::TimedOut { seconds }))
    }
}

async fn probe_file(
    settings: &ConnectionSettings,
    data_directory: &Path,
    deadline: Deadline,
    reporter: &Reporter,
) -> Result<Contents, Problem> {
    if settings.file(data_directory).is_none_or(|file| !file.exists()) {
        reporter.tell(Stage::Database, Instant::now(), Ok(Seen::DatabaseWillBeCreated));
        return Ok(Contents::Nothing);
    }
    let opening = deadline.meet(async {
        let connection = settings.connect(data_directory, 1).await.map_err(|e| problem(&e))?;
        let server = version(&connection).await?;
        Ok((connection, Seen::SignedIn { server }))
    });
    let connection = reporter.stage(Stage::SignIn, opening).await?;
    let contents = deadline.meet(contents(&connection)).await;
    // A server that has gone does not keep us.
    tokio::spawn(connection.close());
    contents
}

async fn probe_server(
    server: &ServerPlace,
    create: bool,
    deadline: Deadline,
    reporter: &Reporter,
) -> Result<Contents, Problem> {
    let addresses = reporter.stage(Stage::Name, deadline.meet(look_up(server))).await?;
    let stream = reporter.stage(Stage::Connection, deadline.meet(connect(&addresses))).await?;
    let encryption = deadline.meet(hello::encrypt(server, stream));
    reporter.stage(Stage::Encryption, encryption).await?;

    let (connection, is_missing) =
        reporter.stage(Stage::SignIn, deadline.meet(sign_in(server, deadline.timeout))).await?;
    let database = async {
        match (is_missing, create) {
            (false, _) => Ok(((), Seen::DatabaseThere)),
            (true, true) => Ok(((), Seen::DatabaseWillBeCreated)),
            (true, false) => Err(Problem::DatabaseMissing),
        }
    };
    reporter.stage(Stage::Database, database).await?;
    let looked = look_around(server, &connection, is_missing, deadline, reporter).await;
    tokio::spawn(connection.close());
    looked
}

async fn look_around(
    server: &ServerPlace,
    connection: &DatabaseConnection,
    is_missing: bool,
    deadline: Deadline,
    reporter: &Reporter,
) -> Result<Contents, Problem> {
    let rights = async {
        if is_missing {
            require_may_create_database(connection, &server.database).await?;
        } else {
            require_may_migrate(connection).await?;
        }
        Ok(((), Seen::MayMigrate))
    };
    reporter.stage(Stage::Rights, deadline.meet(rights)).await?;
    reporter.stage(Stage::RoundTrip, deadline.meet(measure(connection))).await?;
    if is_missing {
        return Ok(Contents::Nothing);
    }
    deadline.meet(contents(connection)).await
}

async fn look_up(server: &ServerPlace) -> Result<(Vec<SocketAddr>, Seen), Problem> {
    let host = server.host.to_string();
    let found = lookup_host((host.as_str(), server.port)).await;
    let addresses: Vec<_> = found.map_err(|_| Problem::NameUnknown)?.collect();
    if addresses.is_empty() {
        return Err(Problem::NameUnknown);
    }
    let seen = Seen::Addresses(addresses.iter().map(SocketAddr::ip).collect());
    Ok((addresses, seen))
}

/// To the first of the addresses that answers.
async fn connect(addresses: &[SocketAddr]) -> Result<(TcpStream, Seen), Problem> {
    let mut problem = Problem::Unreachable;
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                let seen = Seen::Connected { address: address.ip(), port: address.port() };
                return Ok((stream, seen));
            }
            Err(error) => problem = trouble::problem_of_io(error.kind()),
        }
    }
    Err(problem)
}

/// Signs in, to the server's own database where ours is missing.
async fn sign_in(
    server: &ServerPlace,
    timeout: Duration,
) -> Result<((DatabaseConnection, bool), Seen), Problem> {
    let is_missing = match server.sign_in(Some(&server.database)).await {
        Ok(()) => false,
        Err(error) => match trouble::problem_of(&error) {
            Problem::DatabaseMissing => true,
            // Before anything was asked for but the database.
            Problem::MayNotMigrate => return Err(Problem::DatabaseRefused),
            problem => {
                tracing::warn!(%error, "a database did not let us in");
                return Err(problem);
            }
        },
    };
    let database = (!is_missing).then_some(server.database.as_str());
    let connection = server.connect(database, 1, timeout).await.map_err(|e| problem(&e))?;
    let version = version(&connection).await?;
    Ok(((connection, is_missing), Seen::SignedIn { server: version }))
}

async fn version(connection: &DatabaseConnection) -> Result<String, Problem> {
    let (name, query) = match connection.get_database_backend() {
        DbBackend::Postgres => ("PostgreSQL", "SELECT current_setting('server_version') AS v"),
        DbBackend::MySql => ("MySQL", "SELECT VERSION() AS v"),
        _ => ("SQLite", "SELECT sqlite_version() AS v"),
    };
    let row = connection.query_one_raw(sql(connection, query)).await.map_err(|e| problem(&e))?;
    let version = row.and_then(|row| row.try_get::<String>("", "v").ok()).unwrap_or_default();
    let name = if version.contains("MariaDB") { "MariaDB" } else { name };
    // `15.18 (Debian 15.18-0+deb12u1)` and `10.11.14-MariaDB-0+deb12u2`
    let number: String =
        version.chars().take_while(|c| c.is_ascii_digit() || *c == '.').take(20).collect();
    Ok(format!("{name} {number}"))
}

/// By doing it: rights come by so many ways that only the server knows.
async fn require_may_migrate(connection: &DatabaseConnection) -> Result<(), Problem> {
    let table = format!("datasync_test_{}", hex::encode(random::bytes::<6>()));
    let transaction = connection.begin().await.map_err(|e| problem(&e))?;
    let mut tried = Ok(());
    for statement in [
        format!("CREATE TABLE {table} (id INTEGER)"),
        format!("ALTER TABLE {table} ADD COLUMN word INTEGER"),
        format!("CREATE INDEX {table}_id ON {table} (id)"),
        format!("INSERT INTO {table} (id) VALUES (1)"),
        format!("UPDATE {table} SET id = 2"),
        format!("DELETE FROM {table}"),
    ] {
        tried = transaction.execute_unprepared(&statement).await.map(drop);
        if tried.is_err() {
            break;
        }
    }
    if connection.get_database_backend() == DbBackend::MySql {
        // There, a table outlives the transaction that it was made in.
        let drop_table = format!("DROP TABLE IF EXISTS {table}");
        tried = tried.and(transaction.execute_unprepared(&drop_table).await.map(drop));
    }
    let _ = transaction.rollback().await;
    tried.map_err(|error| problem(&error))
}

async fn require_may_create_database(
    connection: &DatabaseConnection,
    database: &str,
) -> Result<(), Problem> {
    let may = if connection.get_database_backend() == DbBackend::Postgres {
        let query = "SELECT rolcreatedb OR rolsuper AS may FROM pg_roles \
                     WHERE rolname = current_user";
        let row = connection.query_one_raw(sql(connection, query)).await;
        let row = row.map_err(|e| problem(&e))?;
        row.and_then(|row| row.try_get::<bool>("", "may").ok()).unwrap_or(false)
    } else {
        let rows = connection.query_all_raw(sql(connection, "SHOW GRANTS")).await;
        rows.map_err(|e| problem(&e))?.iter().any(|row| {
            let grant: String = row.try_get_by_index(0).unwrap_or_default();
            let grant = grant.to_ascii_uppercase();
            ["ALL PRIVILEGES ON *.*", "CREATE,", "CREATE ON"].iter().any(|all| grant.contains(all))
                || grant.contains(&format!("ALL PRIVILEGES ON `{}`", database.to_ascii_uppercase()))
        })
    };
    if may { Ok(()) } else { Err(Problem::MayNotCreateDatabase) }
}

async fn measure(connection: &DatabaseConnection) -> Result<((), Seen), Problem> {
    // In a transaction, so that the pool does not ask in between whether the connection is alive.
    let connection = &connection.begin().await.map_err(|e| problem(&e))?;
    let mut micros: Vec<u128> = Vec::new();
    for _ in 0..ROUND_TRIPS {
        let began = Instant::now();
        let answered = connection.query_one_raw(sql(connection, "SELECT 1 AS one")).await;
        answered.map_err(|e| problem(&e))?;
        micros.push(began.elapsed().as_micros());
    }
    micros.sort_unstable();
    let query = match connection.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS now"
        }
        _ => "SELECT CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED) AS now",
    };
    let before = unix_millis();
    let row = connection.query_one_raw(sql(connection, query)).await.map_err(|e| problem(&e))?;
    let here = i64::midpoint(before, unix_millis());
    let there = row.and_then(|row| row.try_get::<i64>("", "now").ok());
    let seen = Seen::RoundTrip {
        micros: u32::try_from(micros[ROUND_TRIPS / 2]).unwrap_or(u32::MAX),
        clock_ahead_millis: there.map(|there| there - here),
    };
    Ok(((), seen))
}

/// The machine's own clock, which is what is compared.
#[expect(clippy::disallowed_methods, reason = "compared with another machine's, not worked with")]
fn unix_millis() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

async fn contents(connection: &DatabaseConnection) -> Result<Contents, Problem> {
    schema::look(connection).await.map_err(|error| problem(&error))
}

fn problem(error: &sea_orm::DbErr) -> Problem {
    let problem = trouble::problem(error);
    if problem == Problem::Failed {
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
pub(crate) async fn glance(connection: &DatabaseConnection) -> Result<Glance, Problem> {
    let glance = async {
        let began = Instant::now();
        let server = version(connection).await?;
        let micros = u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX);
        Ok(Glance { server, micros, is_encrypted: is_encrypted(connection).await? })
    };
    Deadline::after(GLANCE_LIMIT).meet(glance).await
}

async fn is_encrypted(connection: &DatabaseConnection) -> Result<bool, Problem> {
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
