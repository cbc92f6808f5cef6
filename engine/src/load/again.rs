//! Loading a table that people may have seen. What a crash leaves behind: until the commit the rows from
//! before, and after it the new ones. Staged rows are in temporary tables, which go with the session.
//!
//! 1. Both sides are read, and compared by hashes. Where nothing differs, nothing is written.
//! 2. The keys of rows that have to go are read from the destination.
//! 3. In one transaction: rows that are new or have changed are staged, the claim is held, rows go, rows
//!    come, everything is counted, the register notes it.
//!
//! Changed rows are deleted first and then inserted: two rows may have exchanged a unique value.

use tokio::sync::mpsc;

use super::{Count, Load, LoadProblem, Loaded, Side, Stage, comparison::Comparison, counted};
use crate::{
    batch::Batch,
    compare::Identity,
    dialect::Temporary,
    digest::{Digester, TableDigest},
    driver::{Destination, Engine, NativeType, Source},
    register::Claim,
    table::{CopiedColumn, TableName},
};

/// Keys of rows that have to go, in memory.
const MAX_KEY_BYTES: usize = 8 * 1024 * 1024;

impl Load<'_> {
    pub(super) async fn again(
        &self,
        claim: &Claim,
        source: &mut dyn Source,
        destination: &mut dyn Destination,
    ) -> Result<Loaded, LoadProblem> {
        let compared = self.compare(source, destination).await?;
        if compared.has_repeated_key {
            return Err(LoadProblem::RepeatedKey(Side::Source));
        }
        self.guard(&compared)?;
        let loaded = compared.loaded(compared.source.rows);
        if compared.is_equal() {
            claim.note_published(destination, compared.source.rows).await?;
            return Ok(loaded);
        }
        let keys = self.keys_to_go(&compared, destination).await?;
        let engine = destination.engine();
        destination.execute(engine.begin().to_owned()).await.map_err(LoadProblem::destination)?;
        let staged = self.stage(&compared, keys, source, destination).await?;
        self.progress.begin(Stage::Publishing);
        self.publish(claim, &compared, staged, destination).await?;
        // Somebody's triggers may have changed what was written.
        if has_triggers(destination, claim.table()).await? {
            if engine == Engine::PostgreSql {
                let now = "SET CONSTRAINTS ALL IMMEDIATE".to_owned();
                destination.execute(now).await.map_err(LoadProblem::destination)?;
            }
            self.read_back(&compared, destination).await?;
        }
        let committed = destination.execute("COMMIT".to_owned()).await;
        committed.map_err(|error| LoadProblem::Unanswered { loaded, error })?;
        let is_keyless = self.plan.identity() == Identity::WholeRow;
        if is_keyless && engine == Engine::MySql {
            // Its reader does not see what is not committed, and its triggers not everybody.
            self.read_back(&compared, destination).await?;
        }
        for temporary in [Temporary::Rows, Temporary::Keys] {
            if let Some(drop) = engine.drop_temporary(temporary) {
                // They go with the session anyway.
                let _ = destination.execute(drop).await;
            }
        }
        Ok(loaded)
    }

    /// Refuses to remove more than was agreed to.
    fn guard(&self, compared: &Comparison) -> Result<(), LoadProblem> {
        let of = compared.destination.rows;
        let removed = match self.plan.identity() {
            Identity::Key => compared.surplus.count,
            // A row that has changed is one that goes and one that comes.
            Identity::WholeRow => of.saturating_sub(compared.source.rows),
        };
        let allowed = u128::from(of) * u128::from(self.limits.max_removed_percent) / 100;
        if u128::from(removed) > allowed {
            return Err(LoadProblem::TooManyRemoved { removed, of });
        }
        Ok(())
    }

    /// The keys of the rows that have to go, as the destination has them; `None` where all rows have to.
    async fn keys_to_go(
        &self,
        compared: &Comparison,
        destination: &mut dyn Destination,
    ) -> Result<Option<Vec<Batch>>, LoadProblem> {
        if !compared.are_known() {
            return Ok(None);
        }
        if compared.changed.count + compared.surplus.count == 0 {
            return Ok(Some(Vec::new()));
        }
        let columns = self.key_columns();
        let (mut keys, mut bytes) = (Some(Vec::new()), 0);
        let table = &self.plan.destination;
        self.each_batch(Side::Destination, destination, table, &columns, |digester, batch| {
            let batch = batch.filtered(|batch, row| {
                let hash = digester.row(batch, row);
                compared.changed.contains(hash) || compared.surplus.contains(hash)
            });
            bytes += batch.bytes();
            // The rest is read all the same: a connection in the middle of an answer is good for nothing.
            if bytes > MAX_KEY_BYTES {
                keys = None;
            }
            if let Some(keys) = keys.as_mut().filter(|_| batch.rows() > 0) {
                keys.push(batch);
            }
            Ok(())
        })
        .await?;
        Ok(keys)
    }

    fn key_columns(&self) -> Vec<CopiedColumn<NativeType>> {
        self.plan.written().into_iter().filter(|column| column.is_key).collect()
    }

    /// Stages what is to be written. How many rows come and how many go.
    async fn stage(
        &self,
        compared: &Comparison,
        keys: Option<Vec<Batch>>,
        source: &mut dyn Source,
        destination: &mut dyn Destination,
    ) -> Result<Staged, LoadProblem> {
        let engine = destination.engine();
        let create = engine.create_temporary(Temporary::Rows, &self.plan.written());
        destination.execute(create).await.map_err(LoadProblem::destination)?;
        self.progress.begin(Stage::Copying);
        let rows = engine.temporary(Temporary::Rows);
        let Some(keys) = keys else {
            let (_, all) = self.transfer(source, destination, &rows, None).await?;
            same_as_before(compared.source, all)?;
            return Ok(Staged { come: all.rows, go: None });
        };
        let of_key = self.plan.key();
        let mut is_written = |digester: &mut Digester<'_>, batch: &Batch, row: usize| {
            let hash = digester.fields(batch, row, &of_key);
            compared.missing.contains(hash) || compared.changed.contains(hash)
        };
        let expected = compared.to_be_written();
        if expected.rows > 0 {
            let (_, written) =
                self.transfer(source, destination, &rows, Some(&mut is_written)).await?;
            same_as_before(expected, written)?;
        }
        let columns = self.key_columns();
        let create = engine.create_temporary(Temporary::Keys, &columns);
        destination.execute(create).await.map_err(LoadProblem::destination)?;
        let go = compared.changed.count + compared.surplus.count;
        if go > 0 {
            let (to, from) = mpsc::channel(1);
            let send = async move {
                for batch in keys {
                    if to.send(batch).await.is_err() {
                        break;
                    }
                }
            };
            let into = engine.temporary(Temporary::Keys);
            let ((), written) =
                tokio::join!(send, destination.write(&into, &columns, from, self.key));
            counted(Count::Removed, go, written.map_err(LoadProblem::writing)?.rows)?;
        }
        for temporary in [Temporary::Rows, Temporary::Keys] {
            if let Some(analyze) = engine.analyze_temporary(temporary) {
                destination.execute(analyze).await.map_err(LoadProblem::destination)?;
            }
        }
        Ok(Staged { come: expected.rows, go: Some(go) })
    }

    async fn read_back(
        &self,
        compared: &Comparison,
        destination: &mut dyn Destination,
    ) -> Result<(), LoadProblem> {
        let there = self.digest(destination, &self.plan.destination).await?;
        if there == compared.source { Ok(()) } else { Err(LoadProblem::ReadBackDiffers) }
    }

    /// From here on others wait for us, if they want to write the same table: nothing but statements.
    async fn publish(
        &self,
        claim: &Claim,
        compared: &Comparison,
        staged: Staged,
        destination: &mut dyn Destination,
    ) -> Result<(), LoadProblem> {
        let (engine, table) = (destination.engine(), claim.table());
        claim.hold(destination).await?;
        let (delete, go) = match staged.go {
            Some(go) => (engine.delete_keys(table, &self.key_columns()), go),
            None => (engine.delete_all(table), compared.destination.rows),
        };
        if go > 0 {
            let gone = destination.execute(delete).await.map_err(LoadProblem::destination)?;
            counted(Count::Removed, go, gone)?;
        }
        if staged.come > 0 {
            let insert = engine.insert_rows(table, &self.plan.written());
            let come = destination.execute(insert).await.map_err(LoadProblem::destination)?;
            counted(Count::Written, staged.come, come)?;
        }
        if let Some(changed) = engine.count_changed(table, &self.plan.written()) {
            let changed = destination.query(changed).await.map_err(LoadProblem::destination)?;
            if changed.iter().flatten().flatten().any(|count| count != "0") {
                return Err(LoadProblem::ReadBackDiffers);
            }
        }
        let rows = destination.count(table).await.map_err(LoadProblem::destination)?;
        counted(Count::Table, compared.source.rows, rows)?;
        claim.note_published(destination, rows).await?;
        Ok(())
    }
}

/// Whether there are any that the engine shows.
async fn has_triggers(
    destination: &mut dyn Destination,
    table: &TableName,
) -> Result<bool, LoadProblem> {
    let Some(query) = destination.engine().triggers(table) else { return Ok(false) };
    let found = destination.query(query).await.map_err(LoadProblem::destination)?;
    Ok(!found.is_empty())
}

/// Rows that are read for the second time have to be those of the first: some engines and views have no
/// moment that stands still.
fn same_as_before(before: TableDigest, now: TableDigest) -> Result<(), LoadProblem> {
    counted(Count::Read, before.rows, now.rows)?;
    if before == now { Ok(()) } else { Err(LoadProblem::SourceMoved) }
}

/// How many rows are staged to come, and how many have to go; `None` for all.
#[derive(Debug, Clone, Copy)]
struct Staged {
    come: u64,
    go: Option<u64>,
}
