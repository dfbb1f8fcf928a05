//! The clips of one book: a folder of files, each whole or not there.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::clip::Clip;
use super::disk::{self, Disk};
use super::{ClipKey, StoreError};

/// The clips of a book. Cheap to clone; readers need no lock, writers hold the project's.
#[derive(Clone, Debug)]
pub struct Clips {
    folder: PathBuf,
    disk: Arc<dyn Disk>,
}

/// A clip that is written but not yet synced: it outlives this process, though not yet a power loss.
#[derive(Debug)]
#[must_use = "it becomes a clip when it is committed"]
pub struct Partial {
    from: PathBuf,
    to: PathBuf,
}

/// What [`Clips::verify`] says of a file.
#[derive(Debug)]
pub struct Verdict {
    /// The clip.
    pub key: ClipKey,
    /// Why it is damaged, if it is.
    pub outcome: Result<(), StoreError>,
}

/// What [`Clips::gc`] took away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Freed {
    /// How many clips.
    pub clips: usize,
    /// How many bytes they took.
    pub bytes: u64,
}

impl Clips {
    /// Opens the clips in `folder` for writing, makes the folder if need be, and takes over what an interrupted lector
    /// had written but not yet synced: a whole file becomes a clip, a torn one is removed.
    ///
    /// # Errors
    /// [`StoreError`] when the folder cannot be made, read or written.
    pub(super) fn open(folder: PathBuf, disk: Arc<dyn Disk>) -> Result<Self, StoreError> {
        disk.make_folder(&folder).map_err(StoreError::io("make", &folder))?;
        let clips = Self { folder, disk };
        for path in clips.files("partial")? {
            let whole = match (key_of(&path), clips.disk.read(&path)) {
                (Some(key), Ok(bytes)) if Clip::from_bytes(&bytes, &key).is_ok() => Some(key),
                _ => None,
            };
            // Whoever wrote it may only just be ending, and give it its name or take it away meanwhile.
            match whole {
                Some(key) => match clips.commit(clips.partial(&key)) {
                    Err(_) if matches!(clips.get(&key), Ok(Some(_))) => {}
                    outcome => outcome?,
                },
                None => match clips.disk.remove(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        return Err(StoreError::io("remove", &path)(error));
                    }
                    _ => {}
                },
            }
        }
        Ok(clips)
    }

    /// Opens the clips in `folder` for reading only.
    pub(super) fn read_only(folder: PathBuf, disk: Arc<dyn Disk>) -> Self {
        Self { folder, disk }
    }

    /// The clip of this name, if it was ever said.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the file is not what was written, [`StoreError::Io`] when it cannot be read.
    pub fn get(&self, key: &ClipKey) -> Result<Option<Clip>, StoreError> {
        let path = self.path(key);
        let bytes = match self.disk.read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::io("read", &path)(error)),
        };
        match Clip::from_bytes(&bytes, key) {
            Ok(clip) => Ok(Some(clip)),
            Err(source) => Err(StoreError::Damaged { path, source }),
        }
    }

    /// Writes a clip without waiting for the disk.
    ///
    /// # Errors
    /// [`StoreError::Full`] on a full disk, [`StoreError::Io`] when it cannot be written; nothing is left behind.
    pub fn begin(&self, key: &ClipKey, clip: &Clip) -> Result<Partial, StoreError> {
        let partial = self.partial(key);
        let content = clip.to_bytes(key).map_err(|source| StoreError::Damaged {
            path: partial.to.clone(),
            source,
        })?;
        match self.disk.write(&partial.from, &content) {
            Ok(()) => Ok(partial),
            Err(error) => Err(self.abandon(&partial.from, "write", error)),
        }
    }

    /// Makes a clip last and gives it its name. After this it survives a power loss.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub fn commit(&self, partial: Partial) -> Result<(), StoreError> {
        let Partial { from, to } = partial;
        if let Err(error) = self.disk.sync(&from) {
            return Err(self.abandon(&from, "sync", error));
        }
        disk::rename_lastingly(&*self.disk, &from, &to).map_err(StoreError::io("rename", &from))
    }

    /// Writes a clip and makes it last.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub fn put(&self, key: &ClipKey, clip: &Clip) -> Result<(), StoreError> {
        self.commit(self.begin(key, clip)?)
    }

    /// Takes a clip away, such as a damaged one.
    ///
    /// # Errors
    /// [`StoreError::Io`] when it cannot be removed.
    pub fn discard(&self, key: &ClipKey) -> Result<(), StoreError> {
        let path = self.path(key);
        match self.disk.remove(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::io("remove", &path)(error)),
            _ => Ok(()),
        }
    }

    /// The names of all clips.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder cannot be read.
    pub fn keys(&self) -> Result<Vec<ClipKey>, StoreError> {
        Ok(self.files("clip")?.iter().filter_map(|path| key_of(path)).collect())
    }

    /// Reads every clip and says of each whether it is as it was written.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder cannot be read.
    pub fn verify(&self) -> Result<impl Iterator<Item = Verdict>, StoreError> {
        let clips = self.clone();
        let judge = move |key| Verdict {
            key,
            outcome: clips.get(&key).map(|_| ()),
        };
        Ok(self.keys()?.into_iter().map(judge))
    }

    /// Takes away every clip that is not in `keep`.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder cannot be read or a clip not removed.
    pub fn gc(&self, keep: &HashSet<ClipKey>) -> Result<Freed, StoreError> {
        let freed = self.unwanted(keep)?;
        for key in self.keys()?.into_iter().filter(|key| !keep.contains(key)) {
            self.discard(&key)?;
        }
        Ok(freed)
    }

    /// What [`Self::gc`] would take away.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder cannot be read.
    pub fn unwanted(&self, keep: &HashSet<ClipKey>) -> Result<Freed, StoreError> {
        let keys = self.keys()?;
        let unwanted: Vec<_> = keys.iter().filter(|key| !keep.contains(key)).collect();
        Ok(Freed {
            clips: unwanted.len(),
            bytes: unwanted.into_iter().map(|key| self.size(key)).sum(),
        })
    }

    /// The bytes a clip takes on the disk; 0 if it is not there.
    pub(super) fn size(&self, key: &ClipKey) -> u64 {
        self.disk.size(&self.path(key)).unwrap_or(0)
    }

    /// Removes what a failed write left, so that it takes no room, and names the error.
    fn abandon(&self, path: &Path, doing: &'static str, error: io::Error) -> StoreError {
        // The disk has just refused a write; that it also refuses a removal adds nothing to what the user has to know.
        let _ = self.disk.remove(path);
        StoreError::io(doing, path)(error)
    }

    fn files(&self, extension: &str) -> Result<Vec<PathBuf>, StoreError> {
        let mut files = self
            .disk
            .list(&self.folder)
            .map_err(StoreError::io("read", &self.folder))?;
        files.retain(|path| path.extension().is_some_and(|found| found == extension));
        Ok(files)
    }

    fn path(&self, key: &ClipKey) -> PathBuf {
        self.folder.join(format!("{key}.clip"))
    }

    fn partial(&self, key: &ClipKey) -> Partial {
        Partial {
            from: self.folder.join(format!("{key}.partial")),
            to: self.path(key),
        }
    }
}

fn key_of(path: &Path) -> Option<ClipKey> {
    path.file_stem()?.to_str()?.parse().ok()
}
