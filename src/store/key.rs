//! The name of a clip: a hash of everything that made it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::kokoro::{Pitch, STYLE_ROWS, Speed, Voice};
use crate::speech::Phonemes;

/// Raised whenever the same recipe would give other sound: nothing said before is then mistaken for it.
const RECIPE_VERSION: u32 = 1;

/// Which weights speak: a name and what tells this release of them from others.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ModelId(pub String);

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The hash of a voice's style vectors: two voices of one name and different numbers are two voices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VoicePrint(blake3::Hash);

impl VoicePrint {
    /// Hashes all 510 style vectors.
    #[must_use]
    pub fn of(voice: &Voice) -> Self {
        let mut hasher = blake3::Hasher::new();
        let mut row = Vec::new();
        for phonemes in 1..=STYLE_ROWS {
            row.clear();
            row.extend(voice.style(phonemes).iter().flat_map(|x| x.to_le_bytes()));
            hasher.update(&row);
        }
        Self(hasher.finalize())
    }
}

/// Everything that decides how a sentence sounds.
#[derive(Clone, Copy, Debug)]
pub struct Recipe<'a> {
    /// The sentence, in pieces that fit the model.
    pub pieces: &'a [Phonemes],
    /// Who says it.
    pub voice: VoicePrint,
    /// How fast.
    pub speed: Speed,
    /// How high.
    pub pitch: Pitch,
    /// How fast it is in the end, if the model's output was stretched for it.
    pub stretched_to: Option<Speed>,
    /// The weights.
    pub model: &'a ModelId,
    /// `cpu` or `mlx`: they agree for the ear, not to the bit.
    pub backend: &'a str,
    /// 0, or more when the user asked for another reading.
    pub take: u32,
}

impl Recipe<'_> {
    /// The name under which the result is kept.
    #[must_use]
    pub fn key(&self) -> ClipKey {
        let mut hasher = blake3::Hasher::new_derive_key("lector: the recipe of a clip");
        let mut field = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        field(&RECIPE_VERSION.to_le_bytes());
        field(&(self.pieces.len() as u64).to_le_bytes());
        for piece in self.pieces {
            field(piece.as_str().as_bytes());
        }
        field(self.voice.0.as_bytes());
        field(&self.speed.get().to_le_bytes());
        field(self.model.0.as_bytes());
        field(self.backend.as_bytes());
        field(&self.take.to_le_bytes());
        // What is usual is no field: clips from before there was a choice keep their names.
        if let Some(speed) = self.stretched_to {
            field(b"stretched to");
            field(&speed.get().to_le_bytes());
        }
        if self.pitch != Pitch::NORMAL {
            field(b"pitch");
            field(&self.pitch.semitones().to_le_bytes());
        }
        ClipKey(hasher.finalize())
    }
}

/// The name of a clip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClipKey(blake3::Hash);

/// A string that is not 64 hexadecimal digits.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("'{0}' is not the name of a clip")]
pub struct ClipKeyError(pub String);

impl ClipKey {
    /// The seed of the model's noise for one piece of this clip: the same piece of the same recipe, the same noise.
    #[must_use]
    pub fn seed(&self, piece: &Phonemes) -> u64 {
        let hash = blake3::keyed_hash(self.0.as_bytes(), piece.as_str().as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash.as_bytes()[..8]);
        u64::from_le_bytes(first)
    }
}

impl fmt::Display for ClipKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_hex())
    }
}

impl FromStr for ClipKey {
    type Err = ClipKeyError;
    fn from_str(hex: &str) -> Result<Self, Self::Err> {
        let hash = blake3::Hash::from_hex(hex).map_err(|_| ClipKeyError(hex.to_owned()))?;
        Ok(Self(hash))
    }
}

impl TryFrom<String> for ClipKey {
    type Error = ClipKeyError;
    fn try_from(hex: String) -> Result<Self, Self::Error> {
        hex.parse()
    }
}

impl From<ClipKey> for String {
    fn from(key: ClipKey) -> Self {
        key.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kokoro::STYLE_WIDTH;
    use crate::speech::VoiceName;

    fn voice(value: f32) -> Voice {
        let name = VoiceName::new("bf_lily").unwrap();
        Voice::new(name, vec![value; STYLE_ROWS * STYLE_WIDTH]).unwrap()
    }

    #[test]
    fn every_ingredient_counts() {
        let model = ModelId("kokoro-82m".to_owned());
        let other_model = ModelId("kokoro-82m-int8".to_owned());
        let whole = [Phonemes::new("həlˈO wˈɜɹld")];
        let split = [Phonemes::new("həlˈO "), Phonemes::new("wˈɜɹld")];
        let recipe = Recipe {
            pieces: &whole,
            voice: VoicePrint::of(&voice(0.1)),
            speed: Speed::NORMAL,
            pitch: Pitch::NORMAL,
            stretched_to: None,
            model: &model,
            backend: "cpu",
            take: 0,
        };
        let keys = [
            recipe.key(),
            Recipe {
                pieces: &split,
                ..recipe
            }
            .key(),
            Recipe {
                voice: VoicePrint::of(&voice(0.2)),
                ..recipe
            }
            .key(),
            Recipe {
                speed: Speed::new(1.1).unwrap(),
                ..recipe
            }
            .key(),
            Recipe {
                model: &other_model,
                ..recipe
            }
            .key(),
            Recipe {
                backend: "mlx",
                ..recipe
            }
            .key(),
            Recipe { take: 1, ..recipe }.key(),
            Recipe {
                stretched_to: Some(Speed::new(1.5).unwrap()),
                ..recipe
            }
            .key(),
            Recipe {
                pitch: Pitch::new(1.5).unwrap(),
                ..recipe
            }
            .key(),
        ];
        let different: std::collections::HashSet<_> = keys.iter().collect();
        assert_eq!(different.len(), keys.len());
        assert_eq!(recipe.key(), recipe.key());
    }

    #[test]
    fn a_key_reads_back() {
        let key = ClipKey(blake3::hash(b"a clip"));
        assert_eq!(key.to_string().parse(), Ok(key));
        assert!("no clip".parse::<ClipKey>().is_err());
        assert_ne!(key.seed(&Phonemes::new("a")), key.seed(&Phonemes::new("b")));
    }
}
