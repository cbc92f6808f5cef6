//! From typed settings to pools of connections, by options and never by a connection string
//! ([`engine::reach::Session`]).

use std::{path::Path, sync::Arc, time::Duration};

use engine::{
    place::{ServerKind, ServerPlace},
    reach::Session,
};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr, RuntimeErr,
    sqlx::{
        ConnectOptions as _,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};
use tokio::sync::Mutex;

use super::{
    Pool,
    settings::{ConnectionSettings, DatabasePlace},
};
use crate::base::{failure::Error, private_file};

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
                DatabasePlace::Server(server) => {
                    // Somebody else may have made it meanwhile; then opening it tells.
                    let created = create_database(server, settings.timeout).await;
                    Self::open(settings, data_directory)
                        .await
                        .map_err(|_| created.err().unwrap_or(first).into())
                }
                DatabasePlace::Embedded(_) => Err(first.into()),
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
                    .map_sqlx_sqlite_opts(move |_| sqlite.clone());
                Box::pin(sea_orm::Database::connect(options)).await
            }
            DatabasePlace::Server(server) => {
                connect(server, Some(&server.database), size, self.timeout).await
            }
        }
    }
}

/// Up to `size` connections; without a database, to the server's own.
pub(super) async fn connect(
    server: &ServerPlace,
    database: Option<&str>,
    size: u32,
    timeout: Duration,
) -> Result<DatabaseConnection, DbErr> {
    let mut options = match server.kind {
        ServerKind::PostgreSql => {
            let postgres = server.postgres_options(database);
            let mut options = ConnectOptions::new("postgres://localhost");
            options.map_sqlx_postgres_opts(move |_| postgres.clone());
            options
        }
        ServerKind::MySql => {
            let mysql = server.mysql_options(database);
            let mut options = ConnectOptions::new("mysql://localhost");
            options.map_sqlx_mysql_opts(move |_| mysql.clone());
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
