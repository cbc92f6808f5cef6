//! The schema of a database: what is there already, and bringing it up to date.

use std::{collections::HashSet, path::Path};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityName, EntityTrait, PaginatorTrait,
    QuerySelect, Statement,
};
use sea_orm_migration::{MigratorTrait, SchemaManager};

use super::{
    ConnectionSettings,
    entities::{
        account, account_word, api_token, audit, connection, extraction, guess_limit, identity,
        installation, job, job_run, job_settings, known_device, license, mail_settings, mail_test,
        one_time_token, outbox, recovery_code, run_line, second_factor, server_settings, session,
        webhook_delivery,
    },
    locks::MigrationLock,
    migrations::{MYSQL_TABLE, Migrator},
};
use crate::base::failure::Error;

/// What our migrations are noted in.
const MIGRATIONS: &str = "seaql_migrations";
/// There while a move fills a database, and holds the id of the move.
const HALF_MOVED: &str = "datasync_move";

/// Every table of ours, in an order in which no row refers to one that comes later.
pub(crate) fn tables() -> [&'static str; 24] {
    [
        installation::Entity.table_name(),
        license::Entity.table_name(),
        account::Entity.table_name(),
        account_word::Entity.table_name(),
        one_time_token::Entity.table_name(),
        session::Entity.table_name(),
        outbox::Entity.table_name(),
        mail_settings::Entity.table_name(),
        mail_test::Entity.table_name(),
        server_settings::Entity.table_name(),
        guess_limit::Entity.table_name(),
        known_device::Entity.table_name(),
        second_factor::Entity.table_name(),
        recovery_code::Entity.table_name(),
        audit::Entity.table_name(),
        job::Entity.table_name(),
        job_run::Entity.table_name(),
        run_line::Entity.table_name(),
        job_settings::Entity.table_name(),
        webhook_delivery::Entity.table_name(),
        api_token::Entity.table_name(),
        connection::Entity.table_name(),
        extraction::Entity.table_name(),
        identity::Entity.table_name(),
    ]
}

/// What stands in a database, as far as it concerns us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Contents {
    /// No table of ours, and none that would be in our way.
    Nothing,
    /// A move that did not come to its end.
    HalfMoved(String),
    Ours(Installed),
    /// Data of a newer version than this one.
    Newer,
    /// Tables of something else, with names that ours have.
    Foreign,
}

/// DataSync data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Installed {
    /// See [`identity`]; `None` before there was such a table.
    pub(crate) identity: Option<String>,
    pub(crate) accounts: u64,
}

/// The move that fills the database, or did not come to its end.
pub(super) async fn find_mark(connection: &DatabaseConnection) -> Result<Option<String>, DbErr> {
    if !SchemaManager::new(connection).has_table(HALF_MOVED).await? {
        return Ok(None);
    }
    let row = connection.query_one_raw(sql(connection, "SELECT id FROM datasync_move")).await?;
    let id = row.map(|row| row.try_get("", "id")).transpose()?;
    Ok(Some(id.unwrap_or_default()))
}

/// Looks without changing anything.
pub(crate) async fn look(connection: &DatabaseConnection) -> Result<Contents, DbErr> {
    if let Some(id) = find_mark(connection).await? {
        return Ok(Contents::HalfMoved(id));
    }
    let manager = SchemaManager::new(connection);
    let mut there = HashSet::new();
    for table in tables() {
        if manager.has_table(table).await? {
            there.insert(table);
        }
    }
    let applied = applied(connection, &manager).await?;
    if applied.is_empty() {
        return Ok(if there.is_empty() { Contents::Nothing } else { Contents::Foreign });
    }
    let known: HashSet<_> = steps().into_iter().collect();
    if !applied.iter().any(|version| known.contains(version)) {
        // Somebody else's migrations by the same library.
        return Ok(Contents::Foreign);
    }
    if !applied.iter().all(|version| known.contains(version)) {
        return Ok(Contents::Newer);
    }
    let identity = if there.contains(identity::Entity.table_name()) {
        identity::Entity::find_by_id(identity::THE_ONE).one(connection).await?
    } else {
        None
    };
    // Of all columns, an older version may lack some.
    let accounts = account::Entity::find().select_only().column(account::Column::Id);
    Ok(Contents::Ours(Installed {
        identity: identity.map(|row| row.database),
        accounts: accounts.count(connection).await?,
    }))
}

async fn applied(
    connection: &DatabaseConnection,
    manager: &SchemaManager<'_>,
) -> Result<Vec<String>, DbErr> {
    if !manager.has_table(MIGRATIONS).await? {
        return Ok(Vec::new());
    }
    let versions = sql(connection, "SELECT version FROM seaql_migrations");
    let rows = connection.query_all_raw(versions).await?;
    rows.iter().map(|row| row.try_get("", "version")).collect()
}

/// Looks at the database of these settings: what is there, and how many steps its schema lacks.
pub(crate) async fn look_at(
    settings: &ConnectionSettings,
    data_directory: &Path,
) -> Result<(Contents, usize), Error> {
    // A pool would wait where nobody listens, and then say something else than the connection test.
    settings.reach().await?;
    let connection = settings.connect(data_directory, 1).await?;
    let contents = look(&connection).await?;
    let steps = count_missing_steps(&connection).await?;
    connection.close().await?;
    Ok((contents, steps))
}

/// The database lacks steps, and whoever opens it is not the one to take them.
#[derive(Debug)]
pub(crate) struct OlderSchema;

impl std::fmt::Display for OlderSchema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the database is that of an older version")
    }
}

impl std::error::Error for OlderSchema {}

/// The database holds steps that this version does not know.
#[derive(Debug)]
pub(crate) struct NewerSchema;

impl std::fmt::Display for NewerSchema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the database was brought up to date by a newer version")
    }
}

impl std::error::Error for NewerSchema {}

/// Takes the steps that are missing. Of several servers that start at once, one does, and the others
/// wait for it. An older version does not write into what a newer one has made.
pub(crate) async fn bring_up_to_date(
    connection: &DatabaseConnection,
    settings: &ConnectionSettings,
    data_directory: &Path,
) -> Result<(), Error> {
    if is_up_to_date(connection).await? {
        return Ok(());
    }
    let _lock = MigrationLock::take(settings, data_directory).await?;
    if !is_up_to_date(connection).await? {
        take_remaining_steps(connection).await?;
    }
    Ok(())
}

/// The steps that this version knows, in their order.
pub(crate) fn steps() -> Vec<String> {
    Migrator::migrations().iter().map(|step| step.name().to_owned()).collect()
}

/// Gives an empty database the schema as it was after the first `count` steps.
pub(super) async fn take_steps(connection: &DatabaseConnection, count: u32) -> Result<(), DbErr> {
    make_migrations_table(connection).await?;
    Migrator::up(connection, Some(count)).await
}

/// Takes the steps that are missing, for whoever holds the lock already.
pub(super) async fn take_remaining_steps(connection: &DatabaseConnection) -> Result<(), DbErr> {
    make_migrations_table(connection).await?;
    Migrator::up(connection, None).await
}

/// As the library would make it, which leaves to a MariaDB server how rows are stored: in its older
/// formats, the key is too long.
async fn make_migrations_table(connection: &DatabaseConnection) -> Result<(), DbErr> {
    if connection.get_database_backend() != DbBackend::MySql {
        return Ok(());
    }
    let table = format!(
        "CREATE TABLE IF NOT EXISTS {MIGRATIONS} (version VARCHAR(255) NOT NULL PRIMARY KEY, \
         applied_at BIGINT NOT NULL) {MYSQL_TABLE} CHARACTER SET utf8mb4"
    );
    connection.execute_unprepared(&table).await.map(drop)
}

async fn is_up_to_date(connection: &DatabaseConnection) -> Result<bool, Error> {
    Ok(count_missing_steps(connection).await? == 0)
}

/// How many steps the schema of a database lacks; refuses one that has taken others.
pub(crate) async fn count_missing_steps(connection: &DatabaseConnection) -> Result<usize, Error> {
    let applied = applied(connection, &SchemaManager::new(connection)).await?;
    let known = steps();
    if !applied.iter().all(|version| known.contains(version)) {
        return Err(NewerSchema.into());
    }
    Ok(known.len() - applied.len())
}

/// Marks an empty database as one that a move fills, before anything else is in it.
pub(super) async fn mark_half_moved(
    connection: &DatabaseConnection,
    id: &str,
) -> Result<(), DbErr> {
    // The id is ours: hexadecimal digits and hyphens.
    let table = "CREATE TABLE datasync_move (id VARCHAR(36) PRIMARY KEY)";
    connection.execute_unprepared(table).await?;
    connection.execute_unprepared(&format!("INSERT INTO datasync_move VALUES ('{id}')")).await?;
    Ok(())
}

/// The move is at its end.
pub(super) async fn mark_whole(connection: &DatabaseConnection) -> Result<(), DbErr> {
    connection.execute_unprepared("DROP TABLE datasync_move").await.map(drop)
}

/// Removes what a move that did not come to its end has left.
pub(super) async fn remove_half_moved(connection: &DatabaseConnection) -> Result<(), DbErr> {
    let quote = match connection.get_database_backend() {
        DbBackend::MySql => '`',
        _ => '"',
    };
    // The mark goes last: until then, the rest can be removed again.
    for table in tables().into_iter().rev().chain([MIGRATIONS, HALF_MOVED]) {
        let drop_table = format!("DROP TABLE IF EXISTS {quote}{table}{quote}");
        connection.execute_unprepared(&drop_table).await?;
    }
    Ok(())
}

pub(crate) fn sql(connection: &impl ConnectionTrait, text: &str) -> Statement {
    Statement::from_string(connection.get_database_backend(), text)
}
