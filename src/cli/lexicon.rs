//! The user's words, as the settings have them.

use crate::config::{self, Settings};
use crate::speech::{Entry, Lexicon, PartOfSpeech, Said};

/// The user's words, for the book of this title.
#[must_use]
pub fn lexicon(settings: &Settings, title: Option<&str>) -> Lexicon {
    let entry = |entry: &config::LexiconEntry| Entry {
        word: entry.word.clone(),
        case_sensitive: entry.case_sensitive,
        part_of_speech: entry.part_of_speech.map(|part| match part {
            config::PartOfSpeech::Noun => PartOfSpeech::Noun,
            config::PartOfSpeech::Verb => PartOfSpeech::Verb,
            config::PartOfSpeech::Adjective => PartOfSpeech::Adjective,
            config::PartOfSpeech::Adverb => PartOfSpeech::Adverb,
        }),
        said: match &entry.said {
            config::Said::Respelling(text) => Said::Respelling(text.clone()),
            config::Said::Phonemes(phonemes) => Said::Phonemes(phonemes.clone()),
        },
    };
    Lexicon::new(
        settings
            .lexicon
            .iter()
            .filter(|entry| entry.is_for(title))
            .map(entry)
            .collect(),
    )
}
