//! What differs between two tables, found in one read of each, in no order, and in little memory.
//!
//! 1. Of every row, the hash of its key and the hash of the whole row go into [`Buckets`], by the first bits
//!    of the key's. What does not fit the budget goes to a file that has no name, so that a process that is
//!    killed leaves nothing behind.
//! 2. [`compare`] takes one bucket after the other: both sides sorted, then walked side by side. A bucket
//!    that is larger than the budget is divided by the next bits first.
//!
//! A table without a key is compared by whole rows: pass the hash of the row as that of its key. Rows that
//! are there twice are counted twice.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use crate::digest::TableDigest;

/// Buckets at each division: bits of the key's hash.
const BITS: u32 = 6;
const BUCKETS: usize = 1 << BITS;
/// Two hashes.
const ENTRY_BYTES: usize = 32;
/// Divisions after which no bits of a hash are left.
const MAX_DIVISIONS: u32 = u128::BITS / BITS;

/// The hash of a row's key, and of the row.
type Entry = (u128, u128);

/// One side of a comparison. Everything blocks for as long as writing to a file does.
#[derive(Debug)]
pub struct Buckets {
    directory: PathBuf,
    budget_entries: usize,
    /// Of how many divisions these are the outcome.
    division: u32,
    in_memory: Vec<Vec<Entry>>,
    count_in_memory: usize,
    spilled: Option<Spilled>,
    rows: u64,
}

#[derive(Debug)]
struct Spilled {
    file: File,
    end: u64,
    /// Of each bucket: where its pieces begin, and how many entries they have.
    pieces: Vec<Vec<(u64, usize)>>,
}

/// How a row differs, by the hash of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// The destination has no row with this key.
    Missing(u128),
    /// The destination's row is another one.
    Changed(u128),
    /// Only the destination has it.
    Surplus(u128),
    /// Several rows of one side have this key. For tables with a key only.
    Repeated(u128),
}

/// Whether rows are told apart by a key or only by what they hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    Key,
    WholeRow,
}

impl Buckets {
    /// At most `budget_bytes` of memory; the rest goes into a file in `directory`.
    pub fn new(directory: &Path, budget_bytes: usize) -> Self {
        Self::of_division(0, directory, (budget_bytes / ENTRY_BYTES).max(BUCKETS))
    }

    fn of_division(division: u32, directory: &Path, budget_entries: usize) -> Self {
        Self {
            directory: directory.to_owned(),
            budget_entries,
            division,
            in_memory: vec![Vec::new(); BUCKETS],
            count_in_memory: 0,
            spilled: None,
            rows: 0,
        }
    }

    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Takes note of a row.
    pub fn add(&mut self, key: u128, row: u128) -> io::Result<()> {
        if self.count_in_memory == self.budget_entries {
            self.spill()?;
        }
        self.in_memory[bucket_of(key, self.division)].push((key, row));
        self.count_in_memory += 1;
        self.rows += 1;
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        let spilled = match &mut self.spilled {
            Some(spilled) => spilled,
            none => none.insert(Spilled {
                file: tempfile::tempfile_in(&self.directory)?,
                end: 0,
                pieces: vec![Vec::new(); BUCKETS],
            }),
        };
        let mut bytes = Vec::new();
        for (entries, pieces) in self.in_memory.iter_mut().zip(&mut spilled.pieces) {
            if entries.is_empty() {
                continue;
            }
            bytes.clear();
            for (key, row) in entries.iter() {
                bytes.extend_from_slice(&key.to_le_bytes());
                bytes.extend_from_slice(&row.to_le_bytes());
            }
            spilled.file.write_all(&bytes)?;
            pieces.push((spilled.end, entries.len()));
            spilled.end += bytes.len() as u64;
            entries.clear();
        }
        self.count_in_memory = 0;
        Ok(())
    }

    fn count(&self, bucket: usize) -> usize {
        let spilled = self.spilled.iter().flat_map(|spilled| &spilled.pieces[bucket]);
        self.in_memory[bucket].len() + spilled.map(|(_, count)| count).sum::<usize>()
    }

    /// Hands over all entries of a bucket, piece by piece.
    fn drain(
        &mut self,
        bucket: usize,
        mut take: impl FnMut(Entry) -> io::Result<()>,
    ) -> io::Result<()> {
        for entry in std::mem::take(&mut self.in_memory[bucket]) {
            self.count_in_memory -= 1;
            take(entry)?;
        }
        let Some(spilled) = &mut self.spilled else { return Ok(()) };
        let mut bytes = Vec::new();
        for (begin, count) in std::mem::take(&mut spilled.pieces[bucket]) {
            bytes.resize(count * ENTRY_BYTES, 0);
            spilled.file.seek(SeekFrom::Start(begin))?;
            spilled.file.read_exact(&mut bytes)?;
            for entry in bytes.chunks_exact(ENTRY_BYTES) {
                take((hash(&entry[..16]), hash(&entry[16..])))?;
            }
        }
        Ok(())
    }

    /// One bucket as a side of its own.
    fn divide(&mut self, bucket: usize) -> io::Result<Self> {
        let mut divided =
            Self::of_division(self.division + 1, &self.directory, self.budget_entries);
        self.drain(bucket, |(key, row)| divided.add(key, row))?;
        Ok(divided)
    }

    fn sorted(&mut self, bucket: usize) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::with_capacity(self.count(bucket));
        self.drain(bucket, |entry| {
            entries.push(entry);
            Ok(())
        })?;
        entries.sort_unstable();
        Ok(entries)
    }
}

/// The bits of a hash that count at a division.
fn bucket_of(key: u128, division: u32) -> usize {
    let bits = key >> (u128::BITS - BITS * (division + 1));
    usize::try_from(bits & (BUCKETS as u128 - 1)).unwrap_or(0)
}

fn hash(bytes: &[u8]) -> u128 {
    let mut hash = [0; 16];
    hash.copy_from_slice(bytes);
    u128::from_le_bytes(hash)
}

/// Tells every difference, and says which rows are the same on both sides: how many, and the sum of their
/// hashes.
pub fn compare(
    mut source: Buckets,
    mut destination: Buckets,
    identity: Identity,
    tell: &mut dyn FnMut(Difference),
) -> io::Result<TableDigest> {
    let mut unchanged = TableDigest::default();
    for bucket in 0..BUCKETS {
        let entries = source.count(bucket) + destination.count(bucket);
        // Equal keys have equal bits to the last: those are in one bucket at any division.
        let is_large = entries > source.budget_entries && source.division + 1 < MAX_DIVISIONS;
        unchanged.merge(if is_large && entries > 1 {
            let (source, destination) = (source.divide(bucket)?, destination.divide(bucket)?);
            compare(source, destination, identity, tell)?
        } else {
            walk(&source.sorted(bucket)?, &destination.sorted(bucket)?, identity, tell)
        });
    }
    Ok(unchanged)
}

/// Both sorted.
fn walk(
    mut source: &[Entry],
    mut destination: &[Entry],
    identity: Identity,
    tell: &mut dyn FnMut(Difference),
) -> TableDigest {
    let mut unchanged = TableDigest::default();
    while let Some(key) = least_key(source, destination) {
        let (here, there) = (take_key(&mut source, key), take_key(&mut destination, key));
        match identity {
            Identity::Key if here.len() > 1 || there.len() > 1 => tell(Difference::Repeated(key)),
            Identity::Key => match (here, there) {
                ([_], []) => tell(Difference::Missing(key)),
                ([], [_]) => tell(Difference::Surplus(key)),
                ([here], [there]) if here == there => unchanged.add(here.1),
                _ => tell(Difference::Changed(key)),
            },
            Identity::WholeRow => {
                let same = here.len().min(there.len());
                here[..same].iter().for_each(|(_, row)| unchanged.add(*row));
                (same..here.len()).for_each(|_| tell(Difference::Missing(key)));
                (same..there.len()).for_each(|_| tell(Difference::Surplus(key)));
            }
        }
    }
    unchanged
}

fn least_key(source: &[Entry], destination: &[Entry]) -> Option<u128> {
    let first = |entries: &[Entry]| entries.first().map(|(key, _)| *key);
    first(source).into_iter().chain(first(destination)).min()
}

/// The entries with this key, from the beginning of the rest.
fn take_key<'a>(entries: &mut &'a [Entry], key: u128) -> &'a [Entry] {
    let count = entries.iter().take_while(|(of, _)| *of == key).count();
    let (taken, rest) = entries.split_at(count);
    *entries = rest;
    taken
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    fn buckets(rows: &[Entry], budget_bytes: usize) -> Buckets {
        let mut buckets = Buckets::new(&std::env::temp_dir(), budget_bytes);
        for (key, row) in rows {
            buckets.add(*key, *row).unwrap();
        }
        buckets
    }

    fn differences(
        source: &[Entry],
        destination: &[Entry],
        identity: Identity,
        budget_bytes: usize,
    ) -> (u64, Vec<Difference>) {
        let mut told = Vec::new();
        let (source, destination) =
            (buckets(source, budget_bytes), buckets(destination, budget_bytes));
        let unchanged =
            compare(source, destination, identity, &mut |difference| told.push(difference));
        told.sort_unstable();
        (unchanged.unwrap().rows, told)
    }

    /// Keys whose first bits are the same, so that one division does not tell them apart.
    fn crowded(key: u8) -> u128 {
        (0xabcd << 112) | (u128::from(key) << 64)
    }

    #[test]
    fn each_kind_of_difference_is_told() {
        let source = [(1, 10), (2, 20), (3, 30), (5, 50), (5, 51)];
        let destination = [(2, 20), (3, 31), (4, 40)];
        let expected = vec![
            Difference::Missing(1),
            Difference::Changed(3),
            Difference::Surplus(4),
            Difference::Repeated(5),
        ];
        assert_eq!(differences(&source, &destination, Identity::Key, 1 << 20), (1, expected));
    }

    #[test]
    fn rows_without_a_key_are_counted_as_often_as_they_are_there() {
        let rows = |counts: &[(u128, usize)]| {
            let of = |&(row, count): &(u128, usize)| std::iter::repeat_n((row, row), count);
            counts.iter().flat_map(of).collect::<Vec<_>>()
        };
        let (source, destination) = (rows(&[(1, 3), (2, 1)]), rows(&[(1, 1), (3, 2)]));
        let expected = vec![
            Difference::Missing(1),
            Difference::Missing(1),
            Difference::Missing(2),
            Difference::Surplus(3),
            Difference::Surplus(3),
        ];
        assert_eq!(differences(&source, &destination, Identity::WholeRow, 1 << 20), (1, expected));
    }

    #[test]
    fn equal_keys_beyond_the_budget_come_to_an_end() {
        let rows = vec![(7, 7); 10_000];
        assert_eq!(differences(&rows, &rows, Identity::WholeRow, 1), (10_000, vec![]));
        let (unchanged, told) = differences(&rows, &[], Identity::Key, 1);
        assert_eq!((unchanged, told), (0, vec![Difference::Repeated(7)]));
    }

    #[test]
    fn nothing_is_left_in_the_directory() {
        let directory = tempfile::tempdir().unwrap();
        let mut buckets = Buckets::new(directory.path(), 1);
        for number in 0..1_000 {
            buckets.add(number << 100, number).unwrap();
        }
        assert!(buckets.spilled.is_some());
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    proptest! {
        #[test]
        fn it_is_what_two_maps_say(
            source in prop::collection::btree_map(any::<u8>(), 0_u8..3, 0..200),
            destination in prop::collection::btree_map(any::<u8>(), 0_u8..3, 0..200),
            is_crowded: bool,
            budget_bytes in 0_usize..8_000,
        ) {
            let key = |key: u8| if is_crowded { crowded(key) } else { u128::from(key) << 120 };
            let entries = |rows: &BTreeMap<u8, u8>| -> Vec<Entry> {
                rows.iter().map(|(of, row)| (key(*of), (*row).into())).collect()
            };
            let keys: BTreeSet<u8> = source.keys().chain(destination.keys()).copied().collect();
            let (mut same, mut expected) = (0, Vec::new());
            for of in keys {
                match (source.get(&of), destination.get(&of)) {
                    (Some(_), None) => expected.push(Difference::Missing(key(of))),
                    (None, _) => expected.push(Difference::Surplus(key(of))),
                    (here, there) if here == there => same += 1,
                    _ => expected.push(Difference::Changed(key(of))),
                }
            }
            expected.sort_unstable();
            let told = differences(&entries(&source), &entries(&destination), Identity::Key, budget_bytes);
            prop_assert_eq!(told, (same, expected));
        }
    }
}
