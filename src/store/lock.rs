//! One writer a book.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::StoreError;

/// The file of the lock.
pub(super) const LOCK: &str = "lock";

/// Someone who looks whether a lock is held holds it for a moment: after this long it was not only looked at.
const PATIENCE: Duration = Duration::from_millis(20);
const TRIES: usize = 3;

/// What stands before the number of the process that has it.
const NOTE: &str = "process ";

/// Held as long as this value lives; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct ProjectLock {
    _file: File,
}

impl ProjectLock {
    /// Takes the lock of the project in `folder`.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has it, [`StoreError::Io`] when the folder cannot be written.
    pub fn acquire(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(LOCK);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(StoreError::io("open", &path))?;
        let mut outcome = file.try_lock();
        for _ in 1..TRIES {
            if !matches!(outcome, Err(TryLockError::WouldBlock)) {
                break;
            }
            thread::sleep(PATIENCE);
            outcome = file.try_lock();
        }
        match outcome {
            Ok(()) => {
                let note = format!("{NOTE}{}\n", std::process::id());
                file.set_len(0)
                    .and_then(|()| file.write_all(note.as_bytes()))
                    .map_err(StoreError::io("write", &path))?;
                Ok(Self { _file: file })
            }
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked {
                holder: holder(&mut file),
            }),
            Err(TryLockError::Error(error)) => Err(StoreError::io("lock", &path)(error)),
        }
    }
}

/// The process that has, or last had, the lock of the project in `folder`.
pub(super) fn process(folder: &Path) -> Option<u32> {
    let note = std::fs::read_to_string(folder.join(LOCK)).ok()?;
    note.strip_prefix(NOTE)?.trim().parse().ok()
}

/// What the holder wrote about itself.
fn holder(file: &mut File) -> String {
    let mut note = String::new();
    match file.take(80).read_to_string(&mut note) {
        Ok(_) if !note.trim().is_empty() => note.trim().to_owned(),
        _ => "an unknown process".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = ProjectLock::acquire(folder.path()).unwrap();
        let message = ProjectLock::acquire(folder.path()).unwrap_err().to_string();
        assert!(
            message.contains(&format!("process {}", std::process::id())),
            "{message}"
        );
        drop(first);
        ProjectLock::acquire(folder.path()).unwrap();
    }
}
