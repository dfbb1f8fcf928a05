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
    /// How fast it is to be in the end, if what the model says is to be stretched for it.
    pub stretched_to: Option<Speed>,
}

impl Delivery {
    /// The model speaks as fast as it is good at; the rest is done to what it said.
    pub(super) fn new(manner: Manner) -> Self {
        let Manner { speed, pitch } = manner;
        let models = Speed::new(speed.get().clamp(SLOWEST, FASTEST)).unwrap_or(speed);
        Self {
            speed: models,
            pitch,
            stretched_to: (models != speed).then_some(speed),
        }
    }

    /// The model speaks at any speed and at its own pitch, and nothing is done to its output.
    pub(super) fn raw(speed: Speed) -> Self {
        Self {
            speed,
            pitch: Pitch::NORMAL,
            stretched_to: None,
        }
    }

    /// Does to the model's output what is to be done. The durations follow.
    pub(super) fn finish(self, speech: Speech) -> Speech {
        let frames: u32 = speech.durations.iter().sum();
        let tempo = self.stretched_to.and_then(|speed| {
            let over = f64::from(frames) / f64::from(speech.natural_frames);
            Tempo::new((f64::from(speed.get()) * over) as f32).ok()
        });
        let Some(tempo) = tempo else { return speech };
        let samples = stretch(&speech.samples, SAMPLE_RATE, tempo);
        let factor = samples.len() as f64 / (speech.samples.len() as f64).max(1.0);
        Speech {
            durations: scaled(&speech.durations, factor),
            natural_frames: speech.natural_frames,
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
        for (asked, models, is_stretched) in [
            (1.0, 1.0, false),
            (0.9, 0.9, false),
            (2.0, 1.25, true),
            (0.5, 0.8, true),
        ] {
            let delivery = Delivery::new(manner(asked, 0.0));
            assert!((delivery.speed.get() - models).abs() < 1e-6, "{asked}");
            assert_eq!(delivery.stretched_to.map(Speed::get), is_stretched.then_some(asked));
        }
        let higher = Delivery::new(manner(1.0, 3.0));
        assert_eq!((higher.pitch, higher.stretched_to), (Pitch::new(3.0).unwrap(), None));
        let raw = Delivery::raw(Speed::new(2.0).unwrap());
        assert_eq!((raw.pitch, raw.stretched_to), (Pitch::NORMAL, None));
    }

    /// A hum of so many frames, which would have had `natural` at normal speed.
    fn hum(durations: Vec<u32>, natural_frames: u32) -> Speech {
        let frames: u32 = durations.iter().sum();
        let samples = (0..frames as usize * FRAME_SAMPLES).map(|i| (i as f32 * 0.03).sin() * 0.3);
        Speech {
            samples: samples.collect(),
            durations,
            natural_frames,
        }
    }

    #[test]
    fn twice_as_fast_is_half_as_long_however_the_model_rounds() {
        for frames in [70, 80, 90] {
            let said = Delivery::new(manner(2.0, 0.0)).finish(hum(vec![frames], 100));
            let got = said.samples.len() as f64 / FRAME_SAMPLES as f64;
            assert!((got - 50.0).abs() < 1.0, "{frames} frames became {got}");
        }
    }

    #[test]
    fn durations_end_where_the_sound_does() {
        let said = Delivery::new(manner(2.0, 0.0)).finish(hum(vec![3, 8, 1, 12], 30));
        let frames: u32 = said.durations.iter().sum();
        assert!((frames as usize * FRAME_SAMPLES).abs_diff(said.samples.len()) <= FRAME_SAMPLES);
    }
}
