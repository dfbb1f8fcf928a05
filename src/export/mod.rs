//! What has been said becomes audio files.
//!
//! A book is heard twice, sentence by sentence out of the store, so that it is never in memory: [`survey`] finds where its
//! chapters begin; then a [`Format`] makes an [`Encoder`], which knows from its [`Tags`] what the file will hold, takes the
//! samples and ends in a file. Each format is in a file of its name.

mod aac;
mod chapter;
mod encoder;
mod flac;
mod format;
mod loudness;
mod m4b;
mod mp3;
mod names;
mod opus;
mod overlay;
mod partial_file;
mod sample;
#[cfg(test)]
mod specimen;
mod subtitles;
mod survey;
mod tags;
mod vorbis;
mod wav;

pub use chapter::{Caption, ChapterSound, Passage};
pub use encoder::{Encoder, Finished};
pub use format::Format;
pub use loudness::{Aim, Level, Levelled, Leveller, Loudness, Meter};
pub use names::{FileNames, NameParts, folder_name};
pub use overlay::{OverlaidChapter, can_be_overlaid, write_overlaid};
pub use partial_file::clear_partials;
pub use subtitles::{Cue, Spotlight, Subtitles, cues};
pub use survey::{Survey, survey};
pub use tags::{ChapterTag, Edition, Mark, Tags};
pub use wav::{SampleFormat, WavFile, wav_bytes};

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::store::{ClipKey, StoreError};

/// Why an audio file was not written. Nothing is left under its name then but what was there before.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The disk is full.
    #[error("the disk is full; finished work is kept: free some space and start again ({path} could not be written)")]
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
    /// The sound cannot be brought into the file's form.
    #[error("{path} could not be encoded: {reason}; another `--format` does without this encoder")]
    Encode {
        /// The file.
        path: PathBuf,
        /// The encoder's words.
        reason: String,
    },
    /// The sound cannot be measured.
    #[error("the loudness could not be measured ({reason}); `--loudness off` leaves it as it is")]
    Loudness {
        /// Why not.
        reason: String,
    },
    /// The book cannot be given sound.
    #[error("{path} cannot be given sound: {reason}; any other `--format` does without it")]
    Epub {
        /// The book.
        path: PathBuf,
        /// Why not.
        reason: String,
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
    /// Names the file whose sound could not be encoded.
    fn encode(path: &Path) -> impl FnOnce(String) -> Self {
        move |reason| Self::Encode {
            path: path.to_owned(),
            reason,
        }
    }

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
