//! A lock on one table, for which SQLite has none: a file beside the database that is locked as long as
//! somebody holds the table, whatever becomes of the program.

use std::{
    fs::{File, OpenOptions, TryLockError},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

#[derive(Debug)]
pub(super) struct TableLock {
    file: PathBuf,
    _locked: File,
}

impl TableLock {
    /// The same for everybody, by whatever path the database was opened.
    pub fn path(database: &Path, table: &str) -> PathBuf {
        let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let mut name = database.file_name().unwrap_or_default().to_owned();
        // Names of tables that differ only in their case are the same.
        let hash = Sha256::digest(table.to_ascii_lowercase());
        name.push(format!("-datasync-{}", hex::encode(&hash[..6])));
        folder.join(name)
    }

    pub fn take(file: PathBuf) -> Result<Self, TryLockError> {
        loop {
            let mut options = OpenOptions::new();
            let options = options.write(true).create(true).truncate(false).mode(0o600);
            let locked = options.open(&file).map_err(TryLockError::Error)?;
            locked.try_lock()?;
            // Whoever had it before may have removed it in between.
            let is_there = std::fs::metadata(&file).is_ok_and(|there| {
                locked
                    .metadata()
                    .is_ok_and(|mine| (mine.dev(), mine.ino()) == (there.dev(), there.ino()))
            });
            if is_there {
                return Ok(Self { file, _locked: locked });
            }
        }
    }
}

impl Drop for TableLock {
    fn drop(&mut self) {
        // While it is still locked: nobody else's is removed.
        let _ = std::fs::remove_file(&self.file);
    }
}
