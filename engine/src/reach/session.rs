//! Signing in: from a typed place to one open connection. No connection string is ever put together
//! from text, so no field can smuggle in another option.

use std::{path::Path, time::SystemTime};

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, MySqlConnection, PgConnection, Row as _,
    SqliteConnection,
    mysql::{MySqlConnectOptions, MySqlSslMode},
    postgres::{PgConnectOptions, PgSslMode},
    sqlite::SqliteConnectOptions,
};
use tokio::time::Instant;

use super::{
    driver_error::{logged, refusal},
    guard::Guard,
    report::{ReachFinding, ReachProblem},
};
use crate::{
    place::{ServerKind, ServerPlace, TlsMode},
    secret::Secret,
};

/// What our statements rely on, whatever a MySQL or MariaDB server has set for everybody: each one is
/// committed by itself, tables can be rolled back and refer to each other, text that does not fit is
/// refused and not cut, and `||` puts texts together.
pub const MYSQL_SETUP: &str = "SET SESSION autocommit = 1, default_storage_engine = InnoDB, \
    sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,PIPES_AS_CONCAT', \
    sql_safe_updates = 0, foreign_key_checks = 1, unique_checks = 1; \
    SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ";

/// How often the round trip is measured.
const ROUND_TRIPS: usize = 5;

/// One open connection.
#[derive(Debug)]
pub enum Session {
    Postgres(Box<PgConnection>),
    MySql(Box<MySqlConnection>),
    Sqlite(Box<SqliteConnection>),
}

impl Session {
    /// Signs in; without a database, to the server's own. The server may be anybody's: see [`Guard`].
    pub async fn open(server: &ServerPlace, database: Option<&str>) -> Result<Self, sqlx::Error> {
        let guard = Guard::before(server)?;
        let connected = Self::connect(server, database, &guard).await;
        connected.map_err(|error| guard.refused().map_or(error, refusal))
    }

    /// The same for a connection that is to work, and not only to be tested.
    pub async fn open_to_work(server: &ServerPlace) -> Result<Self, ReachProblem> {
        let guard = Guard::before(server).map_err(|error| logged(&error.into()))?;
        let connected = Self::connect(server, Some(&server.database), &guard).await;
        let session = connected.map_err(|error| {
            let error = guard.refused().map_or(error, refusal);
            logged(&error)
        })?;
        guard.trust();
        Ok(session)
    }

    async fn connect(
        server: &ServerPlace,
        database: Option<&str>,
        guard: &Guard,
    ) -> Result<Self, sqlx::Error> {
        match server.kind {
            ServerKind::PostgreSql => {
                let options = guard.postgres(server.postgres_options(database));
                Ok(Self::Postgres(Box::new(Box::pin(options.connect()).await?)))
            }
            ServerKind::MySql => {
                let options = guard.mysql(server.mysql_options(database));
                let mut connection = Box::pin(options.connect()).await?;
                sqlx::raw_sql(MYSQL_SETUP).execute(&mut connection).await?;
                Ok(Self::MySql(Box::new(connection)))
            }
        }
    }

    /// Opens a SQLite database that is there, and leaves everything about it as it is.
    pub(super) async fn open_file(file: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(false)
            .disable_statement_logging();
        let mut connection = options.connect().await?;
        // Until something is read, SQLite does not look at the file.
        sqlx::raw_sql("PRAGMA schema_version").execute(&mut connection).await?;
        Ok(Self::Sqlite(Box::new(connection)))
    }

    /// Product and version: `PostgreSQL 15.18`.
    pub async fn server_version(&mut self) -> Result<String, ReachProblem> {
        let (product, query) = match self {
            Self::Postgres(_) => ("PostgreSQL", "SELECT current_setting('server_version')"),
            Self::MySql(_) => ("MySQL", "SELECT VERSION()"),
            Self::Sqlite(_) => ("SQLite", "SELECT sqlite_version()"),
        };
        let version = self.texts(query).await?.into_iter().next();
        Ok(product_and_version(product, &version.unwrap_or_default()))
    }

    /// Measures how long an answer takes, and compares the server's clock with ours.
    pub async fn measure_round_trip(&mut self) -> Result<ReachFinding, ReachProblem> {
        let mut micros: Vec<u128> = Vec::new();
        for _ in 0..ROUND_TRIPS {
            let began = Instant::now();
            self.run("SELECT 1").await?;
            micros.push(began.elapsed().as_micros());
        }
        micros.sort_unstable();
        let query = match self {
            Self::Postgres(_) => {
                "SELECT CAST(CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS TEXT)"
            }
            Self::MySql(_) => "SELECT CAST(CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED) AS CHAR)",
            // It is ours.
            Self::Sqlite(_) => "SELECT 1 WHERE 0",
        };
        let before = unix_millis();
        let there = self.texts(query).await?.into_iter().next();
        let here = i64::midpoint(before, unix_millis());
        Ok(ReachFinding::RoundTrip {
            micros: u32::try_from(micros[ROUND_TRIPS / 2]).unwrap_or(u32::MAX),
            clock_ahead_millis: there
                .and_then(|there| there.parse::<i64>().ok())
                .map(|there| there - here),
        })
    }

    /// Runs a statement whose rows do not matter.
    pub async fn run(&mut self, statement: &str) -> Result<(), ReachProblem> {
        self.try_run(statement).await.map_err(|error| logged(&error))
    }

    /// The same, where one knows best what an error means.
    pub async fn try_run(&mut self, statement: &str) -> Result<(), sqlx::Error> {
        let statement = sqlx::raw_sql(AssertSqlSafe(statement));
        match self {
            Self::Postgres(connection) => statement.execute(&mut **connection).await.map(drop),
            Self::MySql(connection) => statement.execute(&mut **connection).await.map(drop),
            Self::Sqlite(connection) => statement.execute(&mut **connection).await.map(drop),
        }
    }

    /// Whether a pooler before PostgreSQL gives the transactions of these two sessions the same backends. A
    /// backend that is in a transaction cannot be another session's, and a session's own never changes.
    pub async fn shares_backends_with(&mut self, other: &mut Self) -> Result<bool, ReachProblem> {
        let backend = "SELECT CAST(pg_catalog.pg_backend_pid() AS text)";
        // Others may take a backend in between.
        for _ in 0..3 {
            let before = self.texts(backend).await?;
            other.run("BEGIN").await?;
            let theirs = other.texts(backend).await?;
            let after = self.texts(backend).await?;
            other.run("COMMIT").await?;
            if before == theirs || before != after {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Prepares a statement that stays with the connection, and runs it: so does the driver with all of
    /// ours.
    pub async fn run_prepared(&mut self, statement: &'static str) -> Result<(), ReachProblem> {
        let done = match self {
            Self::Postgres(connection) => {
                sqlx::query(statement).execute(&mut **connection).await.map(drop)
            }
            Self::MySql(connection) => {
                sqlx::query(statement).execute(&mut **connection).await.map(drop)
            }
            Self::Sqlite(connection) => {
                sqlx::query(statement).execute(&mut **connection).await.map(drop)
            }
        };
        done.map_err(|error| logged(&error))
    }

    /// The first column of every row of a query, which must be text.
    pub async fn texts(&mut self, query: &'static str) -> Result<Vec<String>, ReachProblem> {
        let query = sqlx::raw_sql(query);
        let texts: Result<Vec<String>, sqlx::Error> = match self {
            Self::Postgres(connection) => {
                let rows = query.fetch_all(&mut **connection).await;
                rows.and_then(|rows| rows.iter().map(|row| row.try_get(0)).collect())
            }
            Self::MySql(connection) => {
                let rows = query.fetch_all(&mut **connection).await;
                rows.and_then(|rows| rows.iter().map(|row| row.try_get(0)).collect())
            }
            Self::Sqlite(connection) => {
                let rows = query.fetch_all(&mut **connection).await;
                rows.and_then(|rows| rows.iter().map(|row| row.try_get(0)).collect())
            }
        };
        texts.map_err(|error| logged(&error))
    }

    pub async fn close(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Postgres(connection) => connection.close().await,
            Self::MySql(connection) => connection.close().await,
            Self::Sqlite(connection) => connection.close().await,
        }
    }
}

impl ServerPlace {
    /// For a PostgreSQL server; without a database, for the server's own.
    pub fn postgres_options(&self, database: Option<&str>) -> PgConnectOptions {
        let options = PgConnectOptions::new_without_pgpass()
            .host(&self.host.to_string())
            .port(self.port)
            .database(database.unwrap_or("postgres"))
            .username(&self.username)
            .ssl_mode(match self.encryption {
                TlsMode::IfOffered => PgSslMode::Prefer,
                TlsMode::Verified => PgSslMode::VerifyFull,
                TlsMode::Unverified => PgSslMode::Require,
            })
            // Always: without one, the driver would take `PGPASSWORD` to wherever it is sent.
            .password(self.password.as_ref().map_or("", Secret::reveal))
            .application_name("datasync")
            // Nothing of ours is a fraction, and PgBouncer refuses what it does not know.
            .extra_float_digits(None)
            .disable_statement_logging();
        match &self.authority_file {
            Some(file) => options.ssl_root_cert(file),
            None => options,
        }
    }

    /// For a MySQL or MariaDB server.
    pub fn mysql_options(&self, database: Option<&str>) -> MySqlConnectOptions {
        let mut options = MySqlConnectOptions::new()
            .host(&self.host.to_string())
            .port(self.port)
            .username(&self.username)
            .charset("utf8mb4")
            .ssl_mode(match self.encryption {
                TlsMode::IfOffered => MySqlSslMode::Preferred,
                TlsMode::Verified => MySqlSslMode::VerifyIdentity,
                TlsMode::Unverified => MySqlSslMode::Required,
            })
            .disable_statement_logging();
        if let Some(password) = &self.password {
            options = options.password(password.reveal());
        }
        if let Some(file) = &self.authority_file {
            options = options.ssl_ca(file);
        }
        match database {
            Some(database) => options.database(database),
            None => options,
        }
    }
}

/// From what a server says: `15.18 (Debian 15.18-0+deb12u1)` → `PostgreSQL 15.18`,
/// `10.11.14-MariaDB-0+deb12u2` → `MariaDB 10.11.14`.
pub fn product_and_version(product: &str, version: &str) -> String {
    let product = if version.contains("MariaDB") { "MariaDB" } else { product };
    let number: String =
        version.chars().take_while(|c| c.is_ascii_digit() || *c == '.').take(20).collect();
    format!("{product} {number}")
}

/// The machine's own clock, which is what is compared.
#[expect(clippy::disallowed_methods, reason = "compared with another machine's, not worked with")]
fn unix_millis() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
