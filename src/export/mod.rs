//! What has been said becomes audio files.
//!
//! An [`Encoder`] takes samples and chapter marks and ends in a file; each format is one in a file of its name.
//! [`write_chapter`] streams a chapter from the store into whichever it is given, so that no book is ever in memory.

mod chapter;
mod encoder;
mod names;
mod partial_file;
mod wav;

pub use chapter::{ChapterSound, Passage, write_chapter};
pub use encoder::{Encoder, Finished};
pub use names::{FileNames, NameParts, folder_name};
pub use wav::{SampleFormat, WavFile, wav_bytes};

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::store::{ClipKey, StoreError};

/// Why an audio file was not written. Nothing is left under its name then but what was there before.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The disk is full.
    #[error("the disk is full: {path} could not be written; free some space and start again, finished work is kept")]
    Full {
        /// What was being written.
        path: PathBuf,
    },
    /// The file cannot be written.
    #[error("cannot write {path}: {source}; choose another place with `-o`")]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// More sound than the format can count.
    #[error("{path} would be longer than a WAV file can be (4 GiB, a day of speech); use `--split chapter`")]
    TooLong {
        /// The file.
        path: PathBuf,
    },
    /// A sentence cannot be read from the store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A sentence is not in the store any more.
    #[error("the sentence {0} has gone from the store; start again, and only it is spoken again")]
    Missing(ClipKey),
}

impl ExportError {
    /// Names the file; a full disk is an error of its own.
    fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path: path.to_owned() },
            _ => Self::Write {
                path: path.to_owned(),
                source,
            },
        }
    }
}
