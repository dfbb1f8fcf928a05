//! A file under a hidden name until it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::ExportError;

/// A file beside its final name, which it gets only by [`Self::finish`]. Dropped before, it is removed.
#[derive(Debug)]
pub(super) struct PartialFile {
    path: PathBuf,
    partial: PathBuf,
    file: File,
    finished: bool,
}

impl PartialFile {
    /// Begins `path`, and makes its folder if need be. What a killed process left of the same file is overwritten.
    pub(super) fn create(path: &Path) -> Result<Self, ExportError> {
        let folder = folder_of(path);
        fs::create_dir_all(folder).map_err(ExportError::write(folder))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let partial = folder.join(format!(".{name}.partial"));
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&partial)
            .map_err(ExportError::write(path))?;
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

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}
