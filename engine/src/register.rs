//! `datasync_register`, a table of ours in the destination: which tables DataSync made there, for whom, and
//! how far the run is that works at each. It is the truth of who may write a table.
//!
//! Every change names the run that has claimed the table, and the *fence* that it got. A later claim raises
//! the fence, and from then on the earlier run cannot change anything any more.
//!
//! What is true after a crash at any moment:
//!
//! | phase | staging table | table | means |
//! | --- | --- | --- | --- |
//! | `loading` | there or not | not there | the first load is under way, nobody has seen anything |
//! | `publishing` | there | not there | as `loading` |
//! | `publishing` | gone | there | published, though nobody has noted it yet |
//! | `published` | – | there | all its rows are those of some moment of the source |

mod claim;
mod claiming;

pub use self::{
    claim::Claim,
    claiming::{claim, take_over},
};
use crate::{
    driver::{Destination, Engine, NativeType, Row},
    drivers::DriverError,
    table::{TableName, TableShape},
};
use serde::{Deserialize, Serialize};

/// The register's own name, which no table that is copied can have.
pub const REGISTER: &str = "datasync_register";
/// What names of staging tables begin with.
pub const STAGING_PREFIX: &str = "datasync_staging_";
/// The column that the first versions did not have.
const IDENTITY: &str = "identity";
/// How often something is tried beside others.
const TRIES: u32 = 5;

/// For whom a table is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The name of an extraction, or of the source of a copy.
    pub extraction: String,
    /// Empty for a copy, which has none.
    pub installation: String,
    /// Tells an installation from one that was restored from its backup.
    pub incarnation: String,
}

/// One run of an extraction or a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Letters and digits that no other run has.
    pub id: String,
    /// Who runs it, for people who look into the register: a machine and a user.
    pub signed_by: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Loading,
    Publishing,
    Published,
}

impl Phase {
    const fn name(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Publishing => "publishing",
            Self::Published => "published",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Loading, Self::Publishing, Self::Published]
            .into_iter()
            .find(|phase| phase.name() == name)
    }
}

/// What the register says of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub owner: Owner,
    pub phase: Phase,
    /// Raised by each claim.
    pub fence: u64,
    /// The run that has claimed it last.
    pub run: Run,
    /// The staging table of the last run that came so far as to name one.
    staging: Option<String>,
    /// Tells the table from others of its name, see [`Engine::identity`]; `None` for one that an earlier version
    /// has made, or that somebody has declared to be ours.
    identity: Option<String>,
}

/// Who has a table that somebody else wants to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub owner: Owner,
    /// See [`Run`].
    pub signed_by: String,
}

impl Entry {
    pub(crate) fn holder(&self) -> Holder {
        Holder { owner: self.owner.clone(), signed_by: self.run.signed_by.clone() }
    }
}

#[derive(Debug)]
pub enum ClaimError {
    /// The table is there, and DataSync has not made it.
    NotOurs,
    /// DataSync has made it for somebody else.
    OfAnother(Holder),
    /// What is there is no table, or not the one that DataSync has made.
    Replaced,
    /// A copy that is alive writes the table.
    Busy,
    /// Somebody has claimed it since.
    TakenOver,
    /// The register holds what no version so far has written.
    Unreadable,
    Server(DriverError),
}

impl<E: Into<DriverError>> From<E> for ClaimError {
    fn from(error: E) -> Self {
        Self::Server(error.into())
    }
}

/// The register beside the tables of a schema or database.
fn register_of(table: &TableName) -> TableName {
    TableName { schema: table.schema.clone(), name: REGISTER.to_owned() }
}

/// Makes the register where `table` is to be, if there is none, and the schema around it.
async fn prepare(destination: &mut dyn Destination, table: &TableName) -> Result<(), DriverError> {
    if let (Engine::PostgreSql, Some(schema)) = (destination.engine(), &table.schema) {
        let name = Engine::PostgreSql.quoted(schema);
        let there = Engine::PostgreSql.quoted_text(&name);
        let is_there = format!("SELECT pg_catalog.to_regnamespace({there})");
        if destination.query(is_there).await?.iter().flatten().all(Option::is_none) {
            destination.execute(format!("CREATE SCHEMA IF NOT EXISTS {name}")).await?;
        }
    }
    let register = register_of(table);
    for attempt in 1.. {
        let statement = match destination.describe(&register).await? {
            Some(shape) if has_identity(&shape) => break,
            Some(_) => addition(destination.engine(), &register),
            None => creation(destination.engine(), &register),
        };
        match destination.execute(statement).await {
            // Somebody else has made it meanwhile.
            Err(_) if attempt < TRIES && destination.describe(&register).await?.is_some() => {}
            made => {
                made?;
            }
        }
    }
    Ok(())
}

fn has_identity(register: &TableShape<NativeType>) -> bool {
    register.columns.iter().any(|column| column.name == IDENTITY)
}

fn addition(engine: Engine, register: &TableName) -> String {
    let text = text_type(engine);
    format!("ALTER TABLE {} ADD COLUMN {IDENTITY} {text}", engine.quoted_table(register))
}

const fn text_type(engine: Engine) -> &'static str {
    match engine {
        Engine::PostgreSql | Engine::Sqlite => "text",
        Engine::MySql => "text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    }
}

fn creation(engine: Engine, register: &TableName) -> String {
    let text = text_type(engine);
    let (key, options) = match engine {
        Engine::PostgreSql | Engine::Sqlite => ("text", ""),
        Engine::MySql => (
            "varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
            " ENGINE = InnoDB ROW_FORMAT = DYNAMIC",
        ),
    };
    let register = engine.quoted_table(register);
    format!(
        "CREATE TABLE {register} (table_name {key} NOT NULL PRIMARY KEY, extraction {text} NOT NULL, \
         installation {text} NOT NULL, incarnation {text} NOT NULL, fence bigint NOT NULL, run {text} NOT NULL, signed_by {text} NOT NULL, \
         phase {text} NOT NULL, staging {text}, row_count bigint, published_run {text}, published_at {text}, {IDENTITY} {text}){options}"
    )
}

/// What the register says of a table; `None` where it says nothing, or is not there.
pub async fn entry(
    destination: &mut dyn Destination,
    table: &TableName,
) -> Result<Option<Entry>, ClaimError> {
    match destination.describe(&register_of(table)).await? {
        None => Ok(None),
        Some(shape) if has_identity(&shape) => found(destination, table, IDENTITY, "").await,
        Some(_) => found(destination, table, "NULL", "").await,
    }
}

/// Whether the table that is there is another one than the entry is about, or no plain table.
pub async fn is_replaced(
    destination: &mut dyn Destination,
    table: &TableName,
    entry: &Entry,
) -> Result<bool, ClaimError> {
    if entry.phase == Phase::Loading {
        return Ok(false);
    }
    let engine = destination.engine();
    let found = destination.query(engine.identity(table)).await?;
    let Some(there) = found.into_iter().flatten().next() else {
        // A view; or nothing, which is made again.
        return Ok(destination.describe(table).await?.is_some());
    };
    let there = there.unwrap_or_default();
    Ok(match &entry.identity {
        None => false,
        Some(identity) if engine == Engine::PostgreSql => there != *identity,
        Some(mark) => !there.contains(&**mark),
    })
}

async fn found(
    destination: &mut dyn Destination,
    table: &TableName,
    identity: &str,
    holding: &str,
) -> Result<Option<Entry>, ClaimError> {
    let (register, name) = name_in(destination.engine(), table);
    let rows = destination
        .query(format!(
            "SELECT extraction, installation, incarnation, phase, fence, run, signed_by, staging, {identity} FROM {register} \
             WHERE table_name = {name}{holding}"
        ))
        .await?;
    let Some(row) = rows.into_iter().next() else { return Ok(None) };
    parsed(row).map(Some).ok_or(ClaimError::Unreadable)
}

fn parsed(row: Row) -> Option<Entry> {
    let [extraction, installation, incarnation, phase, fence, run, signed_by, staging, identity] =
        <[Option<String>; 9]>::try_from(row).ok()?;
    Some(Entry {
        owner: Owner {
            extraction: extraction?,
            installation: installation?,
            incarnation: incarnation?,
        },
        phase: Phase::parse(&phase?)?,
        fence: fence?.parse().ok()?,
        run: Run { id: run?, signed_by: signed_by? },
        staging,
        identity,
    })
}

/// The register, and the text that stands for the table in it.
fn name_in(engine: Engine, table: &TableName) -> (String, String) {
    (engine.quoted_table(&register_of(table)), engine.quoted_text(&table.name))
}
