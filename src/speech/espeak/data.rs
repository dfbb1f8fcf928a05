//! eSpeak NG's rules on disk: its crate carries them inside the program but reads them from a folder.
//!
//! Every call of the crate reads all voice definitions in that folder, so each language gets a folder of its own that
//! holds nothing else (0.7 ms a call instead of 10).

use std::fs::{self, File};
use std::io;
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
        let folder = cache
            .join(concat!("lector-", env!("CARGO_PKG_VERSION")))
            .join(rules.dictionary);
        if !is_complete(rules, &folder) {
            write_once(rules, &folder)?;
        }
        Ok(Self::Cached(folder))
    }

    fn temporary(rules: Rules) -> Result<Self, (PathBuf, io::Error)> {
        let written = tempfile::Builder::new().prefix("lector-").tempdir().and_then(|folder| {
            write(rules, folder.path())?;
            Ok(Self::Temporary(folder))
        });
        written.map_err(|error| (std::env::temp_dir(), error))
    }
}

/// Puts the rules at `folder` all at once, so that another process sees them whole or not at all.
fn write_once(rules: Rules, folder: &Path) -> io::Result<()> {
    let parent = folder.parent().unwrap_or(folder);
    fs::create_dir_all(parent)?;
    let fresh = tempfile::Builder::new().prefix(".new-").tempdir_in(parent)?;
    write(rules, fresh.path())?;
    match fs::rename(fresh.path(), folder) {
        Ok(()) => {
            // It has its lasting name now; nothing of the temporary one is left to remove.
            let _ = fresh.keep();
            Ok(())
        }
        // Another process was faster.
        Err(_) if is_complete(rules, folder) => Ok(()),
        Err(_) => {
            // Something broken is in the way: out with it, in one move.
            let old = tempfile::Builder::new().prefix(".old-").tempdir_in(parent)?;
            fs::rename(folder, old.path().join("rules"))?;
            fs::rename(fresh.path(), folder)?;
            let _ = fresh.keep();
            Ok(())
        }
    }
}

/// Writes everything the crate has for these rules, and takes away again what is only for making sound.
fn write(rules: Rules, folder: &Path) -> io::Result<()> {
    let everything = tempfile::Builder::new().prefix(".all-").tempdir_in(folder)?;
    espeak_ng::install_bundled_languages(everything.path(), rules.dictionaries())?;
    for file in rules.files() {
        let to = folder.join(&file);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::rename(everything.path().join(&file), &to)?;
        File::open(&to)?.sync_all()?;
    }
    everything.close()
}

fn is_complete(rules: Rules, folder: &Path) -> bool {
    rules
        .files()
        .all(|file| fs::metadata(folder.join(file)).is_ok_and(|found| found.len() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_a_language_holds_what_is_needed_and_no_more() {
        let cache = tempfile::tempdir().unwrap();
        let folder = DataFolder::cached(Rules::FRENCH, cache.path()).unwrap();
        let mut found: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|f| f.unwrap().file_name())
            .collect();
        found.sort();
        assert_eq!(
            found,
            ["en_dict", "fr_dict", "intonations", "lang", "phonindex", "phontab"]
        );
    }

    #[test]
    fn a_broken_folder_is_replaced() {
        let cache = tempfile::tempdir().unwrap();
        let folder = DataFolder::cached(Rules::SPANISH, cache.path()).unwrap();
        fs::write(folder.path().join("es_dict"), "").unwrap();
        fs::remove_file(folder.path().join("phontab")).unwrap();
        let again = DataFolder::cached(Rules::SPANISH, cache.path()).unwrap();
        assert!(is_complete(Rules::SPANISH, again.path()));
        assert_eq!(
            fs::read_dir(again.path().parent().unwrap()).unwrap().count(),
            1,
            "nothing temporary stays"
        );
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
        let version = fs::read_dir(cache.path()).unwrap().next().unwrap().unwrap().path();
        assert_eq!(fs::read_dir(version).unwrap().count(), 1, "nothing temporary stays");
    }

    #[test]
    fn a_file_in_the_place_of_the_cache_is_an_error_and_a_temporary_folder_is_not() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(DataFolder::cached(Rules::HINDI, file.path()).is_err());
        let folder = DataFolder::temporary(Rules::HINDI).unwrap();
        assert!(is_complete(Rules::HINDI, folder.path()));
    }
}
