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
//! [`recover`] removes the marks at the next start.

use std::{path::Path, time::Duration};

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, EntityTrait, QueryFilter, SqliteTransactionMode, TransactionOptions,
    TransactionTrait, sea_query::Expr,
};

use super::{
    Database, Pool,
    configured::ConfiguredConnection,
    copy,
    entities::identity,
    form::ConnectionForm,
    kept::{Fallback, Kept, Saved},
    probe::{Found, probe},
    report::{Problem, Reporter, Seen, Stage},
    schema::{self, Contents, NewerSchema, sql},
    settings::{ConnectionSettings, Place},
    trouble,
};
use crate::{
    security::{random, vault::Vault},
    web::{failure::Error, state::AppState},
};

/// How long other servers' writes are waited for, and the last statements of a move.
const LOCK_PATIENCE: Duration = Duration::from_secs(30);
/// For making the tables. Nobody waits for it, but it has to end.
const SCHEMA_LIMIT: Duration = Duration::from_mins(5);

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
    state: &AppState,
    wanted: &Wanted,
    reporter: &Reporter,
) -> Result<(), Problem> {
    let shared = &state.database.0;
    let Ok(_alone) = shared.changing.try_lock() else { return Err(Problem::AlreadyMoving) };
    let data = &state.config.data_directory;
    let kept = Kept::read(data).map_err(fault)?;
    if kept.version != wanted.seen_version {
        return Err(Problem::ChangedMeanwhile);
    }
    let mut wanted = wanted.clone();
    if wanted.existing == Existing::Beside {
        wanted.go_beside(data);
    }
    let fixed = state.config.connection.with_fixed(wanted.form.clone());
    if fixed != wanted.form {
        return Err(Problem::FixedByEnvironment);
    }
    let current = state.database.read();
    if let Some(id) = &kept.moving {
        in_time(release(&current, id)).await?;
    }
    let here = in_time(identity(&current)).await?;
    let found = probe(&wanted.settings, data, Some(&here), reporter).await?;
    // What stands in the environment stays there alone.
    let fixed = state.config.connection.fixed_password(&wanted.settings);
    let password = wanted.settings.password().filter(|password| fixed.as_ref() != Some(password));
    // A database that is missing later is not to be made anew, empty.
    let form = ConnectionForm { create_database: String::new(), ..wanted.form.clone() };
    let form = state.config.connection.with_fixed(form);
    let saved = Saved::seal(form, &wanted.settings, password, &state.vault)
        .map_err(|error| fault(error.into()))?;
    let change = Change { state, wanted: &wanted, kept, saved, reporter };
    match &found.contents {
        Contents::Ours(there) if there.identity.as_ref() == Some(&here) => change.reopen().await,
        Contents::Ours(_) if wanted.existing == Existing::Use => change.adopt().await,
        Contents::Ours(_) => Err(Problem::HasData),
        Contents::Nothing | Contents::HalfMoved(_) => change.carry_over(&found).await,
        Contents::Newer => Err(Problem::NewerSchema),
        Contents::Foreign => Err(Problem::ForeignTables),
    }
}

impl Wanted {
    /// To the first file that is not there.
    fn go_beside(&mut self, data_directory: &Path) {
        let names = (2..1000).map(|number| format!("datasync-{number}.db"));
        let free = names.into_iter().find(|name| !data_directory.join(name).exists());
        if let (Place::Embedded(file), Some(free)) = (&mut self.settings.place, free) {
            free.clone_into(file);
            self.form.database = free;
        }
    }
}

struct Change<'a> {
    state: &'a AppState,
    wanted: &'a Wanted,
    kept: Kept,
    /// What is kept when the change has come to its end.
    saved: Saved,
    reporter: &'a Reporter,
}

impl Change<'_> {
    fn data(&self) -> &Path {
        &self.state.config.data_directory
    }

    /// The same database, reached otherwise: other limits, another name, another user.
    async fn reopen(self) -> Result<(), Problem> {
        let switched = async {
            let pool = in_time(Pool::open(&self.wanted.settings, self.data())).await?;
            let _gate = self.state.database.close_gate().await.ok_or(Problem::ConnectionLost)?;
            let (saved, kept) = (self.saved.clone(), &self.kept);
            // The way back stays what it was: this one leads nowhere else.
            let fallback = kept.fallback.clone();
            Kept { fallback, ..kept.succeeded_by(Some(saved), kept.moved.clone()) }
                .write(self.data())
                .map_err(fault)?;
            self.state.database.switch_to(pool);
            Ok(((), Seen::Switched))
        };
        self.reporter.stage(Stage::Switch, switched).await
    }

    /// Another DataSync database, with what is in it.
    async fn adopt(self) -> Result<(), Problem> {
        let opened = async {
            let settings = &self.wanted.settings;
            let pool = in_time(Pool::open(settings, self.data())).await?;
            let to = &pool.connection;
            require_our_key(to, &self.state.vault).await?;
            let schema = schema::bring_up_to_date(to, settings, self.data());
            let schema = tokio::time::timeout(SCHEMA_LIMIT, schema).await;
            schema.map_err(|_| Problem::ConnectionLost)?.map_err(schema_fault)?;
            Ok((pool, Seen::SchemaMade))
        };
        let pool = self.reporter.stage(Stage::Schema, opened).await?;
        let switched = async {
            let _gate = self.state.database.close_gate().await.ok_or(Problem::ConnectionLost)?;
            in_time(take_back(&pool.connection)).await?;
            self.kept
                .succeeded_by(Some(self.saved.clone()), None)
                .write(self.data())
                .map_err(fault)?;
            self.state.database.switch_to(pool);
            Ok(((), Seen::Switched))
        };
        self.reporter.stage(Stage::Switch, switched).await
    }

    /// Everything, into an empty database.
    async fn carry_over(self, found: &Found) -> Result<(), Problem> {
        let id = random::row_id();
        let moving = Kept { moving: Some(id.clone()), ..self.kept.clone() };
        moving.write(self.data()).map_err(fault)?;
        let moved = self.carry_over_as(&id, found).await;
        // A mark that cannot be removed now stays noted, and is removed by the next move or start.
        let database = self.state.database.read();
        if moved.is_err()
            && in_time(release(&database, &id)).await.is_ok()
            && let Err(error) = self.kept.write(self.data())
        {
            tracing::error!(?error, "the note of a move could not be removed");
        }
        moved
    }

    async fn carry_over_as(&self, id: &str, found: &Found) -> Result<(), Problem> {
        let settings = &self.wanted.settings;
        let pool = Pool::open_or_create(settings, self.data()).await.map_err(schema_fault)?;
        // Held to the end: nobody else fills the same database, or takes it for a leftover.
        let _target = match tokio::time::timeout(LOCK_PATIENCE, schema::lock_target(settings)).await
        {
            Ok(Ok(lock)) => lock,
            Ok(Err(DbErr::RecordNotUpdated)) => return Err(Problem::AlreadyMoving),
            Ok(Err(error)) => return Err(lost(error)),
            Err(_) => return Err(Problem::ConnectionLost),
        };
        // What was found may have become something else meanwhile.
        if in_time(schema::look(&pool.connection)).await? != found.contents {
            return Err(Problem::ChangedMeanwhile);
        }
        let prepared = async {
            let prepared = tokio::time::timeout(SCHEMA_LIMIT, self.prepare(pool, id, found));
            prepared.await.unwrap_or(Err(Problem::ConnectionLost))
        };
        let pool = self.reporter.stage(Stage::Schema, prepared).await?;
        let database = &self.state.database;
        let held = async {
            let gate = database.close_gate().await.ok_or(Problem::ConnectionLost)?;
            let hold = tokio::time::timeout(LOCK_PATIENCE, hold(&database.read(), id)).await;
            let from = hold.map_err(|_| Problem::AlreadyMoving)??;
            Ok(((gate, from), Seen::WritesHeld))
        };
        let (_gate, from) = self.reporter.stage(Stage::Hold, held).await?;
        let sent = copy::carry(&from, &pool.connection, self.reporter).await?;
        let compared = copy::compare(&sent, &pool.connection);
        self.reporter.stage(Stage::Comparison, compared).await?;
        let switched = async {
            // Nobody else changes the file, but a person might.
            let now = Kept::read(self.data()).map_err(fault)?;
            if now.version != self.kept.version || now.moving.as_deref() != Some(id) {
                return Err(Problem::ChangedMeanwhile);
            }
            let committed = tokio::time::timeout(LOCK_PATIENCE, from.commit()).await;
            committed.map_err(|_| Problem::ConnectionLost)?.map_err(lost)?;
            let kept = self.kept.succeeded_by(Some(self.saved.clone()), Some(id.to_owned()));
            kept.write(self.data()).map_err(fault)?;
            // From here on, it has happened. What is left to do, the next start would do, too.
            let marked = schema::mark_whole(&pool.connection);
            if !matches!(tokio::time::timeout(LOCK_PATIENCE, marked).await, Ok(Ok(()))) {
                tracing::error!("the mark of a move is removed at the next start");
            }
            self.state.database.switch_to(pool);
            Ok(((), Seen::Switched))
        };
        self.reporter.stage(Stage::Switch, switched).await
    }

    /// An empty database with our schema, marked as half moved.
    async fn prepare(&self, pool: Pool, id: &str, found: &Found) -> Result<(Pool, Seen), Problem> {
        let settings = &self.wanted.settings;
        let to = &pool.connection;
        if matches!(found.contents, Contents::HalfMoved(_)) {
            schema::remove_half_moved(to).await.map_err(lost)?;
        }
        schema::mark_half_moved(to, id).await.map_err(lost)?;
        schema::bring_up_to_date(to, settings, self.data()).await.map_err(schema_fault)?;
        Ok((pool, Seen::SchemaMade))
    }
}

/// Holds off every writer of a database, in this process and others, and notes in the same transaction
/// that its data goes elsewhere: whoever waited finds that out.
async fn hold(from: &DatabaseConnection, id: &str) -> Result<DatabaseTransaction, Problem> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = from.begin_with_options(options).await.map_err(lost)?;
    if transaction.get_database_backend() != DbBackend::Sqlite {
        // Waits for those who write; see `database::require_in_use`.
        let lock = sql(&transaction, "SELECT id FROM identity WHERE id = 1 FOR UPDATE");
        transaction.query_one_raw(lock).await.map_err(lost)?;
    }
    let row = identity::Entity::find_by_id(identity::THE_ONE).one(&transaction).await;
    if row.map_err(lost)?.is_some_and(|row| row.moved_by.is_some()) {
        return Err(Problem::MovedAway);
    }
    set_moved_by(&transaction, Some(id)).await.map_err(lost)?;
    Ok(transaction)
}

/// Undoes the mark of one move.
async fn release(db: &DatabaseConnection, id: &str) -> Result<(), DbErr> {
    identity::Entity::update_many()
        .col_expr(identity::Column::MovedBy, Expr::value(None::<String>))
        .filter(identity::Column::MovedBy.eq(id))
        .exec(db)
        .await
        .map(drop)
}

/// The data is here again, whoever has taken it away before.
async fn take_back(db: &DatabaseConnection) -> Result<(), DbErr> {
    set_moved_by(db, None).await
}

async fn set_moved_by(db: &impl ConnectionTrait, id: Option<&str>) -> Result<(), DbErr> {
    identity::Entity::update_many()
        .set(identity::ActiveModel { moved_by: Set(id.map(str::to_owned)), ..Default::default() })
        .filter(identity::Column::Id.eq(identity::THE_ONE))
        .exec(db)
        .await
        .map(drop)
}

pub(crate) async fn identity(db: &DatabaseConnection) -> Result<String, DbErr> {
    let row = identity::Entity::find_by_id(identity::THE_ONE).one(db).await?;
    row.map(|row| row.database).ok_or_else(|| DbErr::RecordNotFound("identity".to_owned()))
}

/// What is sealed there must open here.
async fn require_our_key(db: &DatabaseConnection, vault: &Vault) -> Result<(), Problem> {
    let query = sql(db, "SELECT key_check FROM installation WHERE id = 1");
    let Ok(row) = db.query_one_raw(query).await else {
        // From before there were keys.
        return Ok(());
    };
    let check: Option<String> = row.and_then(|row| row.try_get("", "key_check").ok()).flatten();
    match check.map(|check| vault.require_right_key(&check)) {
        Some(Err(_)) => Err(Problem::OtherKey),
        Some(Ok(())) | None => Ok(()),
    }
}

/// Refuses a database that is only half there: somebody points us to what a broken-off move has left.
pub(crate) async fn require_whole(database: &Database, kept: &Kept) -> Result<(), Error> {
    match schema::look(&database.read()).await? {
        Contents::HalfMoved(id) if kept.moved.as_ref() != Some(&id) => Err(HalfMoved.into()),
        _ => Ok(()),
    }
}

/// Puts in order what a move that was broken off has left: at the start of the one server that uses the
/// data directory, and of nothing else. A command could come in the middle of a move.
pub(crate) async fn recover(
    database: &Database,
    mut kept: Kept,
    data_directory: &Path,
) -> Result<(), Error> {
    let db = database.read();
    if let Contents::HalfMoved(_) = schema::look(&db).await? {
        // It has happened; only its mark was still to be removed.
        schema::mark_whole(&db).await?;
    }
    if let Some(id) = kept.moving.take() {
        release(&db, &id).await?;
        kept.write(data_directory)?;
    }
    Ok(())
}

/// The database is the target of a move that did not come to its end.
#[derive(Debug)]
pub(crate) struct HalfMoved;

impl std::fmt::Display for HalfMoved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the database was filled by a move that did not come to its end")
    }
}

impl std::error::Error for HalfMoved {}

/// The environment says otherwise than what is to be saved, and would win.
#[derive(Debug)]
pub(crate) struct FixedByEnvironment;

impl std::fmt::Display for FixedByEnvironment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the environment fixes the connection: DATASYNC__CONNECTION__…")
    }
}

impl std::error::Error for FixedByEnvironment {}

/// Goes back to the connection before this one, if there was one. The server must not run.
pub(crate) async fn go_back(
    configured: &ConfiguredConnection,
    vault: &Vault,
    data_directory: &Path,
) -> Result<Option<ConnectionForm>, Error> {
    let kept = Kept::read(data_directory)?;
    let Some(fallback) = kept.fallback.clone() else { return Ok(None) };
    let next = match fallback {
        Fallback::Configuration => None,
        Fallback::Saved(saved) => Some(*saved),
    };
    let kept = kept.succeeded_by(next, None);
    let is_fixed = |saved: &Saved| configured.with_fixed(saved.form.clone()) != saved.form;
    if kept.active.as_ref().is_some_and(is_fixed) {
        return Err(FixedByEnvironment.into());
    }
    let form = configured.in_force(kept.active.as_ref()).form;
    let settings = configured.settings(&kept, vault)?;
    let pool = Pool::open(&settings, data_directory).await?;
    take_back(&pool.connection).await?;
    pool.connection.close().await?;
    kept.write(data_directory)?;
    Ok(Some(form))
}

async fn in_time<T>(work: impl Future<Output = Result<T, DbErr>>) -> Result<T, Problem> {
    let done = tokio::time::timeout(LOCK_PATIENCE, work).await;
    done.map_err(|_| Problem::ConnectionLost)?.map_err(lost)
}

fn lost(error: DbErr) -> Problem {
    tracing::error!(%error, "the database could not be changed");
    trouble::problem(&error)
}

fn fault(error: Error) -> Problem {
    tracing::error!(?error, "the database could not be changed");
    match error {
        Error::Fault(source) => match source.downcast_ref::<std::io::Error>() {
            Some(error) => trouble::problem_of_io(error.kind()),
            None => Problem::Failed,
        },
        Error::Form(_) | Error::Refused(_) => Problem::Failed,
    }
}

fn schema_fault(error: Error) -> Problem {
    match &error {
        Error::Fault(source) if source.is::<NewerSchema>() => Problem::NewerSchema,
        _ => match error.database() {
            Some(database) => {
                tracing::error!(error = %database, "the schema could not be made");
                trouble::problem(database)
            }
            None => fault(error),
        },
    }
}
