//! An empty database that a backup is restored into. While it is filled it bears a mark, so that no
//! server uses half of it; whatever breaks off, it can be filled again.
//!
//! 1. The place must be empty, or hold what an earlier filling has left, which is removed.
//! 2. It is marked, and gets the schema as it was when the backup was made.
//! 3. Rows come in.
//! 4. The remaining steps of the schema are taken, and the mark goes.

use std::path::Path;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbErr,
    sea_query::{InsertStatement, Query},
};

use super::{
    ConnectionSettings, Pool, fitness,
    locks::{MigrationLock, ServerLock},
    report::MoveProblem,
    schema::{self, Contents, NewerSchema},
    settings::DatabasePlace,
};
use crate::base::{failure::Error, random};

pub(crate) struct Filling {
    pool: Pool,
    /// A server that starts meanwhile waits, and then finds everything or nothing.
    _schema: MigrationLock,
    /// Nobody else fills the same database. (An embedded one is nobody else's.)
    _target: Option<ServerLock>,
}

/// The place is not empty, or somebody else is filling it.
#[derive(Debug)]
pub(crate) struct NotEmpty(pub(crate) MoveProblem);

impl std::fmt::Display for NotEmpty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the database cannot be filled: {:?}", self.0)
    }
}

impl std::error::Error for NotEmpty {}

/// How many steps of the schema have these names; refuses what this version does not know.
pub(crate) fn count_steps(taken: &[String]) -> Result<u32, NewerSchema> {
    if schema::steps().starts_with(taken) && !taken.is_empty() {
        u32::try_from(taken.len()).map_err(|_| NewerSchema)
    } else {
        Err(NewerSchema)
    }
}

impl Filling {
    /// Makes the place ready for rows of the schema as it was after `steps` steps.
    pub(crate) async fn begin(
        settings: &ConnectionSettings,
        data_directory: &Path,
        steps: u32,
    ) -> Result<Self, Error> {
        let pool = Pool::open_or_create(settings, data_directory).await?;
        let target = match &settings.place {
            DatabasePlace::Server(server) => {
                let lock = ServerLock::try_move_into(server, settings.timeout).await?;
                Some(lock.ok_or(NotEmpty(MoveProblem::AlreadyMoving))?)
            }
            DatabasePlace::Embedded(_) => None,
        };
        let schema = MigrationLock::take(settings, data_directory).await?;
        let filling = Self { pool, _schema: schema, _target: target };
        let db = filling.connection();
        match schema::look(db).await? {
            Contents::Nothing => {}
            Contents::HalfMoved(_) => schema::remove_half_moved(db).await?,
            Contents::Ours(_) => return Err(NotEmpty(MoveProblem::HasData).into()),
            Contents::Newer => return Err(NotEmpty(MoveProblem::NewerSchema).into()),
            Contents::Foreign => return Err(NotEmpty(MoveProblem::ForeignTables).into()),
        }
        schema::mark_half_moved(db, &random::row_id()).await?;
        match schema::take_steps(db, steps).await {
            Ok(()) => Ok(filling),
            Err(error) => {
                filling.undo().await;
                Err(error.into())
            }
        }
    }

    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.pool.connection
    }

    /// Removes the rows that a table was made with.
    pub(crate) async fn empty(&self, table: &str) -> Result<(), DbErr> {
        let delete = Query::delete().from_table(table.to_owned()).take();
        self.connection().execute(&delete).await.map(drop)
    }

    /// Of text, after which a statement takes no further row.
    pub(crate) async fn max_text(&self) -> Result<usize, DbErr> {
        fitness::max_text(self.connection()).await
    }

    pub(crate) async fn insert(&self, rows: &InsertStatement) -> Result<(), DbErr> {
        self.connection().execute(rows).await.map(drop)
    }

    /// Brings the schema up to date, with what is in it.
    pub(crate) async fn bring_up_to_date(&self) -> Result<(), DbErr> {
        schema::take_remaining_steps(self.connection()).await
    }

    /// From here on, servers may use it.
    pub(crate) async fn finish(self) -> Result<(), DbErr> {
        schema::mark_whole(self.connection()).await?;
        self.pool.connection.close().await
    }

    /// Takes back everything. What cannot be removed now stays marked, and is removed the next time.
    pub(crate) async fn undo(self) {
        if let Err(error) = schema::remove_half_moved(self.connection()).await {
            tracing::error!(%error, "a database that was half filled could not be emptied");
        }
    }
}
