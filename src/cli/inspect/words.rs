//! The words to look at before a render: those no dictionary has, and those in other languages.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::book::primary_subtag;
use crate::cli::passage::words_of;
use crate::cli::phonemisers::Phonemisers;
use crate::cli::wiring::language_of;
use crate::speech::{Language, Lexicon, VoiceName};
use crate::text::{MarkKind, Sentence};

/// Pronounces a book, and remembers what it met.
pub struct Pronunciations<'a> {
    phonemisers: Mutex<Phonemisers>,
    voice: &'a VoiceName,
    /// The book's language, a BCP 47 tag.
    language: Option<&'a str>,
    foreign: Mutex<BTreeMap<(String, String), usize>>,
}

/// What a user may want to see to.
#[derive(Debug, Serialize)]
pub struct Findings {
    /// Words no dictionary has, the most frequent first.
    pub unknown: Vec<Unknown>,
    /// Passages in other languages than the book's, by language, then the most frequent first.
    pub foreign: Vec<Foreign>,
}

/// A word no dictionary has.
#[derive(Debug, Serialize)]
pub struct Unknown {
    pub word: String,
    pub count: usize,
    /// How it will be said.
    pub phonemes: String,
}

/// A passage in another language.
#[derive(Debug, Serialize)]
pub struct Foreign {
    /// Its language, as the book has it.
    pub language: String,
    /// Whether it is said in that language, or as if it were of the book's.
    pub spoken: bool,
    pub text: String,
    pub count: usize,
}

impl<'a> Pronunciations<'a> {
    pub fn new(phonemisers: Phonemisers, voice: &'a VoiceName, language: Option<&'a str>) -> Self {
        Self {
            phonemisers: Mutex::new(phonemisers),
            voice,
            language,
            foreign: Mutex::default(),
        }
    }

    /// The phonemes of a sentence; none where it cannot be said: a render would say why.
    pub fn of(&self, sentence: &Sentence) -> String {
        self.note_foreign(sentence);
        let language = language_of(sentence.language.as_deref().or(self.language), self.voice.language());
        let mut phonemisers = self.phonemisers.lock().unwrap_or_else(PoisonError::into_inner);
        phonemisers
            .say(&words_of(sentence, language), language, &Lexicon::default())
            .map(|phonemes| phonemes.to_string())
            .unwrap_or_default()
    }

    fn note_foreign(&self, sentence: &Sentence) {
        let own = self.language.map(primary_subtag);
        for mark in &sentence.marks {
            let MarkKind::Language(tag) = &mark.kind else { continue };
            if own.as_ref() == Some(&primary_subtag(tag)) {
                continue;
            }
            let text = sentence.text[mark.shown.clone()].trim();
            if text.contains(char::is_alphabetic) {
                let mut foreign = self.foreign.lock().unwrap_or_else(PoisonError::into_inner);
                *foreign.entry((tag.to_string(), text.to_owned())).or_default() += 1;
            }
        }
    }

    /// What was met so far.
    pub fn findings(&self) -> Findings {
        let phonemisers = self.phonemisers.lock().unwrap_or_else(PoisonError::into_inner);
        let unknown = phonemisers.unknown_words().into_iter().map(|word| Unknown {
            word: word.word,
            count: word.count,
            phonemes: word.phonemes,
        });
        let foreign = self.foreign.lock().unwrap_or_else(PoisonError::into_inner);
        let foreign = foreign.iter().map(|((language, text), count)| Foreign {
            spoken: Language::from_tag(language).is_some(),
            language: language.clone(),
            text: text.clone(),
            count: *count,
        });
        let mut foreign: Vec<_> = foreign.collect();
        foreign.sort_by(|a, b| a.language.cmp(&b.language).then(b.count.cmp(&a.count)));
        Findings {
            unknown: unknown.collect(),
            foreign,
        }
    }
}

/// Writes the words as a table.
pub fn write(out: &mut impl Write, findings: &Findings) -> io::Result<()> {
    writeln!(out, "Words no dictionary has, and how they are said:")?;
    for word in &findings.unknown {
        writeln!(out, "{:>6}  {:<20}  {}", word.count, word.word, word.phonemes)?;
    }
    writeln!(out, "In other languages:")?;
    for passage in &findings.foreign {
        let how = if passage.spoken { "" } else { "  (read as the rest)" };
        writeln!(
            out,
            "{:>6}  {:<8}  {}{how}",
            passage.count, passage.language, passage.text
        )?;
    }
    Ok(())
}
