//! The first load of a table. What a crash leaves behind after each step:
//!
//! 1. The table is claimed: an entry that says `loading`.
//! 2. The staging table is made, under a name that only this run has, and the entry notes what will tell it from
//!    others: that table, which the next claim drops.
//! 3. All rows in one transaction: as before, or a table that is full.
//! 4. The key, and everything read again: as before.
//! 5. Published. PostgreSQL and SQLite rename the table and note that in one transaction. MySQL cannot: it
//!    notes `publishing`, renames, and notes `published`; whether the staging table is still there tells
//!    the next claim how far that came.

use super::{Count, Load, LoadProblem, Loaded, Side, Stage, counted};
use crate::{
    driver::{Destination, Engine, Source},
    drivers::{Trouble, trouble},
    register::{Claim, ClaimError},
    table::TableName,
};

impl Load<'_> {
    pub(super) async fn first(
        &self,
        claim: &Claim,
        source: &mut dyn Source,
        destination: &mut dyn Destination,
    ) -> Result<Loaded, LoadProblem> {
        let (engine, written, staging) =
            (destination.engine(), self.plan.written(), claim.staging());
        let create = engine.create_staging(&staging, &written);
        destination.execute(create).await.map_err(LoadProblem::destination)?;
        claim.note_made(destination).await?;

        self.progress.begin(Stage::Copying);
        destination.execute(engine.begin().to_owned()).await.map_err(LoadProblem::destination)?;
        let (read, digest) = self.transfer(source, destination, &staging, None).await?;
        counted(Count::Written, read, digest.rows)?;
        destination.execute("COMMIT".to_owned()).await.map_err(LoadProblem::destination)?;
        let rows = source.count(&self.plan.source).await.map_err(LoadProblem::source)?;
        counted(Count::Read, rows, read)?;

        self.progress.begin(Stage::Checking);
        if let Some(add_key) = engine.add_key(&staging, &written) {
            destination.execute(add_key).await.map_err(|error| match trouble(&error) {
                Trouble::DuplicateKey => LoadProblem::RepeatedKey(Side::Destination),
                _ => LoadProblem::destination(error),
            })?;
        }
        let there = self.digest(destination, &staging).await?;
        counted(Count::Table, digest.rows, there.rows)?;
        if there != digest {
            return Err(LoadProblem::ReadBackDiffers);
        }

        self.progress.begin(Stage::Publishing);
        let loaded = Loaded {
            source: digest,
            inserted: digest.rows,
            changed: 0,
            removed: 0,
            unchanged: 0,
            destination_rows: there.rows,
        };
        publish(claim, destination, &staging, loaded).await?;
        // Statistics are not worth a failure.
        let _ = destination.execute(engine.analyze(claim.table())).await;
        Ok(loaded)
    }
}

async fn publish(
    claim: &Claim,
    destination: &mut dyn Destination,
    staging: &TableName,
    loaded: Loaded,
) -> Result<(), LoadProblem> {
    let (engine, rows) = (destination.engine(), loaded.destination_rows);
    let unanswered = |error| LoadProblem::Unanswered { loaded, error };
    let rename = engine.rename(staging, claim.table());
    if engine == Engine::MySql {
        claim.note_publishing(destination, rows).await?;
        destination.execute(rename).await.map_err(unanswered)?;
        return match claim.note_published(destination, rows).await {
            Err(ClaimError::Server(error)) => Err(unanswered(error)),
            noted => Ok(noted?),
        };
    }
    destination.execute(engine.begin().to_owned()).await.map_err(LoadProblem::destination)?;
    claim.hold(destination).await?;
    destination.execute(rename).await.map_err(LoadProblem::destination)?;
    claim.note_published(destination, rows).await?;
    destination.execute("COMMIT".to_owned()).await.map_err(unanswered)?;
    Ok(())
}
