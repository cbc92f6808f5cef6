//! Everything as it is at one moment, into a file. While a batch of rows is compressed, the next is
//! read; never more than a few batches are in memory.

use std::{io, path::Path};

use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, DatabaseTransaction, DbErr, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, ModelTrait,
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{
    KeyInBackup, MadeBackup, Tell,
    format::{BackupLine, Columns, FORMAT, Header, to_json},
    writer::{BackupPiece, write_file},
};
use crate::{
    base::failure::Error,
    database::{
        copy::{ForEachTable, MAX_ROWS, MAX_TEXT, Sum, for_each_table, in_time, next_batch},
        in_use,
        report::Table,
        schema,
    },
    security::installation,
    site::context::Context,
};

/// Batches that wait for being compressed.
const AHEAD: usize = 2;

/// Makes a backup in a file that must not be there yet.
pub(crate) async fn write_to(
    context: &Context,
    path: &Path,
    key: KeyInBackup,
    tell: Tell<'_>,
) -> Result<MadeBackup, Error> {
    let made = write_until(context, path, key, tell, &CancellationToken::new()).await?;
    Ok(made.ok_or_else(|| io::Error::other("the backup was not written to its end"))?)
}

/// The same, unless it is told to stop: then there is no file, and the answer is `None`.
pub(super) async fn write_until(
    context: &Context,
    path: &Path,
    key: KeyInBackup,
    tell: Tell<'_>,
    stop: &CancellationToken,
) -> Result<Option<MadeBackup>, Error> {
    let snapshot = context.database.snapshot(&context.data_directory).await?;
    // After that moment: a key that was made before is in the ring, and former ones still are.
    let header = header(context, &snapshot, key).await?;
    let signer = context.vault.signer()?;
    let (send, pieces) = mpsc::channel(AHEAD);
    let file = path.to_owned();
    let written = tokio::task::spawn_blocking(move || write_file(&file, signer.as_ref(), pieces));
    // Dropped half-way, it sends no more, and whoever writes gives up.
    let read = stop.run_until_cancelled(read(&snapshot, header, send, tell)).await;
    // The file's own problem comes first: whoever reads only learns that nobody takes it.
    let bytes = written.await??;
    let rows = read.transpose()?;
    snapshot.rollback().await?;
    Ok(rows.zip(bytes).map(|(rows, bytes)| MadeBackup { path: path.to_owned(), rows, bytes }))
}

async fn header(
    context: &Context,
    snapshot: &DatabaseTransaction,
    key: KeyInBackup,
) -> Result<Header, Error> {
    let key_check = installation::row(snapshot).await?.and_then(|row| row.key_check);
    if let Some(check) = &key_check {
        context.vault.require_right_key(check)?;
    }
    let keys = match key {
        KeyInBackup::Included => context.vault.ring_in_file()?,
        KeyInBackup::LeftOut => None,
    };
    Ok(Header {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: context.clock.now().to_string(),
        // An open database is up to date.
        migrations: schema::steps(),
        engine: context.database.settings().engine().name().to_owned(),
        identity: in_use::identity(snapshot).await?,
        key_check,
        keys,
    })
}

/// How many rows there were.
async fn read(
    snapshot: &DatabaseTransaction,
    header: Header,
    send: mpsc::Sender<BackupPiece>,
    tell: Tell<'_>,
) -> Result<u64, Error> {
    let mut first = Vec::new();
    BackupLine::DatasyncBackup(header).add_to(&mut first)?;
    send.send(BackupPiece::Lines(first)).await?;
    let tables = for_each_table(Read { snapshot, send: &send, tell }).await?;
    let rows = tables.iter().map(|(_, sum)| sum.rows).sum();
    send.send(BackupPiece::End { rows }).await?;
    Ok(rows)
}

/// What lives for an hour or lets somebody in: it would have ended by the time of a restore, or must
/// not come back to life.
fn is_left_out(table: Table) -> bool {
    matches!(table, Table::Sessions | Table::Links | Table::MailTests)
}

struct Read<'a> {
    snapshot: &'a DatabaseTransaction,
    send: &'a mpsc::Sender<BackupPiece>,
    tell: Tell<'a>,
}

impl ForEachTable for Read<'_> {
    type Error = Error;

    async fn table<E>(&mut self, table: Table) -> Result<Sum, Error>
    where
        E: EntityTrait,
        E::Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel> + Sync,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
    {
        let mut sum = Sum::default();
        if is_left_out(table) {
            return Ok(sum);
        }
        let columns = E::Column::iter().map(|column| column.as_str().to_owned()).collect();
        let name = E::default().table_name().to_owned();
        let mut lines = Vec::new();
        BackupLine::Table(Columns { name, columns }).add_to(&mut lines)?;
        let mut rows = in_time(E::find().stream(self.snapshot)).await?;
        loop {
            let batch = next_batch(&mut rows, MAX_ROWS, MAX_TEXT, &mut sum, line_of::<E::Model>);
            let batch = in_time(batch).await?;
            let is_last = batch.is_empty();
            for line in batch {
                line?.add_to(&mut lines)?;
            }
            self.send.send(BackupPiece::Lines(std::mem::take(&mut lines))).await?;
            (self.tell)(table, sum.rows);
            if is_last {
                return Ok(sum);
            }
        }
    }
}

fn line_of<M: ModelTrait>(row: M) -> Result<BackupLine, DbErr> {
    let values = <M::Entity as EntityTrait>::Column::iter().map(|column| {
        let unknown = || DbErr::Type(format!("{column:?} is of a kind that no backup knows"));
        to_json(row.get(column)).ok_or_else(unknown)
    });
    values.collect::<Result<_, _>>().map(BackupLine::Row)
}
