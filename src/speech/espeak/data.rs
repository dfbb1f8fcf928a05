//! eSpeak NG's rules on disk: they are part of the program, but the crate reads them from a folder.
//!
//! Every call of the crate reads all voice definitions in that folder, so each language gets a folder of its own that
//! holds nothing else (0.7 ms a call instead of 10).

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use tempfile::TempDir;

use super::Rules;

/// A folder with the rules of one language.
pub(super) enum DataFolder {
    /// In the user's cache, shared by all lectors of this version.
    Cached(PathBuf),
    /// Of this process only, where the cache cannot be written; removed with it.
    Temporary(TempDir),
}

impl DataFolder {
    /// Finds the rules in the cache, or writes them there, or, where that fails, into a temporary folder.
    ///
    /// # Errors
    /// The temporary folder could not be written either; with its path.
    pub(super) fn open(rules: Rules) -> Result<Self, (PathBuf, io::Error)> {
        let cached = etcetera::base_strategy::choose_native_strategy()
            .map_err(io::Error::other)
            .map(|folders| folders.cache_dir().join("lector/espeak-ng"))
            .and_then(|cache| Self::cached(rules, &cache));
        match cached {
            Ok(folder) => Ok(folder),
            Err(error) => {
                tracing::debug!("no cache for eSpeak NG's rules ({error}); using a temporary folder");
                Self::temporary(rules)
            }
        }
    }

    /// The folder with the rules.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Cached(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }

    fn cached(rules: Rules, cache: &Path) -> io::Result<Self> {
        let version = concat!("lector-", env!("CARGO_PKG_VERSION"));
        let folder = cache.join(version).join(rules.dictionary);
        if !is_complete(rules, &folder) {
            write_once(rules, &folder)?;
        }
        Ok(Self::Cached(folder))
    }

    fn temporary(rules: Rules) -> Result<Self, (PathBuf, io::Error)> {
        let folder = tempfile::Builder::new().prefix("lector-").tempdir();
        let written = folder.and_then(|folder| write(rules, folder.path()).map(|()| Self::Temporary(folder)));
        written.map_err(|error| (std::env::temp_dir(), error))
    }
}

/// Puts the rules at `folder` all at once, so that another process sees them whole or not at all.
fn write_once(rules: Rules, folder: &Path) -> io::Result<()> {
    let parent = folder.parent().unwrap_or(folder);
    fs::create_dir_all(parent)?;
    let fresh = tempfile::Builder::new().prefix(".new-").tempdir_in(parent)?;
    write(rules, fresh.path())?;
    if fs::rename(fresh.path(), folder).is_err() {
        if is_complete(rules, folder) {
            // Another process was faster.
            return Ok(());
        }
        // Something broken is in the way: out with it, in one move.
        let old = tempfile::Builder::new().prefix(".old-").tempdir_in(parent)?;
        fs::rename(folder, old.path().join("rules"))?;
        fs::rename(fresh.path(), folder)?;
    }
    // It has its lasting name now; there is nothing left to remove under the temporary one.
    let _ = fresh.keep();
    Ok(())
}

fn write(rules: Rules, folder: &Path) -> io::Result<()> {
    for (name, content) in rules.files() {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        let mut file = File::create(path)?;
        file.write_all(content)?;
        file.sync_all()?;
    }
    Ok(())
}

fn is_complete(rules: Rules, folder: &Path) -> bool {
    rules.files().all(|(name, content)| {
        let found = fs::metadata(folder.join(name));
        found.is_ok_and(|found| found.len() == content.len() as u64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is in a folder, by name.
    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_of_a_language_holds_what_is_needed_and_no_more() {
        let cache = tempfile::tempdir().unwrap();
        let folder = DataFolder::cached(Rules::FRENCH, cache.path()).unwrap();
        assert_eq!(
            names(folder.path()),
            ["en_dict", "fr_dict", "intonations", "lang", "phonindex", "phontab"]
        );
    }

    #[test]
    fn a_broken_folder_is_replaced() {
        let cache = tempfile::tempdir().unwrap();
        let folder = DataFolder::cached(Rules::SPANISH, cache.path()).unwrap();
        fs::write(folder.path().join("es_dict"), "cut").unwrap();
        fs::remove_file(folder.path().join("phontab")).unwrap();
        let again = DataFolder::cached(Rules::SPANISH, cache.path()).unwrap();
        assert!(is_complete(Rules::SPANISH, again.path()));
        assert_eq!(names(again.path().parent().unwrap()), ["es"], "nothing temporary stays");
    }

    #[test]
    fn many_at_once_write_one_folder() {
        let cache = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let folder = DataFolder::cached(Rules::ITALIAN, cache.path()).unwrap();
                    assert!(is_complete(Rules::ITALIAN, folder.path()));
                });
            }
        });
        let version = cache.path().join(&names(cache.path())[0]);
        assert_eq!(names(&version), ["it"], "nothing temporary stays");
    }

    #[test]
    fn a_file_in_the_place_of_the_cache_is_an_error_and_a_temporary_folder_is_not() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(DataFolder::cached(Rules::HINDI, file.path()).is_err());
        let folder = DataFolder::temporary(Rules::HINDI).unwrap();
        assert!(is_complete(Rules::HINDI, folder.path()));
    }
}
