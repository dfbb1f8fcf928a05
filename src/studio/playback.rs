//! What the listener hears.

use std::time::{Duration, Instant};

use crate::audio::Output;
use crate::engine::Generation;
use crate::text::SentenceId;

/// Whether something is heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Nobody listens.
    #[default]
    Stopped,
    /// The next sentence is not there yet.
    Waiting,
    /// It is.
    Playing,
    /// It was.
    Paused,
}

/// What the listener hears.
#[derive(Clone, Debug, Default)]
pub struct Playback {
    pub status: Status,
    /// Which listening this is.
    pub generation: Generation,
    /// The listening before this one, while its last sentence is still heard.
    pub passing: Option<Generation>,
    /// When they asked to hear something, until they do.
    pub asked: Option<Instant>,
    /// Whether the listener waited for the next sentence when they paused.
    pub waited: bool,
    /// How often the player was asked to keep only what is heard, and has not answered.
    pub keeping: u32,
    /// The sentence that is heard, and how far into it.
    pub heard: Option<(SentenceId, Duration)>,
    /// The last sentence the player was given.
    pub enqueued: Option<SentenceId>,
    /// Where sound goes, once the player has opened something.
    pub output: Option<Output>,
    pub underruns: u64,
}

impl Playback {
    pub fn is_on(&self) -> bool {
        self.status != Status::Stopped
    }

    pub fn heard_id(&self) -> Option<SentenceId> {
        self.heard.map(|(id, _)| id)
    }
}
