//! What can go wrong on the way from text to phonemes.

use std::io;
use std::path::PathBuf;

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
    /// This lector has no way from the language's text to phonemes.
    #[error(
        "{0} is not spoken by this version of lector: choose a voice of another language; `lector voices` lists them"
    )]
    Unspoken(Language),
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
