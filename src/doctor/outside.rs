//! What can be seen without opening the installation.

use std::{
    fs::{self, Metadata},
    io,
    os::unix::fs::MetadataExt,
    path::Path,
};

use super::{Check, Finding};
use crate::{base::failure::Error, database::schema::Contents, i18n::Text, web::config::Config};

/// The bits of everybody but the owner.
const OTHERS: u32 = 0o077;

pub(super) fn data_directory(t: &Text, path: &Path) -> Finding {
    let check = Check::DataDirectory;
    let place = path.display().to_string();
    match look_at_directory(path) {
        Ok(DirectoryState::InOrder) => Finding::ok(check, place),
        Ok(DirectoryState::OpenToOthers) => Finding::warning(check, t.doctor_open_to_others(place)),
        Ok(DirectoryState::OfSomebodyElse(file)) => {
            Finding::problem(check, t.doctor_of_somebody_else(file, place))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Finding::problem(check, t.cli_no_installation(place))
        }
        Err(error) => Finding::problem(check, t.cli_file_problem(place, error.to_string())),
    }
}

enum DirectoryState {
    InOrder,
    OpenToOthers,
    /// A file in it, which the server may not be able to use.
    OfSomebodyElse(String),
}

fn look_at_directory(path: &Path) -> io::Result<DirectoryState> {
    let directory = fs::metadata(path)?;
    let is_open = |seen: &Metadata| seen.mode() & OTHERS != 0;
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name().display().to_string();
        match entry.metadata() {
            Ok(seen) if seen.uid() != directory.uid() => {
                return Ok(DirectoryState::OfSomebodyElse(name));
            }
            Ok(_) => {}
            // Just removed by the server that works there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(if is_open(&directory) { DirectoryState::OpenToOthers } else { DirectoryState::InOrder })
}

/// The finding, and whether the installation can be opened without changing the database.
pub(super) async fn database(
    t: &Text,
    config: &Config,
    words: &(impl Fn(Error) -> String + Sync),
) -> (Finding, bool) {
    let check = Check::Database;
    let contents = match config.look_at_database().await {
        Ok(contents) => contents,
        Err(error) => return (Finding::problem(check, words(error)), false),
    };
    match contents {
        Some((Contents::Ours(_), 0)) => (Finding::ok(check, t.doctor_up_to_date()), true),
        Some((Contents::Ours(_), steps)) => {
            (Finding::warning(check, t.doctor_steps_wait(steps.to_string())), false)
        }
        Some((Contents::HalfMoved(_), _)) => (Finding::problem(check, t.cli_half_moved()), false),
        Some((Contents::Newer, _)) => (Finding::problem(check, t.cli_newer_schema()), false),
        Some((Contents::Foreign, _)) => (Finding::problem(check, t.connection_foreign()), false),
        Some((Contents::Nothing, _)) | None => {
            (Finding::problem(check, t.doctor_database_empty()), false)
        }
    }
}
