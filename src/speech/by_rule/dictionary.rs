//! What eSpeak NG's dictionary notes about a word besides its sounds.
//!
//! Italian and Portuguese words are listed there with the syllable that is stressed, and with *alt* or *alt2* where
//! the stressed *e* or *o* is open or closed against the rules. The C program applies these notes when the rules are
//! done, also those of a word without its last vowel; the Rust one does not.

use espeak_ng::dictionary::file::Dictionary;
use espeak_ng::dictionary::lookup::{LookupCtx, lookup};
use espeak_ng::dictionary::{FLAG_ALT_TRANS, FLAG_ALT2_TRANS, FLAG_SUFX};

use super::super::SpeechError;
use super::super::espeak::Rules;

/// The notes of one language's dictionary.
pub(super) struct Attributes {
    dictionary: Dictionary,
}

impl Attributes {
    /// # Errors
    /// [`SpeechError::Pronounce`] when the crate refuses the dictionary.
    pub(super) fn new(rules: Rules) -> Result<Self, SpeechError> {
        Ok(Self {
            dictionary: rules.dictionary()?,
        })
    }

    /// Changes a word's phonemes as the dictionary notes.
    pub(super) fn apply(&self, written: &str, said: &mut String) {
        let word = written
            .trim_matches(|symbol: char| !symbol.is_alphanumeric())
            .to_lowercase();
        let whole = lookup(&self.dictionary, &word, &LookupCtx::default()).map(|found| found.flags1.0);
        let stem = word.strip_suffix(['a', 'e', 'i', 'o']).filter(|stem| stem.len() > 1);
        let flags = whole.or_else(|| {
            let context = LookupCtx {
                end_flags: FLAG_SUFX,
                ..LookupCtx::default()
            };
            lookup(&self.dictionary, stem?, &context).map(|found| found.flags1.0)
        });
        let Some(flags) = flags else { return };
        let syllable = (flags & STRESSED_SYLLABLE) as usize;
        if (1..=7).contains(&syllable) {
            stress(said, syllable);
        }
        if flags & FLAG_ALT2_TRANS != 0 {
            change_stressed(said, &[('ɛ', 'e'), ('ɔ', 'o')]);
        } else if flags & FLAG_ALT_TRANS != 0 {
            change_stressed(said, &[('e', 'ɛ'), ('o', 'ɔ')]);
        }
    }
}

/// The bits of a note that number the stressed syllable, from 1; 0 is none.
const STRESSED_SYLLABLE: u32 = 0xf;

fn is_vowel(symbol: char) -> bool {
    "aeiouyɐæɛɪɔəʊAIOWY".contains(symbol)
}

/// Moves the main stress to a syllable, counted from 1. An *e* or *o* is open where it is stressed, else closed.
fn stress(said: &mut String, syllable: usize) {
    let flat: String = said.chars().filter(|&symbol| symbol != 'ˈ').collect();
    let count = flat.chars().filter(|&symbol| is_vowel(symbol)).count();
    let is_there = said.split('ˈ').next().is_some_and(|before| {
        before.chars().filter(|&symbol| is_vowel(symbol)).count() == syllable - 1 && before.len() < said.len()
    });
    if is_there || syllable > count {
        return;
    }
    let mut moved = String::with_capacity(said.len());
    let mut seen = 0;
    for symbol in flat.chars() {
        if !is_vowel(symbol) {
            moved.push(symbol);
            continue;
        }
        seen += 1;
        if seen == syllable {
            if moved.ends_with('ˌ') {
                moved.pop();
            }
            moved.push('ˈ');
        }
        moved.push(match symbol {
            'e' if seen == syllable => 'ɛ',
            'o' if seen == syllable => 'ɔ',
            'ɛ' if seen != syllable => 'e',
            'ɔ' if seen != syllable => 'o',
            _ => symbol,
        });
    }
    *said = moved;
}

/// Replaces the vowel that bears the main stress.
fn change_stressed(said: &mut String, changes: &[(char, char)]) {
    let Some(at) = said.find('ˈ').map(|at| at + 'ˈ'.len_utf8()) else {
        return;
    };
    let Some(vowel) = said[at..].chars().next() else { return };
    if let Some((_, other)) = changes.iter().find(|(from, _)| *from == vowel) {
        said.replace_range(at..at + vowel.len_utf8(), &other.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(rules: Rules, written: &str, said: &str) -> String {
        let mut said = said.to_owned();
        Attributes::new(rules).unwrap().apply(written, &mut said);
        said
    }

    #[test]
    fn open_and_closed_vowels() {
        assert_eq!(noted(Rules::ITALIAN, "sempre", "sˈempre"), "sˈɛmpre");
        assert_eq!(noted(Rules::ITALIAN, "rosso", "rˈɔSo"), "rˈoSo");
        assert_eq!(noted(Rules::PORTUGUESE, "fogo", "fˈɔɡʊ"), "fˈoɡʊ");
        assert_eq!(noted(Rules::PORTUGUESE, "gato", "ɡˈatʊ"), "ɡˈatʊ");
    }

    #[test]
    fn the_stress_of_a_stem() {
        assert_eq!(noted(Rules::ITALIAN, "cinema", "ʧinˈema"), "ʧˈinema");
        assert_eq!(noted(Rules::ITALIAN, "sciopero", "ʃopˈɛro"), "ʃˈɔpero");
        assert_eq!(noted(Rules::ITALIAN, "macchina", "makːˈina"), "mˈakːina");
    }
}
