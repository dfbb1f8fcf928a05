//! What can be wrong with a model folder.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::kokoro::VoiceError;
use crate::speech::VoiceName;

/// A model folder, a weight or a voice that cannot be read.
#[derive(Debug, Error)]
pub enum CheckpointError {
    /// The folder lacks a file every checkpoint has.
    #[error("{} is not a Kokoro model: it has no {what}; name a model folder with --model-path, or run `lector models fetch`", folder.display())]
    Incomplete {
        /// The folder.
        folder: PathBuf,
        /// The file it lacks.
        what: &'static str,
    },
    /// The operating system would not let the file be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file is cut short, or is not what its name says.
    #[error("{} is damaged or of another kind: {what}; `lector models verify` checks the models, `lector models fetch` mends them", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is odd about it.
        what: String,
    },
    /// A weight the model needs is not in the file.
    #[error("{} has no weight '{name}': it is not a checkpoint of Kokoro-82M v1.0; `lector models fetch` brings one", path.display())]
    MissingTensor {
        /// The weights file.
        path: PathBuf,
        /// The weight's canonical name.
        name: String,
    },
    /// A weight has a form that cannot be used.
    #[error("{}: weight '{name}' {what}; `lector models fetch` brings a checkpoint that works", path.display())]
    Tensor {
        /// The weights file.
        path: PathBuf,
        /// The weight, by its name in the file or its canonical one.
        name: String,
        /// What is wrong with it.
        what: String,
    },
    /// No such voice beside the model.
    #[error("there is no voice '{name}' in {}{}; `lector voices` lists them", folder.display(), nearest.as_ref().map(|n| format!("; did you mean {n}?")).unwrap_or_default())]
    UnknownVoice {
        /// The voice that was asked for.
        name: VoiceName,
        /// The folder of voices.
        folder: PathBuf,
        /// The voice whose name is most like it.
        nearest: Option<VoiceName>,
    },
    /// The folder of voices has none.
    #[error("there are no voices in {}; `lector models fetch` brings them", .0.display())]
    NoVoices(PathBuf),
    /// A voice file that holds something else.
    #[error("{}: {source}", path.display())]
    Voice {
        /// The file.
        path: PathBuf,
        /// What is wrong with its numbers.
        source: VoiceError,
    },
}

impl CheckpointError {
    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Read {
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn malformed(path: &Path, what: impl Into<String>) -> Self {
        Self::Malformed {
            path: path.to_owned(),
            what: what.into(),
        }
    }

    pub(super) fn tensor(path: &Path, name: &str, what: impl Into<String>) -> Self {
        Self::Tensor {
            path: path.to_owned(),
            name: name.to_owned(),
            what: what.into(),
        }
    }
}
