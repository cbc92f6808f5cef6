//! Places of the test servers, each with a schema, database or file of its own.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use mysql_async::Conn;
use rusqlite::Connection;
use sqlx::{Connection as _, MySqlConnection, PgConnection};

use crate::{
    driver::{Connector, Destination, Engine, Snapshot, Source, Work},
    drivers::{
        DriverError,
        mysql::{self, MySqlReader, MySqlWriter},
        postgres::{self, Postgres},
        sqlite::{self, Sqlite},
    },
    table::TableName,
};

pub const ENGINES: [Engine; 3] = [Engine::PostgreSql, Engine::MySql, Engine::Sqlite];

/// Where tables are, and a session of somebody who is not DataSync.
pub struct TestPlace {
    pub engine: Engine,
    /// The schema or database; a file's name.
    name: String,
    other: Other,
}

enum Other {
    Postgres(PgConnection),
    MySql(MySqlConnection),
    Sqlite { connection: Connection, _directory: tempfile::TempDir },
}

impl TestPlace {
    pub async fn new(engine: Engine) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let mut name = format!("load_{}_{number}", std::process::id());
        let other = match engine {
            Engine::PostgreSql => {
                let mut connection = postgres::tests::connect().await;
                let create = format!("CREATE SCHEMA {name}; SET search_path = {name}");
                postgres::tests::run(&mut connection, &create).await;
                Other::Postgres(connection)
            }
            Engine::MySql => {
                let (mut connection, _) = mysql::tests::connect().await;
                mysql::tests::run(&mut connection, "SET time_zone = '+00:00'").await;
                name = sqlx::query_scalar("SELECT DATABASE()")
                    .fetch_one(&mut connection)
                    .await
                    .unwrap();
                Other::MySql(connection)
            }
            Engine::Sqlite => {
                let directory = tempfile::tempdir().unwrap();
                let file = directory.path().join("test.db");
                let connection = Connection::open(&file).unwrap();
                connection.execute_batch("PRAGMA journal_mode = WAL").unwrap();
                connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
                name = file.to_str().unwrap().to_owned();
                Other::Sqlite { connection, _directory: directory }
            }
        };
        Self { engine, name, other }
    }

    pub fn table(&self, name: &str) -> TableName {
        let schema = (self.engine == Engine::PostgreSql).then(|| self.name.clone());
        TableName { schema, name: name.to_owned() }
    }

    /// As somebody else.
    pub async fn run(&mut self, statements: &str) {
        match &mut self.other {
            Other::Postgres(connection) => postgres::tests::run(connection, statements).await,
            Other::MySql(connection) => mysql::tests::run(connection, statements).await,
            Other::Sqlite { connection, .. } => connection.execute_batch(statements).unwrap(),
        }
    }

    /// Makes `source`, a table with every type at its limits, as far as `to` has a place for it.
    pub async fn run_every_type(&mut self, to: Engine) {
        let made = match self.engine {
            Engine::PostgreSql => {
                &*postgres::tests::EVERY_TYPE.replace("CREATE TEMPORARY TABLE", "CREATE TABLE")
            }
            Engine::MySql => mysql::tests::EVERY_TYPE,
            Engine::Sqlite => crate::drivers::tests::OF_SQLITE,
        };
        let left_out = crate::drivers::tests::leave_out(self.engine, to);
        self.run(&format!("{}; {left_out}", made.trim().trim_end_matches(';'))).await;
    }

    /// What somebody else sees, as text: NULL as `-`, columns with `|`, rows with a line's end.
    pub async fn shown(&mut self, query: &str) -> String {
        let mut destination = self.destination().await;
        if self.engine == Engine::PostgreSql {
            let path = format!("SET search_path = {}", self.name);
            destination.execute(path).await.unwrap();
        }
        let rows = destination.query(query.to_owned()).await.unwrap();
        let value = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        let row =
            |row: Vec<Option<String>>| row.into_iter().map(value).collect::<Vec<_>>().join("|");
        rows.into_iter().map(row).collect::<Vec<_>>().join("\n")
    }

    /// The staging tables that are left.
    pub async fn staged(&mut self) -> Vec<String> {
        let name = &self.name;
        let tables = match self.engine {
            Engine::PostgreSql => {
                format!("SELECT tablename FROM pg_tables WHERE schemaname = '{name}'")
            }
            Engine::MySql => {
                format!(
                    "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '{name}'"
                )
            }
            Engine::Sqlite => "SELECT name FROM sqlite_schema".to_owned(),
        };
        let tables = self.shown(&tables).await;
        let staged = tables.lines().filter(|name| name.starts_with("datasync_staging_"));
        staged.map(str::to_owned).collect()
    }

    /// The names of the files in the directory of a SQLite place.
    pub fn files(&self) -> Vec<String> {
        let folder = PathBuf::from(&self.name);
        let files = std::fs::read_dir(folder.parent().unwrap()).unwrap();
        let name = |file: std::io::Result<std::fs::DirEntry>| file.unwrap().file_name();
        let mut names: Vec<_> = files.map(|file| name(file).into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub fn connector(&self) -> TestConnector {
        TestConnector { engine: self.engine, name: self.name.clone() }
    }

    /// A connection that reads what there is now.
    pub async fn source(&self) -> Box<dyn Source> {
        self.connector().source(None).await.unwrap()
    }

    /// A connection that writes.
    pub async fn destination(&self) -> Box<dyn Destination> {
        self.connector().destination().await.unwrap()
    }
}

/// Makes connections to a [`TestPlace`].
pub struct TestConnector {
    engine: Engine,
    name: String,
}

impl Connector for TestConnector {
    fn engine(&self) -> Engine {
        self.engine
    }

    fn source<'a>(
        &'a self,
        snapshot: Option<&'a Snapshot>,
    ) -> Work<'a, Result<Box<dyn Source>, DriverError>> {
        Box::pin(async move {
            let source: Box<dyn Source> = match self.engine {
                Engine::PostgreSql => {
                    Box::new(Postgres::to_read(postgres::tests::connect().await, snapshot).await?)
                }
                Engine::MySql => {
                    let mut source = self.mysql_reader().await;
                    source.begin_to_read().await?;
                    Box::new(source)
                }
                Engine::Sqlite => Box::new(Sqlite::open_to_read(&PathBuf::from(&self.name)).await?),
            };
            Ok(source)
        })
    }

    fn end(&self, endings: Vec<String>) -> Work<'_, Result<(), DriverError>> {
        Box::pin(async {
            let mut other = self.destination().await?;
            for ending in endings {
                let _ = other.query(ending).await;
            }
            Ok(())
        })
    }

    fn destination(&self) -> Work<'_, Result<Box<dyn Destination>, DriverError>> {
        Box::pin(async {
            let destination: Box<dyn Destination> = match self.engine {
                Engine::PostgreSql => {
                    Box::new(Postgres::to_write(postgres::tests::connect().await).await?)
                }
                Engine::MySql => {
                    let writer = Conn::new(mysql::tests::writer_options(&self.name)).await?;
                    Box::new(MySqlWriter::new(writer, self.mysql_reader().await))
                }
                Engine::Sqlite => {
                    let connection = Connection::open(&self.name)?;
                    sqlite::set_up(&connection)?;
                    Box::new(Sqlite::new(connection))
                }
            };
            Ok(destination)
        })
    }
}

impl TestConnector {
    async fn mysql_reader(&self) -> MySqlReader {
        let options = mysql::tests::reader_options().database(&self.name);
        let connection = MySqlConnection::connect_with(&options).await.unwrap();
        MySqlReader::new(connection).await.unwrap()
    }
}
