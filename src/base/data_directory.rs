//! The directory in which an installation keeps its files.

use std::{
    fs::{DirBuilder, File, TryLockError},
    io,
    os::unix::fs::DirBuilderExt,
    path::Path,
    sync::Arc,
};

use super::private_file;

/// Locked by the server that uses the data directory.
const LOCK_FILE: &str = "lock";

/// `None` where another process holds it.
pub(crate) fn lock(path: &Path) -> io::Result<Option<Arc<File>>> {
    let file = private_file::open(&path.join(LOCK_FILE))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Arc::new(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Another server works there, on a database that only one may use.
#[derive(Debug)]
pub(crate) struct InUse;

impl std::fmt::Display for InUse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("another server uses the data directory and its embedded database")
    }
}

impl std::error::Error for InUse {}

/// Only the server's own user may look inside.
pub(crate) fn create(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}
