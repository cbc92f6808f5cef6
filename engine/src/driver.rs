//! What an engine has to offer so that tables can be copied from it and into it: two traits of few methods.
//! A place is behind a [`Source`] or a [`Destination`]; which engine it is matters only to the choice of
//! types.

use std::pin::Pin;

use tokio::sync::mpsc;

use crate::{
    batch::Batch,
    digest::{DigestKey, TableDigest},
    drivers::{
        DriverError, ReadError, WriteError, mysql::MySqlType, postgres::PgType, sqlite::SqliteType,
    },
    table::{CopiedColumn, ListedTable, TableName, TableShape},
    types::{Exception, LogicalType, Verdict},
};

/// Work on a server, or on a thread that waits for a file.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    PostgreSql,
    /// MySQL and MariaDB.
    MySql,
    Sqlite,
}

impl Engine {
    /// The type for a column that holds `logical`, and what becomes of its values there.
    pub fn type_for(self, logical: &LogicalType) -> (NativeType, Verdict) {
        match self {
            Self::PostgreSql => {
                let (pg_type, verdict) = PgType::for_logical(logical);
                (NativeType::Postgres(pg_type), verdict)
            }
            Self::MySql => {
                let (mysql_type, verdict) = MySqlType::for_logical(logical);
                (NativeType::MySql(mysql_type), verdict)
            }
            Self::Sqlite => {
                let (sqlite_type, verdict) = SqliteType::for_logical(logical);
                (NativeType::Sqlite(sqlite_type), verdict)
            }
        }
    }

    /// The same for all columns of a key, which MySQL bounds.
    pub fn types_for_key(self, key: &[LogicalType]) -> Vec<(NativeType, Verdict)> {
        match self {
            Self::MySql => {
                let types = MySqlType::for_key(key).into_iter();
                types.map(|(of, verdict)| (NativeType::MySql(of), verdict)).collect()
            }
            Self::PostgreSql | Self::Sqlite => {
                key.iter().map(|logical| self.type_for(logical)).collect()
            }
        }
    }
}

/// A column's type, of whichever engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NativeType {
    Postgres(PgType),
    MySql(MySqlType),
    Sqlite(SqliteType),
}

impl NativeType {
    /// The type in which a column agrees with one of `destination`.
    pub fn agreed_with(&self, destination: Engine) -> LogicalType {
        match self {
            Self::Postgres(pg_type) if destination == Engine::PostgreSql => pg_type.logical(),
            Self::Postgres(pg_type) => pg_type.logical_elsewhere(),
            Self::MySql(mysql_type) => mysql_type.logical(),
            Self::Sqlite(sqlite_type) => sqlite_type.logical(),
        }
    }

    /// The type for its values in a destination outside of a key, and what becomes of them there. Within one
    /// engine a type stays what it is, unless it is one of its own database, or one that pads its values.
    pub fn becomes(&self, destination: Engine) -> (Self, Verdict) {
        let stays = match (self, destination) {
            (Self::Postgres(pg_type), Engine::PostgreSql) => {
                !matches!(pg_type, PgType::Char { .. } | PgType::Other(_))
            }
            (Self::MySql(mysql_type), Engine::MySql) => !matches!(
                mysql_type,
                MySqlType::Char { .. }
                    | MySqlType::Bit(_)
                    | MySqlType::Text(_)
                    | MySqlType::Blob(_)
                    | MySqlType::Json
                    | MySqlType::Enum(_)
                    | MySqlType::Set(_)
                    | MySqlType::Uuid
                    | MySqlType::Other(_)
            ),
            _ => false,
        };
        if stays {
            (self.clone(), self.narrowed(Verdict::Exact))
        } else {
            let (becomes, verdict) = destination.type_for(&self.agreed_with(destination));
            (becomes, self.narrowed(verdict))
        }
    }

    /// A verdict on all values of a logical type, for those that this type has.
    fn narrowed(&self, verdict: Verdict) -> Verdict {
        let Self::MySql(MySqlType::Date | MySqlType::DateTime { .. } | MySqlType::Timestamp { .. }) =
            self
        else {
            return verdict;
        };
        match verdict {
            // Its years are within those of every other engine.
            Verdict::Exact | Verdict::ExactUnless(_) => {
                Verdict::ExactUnless(vec![Exception::ZeroDate])
            }
            lossy @ Verdict::Lossy(_) => lossy,
        }
    }

    /// As people read it: without what a text is made with.
    pub fn label(&self) -> String {
        let name = self.name();
        let name = name.split(" CHARACTER SET ").next().unwrap_or(&name);
        name.strip_suffix(" NULL DEFAULT NULL").unwrap_or(name).to_owned()
    }

    /// Whether a column that was made with the type `made` is described as this one.
    pub fn is_made_by(&self, made: &Self) -> bool {
        match (self, made) {
            // Its own characters are the only sign of it, which no description has.
            (Self::MySql(MySqlType::Char { limit: 36 }), Self::MySql(MySqlType::UuidText)) => true,
            _ => self.name() == made.name(),
        }
    }

    /// As it is written in a statement.
    pub fn name(&self) -> String {
        match self {
            Self::Postgres(pg_type) => pg_type.name(),
            Self::MySql(mysql_type) => mysql_type.name(),
            Self::Sqlite(sqlite_type) => sqlite_type.name().to_owned(),
        }
    }
}

/// Where tables are read. All that it reads is of one moment.
pub trait Source: Send {
    fn engine(&self) -> Engine;

    /// The schemas that this user may look into, without the engine's own; none where it has no schemas.
    fn schemas(&mut self) -> Work<'_, Result<Vec<String>, DriverError>>;

    /// The statements by which another session of the same user ends whatever this one still works at; none
    /// where that ends with the connection.
    fn endings(&self) -> Vec<String>;

    /// The tables and views of a schema or database, without what belongs to the engine or to DataSync.
    fn tables<'a>(
        &'a mut self,
        schema: Option<&'a str>,
    ) -> Work<'a, Result<Vec<ListedTable>, DriverError>>;

    /// What lets other connections read of the same moment; `None` where the engine has no such thing.
    fn snapshot(&mut self) -> Work<'_, Result<Option<Snapshot>, DriverError>>;

    /// The columns and the primary key of a table; `None` where there is no such table.
    fn describe<'a>(
        &'a mut self,
        table: &'a TableName,
    ) -> Work<'a, Result<Option<TableShape<NativeType>>, DriverError>>;

    /// How many rows a table has.
    fn count<'a>(&'a mut self, table: &'a TableName) -> Work<'a, Result<u64, DriverError>>;

    /// Sends all rows of a table, and says how many there were.
    fn read<'a>(
        &'a mut self,
        table: &'a TableName,
        columns: &'a [CopiedColumn<NativeType>],
        to: mpsc::Sender<Batch>,
    ) -> Work<'a, Result<u64, ReadError>>;
}

/// The name of a moment, as long as the connection that gave it lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot(pub String);

/// Makes connections to one place.
pub trait Connector: Send + Sync {
    fn engine(&self) -> Engine;

    /// A connection that reads what there is now, or in the moment of a snapshot.
    fn source<'a>(
        &'a self,
        snapshot: Option<&'a Snapshot>,
    ) -> Work<'a, Result<Box<dyn Source>, DriverError>>;

    fn destination(&self) -> Work<'_, Result<Box<dyn Destination>, DriverError>>;

    /// Runs the [`Source::endings`] of a connection on another one.
    fn end(&self, endings: Vec<String>) -> Work<'_, Result<(), DriverError>>;
}

/// Where tables are made and written. Statements outside of a transaction are committed one by one. After
/// an error within a transaction the connection is good for nothing but to be closed, which takes back what
/// was not committed.
pub trait Destination: Source {
    /// Locks a table against other copies, until it is unlocked or this session ends; `false` while another
    /// session has it. An engine that cannot lock lets everybody: the register's fence has the last word.
    fn lock<'a>(&'a mut self, table: &'a TableName) -> Work<'a, Result<bool, DriverError>>;

    fn unlock<'a>(&'a mut self, table: &'a TableName) -> Work<'a, Result<(), DriverError>>;

    /// Runs one statement, and says how many rows it changed.
    fn execute(&mut self, statement: String) -> Work<'_, Result<u64, DriverError>>;

    /// The rows that a query finds, each value as the engine writes it as text.
    fn query(&mut self, query: String) -> Work<'_, Result<Vec<Row>, DriverError>>;

    /// Writes what comes, in the transaction that has to be open, and hashes it.
    fn write<'a>(
        &'a mut self,
        table: &'a TableName,
        columns: &'a [CopiedColumn<NativeType>],
        from: mpsc::Receiver<Batch>,
        key: &'a DigestKey,
    ) -> Work<'a, Result<TableDigest, WriteError>>;
}

/// What a query found, NULL as `None`.
pub type Row = Vec<Option<String>>;
