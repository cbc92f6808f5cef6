//! From a file to lines, each of which is checked.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use flate2::bufread::GzDecoder;
use sha2::{Digest, Sha256};

use super::{
    BackupProblem,
    format::{BackupLine, Columns, End, FORMAT, FirstLine, Header, MAX_LINE_BYTES},
};
use crate::{base::failure::Error, database::filling::count_steps};

/// A backup that is being read. Blocks.
pub(crate) struct BackupFile {
    pub(crate) header: Header,
    lines: BufReader<GzDecoder<BufReader<File>>>,
    /// Over every line so far.
    digest: Sha256,
    rows: u64,
    /// How many values a row of the present table has.
    width: Option<usize>,
    /// When everything has come.
    end: Option<End>,
}

/// What follows the first line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    Table(Columns),
    Row(Vec<serde_json::Value>),
}

impl BackupFile {
    /// Reads the first line; refuses what this version cannot restore.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let file = File::open(path).map_err(|error| {
            io::Error::new(error.kind(), format!("{}: {error}", path.display()))
        })?;
        let mut lines = BufReader::new(GzDecoder::new(BufReader::new(file)));
        // Whatever it is, if it does not begin as ours do.
        let line = next_line(&mut lines).map_err(|problem| match problem {
            LineProblem::Damaged => BackupProblem::Foreign.into(),
            LineProblem::Io(error) => Error::from(error),
        })?;
        let first: FirstLine = serde_json::from_slice(&line).map_err(|_| BackupProblem::Foreign)?;
        let made_by = first.datasync_backup;
        if made_by.format > FORMAT {
            return Err(newer(made_by.version, &mut lines));
        }
        let Ok(BackupLine::DatasyncBackup(header)) = serde_json::from_slice(&line) else {
            return Err(BackupProblem::Damaged.into());
        };
        if count_steps(&header.migrations).is_err() {
            return Err(newer(made_by.version, &mut lines));
        }
        Ok(Self {
            header,
            lines,
            digest: Sha256::new_with_prefix(&line),
            rows: 0,
            width: None,
            end: None,
        })
    }

    /// Reads the whole file without doing anything.
    pub(crate) fn check(mut self) -> Result<(Header, End), Error> {
        while self.next()?.is_some() {}
        Ok((self.header, self.end.ok_or(BackupProblem::Damaged)?))
    }

    /// The last line, once it has come.
    pub(crate) const fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    /// What comes next; `None` when everything has come, and is as it was written.
    pub(crate) fn next(&mut self) -> Result<Option<Content>, Error> {
        let line = next_line(&mut self.lines).map_err(|problem| match problem {
            LineProblem::Damaged => BackupProblem::Damaged.into(),
            LineProblem::Io(error) => Error::from(error),
        })?;
        let before = self.digest.clone();
        self.digest.update(&line);
        match serde_json::from_slice(&line).map_err(|_| BackupProblem::Damaged)? {
            BackupLine::Table(columns) => {
                self.width = Some(columns.columns.len());
                Ok(Some(Content::Table(columns)))
            }
            BackupLine::Row(values) if self.width == Some(values.len()) => {
                self.rows += 1;
                Ok(Some(Content::Row(values)))
            }
            BackupLine::End(end)
                if end.rows == self.rows
                    && end.sha256 == hex::encode(before.finalize())
                    && self.is_at_its_end() =>
            {
                self.end = Some(end);
                Ok(None)
            }
            BackupLine::DatasyncBackup(_) | BackupLine::Row(_) | BackupLine::End(_) => {
                Err(BackupProblem::Damaged.into())
            }
        }
    }

    /// Nothing follows, neither in what was compressed nor behind it.
    fn is_at_its_end(&mut self) -> bool {
        let is_over = self.lines.fill_buf().is_ok_and(<[u8]>::is_empty);
        is_over && self.lines.get_mut().get_mut().fill_buf().is_ok_and(<[u8]>::is_empty)
    }
}

/// Of a newer version, if the file is whole: a first line that was damaged may look like that.
fn newer(version: String, lines: &mut impl Read) -> Error {
    match io::copy(lines, &mut io::sink()) {
        Ok(_) => BackupProblem::Newer { version }.into(),
        Err(error) => match LineProblem::from(error) {
            LineProblem::Damaged => BackupProblem::Damaged.into(),
            LineProblem::Io(error) => error.into(),
        },
    }
}

enum LineProblem {
    Damaged,
    Io(io::Error),
}

impl From<io::Error> for LineProblem {
    /// What the decompression says about what it reads is damage.
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        match error.kind() {
            InvalidInput | InvalidData | UnexpectedEof => Self::Damaged,
            _ => Self::Io(error),
        }
    }
}

/// A whole line, with its end.
fn next_line(lines: &mut impl BufRead) -> Result<Vec<u8>, LineProblem> {
    let mut line = Vec::new();
    match lines.take(MAX_LINE_BYTES).read_until(b'\n', &mut line) {
        Ok(_) if line.ends_with(b"\n") => Ok(line),
        Ok(_) => Err(LineProblem::Damaged),
        Err(error) => Err(error.into()),
    }
}
