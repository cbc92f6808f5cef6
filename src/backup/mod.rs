//! A backup made while the server is writing restores on an empty machine, on whatever engine.
//!
//! 1. Every table is read as it is at one moment ([`write`]), and goes line by line into one
//!    compressed file ([`format`], [`writer`]) that no engine knows of, with the key of the
//!    installation.
//! 2. To restore ([`restore`]), the file is read to its end first ([`reader`]): what is not whole
//!    changes nothing, nor does what the key of its installation has not signed. Then it fills an empty database, whose schema is at first that of the backup.
//! 3. What must not come back to life is not in it: sessions, and links that work once.

mod format;
mod name;
mod reader;
mod restore;
mod words;
mod write;
mod writer;

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

pub(crate) use restore::{Trust, Vouching, restore};
use tokio_util::sync::CancellationToken;
pub(crate) use words::explain;
pub(crate) use write::write_to;

use crate::{
    base::{clock::Timestamp, failure::Error, private_file},
    database::report::Table,
    site::context::Context,
};

/// In the data directory.
const DIRECTORY: &str = "backups";

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MadeBackup {
    pub(crate) path: PathBuf,
    pub(crate) rows: u64,
    /// Of the file.
    pub(crate) bytes: u64,
}

/// Whether the key of the installation goes along: without it, sealed secrets do not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyInBackup {
    Included,
    LeftOut,
}

/// Is told how many rows of a table have been read so far.
pub(crate) type Tell<'a> = &'a (dyn Fn(Table, u64) + Send + Sync);

/// Makes a backup in the data directory, named after this moment.
pub(crate) async fn make(
    context: &Context,
    key: KeyInBackup,
    tell: Tell<'_>,
) -> Result<MadeBackup, Error> {
    let made = make_until(context, key, tell, &CancellationToken::new()).await?;
    Ok(made.ok_or_else(|| io::Error::other("the backup was not written to its end"))?)
}

/// The same, unless it is told to stop: then nothing is left of it, and the answer is `None`.
pub(crate) async fn make_until(
    context: &Context,
    key: KeyInBackup,
    tell: Tell<'_>,
    stop: &CancellationToken,
) -> Result<Option<MadeBackup>, Error> {
    let directory = directory(&context.data_directory);
    private_file::create_directory(&directory)?;
    let _writing = being_written(&directory)?;
    let path = directory.join(name::of(context.clock.now()));
    let made = write::write_until(context, &path, key, tell, stop).await?;
    if let Some(made) = &made {
        private_file::hand_to_directory(&made.path)?;
    }
    Ok(made)
}

/// Removes older backups beside the one just made, so that `count` are left with it, and what backups
/// that were killed have left behind. Nothing else, whatever lies there. The answer is how many of the
/// former.
pub(crate) fn keep_newest(made: &MadeBackup, count: usize) -> Result<u64, Error> {
    let Some(directory) = made.path.parent() else { return Ok(0) };
    // Sorted by time, since that is how they are named.
    let mut others: Vec<_> =
        all(directory)?.into_iter().filter(|(_, path)| *path != made.path).collect();
    others.sort_unstable();
    let surplus = others.len().saturating_sub(count.saturating_sub(1));
    for (_, path) in others.into_iter().take(surplus) {
        fs::remove_file(path)?;
    }
    remove_left_in(directory)?;
    Ok(u64::try_from(surplus)?)
}

/// Removes what backups in the data directory that were killed have left behind: without an end, and
/// with the key of the installation inside.
pub(crate) fn remove_left_behind(data_directory: &Path) -> Result<(), Error> {
    Ok(remove_left_in(&directory(data_directory))?)
}

fn remove_left_in(directory: &Path) -> io::Result<()> {
    // Held until they are gone: none of them is one that has just begun.
    let Some(_alone) = nobody_writes(directory)? else { return Ok(()) };
    for (_, path) in named(directory, name::begun_at)? {
        fs::remove_file(path)?;
    }
    Ok(())
}

/// How many files there are of this kind.
pub(crate) fn count_left_behind(data_directory: &Path) -> Result<usize, Error> {
    let directory = directory(data_directory);
    let Some(_alone) = nobody_writes(&directory)? else { return Ok(0) };
    Ok(named(&directory, name::begun_at)?.len())
}

/// Held while a backup is written there. The end of the process frees it, however it comes.
fn being_written(directory: &Path) -> io::Result<File> {
    let file = File::open(directory)?;
    file.lock_shared()?;
    Ok(file)
}

/// `None` while a backup is being written there, or where there is no such directory.
fn nobody_writes(directory: &Path) -> io::Result<Option<File>> {
    let file = match File::open(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// When the newest backup in the data directory was made.
pub(crate) fn newest(data_directory: &Path) -> Result<Option<Timestamp>, Error> {
    Ok(all(&directory(data_directory))?.into_iter().map(|(at, _)| at).max())
}

fn directory(data_directory: &Path) -> PathBuf {
    data_directory.join(DIRECTORY)
}

fn all(directory: &Path) -> io::Result<Vec<(Timestamp, PathBuf)>> {
    named(directory, name::made_at)
}

fn named(
    directory: &Path,
    time_in: impl Fn(&str) -> Option<Timestamp>,
) -> io::Result<Vec<(Timestamp, PathBuf)>> {
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        if let Some(at) = entry.file_name().to_str().and_then(&time_in)
            && entry.file_type()?.is_file()
        {
            found.push((at, entry.path()));
        }
    }
    Ok(found)
}

/// Why a backup is not made or not restored. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BackupProblem {
    /// There is a file at the place where it was to go.
    AlreadyThere,
    /// Not a backup of ours.
    Foreign,
    /// A backup that is not whole, or was changed.
    Damaged,
    /// Made by a newer version than this one.
    Newer { version: String },
    /// A server uses the data directory.
    Running,
    /// The data directory belongs to an installation already.
    SetUp,
    /// There is another key than the one of the backup. Where.
    OtherKey(String),
    /// The backup is without its key, and there is none where it should be.
    KeyNeeded(String),
    /// Nothing shows that nobody has changed it.
    Unsigned,
    /// Somebody without the key of its installation has changed it.
    WronglySigned,
}

impl std::fmt::Display for BackupProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AlreadyThere => f.write_str("the file of the backup is there already"),
            Self::Foreign => f.write_str("the file is no backup of DataSync"),
            Self::Damaged => f.write_str("the backup is damaged"),
            Self::Newer { version } => write!(f, "the backup was made by version {version}"),
            Self::Running => f.write_str("a server uses the data directory"),
            Self::SetUp => f.write_str("the data directory is set up"),
            Self::OtherKey(place) => write!(f, "not the key of the backup: {place}"),
            Self::KeyNeeded(place) => write!(f, "the key of the backup is missing: {place}"),
            Self::Unsigned => f.write_str("the backup is not signed"),
            Self::WronglySigned => {
                f.write_str("the signature of the backup is not that of its key")
            }
        }
    }
}

impl std::error::Error for BackupProblem {}
