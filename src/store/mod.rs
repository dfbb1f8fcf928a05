//! What has been said, on disk, by content hash.
//!
//! ```text
//! projects/
//!   Moby-Dick 3f9a21c4d07b11e2/    a book: its title and the hash of its file
//!     project.json                 the user's choices, for people to read
//!     standing.json                how far it has come, for whoever looks in from outside
//!     lock                         held by the one lector that may write here
//!     work.json                    how far that one is, for others to see
//!     spellings                    phonemes of its sentences, so that they are not made again
//!     scratch/                     what that one only needs on the way to a file
//!     clips/
//!       <hash>.clip                a sentence: what exists here is done
//!       <hash>.partial             a sentence not yet synced; taken over if it is whole
//! ```
//!
//! The store is the journal of a render: there is no list of what is done beside the files themselves, so no crash can
//! make the two disagree.

mod casting;
mod clip;
mod clips;
mod disk;
mod key;
mod lock;
mod preferences;
mod project;
mod projects;
mod scratch;
mod spellings;
mod standing;
#[cfg(test)]
mod tests;
mod words;
mod work;

pub use casting::Casting;
pub use clip::{Clip, ClipError, Part};
pub use clips::{Clips, Freed, Partial, Verdict};
pub use disk::{Disk, OsDisk};
pub use key::{ClipKey, ClipKeyError, ModelId, Recipe, VoicePrint};
pub use lock::ProjectLock;
pub use preferences::Preferences;
pub use project::{Attribution, Choices, Place, Project, Reading, Retake, Speaker};
pub use projects::{BookId, ProjectSummary, Projects};
pub use scratch::Scratch;
pub use spellings::{SpellingKey, Spellings};
pub use standing::{RenderOrder, Span, Standing};
pub use work::{Running, Work};

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// What can go wrong on the way to the disk or back.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk is full; finished work is kept: free some space and start again ({path} could not be written)")]
    Full {
        /// What was being written.
        path: PathBuf,
    },
    /// A file or folder could not be read or written.
    #[error("cannot {doing} {path}: {source}; check that the folder exists and is yours to write")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// A clip is not what its name says.
    #[error("{path} is damaged ({source}); it will be spoken again")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: ClipError,
    },
    /// Another lector has the book.
    #[error(
        "another lector ({holder}) is working on this book, and two at once would only do the work twice: \
         `lector render --watch` shows how far it is, or stop it first"
    )]
    Locked {
        /// Who, as far as it is known.
        holder: String,
    },
    /// The project file cannot be understood.
    #[error(
        "{path} is not a project file ({reason}): mend it, or move it away to start with fresh choices; the sound is kept in any case"
    )]
    Project {
        /// The file.
        path: PathBuf,
        /// What the parser says.
        reason: String,
    },
}

impl StoreError {
    /// Names the file and what was tried; a full disk is an error of its own.
    fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path: path.to_owned() },
            _ => Self::Io {
                doing,
                path: path.to_owned(),
                source,
            },
        }
    }
}
