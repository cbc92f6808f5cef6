//! Files that only the server's own user may read.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, chown},
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

/// Puts a new file in the place of an old one: whoever reads sees the one or the other, also after
/// a crash. It belongs to whom the old one belonged to, whoever writes it.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let next = path.with_extension("next");
    write(&next, text)?;
    let old = fs::metadata(&path)?;
    if fs::metadata(&next)?.uid() != old.uid() {
        chown(&next, Some(old.uid()), Some(old.gid()))?;
    }
    fs::rename(&next, &path)?;
    path.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
}

fn fill(options: &mut OpenOptions, path: &Path, text: &str) -> io::Result<()> {
    let mut file = options.write(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
