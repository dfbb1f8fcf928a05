//! A file under a hidden name until it is whole.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::ExportError;

/// The extension of what is not whole.
const PARTIAL: &str = "partial";

/// The kinds of files that are written so.
const KINDS: [&str; 8] = ["wav", "flac", "m4b", "mp3", "opus", "epub", "srt", "vtt"];

/// A file beside its final name, which it gets only by [`Self::finish`]. Dropped before, it is removed.
#[derive(Debug)]
pub(super) struct PartialFile {
    path: PathBuf,
    partial: PathBuf,
    file: File,
    finished: bool,
}

impl PartialFile {
    /// Begins `path`, and makes its folder if need be. What a killed process left of the same file is overwritten; that of
    /// one that lives is an error.
    pub(super) fn create(path: &Path) -> Result<Self, ExportError> {
        let folder = folder_of(path);
        fs::create_dir_all(folder).map_err(ExportError::write(folder))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let partial = folder.join(format!(".{name}.{PARTIAL}"));
        let file = claim(&partial).map_err(ExportError::write(path))?;
        Ok(Self {
            path: path.to_owned(),
            partial,
            file,
            finished: false,
        })
    }

    /// The final name.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where to write, from the start. It has to be flushed before [`Self::finish`].
    pub(super) fn writer(&self) -> io::Result<BufWriter<File>> {
        Ok(BufWriter::new(self.handle()?))
    }

    /// The file, to be read and written; its place is that of the [`Self::writer`] too.
    pub(super) fn handle(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Makes the file last and gives it its name.
    pub(super) fn finish(mut self) -> Result<PathBuf, ExportError> {
        self.file
            .sync_all()
            .and_then(|()| fs::rename(&self.partial, &self.path))
            .and_then(|()| File::open(folder_of(&self.path))?.sync_all())
            .map_err(ExportError::write(&self.path))?;
        self.finished = true;
        Ok(self.path.clone())
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if !self.finished {
            // It has a hidden name and is overwritten next time: nothing is lost if it cannot be removed.
            drop(fs::remove_file(&self.partial));
        }
    }
}

/// Opens a partial file, empty, that no other process writes, and keeps others from it. Whoever clears a folder may take it
/// away just before that; then it is made once more.
fn claim(partial: &Path) -> io::Result<File> {
    loop {
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(partial)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                return Err(io::Error::other("another lector is writing it"));
            }
            // A file system without locks does without.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        if partial.exists() {
            file.set_len(0)?;
            return Ok(file);
        }
    }
}

/// Takes away what killed processes left in a folder. What a living one writes is locked and stays.
pub fn clear_partials(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()).filter(|path| is_ours(path)) {
        let Ok(file) = File::options().write(true).open(&path) else {
            continue;
        };
        if file.try_lock().is_ok() {
            // What cannot be removed has a hidden name and harms nobody.
            drop(fs::remove_file(&path));
        }
    }
}

/// Whether a path is that of a partial file: `.NAME.m4b.partial`.
fn is_ours(path: &Path) -> bool {
    let (Some(name), Some(kind)) = (path.file_stem(), path.extension()) else {
        return false;
    };
    let of = Path::new(name).extension().and_then(|kind| kind.to_str());
    let is_known = of.is_some_and(|of| KINDS.iter().any(|known| of.eq_ignore_ascii_case(known)));
    kind == PARTIAL && is_known && name.to_string_lossy().starts_with('.')
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_is_cleared_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let others = ["book.m4b", "song.mp3.partial", ".notes.partial", ".book.m4b.part"];
        for name in others.iter().chain(&[".left.opus.partial"]) {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let living = PartialFile::create(&folder.path().join("living.flac")).unwrap();
        clear_partials(folder.path());
        let mut left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        let mut meant = [&others[..], &[".living.flac.partial"]].concat();
        meant.sort_unstable();
        assert_eq!(left, meant);
        let second = PartialFile::create(&folder.path().join("living.flac"));
        assert!(second.unwrap_err().to_string().contains("another lector"));
        living.finish().unwrap();
        assert!(folder.path().join("living.flac").exists());
    }
}
