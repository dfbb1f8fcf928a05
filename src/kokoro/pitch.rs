//! How much higher or lower than its own a voice speaks.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Semitones in an octave, which doubles a frequency.
const OCTAVE: f32 = 12.0;

/// How much higher or lower than its own a voice speaks, from −6 to 6 semitones. The F0 the model predicts is multiplied
/// before there is any sound: the formants, and with them the voice, stay where they are.
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
            // A zero has no sign here.
            Ok(Self(semitones + 0.0))
        } else {
            Err(PitchError(semitones))
        }
    }

    /// Semitones up, or down below 0.
    #[must_use]
    pub fn semitones(self) -> f32 {
        self.0
    }

    /// By what F0 is multiplied; none for the voice's own.
    #[must_use]
    pub fn factor(self) -> Option<f32> {
        (self != Self::NORMAL).then(|| (self.0 / OCTAVE).exp2())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_semitones_are_half_an_octave() {
        let factor = |semitones| Pitch::new(semitones).unwrap().factor();
        assert_eq!((factor(0.0), factor(-0.0)), (None, None));
        assert!((factor(6.0).unwrap() * factor(6.0).unwrap() - 2.0).abs() < 1e-6);
        assert!((factor(-6.0).unwrap() * factor(6.0).unwrap() - 1.0).abs() < 1e-6);
        assert!(Pitch::new(6.1).is_err() && Pitch::new(f32::NAN).is_err());
    }
}
