//! What the engine tells.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::backend::BackendName;
use super::line::{Generation, Ticket};
use crate::audio::Pcm;
use crate::speech::Phonemes;
use crate::store::ClipKey;
use crate::text::SentenceId;

/// What the engine tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// The model is being loaded.
    Loading {
        /// By which backend.
        backend: BackendName,
    },
    /// The model can speak.
    Ready {
        /// On which backend.
        backend: BackendName,
        /// How long loading took.
        took: Duration,
    },
    /// A backend failed and another one takes over; nothing is lost.
    FellBack {
        /// The one that failed.
        from: BackendName,
        /// The one that takes over.
        to: BackendName,
        /// What happened.
        why: String,
    },
    /// The synthesis thread died and is started again; the sentence it was saying is said again.
    Restarted {
        /// What happened.
        why: String,
    },
    /// No backend could load the model: only what the store has can be heard.
    NoModel {
        /// What each of them said.
        why: String,
    },
    /// A line is being said.
    Started {
        /// Which.
        id: SentenceId,
        /// Of its script.
        generation: Generation,
    },
    /// A line has been said and is kept.
    Spoken {
        /// Which.
        id: SentenceId,
        /// Of its script.
        generation: Generation,
        /// Its name in the store.
        key: ClipKey,
        /// How long it lasts, trimmed to the configured breath, without the pause after it.
        length: Duration,
        /// Where it came from.
        source: Source,
    },
    /// A line could not be said, whatever was tried.
    Failed {
        /// Which.
        id: SentenceId,
        /// Of its script.
        generation: Generation,
        /// Why.
        why: String,
    },
    /// A line for the listener; lines come in order and without gaps but for those that failed.
    Audio {
        /// Of the [`Listen`](super::Command::Listen) it answers.
        generation: Generation,
        /// Which.
        id: SentenceId,
        /// How it sounds.
        pcm: Pcm,
        /// The silence after it.
        pause_after: Duration,
    },
    /// The answer to a [`Say`](super::Command::Say).
    Said {
        /// Which.
        ticket: Ticket,
        /// How it is pronounced.
        phonemes: Phonemes,
        /// How it sounds.
        pcm: Pcm,
        /// How long the model took.
        took: Duration,
    },
    /// Something could not be said.
    SayFailed {
        /// Which.
        ticket: Ticket,
        /// Why.
        why: String,
    },
    /// A file of the store was damaged and taken away; the line is said again.
    Damaged {
        /// Which line.
        id: SentenceId,
        /// What was found.
        why: String,
    },
    /// The store cannot be written: the render stops, what was kept stays.
    StoreFailed {
        /// Why.
        why: String,
    },
    /// How it goes, after every sentence the model said.
    Metrics(Metrics),
    /// There is nothing left to do, for now: the answer to the last of what was asked.
    Idle,
    /// The engine has ended; nothing comes after this.
    Stopped,
}

/// Where a line came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// It had been said before.
    Store,
    /// The model said it just now.
    Model {
        /// How long that took.
        took: Duration,
    },
}

/// How it goes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Where the model runs.
    pub backend: BackendName,
    /// Seconds of work for a second of sound, of the last sentence.
    pub real_time_factor: f32,
    /// Sound ready ahead of the listener's cursor.
    pub ahead: Duration,
    /// Lines of the script that are said and kept.
    pub done: usize,
    /// Lines that failed.
    pub failed: usize,
    /// All lines of the script.
    pub total: usize,
}
