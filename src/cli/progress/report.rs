//! The lines of `--json`: one JSON object each, told apart by `event`.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::engine::BackendName;

/// What happened in a render.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Report<'a> {
    /// The first line: what is rendered.
    Book {
        /// Its title.
        title: &'a str,
        /// How many chapters.
        chapters: usize,
        /// Who reads.
        voice: &'a str,
        /// How fast.
        speed: f32,
    },
    /// The model is loaded.
    Model {
        /// Where it runs.
        backend: BackendName,
        /// How long loading took.
        load_seconds: f64,
    },
    /// A sentence is said and kept.
    Sentence {
        /// Its chapter.
        chapter: u32,
        /// Its number in the chapter.
        sentence: u32,
        /// How long it lasts.
        seconds: f64,
        /// How long the model took; none when it was in the store.
        synthesis_seconds: Option<f64>,
        #[serde(flatten)]
        /// How far the render is.
        so_far: SoFar,
    },
    /// A sentence could not be said.
    Failed {
        /// Its chapter.
        chapter: u32,
        /// Its number in the chapter.
        sentence: u32,
        /// What should have been said.
        text: &'a str,
        /// Why it was not.
        why: &'a str,
        #[serde(flatten)]
        /// How far the render is.
        so_far: SoFar,
    },
    /// Something happened that cost no sentence: a backend fell back, a thread was started again, a file was damaged.
    Notice {
        /// What.
        message: &'a str,
    },
    /// What is said goes into files.
    Export {
        /// What is being done.
        stage: Stage,
        /// How much sound it is done with.
        seconds: f64,
        /// All sound, where that is known.
        of_seconds: Option<f64>,
    },
    /// The book has been brought to one loudness.
    Loudness {
        /// As it was said.
        said: Levels,
        /// What was changed.
        gain_db: f64,
        /// As it is in the files, all of them together.
        written: Levels,
        /// As it should be: the loudness, and the highest peak there may be.
        wanted: Levels,
        /// Whether it is as loud as it should be; more would have crushed it.
        reached: bool,
    },
    /// A file is finished.
    File {
        /// Where it is.
        path: &'a Path,
        /// Its chapter, if it holds but one.
        chapter: Option<u32>,
        /// How long it lasts.
        seconds: f64,
    },
    /// The last line.
    Done {
        /// How many files were written.
        files: usize,
        /// How many sentences were said, now or before.
        sentences: usize,
        /// How many could not be said.
        failed: usize,
        /// How long the sound lasts.
        seconds: f64,
    },
}

/// What is done to get from sentences to files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The loudness is measured, and where chapters begin.
    Measuring,
    /// The gain is found that brings the book to its loudness.
    Levelling,
    /// The files are written.
    Writing,
}

/// How loud something is, by EBU R 128.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Levels {
    /// Integrated, in LUFS.
    pub integrated_lufs: f64,
    /// The highest peak, in dBTP.
    pub true_peak_dbtp: f64,
}

/// How far a render is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct SoFar {
    /// Sentences said.
    pub done: usize,
    /// Sentences given up.
    pub failed: usize,
    /// All sentences known so far.
    pub total: usize,
    /// Seconds of work left, measured from work done; none before the model has said anything.
    #[serde(serialize_with = "seconds")]
    pub eta_seconds: Option<Duration>,
}

#[expect(clippy::ref_option, reason = "serde calls it so")]
fn seconds<S: serde::Serializer>(time: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(|time| time.as_secs_f64()).serialize(serializer)
}
