//! From typed settings to an open pool. No connection string is ever put together from text, so no
//! field can smuggle in another option.

use std::{path::Path, sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection,
    sqlx::{
        ConnectOptions as _,
        mysql::{MySqlConnectOptions, MySqlSslMode},
        postgres::{PgConnectOptions, PgSslMode},
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::Mutex;

use super::{Database, migrations::Migrator};
use crate::{security::secret::Secret, web::failure::Error};

/// The file of the embedded database inside the data directory.
pub(crate) const EMBEDDED_FILE: &str = "datasync.db";
/// One writer and a few readers; more only wait for the same file.
const EMBEDDED_POOL_SIZE: u32 = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Embedded,
    PostgreSql,
    MySql,
}

/// Where the data lives. The embedded engine needs none of the rest.
#[derive(Debug, Clone)]
pub(crate) struct ConnectionSettings {
    pub(crate) engine: Engine,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) database: String,
    pub(crate) username: String,
    pub(crate) password: Secret,
    /// For establishing a connection and for getting one from the pool.
    pub(crate) timeout: Duration,
    pub(crate) max_pool_size: u32,
    /// TLS required, certificate and name verified.
    pub(crate) encrypt: bool,
    /// TLS required, nothing verified.
    pub(crate) trust_server_certificate: bool,
    /// Make the database if the server does not have it.
    pub(crate) create_database: bool,
}

impl Database {
    /// Opens the database, creating it where that is asked for, and brings its schema up to date.
    pub(crate) async fn open(
        settings: &ConnectionSettings,
        data_directory: &Path,
    ) -> Result<Self, Error> {
        if settings.create_database && settings.engine != Engine::Embedded {
            settings.create_if_missing().await?;
        }
        if settings.engine == Engine::Embedded {
            create_private_file(&data_directory.join(EMBEDDED_FILE))?;
        }
        let connection = settings.connect(data_directory, &settings.database).await?;
        require_known_schema(&connection).await?;
        Migrator::up(&connection, None).await?;
        let single_writer = (settings.engine == Engine::Embedded).then(|| Arc::new(Mutex::new(())));
        Ok(Self { connection, single_writer })
    }
}

/// SQLite gives its other files the mode of this one: for the server's own user alone.
fn create_private_file(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path).map(drop)
}

/// The database holds steps that this version does not know.
#[derive(Debug)]
pub(crate) struct NewerSchema;

impl std::fmt::Display for NewerSchema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the database was brought up to date by a newer version")
    }
}

impl std::error::Error for NewerSchema {}

/// An older version must not write into what a newer one has made.
async fn require_known_schema(connection: &DatabaseConnection) -> Result<(), Error> {
    Migrator::install(connection).await?;
    let known = Migrator::migrations();
    for applied in Migrator::get_migration_models(connection).await? {
        if !known.iter().any(|step| step.name() == applied.version) {
            return Err(NewerSchema.into());
        }
    }
    Ok(())
}

impl ConnectionSettings {
    pub(crate) fn embedded() -> Self {
        Self {
            engine: Engine::Embedded,
            host: String::new(),
            port: 0,
            database: String::new(),
            username: String::new(),
            password: Secret::new(""),
            timeout: Duration::from_secs(20),
            max_pool_size: 100,
            encrypt: false,
            trust_server_certificate: false,
            create_database: false,
        }
    }

    async fn connect(
        &self,
        data_directory: &Path,
        database: &str,
    ) -> Result<DatabaseConnection, Error> {
        let url = match self.engine {
            Engine::Embedded => "sqlite:",
            Engine::PostgreSql => "postgres://localhost",
            Engine::MySql => "mysql://localhost",
        };
        let pool_size = match self.engine {
            Engine::Embedded => self.max_pool_size.min(EMBEDDED_POOL_SIZE),
            Engine::PostgreSql | Engine::MySql => self.max_pool_size,
        };
        let (sqlite, postgres, mysql) =
            (sqlite(data_directory), self.postgres(database), self.mysql(database));
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(pool_size)
            .acquire_timeout(self.timeout)
            .map_sqlx_sqlite_opts(move |_| sqlite.clone())
            .map_sqlx_postgres_opts(move |_| postgres.clone())
            .map_sqlx_mysql_opts(move |_| mysql.clone());
        Ok(sea_orm::Database::connect(options).await?)
    }

    fn postgres(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .host(&self.host)
            .port(self.port)
            .database(database)
            .username(&self.username)
            .password(self.password.reveal())
            .ssl_mode(match (self.encrypt, self.trust_server_certificate) {
                (_, true) => PgSslMode::Require,
                (true, false) => PgSslMode::VerifyFull,
                (false, false) => PgSslMode::Prefer,
            })
            .disable_statement_logging()
    }

    fn mysql(&self, database: &str) -> MySqlConnectOptions {
        let options = MySqlConnectOptions::new()
            .host(&self.host)
            .port(self.port)
            .username(&self.username)
            .password(self.password.reveal())
            .charset("utf8mb4")
            .ssl_mode(match (self.encrypt, self.trust_server_certificate) {
                (_, true) => MySqlSslMode::Required,
                (true, false) => MySqlSslMode::VerifyIdentity,
                (false, false) => MySqlSslMode::Preferred,
            })
            .disable_statement_logging();
        if database.is_empty() { options } else { options.database(database) }
    }

    /// Connects to the server's own database to make ours.
    async fn create_if_missing(&self) -> Result<(), Error> {
        if let Ok(connection) = self.connect(Path::new(""), &self.database).await {
            return Ok(connection.close().await?);
        }
        let (maintenance, statement) = match self.engine {
            Engine::Embedded => return Ok(()),
            Engine::PostgreSql => {
                ("postgres", format!("CREATE DATABASE \"{}\"", self.database.replace('"', "\"\"")))
            }
            Engine::MySql => (
                "",
                format!("CREATE DATABASE IF NOT EXISTS `{}`", self.database.replace('`', "``")),
            ),
        };
        let connection = self.connect(Path::new(""), maintenance).await?;
        connection.execute_unprepared(&statement).await?;
        Ok(connection.close().await?)
    }
}

fn sqlite(data_directory: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(data_directory.join(EMBEDDED_FILE))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging()
}
