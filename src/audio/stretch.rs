//! Speech faster or slower at its own pitch, higher or lower at its own speed: Sonic's pitch-synchronous method, which
//! was made for speech.
//!
//! A voice that is moved up or down takes its formants with it, as a tape would.

use libsonic::SonicStream;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Semitones in an octave, which doubles a frequency.
const OCTAVE: f32 = 12.0;

/// The loudest sample given to the method, which works in 16 bits and cuts what lies above 1.
const HEADROOM: f32 = 0.98;

/// How much higher or lower than its own a voice sounds, from −6 to 6 semitones.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f32", into = "f32")]
pub struct Pitch(f32);

/// A pitch no voice would be left of.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[error("a pitch of {0} semitones is out of range: choose one from -6 to 6")]
pub struct PitchError(pub f32);

impl Pitch {
    /// The voice's own pitch.
    pub const NORMAL: Self = Self(0.0);

    /// # Errors
    /// [`PitchError`] outside −6 to 6 semitones, or when it is not a number.
    pub fn new(semitones: f32) -> Result<Self, PitchError> {
        if (-6.0..=6.0).contains(&semitones) {
            Ok(Self(semitones))
        } else {
            Err(PitchError(semitones))
        }
    }

    /// Semitones up, or down below 0.
    #[must_use]
    pub fn semitones(self) -> f32 {
        self.0
    }

    /// By what its frequencies are multiplied.
    fn factor(self) -> f32 {
        (self.0 / OCTAVE).exp2()
    }
}

impl TryFrom<f32> for Pitch {
    type Error = PitchError;
    fn try_from(semitones: f32) -> Result<Self, Self::Error> {
        Self::new(semitones)
    }
}

impl From<Pitch> for f32 {
    fn from(pitch: Pitch) -> Self {
        pitch.0
    }
}

/// What is done to speech after it was said.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stretch {
    /// How many times faster it becomes; above 0.
    pub tempo: f32,
    /// How much higher.
    pub pitch: Pitch,
}

impl Stretch {
    /// Nothing.
    pub const NONE: Self = Self {
        tempo: 1.0,
        pitch: Pitch::NORMAL,
    };

    /// Whether it leaves speech as it is.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }
}

/// Stretches speech while it comes. It keeps some 30 ms back until more comes or it is finished.
#[derive(Debug)]
pub struct Stretcher {
    /// None where the rate is one Sonic does not know: sound then goes through as it is.
    sonic: Option<SonicStream>,
}

impl Stretcher {
    /// For one channel of `rate` samples a second.
    #[must_use]
    pub fn new(rate: u32, stretch: Stretch) -> Self {
        let mut stretcher = Self {
            sonic: SonicStream::new(rate, 1).ok(),
        };
        stretcher.set(stretch);
        stretcher
    }

    /// Changes what becomes of the samples from here on.
    pub fn set(&mut self, stretch: Stretch) {
        if let Some(sonic) = &mut self.sonic {
            sonic.set_speed(stretch.tempo);
            sonic.set_pitch(stretch.pitch.factor());
        }
    }

    /// Takes samples in and adds to `out` what is ready. What is louder than 1 is cut.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        match &mut self.sonic {
            Some(sonic) => {
                sonic.write_f32(samples);
                out.extend(sonic.read_f32(usize::MAX));
            }
            None => out.extend_from_slice(samples),
        }
    }

    /// Adds to `out` what was kept back.
    pub fn finish(&mut self, out: &mut Vec<f32>) {
        if let Some(sonic) = &mut self.sonic {
            sonic.flush();
            out.extend(sonic.read_f32(usize::MAX));
        }
    }
}

/// Stretches a whole recording.
#[must_use]
pub fn stretch(samples: &[f32], rate: u32, stretch: Stretch) -> Vec<f32> {
    if stretch.is_none() {
        return samples.to_vec();
    }
    let peak = samples.iter().fold(0f32, |peak, x| peak.max(x.abs()));
    if peak == 0.0 {
        return vec![0.0; (samples.len() as f32 / stretch.tempo) as usize];
    }
    let scaled: Vec<f32> = samples.iter().map(|x| x * HEADROOM / peak).collect();
    let mut out = Vec::with_capacity((samples.len() as f32 / stretch.tempo) as usize);
    let mut stream = Stretcher::new(rate, stretch);
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
    fn tempo_leaves_the_pitch_and_pitch_the_tempo() {
        let spoken = voice(2.0);
        for (tempo, semitones) in [
            (0.5, 0.0),
            (0.7, 0.0),
            (1.6, 0.0),
            (3.0, 0.0),
            (1.0, 6.0),
            (1.0, -6.0),
            (1.5, 3.0),
        ] {
            let wanted = Stretch {
                tempo,
                pitch: Pitch::new(semitones).unwrap(),
            };
            let said = stretch(&spoken, RATE, wanted);
            let seconds = said.len() as f32 / RATE as f32;
            assert!((seconds * tempo - 2.0).abs() < 0.1, "{wanted:?}: {seconds} s");
            let pitch = 120.0 * wanted.pitch.factor();
            let heard = frequency(&said, pitch);
            assert!((heard / pitch - 1.0).abs() < 0.02, "{wanted:?}: {heard} Hz");
        }
    }

    #[test]
    fn a_stream_gives_what_the_whole_gives() {
        let spoken = voice(1.0);
        let wanted = Stretch {
            tempo: 1.4,
            pitch: Pitch::NORMAL,
        };
        let mut streamed = Vec::new();
        let mut stretcher = Stretcher::new(RATE, wanted);
        for chunk in spoken.chunks(777) {
            stretcher.push(chunk, &mut streamed);
        }
        stretcher.finish(&mut streamed);
        assert!(streamed.len().abs_diff(stretch(&spoken, RATE, wanted).len()) < RATE as usize / 50);
    }

    #[test]
    fn loud_and_silent_sound_keep_their_level() {
        let loud: Vec<f32> = voice(0.5).iter().map(|x| x * 6.0).collect();
        let peak = |samples: &[f32]| samples.iter().fold(0f32, |peak, x| peak.max(x.abs()));
        let faster = Stretch {
            tempo: 1.5,
            pitch: Pitch::NORMAL,
        };
        assert!((peak(&stretch(&loud, RATE, faster)) / peak(&loud) - 1.0).abs() < 0.1);
        assert!(stretch(&[0.0; 2_400], RATE, faster).iter().all(|x| *x == 0.0));
        assert_eq!(stretch(&loud, RATE, Stretch::NONE), loud);
        assert!(Pitch::new(7.0).is_err() && Pitch::new(f32::NAN).is_err());
    }
}
