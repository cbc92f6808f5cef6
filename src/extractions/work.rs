//! A run of an extraction: the work of its job.

use std::{collections::HashMap, sync::Arc, time::Duration};

use engine::{
    copy::{Action, Copy, LookedAt},
    fault::Fault,
    load::{Seen, Stage},
    receipt::{Overall, Receipt},
};
use tokio::{sync::watch, task::JoinSet};
use tokio_util::sync::CancellationToken;

use super::{check, store};
use crate::{
    base::failure::{Error, Refusal},
    database::entities::job_run,
    jobs::{
        doing::{Doing, TableAtWork},
        log::LogLine,
        result::RunResult,
        work::{RunLog, Task, WorkError},
    },
    mail::reason::Reason,
};

/// How often it is said how far it is.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);

/// Copies the tables of the extraction that is the subject of the task.
pub(crate) async fn copy(task: Task) -> Result<(), WorkError> {
    let (context, id) = (&task.context, task.subject.as_deref().unwrap_or_default());
    let db = &context.database.read();
    let named = store::find(db, id).await?.ok_or(Error::from(Refusal::NoSuchJob))?;
    let copy = check::copy_of(context, db, &named).await?;

    // Dropped, it is aborted.
    let mut copying = JoinSet::new();
    let action = match task.action {
        Some(job_run::Action::Verify) => Action::Verify,
        None => Action::Load,
    };
    copying.spawn_on(copied(copy, action, task.log.clone(), task.stop.clone()), &task.runtime);
    let copied = copying.join_next().await.ok_or(WorkError::Stopped)?;
    let receipt = match copied.map_err(Error::from)? {
        Ok(receipt) => receipt,
        Err(Fault::Stopped) => return Err(WorkError::Stopped),
        Err(fault) => return Err(Reason::NotCopied(Box::new(fault)).into()),
    };
    let outcome = judged(&receipt, &task.stop);
    task.log.set_result(RunResult::of_copy(receipt));
    outcome
}

fn judged(receipt: &Receipt, stop: &CancellationToken) -> Result<(), WorkError> {
    match receipt.overall {
        Overall::Green => Ok(()),
        Overall::Yellow => Err(Reason::CopiedInParts.into()),
        Overall::Red if stop.is_cancelled() => Err(WorkError::Stopped),
        Overall::Red => {
            let first = receipt.bad().next();
            let fault = first.and_then(|table| table.faults().first()).cloned();
            let (failed, of) = (receipt.bad().count(), receipt.tables.len());
            let table = first.map(|table| table.table.clone()).unwrap_or_default();
            Err(match fault {
                Some(fault) => Reason::Copy { failed, of, table, fault: Box::new(fault) }.into(),
                // Each side was read to its end.
                None => Reason::Different { failed, of, table }.into(),
            })
        }
    }
}

/// Looks at both sides and copies, until it is told to stop.
async fn copied(
    copy: Copy,
    action: Action,
    log: RunLog,
    stop: CancellationToken,
) -> Result<Receipt, Fault> {
    let looked = tokio::select! {
        () = stop.cancelled() => return Err(Fault::Stopped),
        looked = copy.look() => looked.map_err(|problem| Fault::from(&problem))?,
    };
    let lines = log.clone();
    let looked = looked.telling(move |table| lines.write(LogLine::TableCopied(table.clone())));
    let tables = Arc::clone(&looked.tables);
    let (stopping, is_stopped) = watch::channel(false);
    let run = looked.run(action, is_stopped);
    tokio::pin!(run);
    let mut tick = tokio::time::interval(PROGRESS_EVERY);
    let mut rates = HashMap::new();
    loop {
        tokio::select! {
            outcomes = &mut run => {
                let receipt = Receipt::new(action, &tables, &outcomes);
                // Of the others it was told as soon as they were done.
                for (table, _) in receipt.tables.iter().zip(outcomes).filter(|(_, it)| it.is_none()) {
                    log.write(LogLine::TableCopied(table.clone()));
                }
                return Ok(receipt);
            }
            _ = tick.tick() => {
                log.set_progress(percent_of(&tables));
                log.set_doing(&Doing::Copying(at_work(&tables, &mut rates)));
            }
            () = stop.cancelled(), if !*stopping.borrow() => {
                stopping.send_replace(true);
            }
        }
    }
}

/// The tables under way. `rates` remembers how far each was, and how many rows came each second.
fn at_work(tables: &[LookedAt], rates: &mut HashMap<usize, (u64, u64)>) -> Vec<TableAtWork> {
    let mut under_way = Vec::new();
    for (place, table) in tables.iter().enumerate() {
        let Seen { stage, rows, bytes } = table.progress.seen();
        if let Stage::Waiting | Stage::Done = stage {
            continue;
        }
        let (before, rate) = rates.get(&place).copied().unwrap_or_default();
        let now = rows.saturating_sub(before) / PROGRESS_EVERY.as_secs().max(1);
        // Of the last seconds, not of the last one alone.
        let rows_per_second = if rate == 0 { now } else { (3 * rate + now) / 4 };
        rates.insert(place, (rows, rows_per_second));
        let (table, of) = (table.listed.name.name.clone(), table.listed.rows);
        under_way.push(TableAtWork { table, stage, rows, bytes, of, rows_per_second });
    }
    under_way
}

/// By rows where the engine estimates them, and by tables where it does not.
fn percent_of(tables: &[LookedAt]) -> i32 {
    let (mut done, mut all) = (0_u64, 0_u64);
    for table in tables.iter().filter(|table| table.is_clear()) {
        let rows = table.listed.rows.unwrap_or(0).max(1);
        let seen = table.progress.seen();
        all = all.saturating_add(rows);
        done = done.saturating_add(match seen.stage {
            Stage::Waiting => 0,
            Stage::Copying | Stage::Comparing => seen.rows.min(rows) * 9 / 10,
            Stage::Checking | Stage::Publishing => rows * 9 / 10,
            Stage::Done => rows,
        });
    }
    i32::try_from(done.saturating_mul(100).checked_div(all).unwrap_or(0)).unwrap_or(100)
}
