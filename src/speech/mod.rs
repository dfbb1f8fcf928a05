//! How to say it: spoken text becomes Kokoro's phonemes, by language, in chunks that fit the model.

mod language;
mod phonemes;

pub use language::{Gender, Language, VoiceName, VoiceNameError};
pub use phonemes::{MAX_PHONEMES, Phonemes};
