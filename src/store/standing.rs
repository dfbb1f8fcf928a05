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

/// What work is called that renders.
const RENDERING: &str = "rendering";

impl Standing {
    /// As another lector tells it now.
    pub(super) fn with(self, work: &Work) -> Self {
        let renders = work.doing == RENDERING;
        let order = |order: Option<RenderOrder>| RenderOrder {
            left: work.total.saturating_sub(work.done + work.failed),
            eta_seconds: work.eta_seconds.map(|seconds| seconds as u64),
            ..order.unwrap_or_default()
        };
        Self {
            done: work.done,
            failed: work.failed,
            total: work.total,
            chapter: work.chapter.clone(),
            render: renders.then(|| order(self.render)),
        }
    }

    /// For another lector that looks at it.
    #[must_use]
    pub fn work(&self) -> Work {
        let render = self.render.as_ref();
        Work {
            doing: render.map_or("reading", |_| RENDERING).to_owned(),
            chapter: self.chapter.clone(),
            done: self.done,
            failed: self.failed,
            total: self.total,
            eta_seconds: render
                .and_then(|render| render.eta_seconds)
                .map(|seconds| seconds as f64),
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
