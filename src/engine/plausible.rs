//! Whether what the model said can be the sentence it was given.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::audio::{Ailment, check};
use crate::kokoro::{SAMPLE_RATE, Speech, Speed};
use crate::speech::Phonemes;

/// The fastest anyone speaks, in seconds a phoneme at speed 1. Kokoro's own mean is 0.05 to 0.08.
const SHORTEST_PHONEME: f32 = 0.03;

/// The slowest, on average over a sentence.
const LONGEST_PHONEME: f32 = 0.3;

/// Silence the model may add around a sentence of any length, in seconds at speed 1.
const LONGEST_SILENCE: f32 = 2.0;

/// Why a sentence is not fit to be heard.
#[derive(Clone, Copy, Debug, Error, PartialEq, Serialize, Deserialize)]
pub enum Unsound {
    /// The sound itself is bad.
    #[error("{0}")]
    Ailing(#[from] Ailment),
    /// Too short to hold all that should be said.
    #[error("it is too short: {0:.1?} for {1} phonemes")]
    TooShort(Duration, usize),
    /// Too long for what should be said.
    #[error("it is too long: {0:.1?} for {1} phonemes")]
    TooLong(Duration, usize),
}

/// Looks at what the model said for `phonemes`.
///
/// # Errors
/// [`Unsound`] when nobody should hear it.
pub(super) fn inspect(speech: &Speech, phonemes: &Phonemes, speed: Speed) -> Result<(), Unsound> {
    if !phonemes.as_str().chars().any(char::is_alphabetic) {
        // Punctuation alone is a pause: silence is right, and any length will do.
        return match check(&speech.samples) {
            Err(Ailment::Silent(_)) => Ok(()),
            other => Ok(other?),
        };
    }
    check(&speech.samples)?;
    let count = phonemes.len();
    let seconds = speech.samples.len() as f32 / SAMPLE_RATE as f32;
    let at_normal_speed = seconds * speed.get();
    if at_normal_speed < SHORTEST_PHONEME * count as f32 {
        return Err(Unsound::TooShort(Duration::from_secs_f32(seconds), count));
    }
    if at_normal_speed > LONGEST_SILENCE + LONGEST_PHONEME * count as f32 {
        return Err(Unsound::TooLong(Duration::from_secs_f32(seconds), count));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: f32) -> Speech {
        let samples = (0..(seconds * 24_000.0) as usize).map(|i| 0.3 * (i as f32 * 0.05).sin());
        Speech {
            samples: samples.collect(),
            durations: vec![],
            natural_frames: 0,
        }
    }

    #[test]
    fn what_the_reference_says_is_plausible() {
        // Phonemes, seconds and speed of reference cases, from a single word to the model's limit.
        for (count, seconds, speed) in [
            (92, 5.475, 1.0),
            (6, 1.35, 1.0),
            (78, 4.75, 1.3),
            (41, 3.875, 0.8),
            (476, 23.975, 1.0),
            (17, 2.45, 1.0),
        ] {
            let phonemes = Phonemes::new("a".repeat(count));
            assert_eq!(
                inspect(&tone(seconds), &phonemes, Speed::new(speed).unwrap()),
                Ok(()),
                "{count} phonemes"
            );
        }
    }

    #[test]
    fn swallowed_and_endless_sentences_are_found() {
        let phonemes = Phonemes::new("a".repeat(92));
        assert!(matches!(
            inspect(&tone(1.0), &phonemes, Speed::NORMAL),
            Err(Unsound::TooShort(_, 92))
        ));
        assert!(matches!(
            inspect(&tone(40.0), &phonemes, Speed::NORMAL),
            Err(Unsound::TooLong(_, 92))
        ));
    }

    #[test]
    fn a_lone_dash_may_be_silent_but_not_broken() {
        let mut speech = Speech {
            samples: vec![0.0; 9_000],
            durations: vec![],
            natural_frames: 0,
        };
        let dash = Phonemes::new("—");
        assert_eq!(inspect(&speech, &dash, Speed::NORMAL), Ok(()));
        speech.samples[3] = f32::INFINITY;
        assert!(inspect(&speech, &dash, Speed::NORMAL).is_err());
    }
}
