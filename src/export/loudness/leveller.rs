//! Sound at another level.

use super::limiter::Limiter;
use super::{Level, from_decibels};

/// Brings sound to a level, piece by piece.
#[derive(Debug)]
pub struct Leveller {
    gain: f32,
    limiter: Option<Limiter>,
}

impl Leveller {
    /// For `rate` samples a second.
    #[must_use]
    pub fn new(level: Level, rate: u32) -> Self {
        Self {
            gain: from_decibels(level.gain),
            limiter: level.ceiling.map(|ceiling| Limiter::new(rate, ceiling)),
        }
    }

    /// Takes samples and gives those whose level is known.
    pub fn push(&mut self, samples: &[f32]) -> Vec<f32> {
        let louder: Vec<f32> = samples.iter().map(|x| x * self.gain).collect();
        match &mut self.limiter {
            Some(limiter) => limiter.push(&louder),
            None => louder,
        }
    }

    /// Gives what is left at the end.
    pub fn flush(&mut self) -> Vec<f32> {
        self.limiter.as_mut().map(Limiter::flush).unwrap_or_default()
    }
}
