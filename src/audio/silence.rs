//! Where speech begins and ends, and the breath it keeps around it.

use std::ops::Range;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::pcm::{Pcm, samples_in};

/// How far below the loudest moment sound still counts as speech. What Kokoro leaves around a sentence lies below
/// −60 dB of it, the faintest consonant at its end above −40 dB.
const SPEECH_FLOOR_DB: f32 = -45.0;

/// Levels are taken over windows of this length.
const WINDOW: Duration = Duration::from_millis(10);

/// The cut ends are faded over this length, so that none of them clicks.
const FADE: Duration = Duration::from_millis(5);

/// The silence in and around a sentence, in place of the model's own, which is trimmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breath {
    /// Before the first sound.
    pub before: Duration,
    /// After the last.
    pub after: Duration,
    /// Between two parts of a sentence that was too long to be said at once.
    pub between_parts: Duration,
}

impl Default for Breath {
    fn default() -> Self {
        Self {
            before: Duration::from_millis(30),
            after: Duration::from_millis(60),
            between_parts: Duration::from_millis(150),
        }
    }
}

/// The part of `samples` that holds speech and the breath around it; all of it where nothing stands out.
#[must_use]
pub fn speech_range(samples: &[f32], rate: u32, breath: Breath) -> Range<usize> {
    let window = (samples_in(WINDOW, rate) as usize).max(1);
    let energies: Vec<f32> = samples
        .chunks(window)
        .map(|chunk| chunk.iter().map(|x| x * x).sum::<f32>() / chunk.len() as f32)
        .collect();
    let loudest = energies.iter().copied().fold(0.0, f32::max);
    let floor = loudest * 10f32.powf(SPEECH_FLOOR_DB / 10.0);
    let loud = |energy: &f32| *energy > floor;
    let (Some(first), Some(last)) = (energies.iter().position(loud), energies.iter().rposition(loud)) else {
        return 0..samples.len();
    };
    let before = samples_in(breath.before, rate) as usize;
    let after = samples_in(breath.after, rate) as usize;
    let start = (first * window).saturating_sub(before);
    let end = ((last + 1) * window).saturating_add(after).min(samples.len());
    start..end
}

/// Takes the silence around speech away, but for the breath, and fades the cut ends.
pub fn trim(pcm: &mut Pcm, breath: Breath) {
    let range = speech_range(&pcm.samples, pcm.rate, breath);
    let (cut_start, cut_end) = (range.start > 0, range.end < pcm.samples.len());
    pcm.samples.truncate(range.end);
    pcm.samples.drain(..range.start);
    let fade = (samples_in(FADE, pcm.rate) as usize).min(pcm.samples.len());
    let ramp = |i: usize| (i as f32 + 0.5) / fade as f32;
    if cut_start {
        for (i, sample) in pcm.samples.iter_mut().take(fade).enumerate() {
            *sample *= ramp(i);
        }
    }
    if cut_end {
        for (i, sample) in pcm.samples.iter_mut().rev().take(fade).enumerate() {
            *sample *= ramp(i);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 24_000;

    /// Hiss at −80 dB, a tone between two moments, hiss again.
    fn tone_between(start: usize, end: usize, length: usize) -> Vec<f32> {
        (0..length)
            .map(|i| {
                if (start..end).contains(&i) {
                    0.4 * (i as f32 * 0.09).sin()
                } else {
                    0.0001 * if i % 2 == 0 { 1.0 } else { -1.0 }
                }
            })
            .collect()
    }

    #[test]
    fn keeps_the_breath_and_no_more() {
        let samples = tone_between(9_600, 24_000, 48_000);
        let breath = Breath {
            before: Duration::from_millis(50),
            after: Duration::from_millis(100),
            ..Breath::default()
        };
        assert_eq!(speech_range(&samples, RATE, breath), 9_600 - 1_200..24_000 + 2_400);
        let mut pcm = Pcm { rate: RATE, samples };
        trim(&mut pcm, breath);
        assert_eq!(pcm.samples.len(), 14_400 + 3_600);
        assert!(pcm.samples[0].abs() < 1e-5, "the cut is faded");
    }

    #[test]
    fn never_reaches_outside_and_never_cuts_speech() {
        let samples = tone_between(0, 24_000, 24_000);
        let long = Breath {
            before: Duration::from_secs(9),
            after: Duration::from_secs(9),
            ..Breath::default()
        };
        assert_eq!(speech_range(&samples, RATE, long), 0..24_000);
        let mut pcm = Pcm {
            rate: RATE,
            samples: samples.clone(),
        };
        trim(&mut pcm, long);
        assert_eq!(pcm.samples, samples, "what is not cut is not faded");
    }

    #[test]
    fn silence_alone_stays_as_it_is() {
        assert_eq!(speech_range(&[0.0; 1_000], RATE, Breath::default()), 0..1_000);
        assert_eq!(speech_range(&[], RATE, Breath::default()), 0..0);
    }
}
