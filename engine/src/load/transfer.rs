//! Rows from one side to the other.

use tokio::sync::mpsc;

use super::{Count, Load, LoadProblem, Side, counted};
use crate::{
    batch::{Batch, Value},
    compare::Buckets,
    digest::{Digester, TableDigest},
    driver::{Destination, NativeType, Source},
    drivers::{ReadError, key_of},
    table::{CopiedColumn, TableName},
};

/// Batches between a reader and a writer: enough for each to go on while the other waits.
const BATCHES: usize = 4;

/// Which rows of the source go on.
pub(super) type Choice<'a> = &'a mut (dyn FnMut(&mut Digester<'_>, &Batch, usize) -> bool + Send);

impl Load<'_> {
    /// Sends the chosen rows of the source, or all, into a table of the destination, within the transaction
    /// that is open. What was read, and what was written.
    pub(super) async fn transfer(
        &self,
        source: &mut dyn Source,
        destination: &mut dyn Destination,
        into: &TableName,
        choice: Option<Choice<'_>>,
    ) -> Result<(u64, TableDigest), LoadProblem> {
        let (read, written) = (self.plan.read(), self.plan.written());
        let (to, batches) = mpsc::channel(BATCHES);
        let (chosen, from) = mpsc::channel(1);
        let (read, relayed, written) = tokio::join!(
            source.read(&self.plan.source, &read, to),
            self.relay(batches, chosen, choice, &written),
            destination.write(into, &written, from, self.key),
        );
        // A side whose neighbour has gone ends, too, without a reason of its own.
        let read = match read {
            Ok(read) => Ok(read),
            Err(ReadError::Stopped) => Err(LoadProblem::Stopped),
            Err(error) => return Err(LoadProblem::reading(Side::Source, error)),
        };
        let relayed = relayed?;
        let written = written.map_err(LoadProblem::writing)?;
        counted(Count::Written, relayed, written.rows)?;
        Ok((read?, written))
    }

    /// Passes rows on and says how many.
    async fn relay(
        &self,
        mut batches: mpsc::Receiver<Batch>,
        to: mpsc::Sender<Batch>,
        mut choice: Option<Choice<'_>>,
        columns: &[CopiedColumn<NativeType>],
    ) -> Result<u64, LoadProblem> {
        let mut digester = Digester::new(self.key);
        let mut passed = 0;
        while let Some(batch) = batches.recv().await {
            self.progress.add(batch.rows(), batch.bytes());
            refuse_null_in_key(&batch, columns)?;
            let batch = match &mut choice {
                None => batch,
                Some(choice) => batch.filtered(|batch, row| choice(&mut digester, batch, row)),
            };
            passed += batch.rows() as u64;
            if batch.rows() > 0 && to.send(batch).await.is_err() {
                return Ok(passed);
            }
        }
        Ok(passed)
    }

    /// Reads a whole table, and hands over its batches with something that hashes them.
    pub(super) async fn each_batch(
        &self,
        side: Side,
        source: &mut dyn Source,
        table: &TableName,
        columns: &[CopiedColumn<NativeType>],
        mut take: impl FnMut(&mut Digester<'_>, Batch) -> Result<(), LoadProblem> + Send,
    ) -> Result<(), LoadProblem> {
        let (to, mut batches) = mpsc::channel::<Batch>(BATCHES);
        let taken = async move {
            let (mut digester, mut rows) = (Digester::new(self.key), 0);
            while let Some(batch) = batches.recv().await {
                rows += batch.rows() as u64;
                take(&mut digester, batch)?;
            }
            Ok::<_, LoadProblem>(rows)
        };
        let (read, taken) = tokio::join!(source.read(table, columns, to), taken);
        let taken = taken?;
        let read = read.map_err(|error| LoadProblem::reading(side, error))?;
        counted(Count::Read, taken, read)
    }

    /// Reads a whole table into buckets.
    pub(super) async fn hashed(
        &self,
        side: Side,
        source: &mut dyn Source,
        table: &TableName,
        columns: &[CopiedColumn<NativeType>],
    ) -> Result<(TableDigest, Buckets), LoadProblem> {
        let key = self.plan.key();
        let mut buckets = Buckets::new(&self.limits.directory, self.limits.bytes);
        let mut digest = TableDigest::default();
        self.each_batch(side, source, table, columns, |digester, batch| {
            if side == Side::Source {
                self.progress.add(batch.rows(), batch.bytes());
                refuse_null_in_key(&batch, columns)?;
            }
            for row in 0..batch.rows() {
                let hash = digester.row(&batch, row);
                digest.add(hash);
                let of_key = if key.is_empty() { hash } else { digester.fields(&batch, row, &key) };
                buckets.add(of_key, hash)?;
            }
            Ok(())
        })
        .await?;
        Ok((digest, buckets))
    }

    /// Reads a whole table of the destination, and hashes it.
    pub(super) async fn digest(
        &self,
        destination: &mut dyn Destination,
        table: &TableName,
    ) -> Result<TableDigest, LoadProblem> {
        let (columns, mut digest) = (self.plan.written(), TableDigest::default());
        self.each_batch(Side::Destination, destination, table, &columns, |digester, batch| {
            digest.merge(digester.table(&batch));
            Ok(())
        })
        .await?;
        Ok(digest)
    }
}

/// The databases' own rule, which SQLite does not keep for keys of several columns.
fn refuse_null_in_key(
    batch: &Batch,
    columns: &[CopiedColumn<NativeType>],
) -> Result<(), LoadProblem> {
    for (column, values) in columns.iter().zip(batch.columns()).filter(|(column, _)| column.is_key)
    {
        if let Some(row) = (0..batch.rows()).find(|row| values.get(*row) == Value::Null) {
            let key = key_of(batch, row, columns);
            return Err(LoadProblem::NullInKey { column: column.name.clone(), key });
        }
    }
    Ok(())
}
