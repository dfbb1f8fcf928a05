//! A voice: one style vector for each length of input.

use std::sync::Arc;

use thiserror::Error;

use crate::speech::VoiceName;

/// Style vectors in a voice: one for each number of phonemes from 1 to 510.
pub const STYLE_ROWS: usize = 510;

/// Numbers in a style vector: 128 for the decoder, then 128 for the prosody predictor.
pub const STYLE_WIDTH: usize = 256;

/// A voice of the model: `[510, 256]` style vectors. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Voice {
    name: VoiceName,
    styles: Arc<[f32]>,
}

/// Numbers that are not a voice.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum VoiceError {
    /// Not 510 × 256 numbers.
    #[error("voice {name}: expected {expected} numbers, got {got}; fetch the voice again with `lector models fetch`", expected = STYLE_ROWS * STYLE_WIDTH)]
    Size {
        /// The voice.
        name: VoiceName,
        /// How many came.
        got: usize,
    },
    /// A number that is infinite or not a number.
    #[error("voice {0} holds a number that is not finite; fetch the voice again with `lector models fetch`")]
    NotFinite(VoiceName),
}

impl Voice {
    /// Takes 510 × 256 numbers, row by row.
    ///
    /// # Errors
    /// [`VoiceError`] when there are more or fewer, or one is not finite.
    pub fn new(name: VoiceName, styles: Vec<f32>) -> Result<Self, VoiceError> {
        if styles.len() != STYLE_ROWS * STYLE_WIDTH {
            return Err(VoiceError::Size {
                name,
                got: styles.len(),
            });
        }
        if styles.iter().any(|x| !x.is_finite()) {
            return Err(VoiceError::NotFinite(name));
        }
        Ok(Self {
            name,
            styles: styles.into(),
        })
    }

    /// Mixes voices: each style vector is the sum of theirs, by their shares.
    #[must_use]
    pub fn blend(name: VoiceName, parts: &[(Self, f32)]) -> Self {
        let mut styles = vec![0.0; STYLE_ROWS * STYLE_WIDTH];
        for (voice, share) in parts {
            for (mixed, one) in styles.iter_mut().zip(voice.styles.iter()) {
                *mixed += share * one;
            }
        }
        Self {
            name,
            styles: styles.into(),
        }
    }

    /// The voice's name.
    #[must_use]
    pub fn name(&self) -> &VoiceName {
        &self.name
    }

    /// The style vector for an input of `phonemes` phonemes: row `phonemes − 1`, as the reference implementation picks it.
    #[must_use]
    pub fn style(&self, phonemes: usize) -> &[f32] {
        let row = phonemes.clamp(1, STYLE_ROWS) - 1;
        &self.styles[row * STYLE_WIDTH..(row + 1) * STYLE_WIDTH]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blend_is_between_its_voices() {
        let voice = |value| {
            let name = VoiceName::new("bf_lily").unwrap();
            Voice::new(name, vec![value; STYLE_ROWS * STYLE_WIDTH]).unwrap()
        };
        let name = VoiceName::new("bf_lily*0.75+bf_emma*0.25").unwrap();
        let blend = Voice::blend(name, &[(voice(1.0), 0.75), (voice(-1.0), 0.25)]);
        assert!(blend.style(7).iter().all(|x| (x - 0.5).abs() < 1e-6));
    }
}
