//! How far a book has come: written beside its project for the library, and for another lector that finds it busy.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk::{self, Disk};
use super::{StoreError, Work};

const FILE: &str = "standing.json";

/// How far a book has come, as the lector that works on it sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// Sentences that are said and kept.
    pub done: usize,
    /// Sentences that could not be said.
    pub failed: usize,
    /// All sentences that are read.
    pub total: usize,
    /// The title of the chapter the listener is in.
    pub chapter: String,
    /// The render under way; if nobody works on the book, one that was cut short.
    pub render: Option<RenderOrder>,
}

/// A render under way.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RenderOrder {
    /// What is to be said.
    pub spans: Vec<Span>,
    /// Sentences of it still to be said.
    pub left: usize,
    /// Seconds until it will be done, once that has been measured.
    pub eta_seconds: Option<u64>,
    /// Seconds of sound for a second of work.
    pub speed: Option<f64>,
}

impl RenderOrder {
    /// All of these chapters.
    #[must_use]
    pub fn of_chapters(chapters: &[u32]) -> Self {
        let whole = |chapter: &u32| Span {
            chapter: *chapter,
            first: 1,
            last: u32::MAX,
        };
        Self {
            spans: chapters.iter().map(whole).collect(),
            ..Self::default()
        }
    }
}

/// Sentences of a chapter, both numbers included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The chapter, from 1.
    pub chapter: u32,
    /// Its first sentence, from 1.
    pub first: u32,
    /// Its last sentence; there may be fewer.
    pub last: u32,
}

impl Standing {
    /// For another lector that looks at it.
    #[must_use]
    pub fn work(&self) -> Work {
        let render = self.render.as_ref();
        Work {
            doing: render.map_or("reading", |_| Work::RENDERING).to_owned(),
            chapter: self.chapter.clone(),
            chapters: Vec::new(),
            done: self.done,
            failed: self.failed,
            total: self.total,
            eta_seconds: render
                .and_then(|render| render.eta_seconds)
                .map(|seconds| seconds as f64),
            speed: render.and_then(|render| render.speed),
            output: None,
        }
    }
}

pub(super) fn write(folder: &Path, disk: &dyn Disk, standing: &Standing) -> Result<(), StoreError> {
    let path = folder.join(FILE);
    let mut json = serde_json::to_vec_pretty(standing).map_err(|error| StoreError::Project {
        path: path.clone(),
        reason: error.to_string(),
    })?;
    json.push(b'\n');
    disk::replace(disk, &path, &json).map_err(StoreError::io("write", &path))
}

/// The standing in a project folder. It only informs: one that is not there or not understood is none.
pub(super) fn read(folder: &Path, disk: &dyn Disk) -> Option<Standing> {
    let path = folder.join(FILE);
    match disk.read(&path) {
        Ok(json) => serde_json::from_slice(&json)
            .inspect_err(|error| tracing::warn!("{}: {error}", path.display()))
            .ok(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            tracing::warn!("cannot read {}: {error}", path.display());
            None
        }
    }
}
