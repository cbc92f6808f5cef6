//! Under which folders data files may be: databases in files that are copied from or into. Nothing leads out
//! of them, links included.

use std::{
    io,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use super::{field_error::FieldError, names::plain_text};

/// The folder in the data directory where the configuration names none.
pub(crate) const DEFAULT: &str = "files";
const MOST_CHARACTERS: u16 = 500;

/// At least one folder.
#[derive(Debug, Clone)]
pub(crate) struct FileRoots(Arc<[PathBuf]>);

impl FileRoots {
    /// Those that the configuration names, or the default one.
    pub(crate) fn new(configured: &[PathBuf], data_directory: &Path) -> Self {
        if configured.is_empty() {
            Self(Arc::new([data_directory.join(DEFAULT)]))
        } else {
            Self(configured.into())
        }
    }

    /// Makes the default folder; those that an operator names are theirs to make.
    pub(crate) fn create_default(&self, data_directory: &Path) -> io::Result<()> {
        match &*self.0 {
            [only] if *only == data_directory.join(DEFAULT) => std::fs::create_dir_all(only),
            _ => Ok(()),
        }
    }

    /// The file that a typed path means: relative to the first root, or below any of them. It need not be
    /// there, but its folder must. Asked again before each use: links may have changed since.
    pub(crate) fn resolve(&self, typed: &str) -> Result<PathBuf, FieldError> {
        let typed = plain_text(typed, MOST_CHARACTERS)?;
        let path = Path::new(&typed);
        let is_plain = |part| matches!(part, Component::Normal(_) | Component::RootDir);
        let (true, Some(name)) = (path.components().all(is_plain), path.file_name()) else {
            return Err(FieldError::OutsideFileRoots);
        };
        let path = match &*self.0 {
            [first, ..] => first.join(path),
            [] => return Err(FieldError::OutsideFileRoots),
        };
        // Before anything is said of what is there: nobody learns of files elsewhere.
        if !self.0.iter().any(|root| path.starts_with(root)) {
            return Err(FieldError::OutsideFileRoots);
        }
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        let folder = folder.ok_or(FieldError::NoSuchFolder)?;
        let file = folder.join(name);
        let file = match file.symlink_metadata() {
            Ok(_) => file.canonicalize().map_err(|_| FieldError::OutsideFileRoots)?,
            Err(_) => file,
        };
        let is_below =
            |root: &PathBuf| root.canonicalize().is_ok_and(|root| file.starts_with(root));
        if !self.0.iter().any(is_below) {
            return Err(FieldError::OutsideFileRoots);
        }
        match file.metadata() {
            Ok(metadata) if !metadata.is_file() => Err(FieldError::NotAFile),
            _ => Ok(file),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn nothing_leads_out_of_the_roots() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        let (one, two) = (home.join("one"), home.join("two"));
        for folder in [&one, &two, &one.join("sub"), &home.join("elsewhere")] {
            std::fs::create_dir(folder).unwrap();
        }
        std::fs::write(home.join("elsewhere/secret.db"), "x").unwrap();
        std::fs::write(one.join("shop.db"), "x").unwrap();
        symlink(home.join("elsewhere"), one.join("way-out")).unwrap();
        symlink(home.join("elsewhere/secret.db"), one.join("link.db")).unwrap();
        symlink(home.join("elsewhere/none.db"), one.join("dangling.db")).unwrap();
        symlink(one.join("shop.db"), two.join("inside.db")).unwrap();
        let roots = FileRoots::new(&[one.clone(), two.clone()], &home);

        let two_inside = two.join("inside.db").display().to_string();
        for (typed, file) in [
            ("shop.db", one.join("shop.db")),
            (" sub/new.db ", one.join("sub/new.db")),
            (&two_inside, one.join("shop.db")),
        ] {
            assert_eq!(roots.resolve(typed), Ok(file), "{typed}");
        }
        let secret = home.join("elsewhere/secret.db").display().to_string();
        for (typed, error) in [
            ("", FieldError::Required),
            (&*secret, FieldError::OutsideFileRoots),
            ("/etc/passwd", FieldError::OutsideFileRoots),
            ("/nowhere/at/all", FieldError::OutsideFileRoots),
            ("../elsewhere/secret.db", FieldError::OutsideFileRoots),
            ("sub/../../elsewhere/secret.db", FieldError::OutsideFileRoots),
            ("way-out/secret.db", FieldError::OutsideFileRoots),
            ("way-out/new.db", FieldError::OutsideFileRoots),
            ("link.db", FieldError::OutsideFileRoots),
            ("dangling.db", FieldError::OutsideFileRoots),
            (".", FieldError::OutsideFileRoots),
            ("none/new.db", FieldError::NoSuchFolder),
            ("sub", FieldError::NotAFile),
            ("a\0b", FieldError::NotPlainText),
        ] {
            assert_eq!(roots.resolve(typed), Err(error), "{typed}");
        }
    }
}
