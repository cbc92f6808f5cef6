//! Going over to another database while the server runs.
//!
//! 1. The place is tried ([`probe`](super::probe)). Where there is data already, somebody must have said
//!    what is to become of it.
//! 2. An empty place is marked as half moved and gets the schema. Then the gate closes, here and for
//!    every other server on the old database, and the rows are carried over and compared
//!    ([`copy`](super::copy)).
//! 3. The old database is marked as moved away from, `connection.json` is replaced (the one moment at
//!    which the move happens), and everything goes to the new one. The old one stays as it was.
//!
//! Whatever fails before, and wherever the process is killed, the old database stays in use, complete;
//! [`recover`](super::recover) removes the marks at the next start.

use std::{path::Path, time::Duration};

use engine::reach::{ReachProblem, driver_error};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use super::{
    Database, Pool,
    configured::ConfiguredConnection,
    copy,
    form::{ConnectionField, ConnectionForm},
    in_use::{hold, identity, release, take_back},
    kept::{SavedConnection, StoredConnection},
    locks::ServerLock,
    probe::probe,
    report::{MoveFinding, MoveProblem, MoveStage, Reporter},
    schema::{self, Contents, NewerSchema, sql},
    settings::{ConnectionSettings, DatabasePlace},
    trouble::{self, NotUsable},
};
use crate::base::{failure::Error, random, vault::Vault};

/// How long other servers' writes are waited for, and each of the few statements around a move.
const STATEMENT_LIMIT: Duration = Duration::from_secs(30);
/// For making the tables. Nobody waits for it, but it has to end.
const SCHEMA_LIMIT: Duration = Duration::from_mins(5);

/// The database in use, and what the installation knows of its connection.
#[derive(Clone, Copy)]
pub(crate) struct OwnDatabase<'a> {
    pub(crate) database: &'a Database,
    pub(crate) connection: &'a ConfiguredConnection,
    pub(crate) data_directory: &'a Path,
    pub(crate) vault: &'a Vault,
}

/// Where to go.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// As it is kept.
    pub(crate) form: ConnectionForm,
    /// The same, parsed, with its password.
    pub(crate) settings: ConnectionSettings,
    pub(crate) seen_version: i32,
    pub(crate) existing: Existing,
}

/// What to do where there is DataSync data already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// Leave everything as it is, and ask.
    Leave,
    /// Go on with what is there.
    Use,
    /// Embedded only: leave it, and use a new file beside it.
    Beside,
}

impl Existing {
    /// As the field `existing` says.
    pub(crate) fn from_name(name: &str) -> Self {
        match name {
            "use" => Self::Use,
            "beside" => Self::Beside,
            _ => Self::Leave,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Leave => "",
            Self::Use => "use",
            Self::Beside => "beside",
        }
    }
}

/// Goes there, telling every step. Whatever goes wrong leaves everything as it was.
pub(crate) async fn relocate(
    own: OwnDatabase<'_>,
    wanted: &Wanted,
    reporter: &Reporter,
) -> Result<(), MoveProblem> {
    let shared = &own.database.0;
    let Ok(_alone) = shared.changing.try_lock() else { return Err(MoveProblem::AlreadyMoving) };
    let data = own.data_directory;
    let kept = StoredConnection::read(data).map_err(fault)?;
    if kept.version != wanted.seen_version {
        return Err(MoveProblem::ChangedMeanwhile);
    }
    let mut wanted = wanted.clone();
    if wanted.existing == Existing::Beside {
        wanted.go_beside(data);
    }
    let fixed = own.connection.with_fixed(wanted.form.clone());
    if fixed != wanted.form {
        return Err(MoveProblem::FixedByEnvironment);
    }
    let current = own.database.read();
    if let Some(id) = &kept.moving {
        in_time(release(&current, id)).await?;
    }
    let here = in_time(identity(&current)).await?;
    let found = probe(&wanted.settings, data, Some(&here), reporter).await?;
    // What stands in the environment stays there alone.
    let fixed = own.connection.fixed_password(&wanted.settings);
    let password = wanted.settings.password().filter(|password| fixed.as_ref() != Some(password));
    // A database that is missing later is not to be made anew, empty.
    let form = wanted.form.clone().with(ConnectionField::CreateDatabase, "");
    let form = own.connection.with_fixed(form);
    let saved = SavedConnection::seal(form, &wanted.settings, password, own.vault)
        .map_err(|error| fault(error.into()))?;
    let change = Relocation { own, wanted: &wanted, kept, saved, reporter };
    match &found {
        Contents::Ours(there) if there.identity.as_ref() == Some(&here) => change.reopen().await,
        Contents::Ours(_) if wanted.existing == Existing::Use => change.adopt().await,
        Contents::Ours(_) => Err(MoveProblem::HasData),
        Contents::Nothing | Contents::HalfMoved(_) => change.carry_over(&found).await,
        Contents::Newer => Err(MoveProblem::NewerSchema),
        Contents::Foreign => Err(MoveProblem::ForeignTables),
    }
}

impl Wanted {
    /// To the first file that is not there.
    fn go_beside(&mut self, data_directory: &Path) {
        let names = (2..1000).map(|number| format!("datasync-{number}.db"));
        let free = names.into_iter().find(|name| !data_directory.join(name).exists());
        if let (DatabasePlace::Embedded(file), Some(free)) = (&mut self.settings.place, free) {
            free.clone_into(file);
            self.form.set(ConnectionField::Database, free);
        }
    }
}

struct Relocation<'a> {
    own: OwnDatabase<'a>,
    wanted: &'a Wanted,
    kept: StoredConnection,
    /// What is kept when the change has come to its end.
    saved: SavedConnection,
    reporter: &'a Reporter,
}

impl Relocation<'_> {
    fn data(&self) -> &Path {
        self.own.data_directory
    }

    /// The same database, reached otherwise: other limits, another name, another user.
    async fn reopen(self) -> Result<(), MoveProblem> {
        let switched = async {
            let pool = in_time(Pool::open(&self.wanted.settings, self.data())).await?;
            let _gate = self.own.database.close_gate().await.ok_or(ReachProblem::ConnectionLost)?;
            let (saved, kept) = (self.saved.clone(), &self.kept);
            // The way back stays what it was: this one leads nowhere else.
            let fallback = kept.fallback.clone();
            StoredConnection { fallback, ..kept.succeeded_by(Some(saved), kept.moved.clone()) }
                .write(self.data())
                .map_err(fault)?;
            self.own.database.switch_to(pool);
            Ok(((), MoveFinding::Switched))
        };
        self.reporter.stage(MoveStage::Switch, switched).await
    }

    /// Another DataSync database, with what is in it.
    async fn adopt(self) -> Result<(), MoveProblem> {
        let opened = async {
            let settings = &self.wanted.settings;
            let pool = in_time(Pool::open(settings, self.data())).await?;
            let to = &pool.connection;
            require_our_key(to, self.own.vault).await?;
            within(SCHEMA_LIMIT, self.make_schema(to)).await?;
            Ok((pool, MoveFinding::SchemaMade))
        };
        let pool = self.reporter.stage(MoveStage::Schema, opened).await?;
        let switched = async {
            let _gate = self.own.database.close_gate().await.ok_or(ReachProblem::ConnectionLost)?;
            in_time(take_back(&pool.connection)).await?;
            self.kept
                .succeeded_by(Some(self.saved.clone()), None)
                .write(self.data())
                .map_err(fault)?;
            self.own.database.switch_to(pool);
            Ok(((), MoveFinding::Switched))
        };
        self.reporter.stage(MoveStage::Switch, switched).await
    }

    /// Everything, into an empty database.
    async fn carry_over(self, found: &Contents) -> Result<(), MoveProblem> {
        let id = random::row_id();
        let moving = StoredConnection { moving: Some(id.clone()), ..self.kept.clone() };
        moving.write(self.data()).map_err(fault)?;
        let moved = self.carry_over_as(&id, found).await;
        // A mark that cannot be removed now stays noted, and is removed by the next move or start.
        let database = self.own.database.read();
        if moved.is_err()
            && in_time(release(&database, &id)).await.is_ok()
            && let Err(error) = self.kept.write(self.data())
        {
            tracing::error!(?error, "the note of a move could not be removed");
        }
        moved
    }

    async fn carry_over_as(&self, id: &str, found: &Contents) -> Result<(), MoveProblem> {
        let settings = &self.wanted.settings;
        let pool = Pool::open_or_create(settings, self.data()).await.map_err(schema_fault)?;
        // Held to the end: nobody else fills the same database, or takes it for a leftover. (An embedded
        // one is nobody else's.)
        let _target = match &settings.place {
            DatabasePlace::Server(server) => {
                let lock = in_time(ServerLock::try_move_into(server, settings.timeout)).await?;
                Some(lock.ok_or(MoveProblem::AlreadyMoving)?)
            }
            DatabasePlace::Embedded(_) => None,
        };
        // What was found may have become something else meanwhile.
        if in_time(schema::look(&pool.connection)).await? != *found {
            return Err(MoveProblem::ChangedMeanwhile);
        }
        let prepared = within(SCHEMA_LIMIT, self.prepare(pool, id, found));
        let pool = self.reporter.stage(MoveStage::Schema, prepared).await?;
        let database = self.own.database;
        let held = async {
            let gate = database.close_gate().await.ok_or(ReachProblem::ConnectionLost)?;
            let from = tokio::time::timeout(STATEMENT_LIMIT, hold(&database.read(), id)).await;
            let from = from.unwrap_or(Err(MoveProblem::AlreadyMoving))?;
            Ok(((gate, from), MoveFinding::WritesHeld))
        };
        let (_gate, from) = self.reporter.stage(MoveStage::Hold, held).await?;
        let sent = copy::carry(&from, &pool.connection, self.reporter).await?;
        let compared = copy::compare(&sent, &pool.connection);
        self.reporter.stage(MoveStage::Comparison, compared).await?;
        let switched = async {
            // Nobody else changes the file, but a person might.
            let now = StoredConnection::read(self.data()).map_err(fault)?;
            if now.version != self.kept.version || now.moving.as_deref() != Some(id) {
                return Err(MoveProblem::ChangedMeanwhile);
            }
            in_time(from.commit()).await?;
            let kept = self.kept.succeeded_by(Some(self.saved.clone()), Some(id.to_owned()));
            kept.write(self.data()).map_err(fault)?;
            // From here on, it has happened. What is left to do, the next start would do, too.
            if in_time(schema::mark_whole(&pool.connection)).await.is_err() {
                tracing::error!("the mark of a move is removed at the next start");
            }
            self.own.database.switch_to(pool);
            Ok(((), MoveFinding::Switched))
        };
        self.reporter.stage(MoveStage::Switch, switched).await
    }

    /// An empty database with our schema, marked as half moved.
    async fn prepare(
        &self,
        pool: Pool,
        id: &str,
        found: &Contents,
    ) -> Result<(Pool, MoveFinding), MoveProblem> {
        let to = &pool.connection;
        if matches!(found, Contents::HalfMoved(_)) {
            schema::remove_half_moved(to).await.map_err(trouble::logged)?;
        }
        schema::mark_half_moved(to, id).await.map_err(trouble::logged)?;
        self.make_schema(to).await?;
        Ok((pool, MoveFinding::SchemaMade))
    }

    async fn make_schema(&self, to: &DatabaseConnection) -> Result<(), MoveProblem> {
        let made = schema::bring_up_to_date(to, &self.wanted.settings, self.data());
        made.await.map_err(schema_fault)
    }
}

/// What is sealed there must open here.
async fn require_our_key(db: &DatabaseConnection, vault: &Vault) -> Result<(), MoveProblem> {
    let query = sql(db, "SELECT key_check FROM installation WHERE id = 1");
    let Ok(row) = db.query_one_raw(query).await else {
        // From before there were keys.
        return Ok(());
    };
    let check: Option<String> = row.and_then(|row| row.try_get("", "key_check").ok()).flatten();
    match check.map(|check| vault.require_right_key(&check)) {
        Some(Err(_)) => Err(MoveProblem::OtherKey),
        Some(Ok(())) | None => Ok(()),
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T, DbErr>>) -> Result<T, MoveProblem> {
    within(STATEMENT_LIMIT, async { work.await.map_err(trouble::logged) }).await
}

async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, MoveProblem>>,
) -> Result<T, MoveProblem> {
    tokio::time::timeout(limit, work).await.unwrap_or(Err(ReachProblem::ConnectionLost.into()))
}

fn fault(error: Error) -> MoveProblem {
    tracing::error!(?error, "the database could not be changed");
    match error {
        Error::Fault(source) => match source.downcast_ref::<std::io::Error>() {
            Some(error) => driver_error::problem_of_io(error.kind()).into(),
            None => ReachProblem::Failed.into(),
        },
        Error::Form(_) | Error::Refused(_) => ReachProblem::Failed.into(),
    }
}

fn schema_fault(error: Error) -> MoveProblem {
    match error {
        Error::Fault(source) if source.is::<NewerSchema>() => MoveProblem::NewerSchema,
        Error::Fault(source) => match source.downcast::<DbErr>() {
            Ok(error) => trouble::logged(*error),
            Err(source) => match source.downcast_ref() {
                Some(NotUsable(problem)) => *problem,
                None => fault(Error::Fault(source)),
            },
        },
        error => fault(error),
    }
}
