//! From spoken text to phonemes, in one language.

use std::path::{Path, PathBuf};

use super::alphabet::is_phoneme;
use super::by_rule::ByRule;
use super::english::English;
use super::ipa::from_ipa;
use super::japanese::Japanese;
use super::lexicon::{Finder, Said};
use super::mandarin::Mandarin;
use super::{Language, Lexicon, Phonemes, SpeechError};

/// Turns text of one language into Kokoro's phonemes.
///
/// It is made for one thread to own: it may move to another thread, and what a text becomes does not depend on the
/// texts before it.
pub struct Phonemiser {
    language: Language,
    speaker: Speaker,
    /// The user's words; English has them in its dictionary.
    words: Finder<Said>,
}

/// What each language does in its own way.
enum Speaker {
    English(Box<English>),
    ByRule(Box<ByRule>),
    Mandarin(Box<Mandarin>),
    Japanese(Box<Japanese>),
}

/// Where the dictionaries lie that are too large to be part of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dictionaries {
    /// The folder of UniDic, for Japanese.
    pub japanese: Option<PathBuf>,
}

impl Dictionaries {
    /// Whether a text of this language can be said.
    #[must_use]
    pub fn suffice_for(&self, language: Language) -> bool {
        language != Language::Japanese || self.japanese.is_some()
    }
}

/// Checks that a folder holds a dictionary for Japanese that can be used.
///
/// # Errors
/// [`SpeechError::Dictionary`].
pub fn check_japanese(folder: &Path) -> Result<(), SpeechError> {
    Japanese::open(folder)?.phonemes("日本語").map(drop)
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
    /// Loads what a language needs that is part of the program; see [`Self::with_dictionaries`].
    ///
    /// # Errors
    /// [`SpeechError`] when the language's data cannot be had: that of Japanese is no part of the program.
    pub fn new(language: Language, lexicon: &Lexicon) -> Result<Self, SpeechError> {
        Self::with_dictionaries(language, lexicon, &Dictionaries::default())
    }

    /// Loads what the language needs; `lexicon` goes before what it knows itself.
    ///
    /// English takes about 0.2 s and 100 MB, Japanese 0.05 s and 50 MB, the others a few milliseconds.
    ///
    /// # Errors
    /// [`SpeechError`] when the language's data cannot be had.
    pub fn with_dictionaries(
        language: Language,
        lexicon: &Lexicon,
        dictionaries: &Dictionaries,
    ) -> Result<Self, SpeechError> {
        let speaker = match language {
            Language::EnglishUs | Language::EnglishGb => Speaker::English(Box::new(English::new(language, lexicon)?)),
            Language::Mandarin => Speaker::Mandarin(Box::new(Mandarin::new())),
            Language::Japanese => match &dictionaries.japanese {
                Some(folder) => Speaker::Japanese(Box::new(Japanese::open(folder)?)),
                None => return Err(SpeechError::NoDictionary(language)),
            },
            _ => match ByRule::new(language)? {
                Some(by_rule) => Speaker::ByRule(Box::new(by_rule)),
                None => return Err(SpeechError::NoDictionary(language)),
            },
        };
        let is_english = matches!(speaker, Speaker::English(_));
        let words = Finder::new(lexicon.entries(), |entry| {
            (!is_english && entry.part_of_speech.is_none()).then(|| said(&entry.said, language))
        });
        Ok(Self {
            language,
            speaker,
            words,
        })
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
        let mut phonemes = String::new();
        let mut text = String::new();
        let mut done = 0;
        for (range, said) in self.words.find(spoken) {
            text.push_str(&spoken[done..range.start]);
            match said {
                Said::Respelling(letters) => text.push_str(&letters),
                Said::Phonemes(said) => {
                    phonemes.push_str(&self.with_spaces(&text)?);
                    phonemes.push_str(&said);
                    text.clear();
                }
            }
            done = range.end;
        }
        text.push_str(&spoken[done..]);
        phonemes.push_str(&self.with_spaces(&text)?);
        Ok(Phonemes::new(phonemes.trim()))
    }

    /// The phonemes of a text, with a space at each end that has one in the text.
    fn with_spaces(&mut self, text: &str) -> Result<String, SpeechError> {
        let phonemes = match &self.speaker {
            Speaker::English(english) => english.phonemes(text)?,
            Speaker::ByRule(language) => language.phonemes(text)?,
            Speaker::Mandarin(mandarin) => mandarin.phonemes(text)?,
            Speaker::Japanese(japanese) => japanese.phonemes(text)?,
        };
        let space = |is_there: bool| if is_there { " " } else { "" };
        let (before, after) = (
            text.starts_with(char::is_whitespace),
            text.ends_with(char::is_whitespace),
        );
        Ok(format!("{}{phonemes}{}", space(before), space(after)))
    }

    /// The words no dictionary had so far, the most frequent first.
    #[must_use]
    pub fn unknown_words(&self) -> Vec<UnknownWord> {
        let mut words = match &self.speaker {
            Speaker::English(english) => english.unknown_words(),
            Speaker::ByRule(_) | Speaker::Mandarin(_) | Speaker::Japanese(_) => Vec::new(),
        };
        words.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.word.cmp(&b.word)));
        words
    }
}

/// What an entry asks for, in Kokoro's alphabet.
fn said(said: &Said, language: Language) -> Said {
    match said {
        Said::Phonemes(ipa) if !ipa.chars().all(is_phoneme) => {
            Said::Phonemes(from_ipa(ipa, language).as_str().to_owned())
        }
        _ => said.clone(),
    }
}
