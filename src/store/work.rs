//! What the lector that holds a project is doing, for others to see, to wait for and to stop.
//!
//! The holder [posts](super::Project::post) how far it is into `work.json` beside its lock. Whoever finds the book taken
//! asks [`Projects::running`](super::Projects::running), and gets a [`Running`]: what was posted last, whether it is over,
//! and a way to stop it, which is the signal that Ctrl-C sends. Once it is over the book can be opened: that is how a render
//! is taken over, for the store has all that it finished.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::lock::{self, LOCK};
use super::{ProjectLock, StoreError};

pub(super) const FILE: &str = "work.json";

/// How often a lock is looked at by someone who waits for it.
const GLANCE: Duration = Duration::from_millis(50);

/// How far work on a book is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Work {
    /// What is being done, in words such as `rendering`.
    pub doing: String,
    /// The chapter it is at.
    pub chapter: String,
    /// The chapters it is about, by number, where it is a render of whole chapters.
    pub chapters: Vec<u32>,
    /// Sentences said.
    pub done: usize,
    /// Sentences given up.
    pub failed: usize,
    /// All sentences.
    pub total: usize,
    /// Seconds that are left, if that is known.
    pub eta_seconds: Option<f64>,
    /// Seconds of sound for a second of work, if that is known.
    pub speed: Option<f64>,
    /// Where its files go.
    pub output: Option<PathBuf>,
}

impl Work {
    /// What it is doing when it makes sound of a book.
    pub const RENDERING: &str = "rendering";

    /// Whether it makes sound of the book, whoever listens.
    #[must_use]
    pub fn is_rendering(&self) -> bool {
        self.doing == Self::RENDERING
    }
}

/// Another lector's work on a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    folder: PathBuf,
    process: u32,
}

impl Running {
    /// The lector that holds the project in `folder`, if one does.
    pub(super) fn find(folder: &Path) -> Result<Option<Self>, StoreError> {
        if !folder.join(LOCK).exists() {
            return Ok(None);
        }
        match ProjectLock::acquire(folder) {
            Ok(_) => Ok(None),
            Err(StoreError::Locked { .. }) => Ok(lock::process(folder).map(|process| Self {
                folder: folder.to_owned(),
                process,
            })),
            Err(error) => Err(error),
        }
    }

    /// The number of its process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.process
    }

    /// What it posted last; none if it has not posted anything.
    #[must_use]
    pub fn work(&self) -> Option<Work> {
        serde_json::from_slice(&fs::read(self.folder.join(FILE)).ok()?).ok()
    }

    /// Whether it has let go of the book: ended, in whatever way.
    #[must_use]
    pub fn is_over(&self) -> bool {
        !matches!(Self::find(&self.folder), Ok(Some(other)) if other == *self)
    }

    /// Waits until it is over, but not longer than this; says whether it is.
    #[must_use]
    pub fn wait(&self, longest: Duration) -> bool {
        let end = Instant::now() + longest;
        while !self.is_over() {
            if Instant::now() >= end {
                return false;
            }
            thread::sleep(GLANCE);
        }
        true
    }

    /// Asks it to stop, as Ctrl-C does: it finishes the sentence it is at, keeps everything and ends.
    /// [`Self::wait`] tells when.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the system refuses, as it does for another user's process.
    #[cfg(unix)]
    pub fn stop(&self) -> Result<(), StoreError> {
        use nix::sys::signal::{Signal, kill};
        use nix::unistd::Pid;
        // The lock was held a moment ago by the process that wrote its number into it.
        if self.is_over() {
            return Ok(());
        }
        match kill(Pid::from_raw(self.process as i32), Signal::SIGTERM) {
            Ok(()) | Err(nix::errno::Errno::ESRCH) => Ok(()),
            Err(error) => Err(StoreError::io("stop the lector of", &self.folder)(error.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{BookId, Projects};

    #[test]
    fn another_lector_is_found_and_seen_and_waited_for() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("book.epub");
        fs::write(&file, "call me").unwrap();
        let id = BookId::of("Typee", &file).unwrap();
        let projects = Projects::new(home.path().join("projects"));
        assert_eq!(projects.running(&id).unwrap(), None);
        let project = projects.open(&id).unwrap();
        let running = projects.running(&id).unwrap().unwrap();
        assert_eq!((running.process(), running.work()), (std::process::id(), None));
        let work = Work {
            doing: "rendering".to_owned(),
            done: 3,
            total: 7,
            eta_seconds: Some(1.5),
            ..Work::default()
        };
        project.post(&work);
        assert_eq!(running.work(), Some(work));
        assert!(!running.wait(Duration::from_millis(10)));
        let folder = project.folder().to_owned();
        drop(project);
        assert!(running.wait(Duration::from_secs(5)));
        assert!(!folder.join(FILE).exists(), "what is over is not shown");
        assert_eq!(projects.running(&id).unwrap(), None);
    }
}
