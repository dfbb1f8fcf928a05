//! The few things the store asks of a file system, so that tests can take the power away between any two of them.

use std::fmt::Debug;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A file system. What is written lasts only after `sync`, a new name only after `sync_folder`.
pub trait Disk: Debug + Send + Sync {
    /// The whole content of a file.
    ///
    /// # Errors
    /// The system's, as for all of these.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Creates or overwrites a file.
    ///
    /// # Errors
    /// As above.
    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()>;
    /// Makes the content of a file last.
    ///
    /// # Errors
    /// As above.
    fn sync(&self, path: &Path) -> io::Result<()>;
    /// Gives a file another name in one step, replacing what had it.
    ///
    /// # Errors
    /// As above.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes the names in a folder last.
    ///
    /// # Errors
    /// As above.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Takes a file away.
    ///
    /// # Errors
    /// As above.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// The files in a folder.
    ///
    /// # Errors
    /// As above.
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>>;
    /// How many bytes a file holds.
    ///
    /// # Errors
    /// As above.
    fn size(&self, path: &Path) -> io::Result<u64>;
    /// Makes a folder and those above it, lastingly.
    ///
    /// # Errors
    /// As above.
    fn make_folder(&self, folder: &Path) -> io::Result<()>;
}

/// Writes `content` under a temporary name beside `path`, makes it last, then gives it its name: after a crash there is
/// the old file or the new one, whole.
pub(super) fn replace(disk: &dyn Disk, path: &Path, content: &[u8]) -> io::Result<()> {
    let partial = path.with_extension("partial");
    let written = disk.write(&partial, content).and_then(|()| disk.sync(&partial));
    if let Err(error) = written {
        // What is left of it is of no use to anyone; that it cannot be removed either adds nothing to the first error.
        let _ = disk.remove(&partial);
        return Err(error);
    }
    rename_lastingly(disk, &partial, path)
}

/// Gives a synced file its name, so that it still has it after a power loss.
pub(super) fn rename_lastingly(disk: &dyn Disk, from: &Path, to: &Path) -> io::Result<()> {
    disk.rename(from, to)?;
    disk.sync_folder(to.parent().unwrap_or(Path::new(".")))
}

/// The operating system's file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsDisk;

impl Disk for OsDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        fs::write(path, content)
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        Ok(fs::metadata(path)?.len())
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        let missing: Vec<_> = folder.ancestors().take_while(|above| !above.exists()).collect();
        fs::create_dir_all(folder)?;
        for made in missing {
            match made.parent() {
                Some(parent) if parent != Path::new("") => self.sync_folder(parent)?,
                _ => self.sync_folder(Path::new("."))?,
            }
        }
        Ok(())
    }
}
