//! What the run may do that has claimed a table.

use super::{
    ClaimError, Entry, IDENTITY, Phase, Run, claiming::staging_prefix, found, is_replaced,
    register_of,
};
use crate::{
    driver::{Destination, Engine},
    table::TableName,
};

/// The right of one run to write one table, until somebody claims it later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub(super) table: TableName,
    pub(super) fence: u64,
    pub(super) run: Run,
    /// Where the table stood when it was claimed.
    pub(super) phase: Phase,
}

impl Claim {
    pub fn table(&self) -> &TableName {
        &self.table
    }

    /// Whether there are rows that people may have seen.
    pub fn is_published(&self) -> bool {
        self.phase == Phase::Published
    }

    /// This run's staging table: never that of another run, also after its entry was removed.
    pub fn staging(&self) -> TableName {
        let run =
            self.run.id.chars().filter(char::is_ascii_alphanumeric).take(16).collect::<String>();
        let name = format!("{}{run}", staging_prefix(&self.table));
        TableName { name, ..self.table.clone() }
    }

    /// Takes note that a staging table with `rows` is about to get the table's name.
    pub(crate) async fn note_publishing(
        &self,
        destination: &mut dyn Destination,
        rows: u64,
    ) -> Result<(), ClaimError> {
        let phase = destination.engine().quoted_text(Phase::Publishing.name());
        self.change(destination, &format!("phase = {phase}, row_count = {rows}")).await
    }

    /// Takes note of how far the run is.
    pub(super) async fn note(
        &self,
        destination: &mut dyn Destination,
        phase: Phase,
    ) -> Result<(), ClaimError> {
        let engine = destination.engine();
        let (phase, staging) =
            (engine.quoted_text(phase.name()), engine.quoted_text(&self.staging().name));
        self.change(destination, &format!("phase = {phase}, staging = {staging}")).await
    }

    /// Takes note of what tells the staging table, which will be the table, from others.
    pub(crate) async fn note_made(
        &self,
        destination: &mut dyn Destination,
    ) -> Result<(), ClaimError> {
        let (engine, staging) = (destination.engine(), self.staging());
        let identity = match engine {
            Engine::PostgreSql => format!("({})", engine.identity(&staging)),
            Engine::MySql | Engine::Sqlite => engine.quoted_text(&staging.name),
        };
        self.change(destination, &format!("identity = {identity}")).await
    }

    /// Takes note that the table holds `rows` of this run; part of the transaction that makes it true.
    pub(crate) async fn note_published(
        &self,
        destination: &mut dyn Destination,
        rows: u64,
    ) -> Result<(), ClaimError> {
        let engine = destination.engine();
        let phase = engine.quoted_text(Phase::Published.name());
        let now = match engine {
            Engine::PostgreSql => {
                "to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
            }
            Engine::MySql => "DATE_FORMAT(UTC_TIMESTAMP(), '%Y-%m-%dT%H:%i:%sZ')",
            Engine::Sqlite => "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')",
        };
        let run = engine.quoted_text(&self.run.id);
        let set = format!(
            "phase = {phase}, staging = NULL, row_count = {rows}, published_run = {run}, published_at = {now}"
        );
        self.change(destination, &set).await
    }

    /// Refuses once somebody else has claimed the table, or replaced one that was published; else nobody can
    /// claim it until the transaction has ended.
    pub(crate) async fn hold(&self, destination: &mut dyn Destination) -> Result<(), ClaimError> {
        let holding = destination.engine().holding();
        match found(destination, &self.table, IDENTITY, holding).await? {
            Some(entry) if !self.is_of(&entry) => Err(ClaimError::TakenOver),
            Some(entry) if is_replaced(destination, &self.table, &entry).await? => {
                Err(ClaimError::Replaced)
            }
            Some(_) => Ok(()),
            None => Err(ClaimError::TakenOver),
        }
    }

    fn is_of(&self, entry: &Entry) -> bool {
        (entry.fence, &entry.run.id) == (self.fence, &self.run.id)
    }

    async fn change(&self, destination: &mut dyn Destination, set: &str) -> Result<(), ClaimError> {
        let statement =
            format!("UPDATE {} SET {set} {}", self.register(destination), self.mine(destination));
        match destination.execute(statement).await? {
            1 => Ok(()),
            // MySQL counts rows that changed, not rows that were found.
            _ => self.hold(destination).await,
        }
    }

    fn register(&self, destination: &dyn Destination) -> String {
        destination.engine().quoted_table(&register_of(&self.table))
    }

    /// The condition that the entry is still this run's.
    fn mine(&self, destination: &dyn Destination) -> String {
        let engine = destination.engine();
        let (table, run) = (engine.quoted_text(&self.table.name), engine.quoted_text(&self.run.id));
        format!("WHERE table_name = {table} AND fence = {} AND run = {run}", self.fence)
    }

    /// Whether this run has published, though it has not heard so.
    async fn has_published(&self, destination: &mut dyn Destination) -> Result<bool, ClaimError> {
        let query = format!(
            "SELECT published_run, phase, row_count FROM {} {}",
            self.register(destination),
            self.mine(destination)
        );
        let Some(row) = destination.query(query).await?.into_iter().next() else {
            return Ok(false);
        };
        let [published_run, phase, rows] =
            <[Option<String>; 3]>::try_from(row).map_err(|_| ClaimError::Unreadable)?;
        if published_run.as_ref() == Some(&self.run.id) {
            return Ok(true);
        }
        let is_publishing = phase.as_deref() == Some(Phase::Publishing.name());
        let is_renamed = is_publishing
            && destination.describe(&self.table).await?.is_some()
            && destination.describe(&self.staging()).await?.is_none();
        if is_renamed {
            let rows = rows.and_then(|rows| rows.parse().ok()).ok_or(ClaimError::Unreadable)?;
            self.note_published(destination, rows).await?;
        }
        Ok(is_renamed)
    }

    /// After a failure, on a new connection: removes what this run has made, its staging table and, where
    /// nothing was ever published, its entry. Unless it turns out that the run has published, which is the
    /// answer.
    pub async fn abandon(&self, destination: &mut dyn Destination) -> Result<bool, ClaimError> {
        if self.has_published(destination).await? {
            return Ok(true);
        }
        let engine = destination.engine();
        let staging = engine.quoted_table(&self.staging());
        destination.execute(format!("DROP TABLE IF EXISTS {staging}")).await?;
        let (register, mine) = (self.register(destination), self.mine(destination));
        let never = engine.quoted_text(Phase::Published.name());
        destination.execute(format!("DELETE FROM {register} {mine} AND phase <> {never}")).await?;
        Ok(false)
    }
}
