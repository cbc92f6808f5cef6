//! Carrying every row of one database to another, and comparing both.
//!
//! Rows are read as the types of [`entities`](super::entities) and written as such, so that each
//! engine stores them in its own way. While a batch is written, the next is read.

use std::time::Duration;

use futures_util::{Stream, TryStreamExt};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnAcquireErr, DatabaseConnection, DatabaseTransaction,
    DbErr, EntityTrait, IntoActiveModel, Iterable, ModelTrait, PaginatorTrait, Value,
};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, timeout};

use super::{
    entities::{
        account, account_word, api_token, audit, connection, extraction, guess_limit, installation,
        job, job_run, job_settings, known_device, license, mail_settings, mail_test,
        one_time_token, outbox, recovery_code, run_line, second_factor, server_settings, session,
        webhook_delivery,
    },
    fitness,
    report::{MoveFinding, MoveProblem, MoveStage, Reporter, Table},
    trouble,
};

/// SQLite binds 32,766 values in a statement, the others twice as many.
const MAX_VALUES: usize = 30_000;
/// Larger batches are not faster, only larger.
pub(crate) const MAX_ROWS: usize = 2_000;
/// Of bytes that a value takes besides its text.
const VALUE: usize = 16;
/// Of text, after which a batch takes no further row; see [`fitness::max_text`] for smaller servers.
pub(crate) const MAX_TEXT: usize = 4 << 20;
/// For a batch. A server that takes longer has gone, and nobody else can write meanwhile.
const BATCH_LIMIT: Duration = Duration::from_mins(1);
/// How often progress is told: at every tenth part of a table that is not small.
const PARTS: u64 = 10;
const SMALL: u64 = 20_000;

/// What a table holds, in a form in which databases can be compared: order does not matter, since
/// each engine sorts in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sum {
    pub(crate) rows: u64,
    digests: u128,
}

impl Sum {
    /// The answer is how many bytes of text the row has.
    fn add<M: ModelTrait>(&mut self, row: &M) -> usize {
        let mut digest = Sha256::new();
        let mut text = 0;
        for column in <M::Entity as EntityTrait>::Column::iter() {
            let value = row.get(column);
            if let Value::String(Some(value)) = &value {
                text += value.len();
            }
            add_value(&mut digest, &value);
        }
        let digest = digest.finalize();
        let half = digest.first_chunk().map_or(0, |bytes| u128::from_be_bytes(*bytes));
        self.rows += 1;
        self.digests = self.digests.wrapping_add(half);
        text
    }
}

fn add_value(digest: &mut Sha256, value: &Value) {
    match value {
        Value::String(Some(text)) => {
            digest.update([1]);
            digest.update(text.len().to_be_bytes());
            digest.update(text.as_bytes());
        }
        Value::BigInt(Some(number)) => {
            digest.update([2]);
            digest.update(number.to_be_bytes());
        }
        other => {
            let text = format!("{other:?}");
            digest.update([3]);
            digest.update(text.len().to_be_bytes());
            digest.update(text.as_bytes());
        }
    }
}

/// What is done with one table after the other.
pub(crate) trait ForEachTable: Send {
    type Error;

    fn table<E>(&mut self, table: Table) -> impl Future<Output = Result<Sum, Self::Error>> + Send
    where
        E: EntityTrait,
        E::Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel> + Sync,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send;
}

/// In an order in which no row refers to one that comes later.
pub(crate) async fn for_each_table<W: ForEachTable>(
    mut work: W,
) -> Result<Vec<(Table, Sum)>, W::Error> {
    Ok(vec![
        (Table::Installation, work.table::<installation::Entity>(Table::Installation).await?),
        (Table::Licenses, work.table::<license::Entity>(Table::Licenses).await?),
        (Table::Accounts, work.table::<account::Entity>(Table::Accounts).await?),
        (Table::AccountWords, work.table::<account_word::Entity>(Table::AccountWords).await?),
        (Table::Links, work.table::<one_time_token::Entity>(Table::Links).await?),
        (Table::Sessions, work.table::<session::Entity>(Table::Sessions).await?),
        (Table::Mails, work.table::<outbox::Entity>(Table::Mails).await?),
        (Table::MailSettings, work.table::<mail_settings::Entity>(Table::MailSettings).await?),
        (Table::MailTests, work.table::<mail_test::Entity>(Table::MailTests).await?),
        (
            Table::ServerSettings,
            work.table::<server_settings::Entity>(Table::ServerSettings).await?,
        ),
        (Table::GuessLimits, work.table::<guess_limit::Entity>(Table::GuessLimits).await?),
        (Table::KnownDevices, work.table::<known_device::Entity>(Table::KnownDevices).await?),
        (Table::SecondFactors, work.table::<second_factor::Entity>(Table::SecondFactors).await?),
        (Table::RecoveryCodes, work.table::<recovery_code::Entity>(Table::RecoveryCodes).await?),
        (Table::Audit, work.table::<audit::Entity>(Table::Audit).await?),
        (Table::Jobs, work.table::<job::Entity>(Table::Jobs).await?),
        (Table::Runs, work.table::<job_run::Entity>(Table::Runs).await?),
        (Table::RunLines, work.table::<run_line::Entity>(Table::RunLines).await?),
        (Table::JobSettings, work.table::<job_settings::Entity>(Table::JobSettings).await?),
        (
            Table::WebhookDeliveries,
            work.table::<webhook_delivery::Entity>(Table::WebhookDeliveries).await?,
        ),
        (Table::ApiTokens, work.table::<api_token::Entity>(Table::ApiTokens).await?),
        (Table::Connections, work.table::<connection::Entity>(Table::Connections).await?),
        (Table::Extractions, work.table::<extraction::Entity>(Table::Extractions).await?),
    ])
}

/// Carries every table over into a new schema. The answer is what was read.
pub(super) async fn carry(
    from: &DatabaseTransaction,
    to: &DatabaseConnection,
    reporter: &Reporter,
) -> Result<Vec<(Table, Sum)>, MoveProblem> {
    let began = Instant::now();
    let carried = async {
        let max_text = in_time(fitness::max_text(to)).await?;
        for_each_table(Carry { from, to, reporter, max_text }).await
    };
    carried.await.map_err(|error| {
        let problem = trouble::logged(error);
        reporter.tell(MoveStage::Rows, began, Err(problem));
        problem
    })
}

/// Reads everything, as it is there.
pub(crate) async fn sums(db: &DatabaseConnection) -> Result<Vec<(Table, Sum)>, DbErr> {
    for_each_table(Add { db }).await
}

struct Add<'a> {
    db: &'a DatabaseConnection,
}

impl ForEachTable for Add<'_> {
    type Error = DbErr;

    async fn table<E>(&mut self, _: Table) -> Result<Sum, DbErr>
    where
        E: EntityTrait,
        E::Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel> + Sync,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
    {
        let mut sum = Sum::default();
        let mut rows = in_time(E::find().stream(self.db)).await?;
        loop {
            let batch = next_batch(&mut rows, MAX_ROWS, MAX_TEXT, &mut sum, drop);
            if in_time(batch).await?.is_empty() {
                return Ok(sum);
            }
        }
    }
}

/// A database that takes longer for a batch has gone.
pub(crate) async fn in_time<T>(work: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
    let late = Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout));
    timeout(BATCH_LIMIT, work).await.unwrap_or(late)
}

/// Refuses where something else arrived than was sent.
pub(super) async fn compare(
    sent: &[(Table, Sum)],
    to: &DatabaseConnection,
) -> Result<((), MoveFinding), MoveProblem> {
    let arrived = sums(to).await.map_err(trouble::logged)?;
    let different = sent.iter().zip(&arrived).find(|(sent, arrived)| sent != arrived);
    match different {
        Some(((table, sent), (_, arrived))) => {
            tracing::error!(
                ?table,
                ?sent,
                ?arrived,
                "a table arrived differently than it was sent"
            );
            Err(MoveProblem::Different { table: *table })
        }
        None => {
            Ok(((), MoveFinding::Equal { rows: arrived.iter().map(|(_, sum)| sum.rows).sum() }))
        }
    }
}

struct Carry<'a> {
    from: &'a DatabaseTransaction,
    to: &'a DatabaseConnection,
    reporter: &'a Reporter,
    max_text: usize,
}

impl ForEachTable for Carry<'_> {
    type Error = DbErr;

    async fn table<E>(&mut self, table: Table) -> Result<Sum, DbErr>
    where
        E: EntityTrait,
        E::Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel> + Sync,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
    {
        let began = Instant::now();
        // The one row that some tables are made with.
        in_time(E::delete_many().exec(self.to)).await?;
        let total = in_time(E::find().count(self.from)).await?;
        let (columns, max_text) = (E::Column::iter().count(), self.max_text);
        let size = max_rows(columns, max_text);
        let mut rows = in_time(E::find().stream(self.from)).await?;
        let mut sum = Sum::default();
        let mut told = 0;
        let active = |row: E::Model| row.into_active_model().reset_all();
        let mut batch = in_time(next_batch(&mut rows, size, max_text, &mut sum, active)).await?;
        while !batch.is_empty() {
            let moved = sum.rows;
            let write = E::insert_many(std::mem::take(&mut batch)).exec_without_returning(self.to);
            let read = next_batch(&mut rows, size, max_text, &mut sum, active);
            let both = Box::pin(async { tokio::try_join!(write, read) });
            (_, batch) = in_time(both).await?;
            if total > SMALL && moved < total && moved >= told + total / PARTS {
                told = moved;
                self.reporter.tell(
                    MoveStage::Rows,
                    began,
                    Ok(MoveFinding::Rows { table, moved, total }),
                );
            }
        }
        let moved = sum.rows;
        tracing::info!(table = E::default().table_name(), rows = moved, "moved");
        self.reporter.tell(MoveStage::Rows, began, Ok(MoveFinding::Rows { table, moved, total }));
        Ok(sum)
    }
}

/// How many rows a statement takes, where it takes this much text.
pub(crate) fn max_rows(columns: usize, max_text: usize) -> usize {
    let columns = columns.max(1);
    MAX_ROWS.min(MAX_VALUES / columns).min(max_text / (VALUE * columns)).max(1)
}

/// The next rows, at most `size` of them, and none after `max_text` bytes of text, each as `make` makes
/// it; none at the end of the table.
pub(crate) async fn next_batch<M: ModelTrait, T>(
    rows: &mut (impl Stream<Item = Result<M, DbErr>> + Unpin),
    size: usize,
    max_text: usize,
    sum: &mut Sum,
    make: impl Fn(M) -> T,
) -> Result<Vec<T>, DbErr> {
    let mut batch = Vec::with_capacity(size);
    let mut text = 0;
    while batch.len() < size && text < max_text {
        let Some(row) = rows.try_next().await? else { break };
        text += sum.add(&row);
        batch.push(make(row));
    }
    Ok(batch)
}
