//! Speech faster or slower at its own pitch: Sonic's pitch-synchronous method, which was made for speech.

use libsonic::SonicStream;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The loudest sample given to the method, which works in 16 bits and cuts what lies above 1.
const HEADROOM: f32 = 0.98;

/// How many times faster something is heard than it was said, from 0.5 to 3.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f32", into = "f32")]
pub struct Tempo(f32);

/// A tempo nobody could follow.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[error("a tempo of {0} is out of range: choose one from 0.5 (half as fast) to 3 (three times as fast)")]
pub struct TempoError(pub f32);

impl Tempo {
    /// As it was said.
    pub const NORMAL: Self = Self(1.0);

    /// # Errors
    /// [`TempoError`] outside 0.5–3, or when it is not a number.
    pub fn new(factor: f32) -> Result<Self, TempoError> {
        if (0.5..=3.0).contains(&factor) {
            Ok(Self(factor))
        } else {
            Err(TempoError(factor))
        }
    }

    /// The factor.
    #[must_use]
    pub fn get(self) -> f32 {
        self.0
    }
}

impl Default for Tempo {
    fn default() -> Self {
        Self::NORMAL
    }
}

impl TryFrom<f32> for Tempo {
    type Error = TempoError;
    fn try_from(factor: f32) -> Result<Self, Self::Error> {
        Self::new(factor)
    }
}

impl From<Tempo> for f32 {
    fn from(tempo: Tempo) -> Self {
        tempo.0
    }
}

/// Makes speech faster or slower while it comes. It keeps some 30 ms back until more comes or it is finished.
#[derive(Debug)]
pub(super) struct Stretcher {
    /// None where there is nothing to do, or the rate is one Sonic does not know: sound then goes through as it is.
    sonic: Option<SonicStream>,
}

impl Stretcher {
    /// For one channel of `rate` samples a second.
    pub(super) fn new(rate: u32, tempo: Tempo) -> Self {
        let wanted = (tempo != Tempo::NORMAL).then(|| SonicStream::new(rate, 1).ok());
        let mut sonic = wanted.flatten();
        if let Some(sonic) = &mut sonic {
            sonic.set_speed(tempo.get());
        }
        Self { sonic }
    }

    /// Whether it leaves sound as it is.
    pub(super) fn is_idle(&self) -> bool {
        self.sonic.is_none()
    }

    /// Takes samples in and adds to `out` what is ready. What is louder than 1 is cut.
    pub(super) fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        match &mut self.sonic {
            Some(sonic) => {
                sonic.write_f32(samples);
                out.extend(sonic.read_f32(usize::MAX));
            }
            None => out.extend_from_slice(samples),
        }
    }

    /// Adds to `out` what was kept back.
    pub(super) fn finish(&mut self, out: &mut Vec<f32>) {
        if let Some(sonic) = &mut self.sonic {
            sonic.flush();
            out.extend(sonic.read_f32(usize::MAX));
        }
    }
}

/// A whole recording at another tempo.
#[must_use]
pub fn stretch(samples: &[f32], rate: u32, tempo: Tempo) -> Vec<f32> {
    if tempo == Tempo::NORMAL {
        return samples.to_vec();
    }
    let peak = samples.iter().fold(0f32, |peak, x| peak.max(x.abs()));
    let length = (samples.len() as f32 / tempo.get()) as usize;
    if peak == 0.0 {
        return vec![0.0; length];
    }
    let scaled: Vec<f32> = samples.iter().map(|x| x * HEADROOM / peak).collect();
    let mut out = Vec::with_capacity(length);
    let mut stream = Stretcher::new(rate, tempo);
    stream.push(&scaled, &mut out);
    stream.finish(&mut out);
    for sample in &mut out {
        *sample *= peak / HEADROOM;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 24_000;

    fn tempo(factor: f32) -> Tempo {
        Tempo::new(factor).unwrap()
    }

    /// A voice of 120 Hz: harmonics that grow weaker.
    fn voice(seconds: f32) -> Vec<f32> {
        let at = |i: usize| i as f32 / RATE as f32;
        let harmonic = |time: f32, n: f32| (std::f32::consts::TAU * 120.0 * n * time).sin() / n;
        (0..(seconds * RATE as f32) as usize)
            .map(|i| 0.3 * (1..=8).map(|n| harmonic(at(i), n as f32)).sum::<f32>())
            .collect()
    }

    /// The strongest period of the middle, as a frequency, less than half an octave from another.
    fn frequency(samples: &[f32], near: f32) -> f32 {
        let middle = &samples[samples.len() / 4..samples.len() * 3 / 4];
        let alike = |lag: usize| -> f32 {
            let pairs = middle.iter().zip(&middle[lag..]);
            pairs.map(|(a, b)| a * b).sum::<f32>() / (middle.len() - lag) as f32
        };
        let lag_of = |frequency: f32| (RATE as f32 / frequency) as usize;
        let lag = (lag_of(near * 1.4)..lag_of(near / 1.4)).max_by(|a, b| alike(*a).total_cmp(&alike(*b)));
        RATE as f32 / lag.unwrap() as f32
    }

    #[test]
    fn tempo_leaves_the_pitch() {
        let spoken = voice(2.0);
        for factor in [0.5, 0.7, 1.6, 3.0] {
            let said = stretch(&spoken, RATE, tempo(factor));
            let seconds = said.len() as f32 / RATE as f32;
            assert!((seconds * factor - 2.0).abs() < 0.1, "×{factor}: {seconds} s");
            let heard = frequency(&said, 120.0);
            assert!((heard / 120.0 - 1.0).abs() < 0.02, "×{factor}: {heard} Hz");
        }
    }

    #[test]
    fn a_stream_gives_what_the_whole_gives() {
        let spoken = voice(1.0);
        let mut streamed = Vec::new();
        let mut stretcher = Stretcher::new(RATE, tempo(1.4));
        for chunk in spoken.chunks(777) {
            stretcher.push(chunk, &mut streamed);
        }
        stretcher.finish(&mut streamed);
        assert!(streamed.len().abs_diff(stretch(&spoken, RATE, tempo(1.4)).len()) < RATE as usize / 50);
    }

    #[test]
    fn loud_and_silent_sound_keep_their_level() {
        let loud: Vec<f32> = voice(0.5).iter().map(|x| x * 6.0).collect();
        let peak = |samples: &[f32]| samples.iter().fold(0f32, |peak, x| peak.max(x.abs()));
        let faster = tempo(1.5);
        assert!((peak(&stretch(&loud, RATE, faster)) / peak(&loud) - 1.0).abs() < 0.1);
        assert!(stretch(&[0.0; 2_400], RATE, faster).iter().all(|x| *x == 0.0));
        assert_eq!(stretch(&loud, RATE, Tempo::NORMAL), loud);
        assert!(Tempo::new(3.1).is_err() && Tempo::new(f32::NAN).is_err());
    }
}
