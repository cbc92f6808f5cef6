//! Files that only the server's own user may read.

use std::{
    fs::{self, DirBuilder, File, Metadata, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, chown},
    path::Path,
};

/// Writes a file, over what was there.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    fill(OpenOptions::new().create(true).truncate(true), path, text)
}

/// Writes a file that must not be there yet.
pub(crate) fn create(path: &Path, text: &str) -> io::Result<()> {
    fill(OpenOptions::new().create_new(true), path, text)
}

/// Opens a file, and makes it empty if there is none, for whoever the directory belongs to: it may be
/// a command of somebody else's that comes first.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let is_new = !path.exists();
    let file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    if is_new {
        hand_to_directory(path)?;
    }
    Ok(file)
}

/// Makes a directory, unless it is there, for whoever its own directory belongs to.
pub(crate) fn create_directory(path: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        created => created.and_then(|()| hand_to_directory(path)),
    }
}

/// Makes an empty file, which must not be there yet, to be written to.
pub(crate) fn create_empty(path: &Path) -> io::Result<File> {
    OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)
}

/// Gives a file to whom its directory belongs to, whoever made it.
pub(crate) fn hand_to_directory(path: &Path) -> io::Result<()> {
    hand_over(path, &directory_of(path).metadata()?)
}

/// Gives a file its name, also after a crash.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    File::open(directory_of(to))?.sync_all()
}

/// Puts a new file in the place of an old one, if there is one: whoever reads sees the one or the
/// other, also after a crash. It belongs to whom the old one belonged to, or the directory, whoever
/// writes it.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let next = path.with_extension("next");
    write(&next, text)?;
    hand_over(&next, &path.metadata().or_else(|_| directory_of(&path).metadata())?)?;
    rename(&next, &path)
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|directory| *directory != Path::new("")).unwrap_or(Path::new("."))
}

/// Gives a file to whom something else belongs to.
fn hand_over(path: &Path, owned: &Metadata) -> io::Result<()> {
    if path.metadata()?.uid() == owned.uid() {
        return Ok(());
    }
    chown(path, Some(owned.uid()), Some(owned.gid()))
}

fn fill(options: &mut OpenOptions, path: &Path, text: &str) -> io::Result<()> {
    let mut file = options.write(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
