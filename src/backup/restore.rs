//! From a file to an installation: on an empty machine, or into an empty database.

use std::{path::Path, sync::Arc};

use sea_orm::sea_query::{InsertStatement, Query};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc;

use super::{
    BackupProblem,
    format::{Columns, End, Header, SIGNED_FOR, to_sql},
    reader::{BackupFile, Content},
};
use crate::{
    base::{
        clock::Clock,
        data_directory,
        failure::Error,
        vault::{Key, KeyProblem, Vault},
    },
    database::{
        configured::ConfiguredConnection,
        copy::max_rows,
        entities::audit::Action,
        filling::{Filling, count_steps},
        kept::StoredConnection,
    },
    security::{
        audit::{Actor, Event},
        installation,
    },
};

/// Nulls are words in a statement, so that nearly each batch is one of its own, which the connection
/// remembers for a while.
const MAX_ROWS: usize = 500;
/// Batches that wait for being inserted.
const AHEAD: usize = 2;

/// What a backup must show before it is restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// The signature of its installation.
    Signed,
    /// Nothing: whoever restores trusts the file.
    Unsigned,
}

/// Who says that nobody has changed a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Vouching {
    /// The key that was on this machine before.
    Machine,
    /// The key inside the backup: whoever can change the file can sign it again.
    Backup,
    Nobody,
}

/// A backup that was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Restored {
    pub(crate) rows: u64,
    pub(crate) signed_by: Vouching,
    /// When the backup was made: `2026-06-01T12:00:00Z`
    pub(crate) made_at: String,
}

/// Restores a backup by the connection of the configuration. Whatever is refused changes nothing; what
/// breaks off leaves an empty database, or one that is marked and can be restored into again.
pub(crate) async fn restore(
    connection: &ConfiguredConnection,
    data: &Path,
    vault: &Vault,
    clock: &Clock,
    file: &Path,
    trust: Trust,
) -> Result<Restored, Error> {
    let path = file.to_owned();
    let checked = tokio::task::spawn_blocking(move || BackupFile::open(&path)?.check());
    let (header, end) = checked.await??;

    if installation::is_marked(data) {
        return Err(BackupProblem::SetUp.into());
    }
    data_directory::create(data)?;
    let _lock = data_directory::lock(data)?.ok_or(BackupProblem::Running)?;
    let keys = keys_to_put_back(vault, &header)?;
    let signed_by = match trust {
        Trust::Signed => who_vouches(vault, keys.as_deref(), &end)?,
        Trust::Unsigned => Vouching::Nobody,
    };
    let settings = connection.settings(&StoredConnection::read(data)?, vault)?;
    let filling = Filling::begin(&settings, data, count_steps(&header.migrations)?).await?;
    if let Err(error) = fill(&filling, clock, file, &end).await {
        filling.undo().await;
        return Err(error);
    }
    if let Some(keys) = keys
        && let Err(error) = vault.replace(&keys)
    {
        filling.undo().await;
        return Err(error.into());
    }
    let is_set_up =
        installation::row(filling.connection()).await?.is_some_and(|row| row.set_up_at.is_some());
    filling.finish().await?;
    // If that is not done now, the next start does it.
    if is_set_up {
        installation::mark(data)?;
    }
    Ok(Restored { rows: end.rows, signed_by, made_at: header.made_at })
}

/// The ring of the backup, unless one is there that opens what the backup holds.
fn keys_to_put_back(vault: &Vault, header: &Header) -> Result<Option<Vec<Key>>, Error> {
    let Some(check) = &header.key_check else { return Ok(None) };
    if vault.ring()?.is_some() {
        return match vault.require_right_key(check) {
            Ok(()) => Ok(None),
            Err(KeyProblem::Wrong(place)) => Err(BackupProblem::OtherKey(place).into()),
            Err(problem) => Err(problem.into()),
        };
    }
    let texts = header.keys.as_ref().ok_or_else(|| BackupProblem::KeyNeeded(vault.place()))?;
    let keys: Option<Vec<Key>> = texts.iter().map(|text| Key::parse(text)).collect();
    let keys = keys.ok_or(BackupProblem::Damaged)?;
    let opens = Vault::Configured(Arc::new(keys.clone())).require_right_key(check);
    opens.map_err(|_| BackupProblem::Damaged)?;
    Ok(Some(keys))
}

/// Refuses a backup that was not signed, or was changed since. The key that is put back is that of the
/// backup itself; any other was there before.
fn who_vouches(vault: &Vault, put_back: Option<&[Key]>, end: &End) -> Result<Vouching, Error> {
    let signature = end.signature.as_deref().ok_or(BackupProblem::Unsigned)?;
    let (ring, signed_by) = match put_back {
        Some(keys) => (&Vault::Configured(Arc::new(keys.to_vec())), Vouching::Backup),
        None => (vault, Vouching::Machine),
    };
    if ring.has_signed(&end.sha256, SIGNED_FOR, signature)? {
        Ok(signed_by)
    } else {
        Err(BackupProblem::WronglySigned.into())
    }
}

async fn fill(filling: &Filling, clock: &Clock, file: &Path, end: &End) -> Result<(), Error> {
    let (send, mut batches) = mpsc::channel(AHEAD);
    let (path, end) = (file.to_owned(), end.clone());
    let max_text = filling.max_text().await?;
    let read = tokio::task::spawn_blocking(move || read_batches(&path, &end, max_text, &send));
    let inserted = insert_all(filling, &mut batches).await;
    // Whoever reads waits for nobody any more.
    drop(batches);
    let read = read.await?;
    inserted?;
    read?;
    filling.bring_up_to_date().await?;
    installation::begin_anew(filling.connection()).await?;
    let event = Event::new(Action::RestoredBackup, Actor::Command);
    event.record(filling.connection(), clock.now()).await
}

/// Rows of one table.
struct RowBatch {
    table: Arc<Columns>,
    /// None where the table begins.
    rows: Option<InsertStatement>,
}

/// The file must be the one that was checked, to its end.
fn read_batches(
    path: &Path,
    end: &End,
    max_text: usize,
    send: &mpsc::Sender<RowBatch>,
) -> Result<(), Error> {
    let mut file = BackupFile::open(path)?;
    let mut table = Arc::new(Columns { name: String::new(), columns: Vec::new() });
    let (mut rows, mut text) = (Vec::new(), 0);
    loop {
        let next = file.next()?;
        let is_long = rows.len() == MAX_ROWS.min(max_rows(table.columns.len(), max_text));
        let is_full = is_long || text >= max_text;
        if !rows.is_empty() && (is_full || !matches!(next, Some(Content::Row(_)))) {
            let insert = insert(&table, std::mem::take(&mut rows))?;
            send.blocking_send(RowBatch { table: Arc::clone(&table), rows: Some(insert) })?;
            text = 0;
        }
        match next {
            None if file.end() == Some(end) => return Ok(()),
            None => return Err(BackupProblem::Damaged.into()),
            Some(Content::Row(values)) => {
                text += values.iter().filter_map(Value::as_str).map(str::len).sum::<usize>();
                rows.push(values);
            }
            Some(Content::Table(columns)) => {
                table = Arc::new(columns);
                send.blocking_send(RowBatch { table: Arc::clone(&table), rows: None })?;
            }
        }
    }
}

fn insert(table: &Columns, rows: Vec<Vec<Value>>) -> Result<InsertStatement, Error> {
    let mut insert = Query::insert();
    insert.into_table(table.name.clone()).columns(table.columns.iter().cloned());
    for row in rows {
        let values: Option<Vec<_>> = row.into_iter().map(to_sql).collect();
        insert.values(values.ok_or(BackupProblem::Damaged)?)?;
    }
    Ok(insert)
}

async fn insert_all(
    filling: &Filling,
    batches: &mut mpsc::Receiver<RowBatch>,
) -> Result<(), Error> {
    while let Some(RowBatch { table, rows }) = batches.recv().await {
        match rows {
            None => filling.empty(&table.name).await?,
            Some(rows) => filling.insert(&rows).await?,
        }
    }
    Ok(())
}
