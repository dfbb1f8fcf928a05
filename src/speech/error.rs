//! What can go wrong on the way from text to phonemes.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::Language;

/// Why a text could not be turned into phonemes.
#[derive(Debug, Error)]
pub enum SpeechError {
    /// The rules built into lector could not be written to disk, from where eSpeak NG reads them.
    #[error(
        "{language}: writing the pronunciation rules to {folder} failed: {source}; \
         free some space there, or point XDG_CACHE_HOME or TMPDIR to a folder that can be written"
    )]
    Rules {
        /// The language they are for.
        language: Language,
        /// Where they were to go.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The language needs a dictionary that is not here.
    #[error(
        "{0} needs a dictionary that is not here: `lector models fetch unidic-lite` fetches it (47 MB, 280 MB on disk)"
    )]
    NoDictionary(Language),
    /// A file of a dictionary is missing or not what it should be.
    #[error("the dictionary file {path}: {what}; `lector models fetch unidic-lite` mends it")]
    Dictionary {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// eSpeak NG refused its rules or the text.
    #[error("{language}: eSpeak NG could not pronounce “{text}”: {reason}; please report this text as a bug of lector")]
    Pronounce {
        /// The language.
        language: Language,
        /// What was to be said.
        text: String,
        /// What eSpeak NG said.
        reason: String,
    },
}

/// Says what is wrong with a file of a dictionary.
pub(super) fn dictionary_error(path: &Path, what: impl Display) -> SpeechError {
    SpeechError::Dictionary {
        path: path.to_owned(),
        what: what.to_string(),
    }
}
