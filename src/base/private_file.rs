//! Files that only the server's own user may read.

use std::{
    fs::{self, DirBuilder, File, Metadata, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, lchown},
    path::{Path, PathBuf},
};

/// Writes a file that must not be there yet.
pub(crate) fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file = create_empty(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Opens a file, and makes it empty if there is none, for whoever the directory belongs to: it may be
/// a command of somebody else's that comes first.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    // New is only what no link leads to: links are for whoever may write into the directory to make.
    match OpenOptions::new().append(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            OpenOptions::new().append(true).open(path)
        }
        created => created.and_then(|file| hand_to_directory(path).map(|()| file)),
    }
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

/// Gives a file to whom its directory belongs to, whoever made it. Of a link, the link itself.
pub(crate) fn hand_to_directory(path: &Path) -> io::Result<()> {
    hand_over(path, &directory_of(path).metadata()?)
}

/// Gives a file its name, also after a crash.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    File::open(directory_of(to))?.sync_all()
}

/// Gives a file a further name, also after a crash, which no other file may have.
pub(crate) fn give_name(from: &Path, name: &Path) -> io::Result<()> {
    fs::hard_link(from, name)?;
    File::open(directory_of(name))?.sync_all()
}

/// Puts a new file in the place of an old one, if there is one: whoever reads sees the one or the
/// other, also after a crash. It belongs to whom the old one belonged to, or the directory, whoever
/// writes it.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = followed(path);
    let next = path.with_extension("next");
    match fs::remove_file(&next) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => create(&next, text)?,
    }
    hand_over(&next, &path.symlink_metadata().or_else(|_| directory_of(&path).metadata())?)?;
    rename(&next, &path)
}

/// Where a link leads to, unless it leads to what belongs to somebody else: whoever may write into the
/// directory would have us write that.
fn followed(path: &Path) -> PathBuf {
    let owner = |path: &Path| path.metadata().map(|metadata| metadata.uid()).ok();
    let is_theirs = |target: &PathBuf| owner(target) == owner(directory_of(path));
    fs::canonicalize(path).ok().filter(is_theirs).unwrap_or_else(|| path.to_owned())
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|directory| *directory != Path::new("")).unwrap_or(Path::new("."))
}

/// Gives a file to whom something else belongs to.
fn hand_over(path: &Path, owned: &Metadata) -> io::Result<()> {
    if path.symlink_metadata()?.uid() == owned.uid() {
        return Ok(());
    }
    lchown(path, Some(owned.uid()), Some(owned.gid()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_planted_link_has_nothing_made_or_overwritten_elsewhere() {
        let directory = tempfile::TempDir::new().unwrap();
        let path = |name: &str| directory.path().join(name);
        let elsewhere = path("elsewhere");
        symlink(&elsewhere, path("set-up")).unwrap();
        assert!(open(&path("set-up")).is_err());
        assert!(create(&path("set-up"), "text").is_err());
        symlink(&elsewhere, path("connection.next")).unwrap();
        replace(&path("connection.json"), "text").unwrap();
        assert_eq!(fs::read_to_string(path("connection.json")).unwrap(), "text");
        assert!(!elsewhere.exists());
    }

    #[test]
    fn a_link_to_a_file_of_the_same_owner_stays_one() {
        let directory = tempfile::TempDir::new().unwrap();
        let (target, link) = (directory.path().join("target"), directory.path().join("secret-key"));
        create(&target, "old").unwrap();
        symlink(&target, &link).unwrap();
        replace(&link, "new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(target).unwrap(), "new");
    }
}
