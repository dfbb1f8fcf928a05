//! A folder for what is only needed on the way.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::StoreError;

const FOLDER: &str = "scratch";

/// A folder in a project, empty at first. It goes when this value does, or when the project is opened again.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    pub(super) fn make(project: &Path) -> Result<Self, StoreError> {
        let folder = project.join(FOLDER);
        clear(&folder)
            .and_then(|()| fs::create_dir(&folder))
            .map_err(StoreError::io("make", &folder))?;
        Ok(Self { folder })
    }

    /// Takes away what a killed process left. It takes room and does no harm if it cannot be removed.
    pub(super) fn clear_left(project: &Path) {
        if let Err(error) = clear(&project.join(FOLDER)) {
            tracing::warn!("cannot clear {}: {error}", project.join(FOLDER).display());
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // The next who opens the project tries again.
        drop(clear(&self.folder));
    }
}

fn clear(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_empty_whatever_was_left_and_goes_in_the_end() {
        let project = tempfile::tempdir().unwrap();
        let left = project.path().join(FOLDER);
        fs::create_dir(&left).unwrap();
        fs::write(left.join("1.mp3"), "sound").unwrap();
        let scratch = Scratch::make(project.path()).unwrap();
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
        drop(scratch);
        assert!(!left.exists());
        fs::create_dir(&left).unwrap();
        Scratch::clear_left(project.path());
        assert!(!left.exists());
    }
}
