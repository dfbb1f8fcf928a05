//! A string of Kokoro's phonemes: what the model is given, one token for each character.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest input the model takes, in phonemes, without the two padding zeros (ALBERT's 512 positions).
pub const MAX_PHONEMES: usize = 510;

/// Phonemes in Kokoro's alphabet, one character a phoneme, stress marks and punctuation included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phonemes(String);

impl Phonemes {
    /// Takes a string as it is; symbols the model does not know are dropped later, when it is turned into tokens.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The phonemes as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many phonemes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Phonemes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
