//! How a table comes to whoever writes it: claimed for a run, or taken over from another owner.

use sha2::{Digest as _, Sha256};

use super::{
    Claim, ClaimError, Entry, IDENTITY, Owner, Phase, Run, STAGING_PREFIX, TRIES, entry, found,
    is_replaced, name_in, prepare,
};
use crate::{
    driver::Destination,
    drivers::{DriverError, Trouble, trouble},
    table::TableName,
};

/// Claims a table for a run, and removes what a run before it has left behind. Makes the register if there
/// is none.
pub async fn claim(
    destination: &mut dyn Destination,
    table: &TableName,
    owner: &Owner,
    run: &Run,
) -> Result<Claim, ClaimError> {
    prepare(destination, table).await?;
    for _ in 0..TRIES {
        let before = found(destination, table, IDENTITY, "").await?;
        let claimed = match &before {
            None => enter(destination, table, owner, run).await?,
            Some(entry) if entry.owner != *owner => {
                return Err(ClaimError::OfAnother(entry.holder()));
            }
            Some(entry) if is_replaced(destination, table, entry).await? => {
                return Err(ClaimError::Replaced);
            }
            Some(entry) => raise(destination, table, entry, run).await?,
        };
        let Some(claim) = claimed else { continue };
        return clear(destination, claim, before.and_then(|entry| entry.staging)).await;
    }
    Err(ClaimError::TakenOver)
}

/// `None` where somebody else has entered it at the same moment.
async fn enter(
    destination: &mut dyn Destination,
    table: &TableName,
    owner: &Owner,
    run: &Run,
) -> Result<Option<Claim>, ClaimError> {
    if destination.describe(table).await?.is_some() {
        return Err(ClaimError::NotOurs);
    }
    let engine = destination.engine();
    let (register, name) = name_in(engine, table);
    let text = |text: &str| engine.quoted_text(text);
    let inserted = destination
        .execute(format!(
            "INSERT INTO {register} (table_name, extraction, installation, incarnation, fence, run, signed_by, phase) \
             VALUES ({name}, {}, {}, {}, 1, {}, {}, {})",
            text(&owner.extraction),
            text(&owner.installation),
            text(&owner.incarnation),
            text(&run.id),
            text(&run.signed_by),
            text(Phase::Loading.name()),
        ))
        .await;
    let claim = Claim { table: table.clone(), fence: 1, run: run.clone(), phase: Phase::Loading };
    match inserted {
        Ok(_) => Ok(Some(claim)),
        Err(error) if trouble(&error) == Trouble::DuplicateKey => Ok(None),
        Err(error) => Err(ClaimError::Server(error)),
    }
}

/// `None` where somebody else has raised it at the same moment.
async fn raise(
    destination: &mut dyn Destination,
    table: &TableName,
    entry: &Entry,
    run: &Run,
) -> Result<Option<Claim>, ClaimError> {
    let engine = destination.engine();
    let (register, name) = name_in(engine, table);
    let fence = entry.fence + 1;
    let raised = destination
        .execute(format!(
            "UPDATE {register} SET fence = {fence}, run = {}, signed_by = {} WHERE table_name = {name} AND fence = {}",
            engine.quoted_text(&run.id),
            engine.quoted_text(&run.signed_by),
            entry.fence,
        ))
        .await?;
    let claim = Claim { table: table.clone(), fence, run: run.clone(), phase: entry.phase };
    Ok((raised == 1).then_some(claim))
}

/// Brings the entry in line with what is there, and removes staging tables of runs before; `staging` is the
/// one that the entry names.
async fn clear(
    destination: &mut dyn Destination,
    mut claim: Claim,
    staging: Option<String>,
) -> Result<Claim, ClaimError> {
    let is_there = destination.describe(&claim.table).await?.is_some();
    let staged = staged(destination, &claim.table).await?;
    let is_renamed = staging.is_some_and(|name| staged.iter().all(|table| table.name != name));
    claim.phase = match claim.phase {
        Phase::Published if is_there => Phase::Published,
        // And then came the crash.
        Phase::Publishing if is_there && is_renamed => Phase::Published,
        // While we were loading, somebody else has made a table of this name.
        Phase::Loading | Phase::Publishing if is_there => return Err(ClaimError::NotOurs),
        _ => Phase::Loading,
    };
    let engine = destination.engine();
    for table in staged {
        let drop = format!("DROP TABLE IF EXISTS {}", engine.quoted_table(&table));
        match destination.execute(drop).await {
            // An earlier run is still at it; it removes its table when it sees that it is too late, or the
            // next claim does.
            Err(error) if matches!(trouble(&error), Trouble::LockTimeout | Trouble::Conflict) => {}
            dropped => {
                dropped?;
            }
        }
    }
    claim.note(destination, claim.phase).await?;
    Ok(claim)
}

/// The staging tables of any run for this table.
async fn staged(
    destination: &mut dyn Destination,
    table: &TableName,
) -> Result<Vec<TableName>, DriverError> {
    let query = destination.engine().tables_with_prefix(table, &staging_prefix(table));
    let found = destination.query(query).await?.into_iter().flatten().flatten();
    Ok(found.map(|name| TableName { name, ..table.clone() }).collect())
}

pub(super) fn staging_prefix(table: &TableName) -> String {
    format!("{STAGING_PREFIX}{}_", hex::encode(&Sha256::digest(&table.name)[..6]))
}

/// Gives a table that DataSync has made for somebody another owner, so that a run of theirs that is under way
/// cannot publish any more. The answer is whether it was still theirs.
pub async fn take_over(
    destination: &mut dyn Destination,
    table: &TableName,
    from: &Owner,
    to: &Owner,
) -> Result<bool, ClaimError> {
    let Some(entry) = entry(destination, table).await? else { return Ok(false) };
    if entry.owner != *from {
        return Ok(false);
    }
    let engine = destination.engine();
    let (register, name) = name_in(engine, table);
    let text = |text: &str| engine.quoted_text(text);
    let changed = destination
        .execute(format!(
            "UPDATE {register} SET extraction = {}, installation = {}, incarnation = {}, fence = fence + 1 \
             WHERE table_name = {name} AND fence = {}",
            text(&to.extraction),
            text(&to.installation),
            text(&to.incarnation),
            entry.fence,
        ))
        .await?;
    Ok(changed == 1)
}
