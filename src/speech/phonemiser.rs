//! From spoken text to phonemes, in one language.

use super::by_rule::ByRule;
use super::english::English;
use super::espeak::Rules;
use super::{Language, Lexicon, Phonemes, SpeechError};

/// Turns text of one language into Kokoro's phonemes.
///
/// It is made for one thread to own: it may move to another thread, and what a text becomes does not depend on the
/// texts before it.
pub struct Phonemiser {
    language: Language,
    speaker: Speaker,
}

/// What each language does in its own way.
enum Speaker {
    English(Box<English>),
    ByRule(Box<ByRule>),
}

/// A word no dictionary had, pronounced by rule: a likely place for a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownWord {
    /// The word as the page has it, without a possessive `’s`.
    pub word: String,
    /// How often it came so far.
    pub count: usize,
    /// How it was said.
    pub phonemes: String,
}

impl Phonemiser {
    /// Loads what the language needs; `lexicon` goes before what it knows itself.
    ///
    /// English takes about 0.2 s and 100 MB, the others a few milliseconds.
    ///
    /// # Errors
    /// [`SpeechError`] when the language's data cannot be had.
    pub fn new(language: Language, lexicon: &Lexicon) -> Result<Self, SpeechError> {
        let speaker = match language {
            Language::EnglishUs | Language::EnglishGb => Speaker::English(Box::new(English::new(language, lexicon)?)),
            Language::Spanish => by_rule(Rules::SPANISH)?,
            Language::French => by_rule(Rules::FRENCH)?,
            Language::Hindi => by_rule(Rules::HINDI)?,
            Language::Italian => by_rule(Rules::ITALIAN)?,
            Language::Portuguese => by_rule(Rules::PORTUGUESE)?,
            Language::Japanese | Language::Mandarin => return Err(SpeechError::Unspoken(language)),
        };
        Ok(Self { language, speaker })
    }

    /// The language it speaks.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The phonemes of a text that is in plain words already: numbers and abbreviations are the text room's work.
    ///
    /// # Errors
    /// [`SpeechError::Pronounce`] when the language's rules fail on the text.
    pub fn phonemise(&mut self, spoken: &str) -> Result<Phonemes, SpeechError> {
        let phonemes = match &self.speaker {
            Speaker::English(english) => english.phonemes(spoken)?,
            Speaker::ByRule(language) => language.phonemes(spoken)?,
        };
        Ok(Phonemes::new(phonemes))
    }

    /// The words no dictionary had so far, the most frequent first.
    #[must_use]
    pub fn unknown_words(&self) -> Vec<UnknownWord> {
        let mut words = match &self.speaker {
            Speaker::English(english) => english.unknown_words(),
            _ => Vec::new(),
        };
        words.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.word.cmp(&b.word)));
        words
    }
}

fn by_rule(rules: Rules) -> Result<Speaker, SpeechError> {
    Ok(Speaker::ByRule(Box::new(ByRule::new(rules)?)))
}
