//! How to say it: spoken text becomes Kokoro's phonemes, by language, in chunks that fit the model.

mod alphabet;
mod by_rule;
mod chunks;
mod english;
mod error;
mod espeak;
mod ipa;
mod japanese;
mod language;
mod lexicon;
mod mandarin;
mod phonemes;
mod phonemiser;
mod respell;
mod voice_name;
mod x_sampa;

pub use alphabet::is_phoneme;
pub use chunks::chunks;
pub use error::SpeechError;
pub use ipa::from_ipa;
pub use language::Language;
pub use lexicon::{Entry, Flaw, Lexicon, PartOfSpeech, Said};
pub use phonemes::{MAX_PHONEMES, Phonemes};
pub use phonemiser::{Dictionaries, Phonemiser, UnknownWord, check_japanese};
pub use voice_name::{Gender, VoiceName, VoiceNameError};
pub use x_sampa::from_x_sampa;
