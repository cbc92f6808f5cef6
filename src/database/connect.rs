//! From typed settings to open connections. No connection string is ever put together from text, so no
//! field can smuggle in another option.

use std::{path::Path, sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr, RuntimeErr,
    sqlx::{
        self, ConnectOptions as _, Connection as _,
        mysql::{MySqlConnectOptions, MySqlSslMode},
        postgres::{PgConnectOptions, PgSslMode},
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};
use tokio::sync::Mutex;

use super::{
    Pool,
    settings::{ConnectionSettings, Encryption, Place, Product, ServerPlace},
};
use crate::base::{failure::Error, private_file, secret::Secret};

/// One writer and a few readers; more only wait for the same file.
const EMBEDDED_POOL_SIZE: u32 = 8;
/// How long one process waits for another's write to the same file.
const EMBEDDED_PATIENCE: Duration = Duration::from_secs(10);

impl Pool {
    /// Opens the database, and makes it if it is missing and that is asked for.
    pub(crate) async fn open_or_create(
        settings: &ConnectionSettings,
        data_directory: &Path,
    ) -> Result<Self, Error> {
        if let Some(file) = settings.file(data_directory) {
            // SQLite gives its other files the mode and the owner of this one.
            private_file::open(&file)?;
        }
        match Self::open(settings, data_directory).await {
            Err(first) if settings.create_database => match &settings.place {
                Place::Server(server) => {
                    // Somebody else may have made it meanwhile; then opening it tells.
                    let created = server.create_database(settings.timeout).await;
                    Self::open(settings, data_directory)
                        .await
                        .map_err(|_| created.err().unwrap_or(first).into())
                }
                Place::Embedded(_) => Err(first.into()),
            },
            opened => Ok(opened?),
        }
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
    /// One connection, opened and closed: without the patience of a pool.
    pub(super) async fn sign_in(&self, data_directory: &Path) -> Result<(), DbErr> {
        match &self.place {
            Place::Embedded(_) => {
                let connection = self.connect(data_directory, 1).await?;
                connection.ping().await?;
                connection.close().await
            }
            Place::Server(server) => {
                let signed_in = server.sign_in(Some(&server.database)).await;
                signed_in.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(error.into())))
            }
        }
    }

    /// Up to `size` connections.
    pub(super) async fn connect(
        &self,
        data_directory: &Path,
        size: u32,
    ) -> Result<DatabaseConnection, DbErr> {
        match &self.place {
            Place::Embedded(name) => {
                let sqlite = sqlite(&data_directory.join(name));
                let mut options = ConnectOptions::new("sqlite:");
                options
                    .max_connections(size.min(EMBEDDED_POOL_SIZE))
                    .acquire_timeout(self.timeout)
                    .map_sqlx_sqlite_opts(move |_| sqlite.clone());
                Box::pin(sea_orm::Database::connect(options)).await
            }
            Place::Server(server) => {
                server.connect(Some(&server.database), size, self.timeout).await
            }
        }
    }
}

impl ServerPlace {
    /// Up to `size` connections; without a database, to the server's own.
    pub(super) async fn connect(
        &self,
        database: Option<&str>,
        size: u32,
        timeout: Duration,
    ) -> Result<DatabaseConnection, DbErr> {
        let mut options = match self.product {
            Product::PostgreSql => {
                let postgres = self.postgres(database);
                let mut options = ConnectOptions::new("postgres://localhost");
                options.map_sqlx_postgres_opts(move |_| postgres.clone());
                options
            }
            Product::MySql => {
                let mysql = self.mysql(database);
                let mut options = ConnectOptions::new("mysql://localhost");
                options.map_sqlx_mysql_opts(move |_| mysql.clone());
                options
            }
        };
        options.max_connections(size).acquire_timeout(timeout);
        Box::pin(sea_orm::Database::connect(options)).await
    }

    /// One connection, opened and closed: in a pool, what the server says would be lost in tries.
    pub(super) async fn sign_in(&self, database: Option<&str>) -> Result<(), sqlx::Error> {
        match self.product {
            Product::PostgreSql => {
                let options = self.postgres(database);
                Box::pin(async move { options.connect().await?.close().await }).await
            }
            Product::MySql => {
                let options = self.mysql(database);
                Box::pin(async move { options.connect().await?.close().await }).await
            }
        }
    }

    fn postgres(&self, database: Option<&str>) -> PgConnectOptions {
        let options = PgConnectOptions::new_without_pgpass()
            .host(&self.host.to_string())
            .port(self.port)
            .database(database.unwrap_or("postgres"))
            .username(&self.username)
            .ssl_mode(match self.encryption {
                Encryption::IfOffered => PgSslMode::Prefer,
                Encryption::Verified => PgSslMode::VerifyFull,
                Encryption::Unverified => PgSslMode::Require,
            })
            // Always: without one, the driver would take `PGPASSWORD` to wherever it is sent.
            .password(self.password.as_ref().map_or("", Secret::reveal))
            .application_name("datasync")
            .disable_statement_logging();
        match &self.authority_file {
            Some(file) => options.ssl_root_cert(file),
            None => options,
        }
    }

    fn mysql(&self, database: Option<&str>) -> MySqlConnectOptions {
        let mut options = MySqlConnectOptions::new()
            .host(&self.host.to_string())
            .port(self.port)
            .username(&self.username)
            .charset("utf8mb4")
            .ssl_mode(match self.encryption {
                Encryption::IfOffered => MySqlSslMode::Preferred,
                Encryption::Verified => MySqlSslMode::VerifyIdentity,
                Encryption::Unverified => MySqlSslMode::Required,
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

    pub(super) async fn create_database(&self, timeout: Duration) -> Result<(), DbErr> {
        let statement = match self.product {
            Product::PostgreSql => {
                let name = self.database.replace('"', "\"\"");
                // Sorted by code point, as everywhere; the server's own way depends on its language.
                let like = "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0";
                format!("CREATE DATABASE \"{name}\" {like}")
            }
            Product::MySql => {
                let name = self.database.replace('`', "``");
                format!("CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4")
            }
        };
        let connection = self.connect(None, 1, timeout).await?;
        let created = connection.execute_unprepared(&statement).await;
        connection.close().await?;
        created.map(drop)
    }
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
