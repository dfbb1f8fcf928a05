//! How fast and how high something is said: what the model does of it, and what is done to its output.

use super::line::Manner;
use crate::audio::{Tempo, stretch};
use crate::kokoro::{Pitch, SAMPLE_RATE, Speech, Speed};

/// Slower than this Kokoro adds sounds; faster than the next it swallows words.
const SLOWEST: f32 = 0.8;
const FASTEST: f32 = 1.25;

/// How fast and how high something is said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Delivery {
    /// The model's speed.
    pub speed: Speed,
    /// How high the model speaks.
    pub pitch: Pitch,
    /// What is done to its output.
    pub tempo: Tempo,
}

impl Delivery {
    /// The model speaks as fast as it is good at; the rest is done to what it said.
    pub(super) fn new(manner: Manner) -> Self {
        let Manner { speed, pitch } = manner;
        let models = Speed::new(speed.get().clamp(SLOWEST, FASTEST)).unwrap_or(speed);
        Self {
            speed: models,
            pitch,
            // Between 0.625 and 1.6, whatever the speed.
            tempo: Tempo::new(speed.get() / models.get()).unwrap_or_default(),
        }
    }

    /// The model speaks at any speed and at its own pitch, and nothing is done to its output.
    pub(super) fn raw(speed: Speed) -> Self {
        Self {
            speed,
            pitch: Pitch::NORMAL,
            tempo: Tempo::NORMAL,
        }
    }

    /// Does to the model's output what is to be done. The durations follow.
    pub(super) fn finish(self, speech: Speech) -> Speech {
        if self.tempo == Tempo::NORMAL {
            return speech;
        }
        let samples = stretch(&speech.samples, SAMPLE_RATE, self.tempo);
        let factor = samples.len() as f64 / (speech.samples.len() as f64).max(1.0);
        Speech {
            durations: scaled(&speech.durations, factor),
            samples,
        }
    }
}

/// Durations in frames, each boundary moved to the nearest frame.
fn scaled(durations: &[u32], factor: f64) -> Vec<u32> {
    let (mut end, mut reached) = (0u32, 0u32);
    durations
        .iter()
        .map(|frames| {
            end += frames;
            let boundary = (f64::from(end) * factor).round() as u32;
            let length = boundary - reached;
            reached = boundary;
            length
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kokoro::FRAME_SAMPLES;

    fn manner(speed: f32, semitones: f32) -> Manner {
        Manner {
            speed: Speed::new(speed).unwrap(),
            pitch: Pitch::new(semitones).unwrap(),
        }
    }

    #[test]
    fn the_model_does_what_it_is_good_at() {
        for (asked, models, tempo) in [(1.0, 1.0, 1.0), (0.9, 0.9, 1.0), (2.0, 1.25, 1.6), (0.5, 0.8, 0.625)] {
            let delivery = Delivery::new(manner(asked, 0.0));
            assert!((delivery.speed.get() - models).abs() < 1e-6, "{asked}");
            assert!((delivery.tempo.get() - tempo).abs() < 1e-6, "{asked}");
        }
        let higher = Delivery::new(manner(1.0, 3.0));
        assert_eq!((higher.pitch, higher.tempo), (Pitch::new(3.0).unwrap(), Tempo::NORMAL));
        let raw = Delivery::raw(Speed::new(2.0).unwrap());
        assert_eq!((raw.pitch, raw.tempo), (Pitch::NORMAL, Tempo::NORMAL));
    }

    #[test]
    fn durations_end_where_the_sound_does() {
        let durations = vec![3, 8, 1, 12];
        let frames: u32 = durations.iter().sum();
        let samples = (0..frames as usize * FRAME_SAMPLES).map(|i| (i as f32 * 0.03).sin() * 0.3);
        let speech = Speech {
            samples: samples.collect(),
            durations,
        };
        let said = Delivery::new(manner(2.0, 0.0)).finish(speech);
        let frames: u32 = said.durations.iter().sum();
        assert!((frames as usize * FRAME_SAMPLES).abs_diff(said.samples.len()) <= FRAME_SAMPLES);
    }
}
