//! How both sides of a table differ.

use super::{Count, Load, LoadProblem, Loaded, Side, Stage, counted};
use crate::{
    compare::{self, Difference, Identity},
    digest::TableDigest,
    driver::{Destination, Source},
};

/// Differences that are kept one by one: 16 MB. With more, all rows are written again.
const MAX_DIFFERENCES: usize = 1_000_000;

/// How the destination differs.
#[derive(Debug)]
pub(super) struct Comparison {
    pub source: TableDigest,
    pub destination: TableDigest,
    /// The rows that are the same.
    pub unchanged: TableDigest,
    pub missing: Found,
    pub changed: Found,
    pub surplus: Found,
    pub has_repeated_key: bool,
}

/// Hashes of keys: how many, and, sorted, which, unless these are too many.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub count: u64,
    hashes: Vec<u128>,
}

impl Found {
    fn add(&mut self, hash: u128, is_kept: bool) {
        self.count += 1;
        if is_kept {
            self.hashes.push(hash);
        }
    }

    pub fn contains(&self, hash: u128) -> bool {
        self.hashes.binary_search(&hash).is_ok()
    }
}

impl Load<'_> {
    /// Reads both sides, and tells how they differ.
    pub(super) async fn compare(
        &self,
        source: &mut dyn Source,
        destination: &mut dyn Destination,
    ) -> Result<Comparison, LoadProblem> {
        self.progress.begin(Stage::Comparing);
        let (plan, read, written) = (self.plan, self.plan.read(), self.plan.written());
        let (here, there) = tokio::join!(
            self.hashed(Side::Source, source, &plan.source, &read),
            self.hashed(Side::Destination, destination, &plan.destination, &written),
        );
        let ((here, of_source), (there, of_destination)) = (here?, there?);
        let rows = source.count(&plan.source).await.map_err(LoadProblem::source)?;
        counted(Count::Read, rows, here.rows)?;
        let identity = plan.identity();
        let compared = tokio::task::spawn_blocking(move || {
            let (mut missing, mut changed) = (Found::default(), Found::default());
            let (mut surplus, mut has_repeated_key) = (Found::default(), false);
            let mut count = 0;
            let unchanged =
                compare::compare(of_source, of_destination, identity, &mut |difference| {
                    count += 1;
                    let is_kept = identity == Identity::Key && count <= MAX_DIFFERENCES;
                    match difference {
                        Difference::Missing(key) => missing.add(key, is_kept),
                        Difference::Changed(key) => changed.add(key, is_kept),
                        Difference::Surplus(key) => surplus.add(key, is_kept),
                        Difference::Repeated(_) => has_repeated_key = true,
                    }
                })?;
            for found in [&mut missing, &mut changed, &mut surplus] {
                found.hashes.sort_unstable();
            }
            Ok::<_, std::io::Error>((unchanged, missing, changed, surplus, has_repeated_key))
        });
        let (unchanged, missing, changed, surplus, has_repeated_key) =
            compared.await.map_err(|_| LoadProblem::Stopped)??;
        Ok(Comparison {
            source: here,
            destination: there,
            unchanged,
            missing,
            changed,
            surplus,
            has_repeated_key,
        })
    }

    /// Compares, and writes nothing: what a load would write.
    pub async fn verify(
        &self,
        source: &mut dyn Source,
        destination: &mut dyn Destination,
    ) -> Result<Loaded, LoadProblem> {
        let there = destination.describe(&self.plan.destination).await;
        if there.map_err(LoadProblem::destination)?.is_none() {
            return Err(LoadProblem::NoTable);
        }
        let compared = self.compare(source, destination).await?;
        if compared.has_repeated_key {
            return Err(LoadProblem::RepeatedKey(Side::Source));
        }
        Ok(compared.loaded(compared.destination.rows))
    }
}

impl Comparison {
    pub(super) fn loaded(&self, destination_rows: u64) -> Loaded {
        Loaded {
            source: self.source,
            inserted: self.missing.count,
            changed: self.changed.count,
            removed: self.surplus.count,
            unchanged: self.unchanged.rows,
            destination_rows,
        }
    }

    pub(super) fn is_equal(&self) -> bool {
        self.missing.count + self.changed.count + self.surplus.count == 0
    }

    /// The rows of the source that the destination does not have as they are.
    pub(super) fn to_be_written(&self) -> TableDigest {
        TableDigest {
            rows: self.source.rows - self.unchanged.rows,
            sum: self.source.sum.wrapping_sub(self.unchanged.sum),
        }
    }

    /// Whether each difference is known by its key.
    pub(super) fn are_known(&self) -> bool {
        [&self.missing, &self.changed, &self.surplus]
            .iter()
            .all(|found| found.count == found.hashes.len() as u64)
    }
}
