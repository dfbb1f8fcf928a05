//! Spanish, French, Hindi, Italian and Brazilian Portuguese: eSpeak NG's rules, in the conventions Kokoro was trained
//! with (Misaki's `EspeakG2P`).
//!
//! The Rust eSpeak NG leaves out some of what the C program does after its rules. Each language's file says what, and
//! makes up for it.

mod dictionary;
mod figures;
mod french;
mod hindi;
mod hindi_numbers;
mod italian;
mod portuguese;
mod quantities;
mod roman;

use std::borrow::Cow;

use self::dictionary::Attributes;
use self::figures::Figures;
use super::alphabet::keep_phonemes;
use super::espeak::{Espeak, Rules};
use super::respell::replace;
use super::{Language, SpeechError};

/// One of the languages.
pub(super) struct ByRule {
    language: Language,
    espeak: Espeak,
    figures: Figures,
    attributes: Option<Attributes>,
}

impl ByRule {
    /// Loads the rules of a language, or says that there are none for it.
    ///
    /// # Errors
    /// [`SpeechError`] when the rules cannot be had.
    pub(super) fn new(language: Language) -> Result<Option<Self>, SpeechError> {
        let rules = match language {
            Language::Spanish => Rules::SPANISH,
            Language::French => Rules::FRENCH,
            Language::Hindi => Rules::HINDI,
            Language::Italian => Rules::ITALIAN,
            Language::Portuguese => Rules::PORTUGUESE,
            _ => return Ok(None),
        };
        let has_attributes = matches!(language, Language::Italian | Language::Portuguese);
        Ok(Some(Self {
            language,
            espeak: Espeak::new(rules)?,
            figures: Figures::of(language),
            attributes: if has_attributes {
                Some(Attributes::new(rules)?)
            } else {
                None
            },
        }))
    }

    /// The phonemes of a text, punctuation as it stands.
    ///
    /// # Errors
    /// [`SpeechError::Pronounce`] when eSpeak NG fails on the text.
    pub(super) fn phonemes(&self, text: &str) -> Result<String, SpeechError> {
        let text: String = text.chars().map(plain).collect();
        let text = self.figures.in_words(&text);
        let mut phonemes = String::new();
        for part in parts(&text) {
            match part {
                Part::Marks(marks) => phonemes.push_str(marks),
                Part::Words(words) => phonemes.push_str(&self.clause(words)?),
            }
        }
        Ok(keep_phonemes(&phonemes, &['¿', '¡']))
    }

    /// The phonemes of words without punctuation, with the spaces around them.
    fn clause(&self, words: &str) -> Result<String, SpeechError> {
        let trimmed = words.trim();
        if trimmed.is_empty() {
            return Ok(words.to_owned());
        }
        let spelled = match self.language {
            Language::French => french::spelled(trimmed),
            _ => Cow::Borrowed(trimmed),
        };
        let said = kokoros(&self.espeak.ipa(&spelled)?);
        let (lead, trail) = (
            &words[..words.len() - words.trim_start().len()],
            &words[words.trim_end().len()..],
        );
        Ok(format!("{lead}{}{trail}", self.corrected(&spelled, said)))
    }

    /// What the C program would have done to the words, where they can be told apart.
    fn corrected(&self, text: &str, said: String) -> String {
        let written: Vec<&str> = text.split_whitespace().collect();
        let mut words: Vec<String> = said.split(' ').map(str::to_owned).collect();
        // A number is several words, and some short words are said as one.
        if words.len() != written.len() {
            return said;
        }
        if let Some(attributes) = &self.attributes {
            for (word, written) in words.iter_mut().zip(&written) {
                attributes.apply(written, word);
            }
        }
        match self.language {
            Language::French => french::correct(&written, &mut words),
            Language::Hindi => words.iter_mut().for_each(hindi::correct),
            Language::Italian => words.iter_mut().for_each(italian::correct),
            Language::Portuguese => portuguese::correct(&written, &mut words),
            _ => {}
        }
        words.join(" ")
    }
}

/// Quotes, brackets and apostrophes in the form the model or eSpeak NG knows.
fn plain(symbol: char) -> char {
    match symbol {
        '«' | '„' => '“',
        '»' | '‟' => '”',
        '’' | 'ʼ' => '\'',
        '[' | '{' => '(',
        ']' | '}' => ')',
        _ => symbol,
    }
}

/// A piece of a text.
enum Part<'a> {
    Words(&'a str),
    Marks(&'a str),
}

/// Parts a text into words and the punctuation between them. A point, comma or colon between digits is no punctuation.
fn parts(text: &str) -> Vec<Part<'_>> {
    let symbols: Vec<(usize, char)> = text.char_indices().collect();
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| symbols.get(at))
            .is_some_and(|(_, symbol)| symbol.is_numeric())
    };
    let is_mark = |at: usize| {
        let symbol = symbols[at].1;
        let is_in_number = matches!(symbol, '.' | ',' | ':') && is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
        ";:,.!?¡¿—…\"“”()".contains(symbol) && !is_in_number
    };
    let mut parts = Vec::new();
    let mut begin = 0;
    for at in 1..=symbols.len() {
        if at == symbols.len() || is_mark(at) != is_mark(begin) {
            let end = symbols.get(at).map_or(text.len(), |&(offset, _)| offset);
            let part = &text[symbols[begin].0..end];
            parts.push(if is_mark(begin) {
                Part::Marks(part)
            } else {
                Part::Words(part)
            });
            begin = at;
        }
    }
    parts
}

/// Kokoro's symbols for the sounds eSpeak NG ties together.
fn kokoros(ipa: &str) -> String {
    replace(
        ipa,
        &["a^ɪ→I a^ʊ→W d^z→ʣ d^ʒ→ʤ e^ɪ→A o^ʊ→O ə^ʊ→Q s^s→S t^s→ʦ t^ʃ→ʧ ɔ^ɪ→Y ^→ -→"],
    )
}
