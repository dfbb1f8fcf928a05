//! How the engine does: everything in its panel is measured.

use std::collections::VecDeque;
use std::time::Duration;

use crate::engine::BackendName;

/// How many sentences the sparkline and the pace look back.
const WINDOW: usize = 48;

/// Sentences from which a pace can be told.
const ENOUGH: usize = 3;

/// What the model is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Model {
    /// Nothing is known yet.
    #[default]
    Unknown,
    /// It is being loaded.
    Loading(BackendName),
    /// It can speak.
    Ready(BackendName),
    /// It cannot be loaded.
    Missing(String),
}

/// A sentence the model said.
#[derive(Clone, Copy, Debug)]
struct Said {
    letters: usize,
    took: Duration,
    length: Duration,
}

/// How the engine does.
#[derive(Clone, Debug, Default)]
pub struct Gauge {
    pub model: Model,
    said: VecDeque<Said>,
    /// From asking to hearing, the last time nothing was ready.
    pub first_sound: Option<Duration>,
    /// Bytes.
    pub memory: u64,
}

impl Gauge {
    /// The model said a sentence of so many letters.
    pub fn said(&mut self, letters: usize, took: Duration, length: Duration) {
        self.said.push_back(Said { letters, took, length });
        if self.said.len() > WINDOW {
            self.said.pop_front();
        }
    }

    /// Seconds of sound for a second of work, of the last sentence.
    pub fn speed(&self) -> Option<f64> {
        self.said.back().map(Said::speed)
    }

    /// The same of the sentences before, oldest first.
    pub fn speeds(&self) -> impl Iterator<Item = f64> {
        self.said.iter().map(Said::speed)
    }

    /// How long the model will take for so many letters, at the pace of the last sentences.
    pub fn eta(&self, letters: usize) -> Option<Duration> {
        let done: usize = self.said.iter().map(|said| said.letters).sum();
        let took: Duration = self.said.iter().map(|said| said.took).sum();
        (self.said.len() >= ENOUGH).then(|| took.mul_f64(letters as f64 / done.max(1) as f64))
    }
}

impl Said {
    fn speed(&self) -> f64 {
        self.length.as_secs_f64() / self.took.as_secs_f64().max(1e-6)
    }
}
