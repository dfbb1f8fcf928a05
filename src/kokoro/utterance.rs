//! What the model is asked to say, and what it answers.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::pitch::Pitch;
use super::voice::Voice;
use crate::speech::Phonemes;

/// Samples a second in everything the model says.
pub const SAMPLE_RATE: u32 = 24_000;

/// Samples in a frame, the unit of the model's durations (1/40 s).
pub const FRAME_SAMPLES: usize = 600;

/// How fast the model speaks: its predicted durations are divided by this. From 0.5 to 2.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f32", into = "f32")]
pub struct Speed(f32);

/// A speed nobody could listen to.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[error("speed {0} is out of range: choose one from 0.5 (half as fast) to 2 (twice as fast)")]
pub struct SpeedError(pub f32);

impl Speed {
    /// The voice's own speed.
    pub const NORMAL: Self = Self(1.0);

    /// # Errors
    /// [`SpeedError`] outside 0.5–2, or when it is not a number.
    pub fn new(speed: f32) -> Result<Self, SpeedError> {
        if (0.5..=2.0).contains(&speed) {
            Ok(Self(speed))
        } else {
            Err(SpeedError(speed))
        }
    }

    /// The factor.
    #[must_use]
    pub fn get(self) -> f32 {
        self.0
    }
}

impl TryFrom<f32> for Speed {
    type Error = SpeedError;
    fn try_from(speed: f32) -> Result<Self, Self::Error> {
        Self::new(speed)
    }
}

impl From<Speed> for f32 {
    fn from(speed: Speed) -> Self {
        speed.0
    }
}

/// The random part of the harmonic source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Noise {
    /// Drawn from a generator seeded with this: the same seed, the same samples.
    Seeded(u64),
    /// None: for comparing implementations sample by sample.
    Off,
}

impl Noise {
    /// What it is drawn from, if it is.
    pub(super) fn seed(self) -> Option<u64> {
        match self {
            Self::Seeded(seed) => Some(seed),
            Self::Off => None,
        }
    }
}

/// One input of the model: at most [`crate::speech::MAX_PHONEMES`] phonemes in one voice.
#[derive(Clone, Copy, Debug)]
pub struct Utterance<'a> {
    /// What to say.
    pub phonemes: &'a Phonemes,
    /// Who says it.
    pub voice: &'a Voice,
    /// How fast.
    pub speed: Speed,
    /// How high.
    pub pitch: Pitch,
    /// With what noise.
    pub noise: Noise,
}

/// One output of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Speech {
    /// Mono, [`SAMPLE_RATE`] a second, about −1 to 1.
    pub samples: Vec<f32>,
    /// Frames of each token: the leading zero, each phoneme the model knows, the trailing zero.
    pub durations: Vec<u32>,
    /// Frames it would have at [`Speed::NORMAL`]: durations are rounded to whole frames, so at another speed it is not
    /// faster by just that.
    pub natural_frames: u32,
}
