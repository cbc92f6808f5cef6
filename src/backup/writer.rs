//! From lines to a file that is there whole or not at all.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::{
    BackupProblem,
    format::{BackupLine, End, SIGNED_FOR},
    name,
};
use crate::base::{failure::Error, private_file, random, vault::Signer};

/// What is sent to the thread that compresses and writes.
pub(crate) enum BackupPiece {
    /// Whole lines.
    Lines(Vec<u8>),
    /// Everything was sent: so many rows.
    End { rows: u64 },
}

/// Writes what comes, and returns how many bytes the file has; `None` if the sender gave up, and then
/// there is no file. Blocks.
pub(crate) fn write_file(
    path: &Path,
    signer: Option<&Signer>,
    mut pieces: mpsc::Receiver<BackupPiece>,
) -> Result<Option<u64>, Error> {
    let part = Part::create(path)?;
    let mut file = GzEncoder::new(BufWriter::new(&part.file), Compression::default());
    let mut digest = Sha256::new();
    while let Some(piece) = pieces.blocking_recv() {
        match piece {
            BackupPiece::Lines(lines) => {
                digest.update(&lines);
                file.write_all(&lines)?;
            }
            BackupPiece::End { rows } => {
                let sha256 = hex::encode(digest.finalize());
                let signature = signer.map(|signer| signer.sign(&sha256, SIGNED_FOR));
                let mut last = Vec::new();
                BackupLine::End(End { rows, sha256, signature }).add_to(&mut last)?;
                file.write_all(&last)?;
                file.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
                return part.complete(path).map(Some);
            }
        }
    }
    Ok(None)
}

/// A file under a name of its own, which goes away unless it is completed.
struct Part {
    path: PathBuf,
    file: File,
    is_complete: bool,
}

impl Part {
    fn create(path: &Path) -> Result<Self, Error> {
        require_free(path)?;
        let part = path.with_added_extension(format!("{}.{}", random::row_id(), name::PART));
        let file = private_file::create_empty(&part).map_err(|error| {
            io::Error::new(error.kind(), format!("{}: {error}", part.display()))
        })?;
        Ok(Self { path: part, file, is_complete: false })
    }

    fn complete(mut self, path: &Path) -> Result<u64, Error> {
        self.file.sync_all()?;
        require_free(path)?;
        private_file::rename(&self.path, path)?;
        self.is_complete = true;
        Ok(self.file.metadata()?.len())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_complete
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::warn!(%error, "a part of a backup could not be removed");
        }
    }
}

fn require_free(path: &Path) -> Result<(), BackupProblem> {
    // Also where a link leads nowhere.
    if path.symlink_metadata().is_ok() { Err(BackupProblem::AlreadyThere) } else { Ok(()) }
}
