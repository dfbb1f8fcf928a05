//! Pronunciations the user or the book asks for, over those of the language.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Language;
use super::ipa::without_sound;

/// A list of pronunciations. Where two fit, the longer phrase wins, then the later entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lexicon {
    entries: Vec<Entry>,
}

/// How one word or phrase is said.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Entry {
    /// The word or phrase as the text writes it. Curly and straight apostrophes are the same.
    pub word: String,
    /// Whether `Lead` and `lead` are two words.
    pub case_sensitive: bool,
    /// Only where the word is this part of speech. English alone knows parts of speech; elsewhere such an entry is
    /// never used.
    pub part_of_speech: Option<PartOfSpeech>,
    /// What is said in its place.
    pub said: Said,
}

/// What is said in place of a word.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Said {
    /// Other letters, pronounced as any text is: `her my oh nee`. In English, `her-MY-oh-nee` is one word with its
    /// stress on the syllable in capitals.
    Respelling(String),
    /// Kokoro's phonemes. IPA that is not in Kokoro's alphabet is turned into it, as [`super::from_ipa`] does.
    Phonemes(String),
}

/// The parts of speech that tell words of one spelling apart: a *lead* pipe, to *lead*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartOfSpeech {
    /// A thing, a name.
    Noun,
    /// A doing.
    Verb,
    /// A property.
    Adjective,
    /// A manner.
    Adverb,
}

/// An entry as a file has it: `{word: Cholmondeley, phonemes: ʧˈʌmli}`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    word: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    respell: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phonemes: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    case_sensitive: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pos: Option<PartOfSpeech>,
}

impl TryFrom<Written> for Entry {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let said = match (written.respell, written.phonemes) {
            (Some(letters), None) => Said::Respelling(letters),
            (None, Some(phonemes)) => Said::Phonemes(phonemes),
            (None, None) => return Err("say how the word is said, with `respell` or `phonemes`"),
            (Some(_), Some(_)) => return Err("give `respell` or `phonemes`, not both"),
        };
        let (Said::Respelling(text) | Said::Phonemes(text)) = &said;
        if written.word.trim().is_empty() || text.trim().is_empty() {
            return Err("neither the word nor how it is said may be empty");
        }
        if is_silent(text) {
            return Err("how the word is said has no letter in it: nothing would be said");
        }
        Ok(Self {
            word: written.word,
            case_sensitive: written.case_sensitive,
            part_of_speech: written.pos,
            said,
        })
    }
}

impl From<Entry> for Written {
    fn from(entry: Entry) -> Self {
        let (respell, phonemes) = match entry.said {
            Said::Respelling(text) => (Some(text), None),
            Said::Phonemes(text) => (None, Some(text)),
        };
        Self {
            word: entry.word,
            respell,
            phonemes,
            case_sensitive: entry.case_sensitive,
            pos: entry.part_of_speech,
        }
    }
}

/// Why something cannot be said.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Flaw {
    /// There is no letter in it.
    #[error("nothing would be said for “{0}”: write letters")]
    Silent(String),
    /// A sign that is neither Kokoro's nor IPA's.
    #[error("“{0}” is no phoneme: write Kokoro's or IPA, as in kwˈikwɛɡ")]
    NoPhoneme(char),
}

impl Said {
    /// Why it cannot be said in a language, if so.
    #[must_use]
    pub fn flaw(&self, language: Language) -> Option<Flaw> {
        let (Self::Respelling(text) | Self::Phonemes(text)) = self;
        let foreign = match self {
            Self::Respelling(_) => None,
            Self::Phonemes(phonemes) => without_sound(phonemes, language),
        };
        foreign
            .map(Flaw::NoPhoneme)
            .or_else(|| is_silent(text).then(|| Flaw::Silent(text.clone())))
    }
}

/// Whether nobody could say any of it.
fn is_silent(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

impl Entry {
    /// An entry for any case and part of speech.
    #[must_use]
    pub fn new(word: impl Into<String>, said: Said) -> Self {
        Self {
            word: word.into(),
            case_sensitive: false,
            part_of_speech: None,
            said,
        }
    }
}

impl Lexicon {
    /// A list of entries, later ones winning.
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> Self {
        Self { entries }
    }

    /// Adds entries that win over those already here.
    pub fn extend(&mut self, later: impl IntoIterator<Item = Entry>) {
        self.entries.extend(later);
    }

    /// The entries, the ones that win last.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry for a word, in whatever case, that wins.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| is_same(&entry.word, word))
    }

    /// Puts an entry in the place of all there are for its word.
    pub fn set(&mut self, entry: Entry) {
        self.forget(&entry.word);
        self.entries.push(entry);
    }

    /// Takes away what there is for a word.
    pub fn forget(&mut self, word: &str) {
        self.entries.retain(|entry| !is_same(&entry.word, word));
    }

    /// Whether a word of the list is in a text.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        !self.is_empty() && !Finder::new(&self.entries, |_| Some(())).find(text).is_empty()
    }

    /// The entries that may change how a text is said: those whose word is in it, or something that may be a form of it,
    /// such as *makes* and *making* of *make*.
    pub fn concerning<'a>(&'a self, text: &str) -> impl Iterator<Item = &'a Entry> {
        let text = if self.is_empty() { String::new() } else { folded(text) };
        self.entries.iter().filter(move |entry| {
            let word = folded(&entry.word);
            let mut stem = word.chars();
            if word.chars().count() > SHORTEST_STEM {
                stem.next_back();
            }
            text.contains(stem.as_str())
        })
    }
}

impl FromIterator<Entry> for Lexicon {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        Self::new(entries.into_iter().collect())
    }
}

/// What is left of a word without its last letter is part of all its forms, if it is at least so long.
const SHORTEST_STEM: usize = 2;

/// A word or text in small letters, with spaces and apostrophes in one form.
fn folded(text: &str) -> String {
    text.trim().chars().map(|symbol| small(plain(symbol))).collect()
}

fn is_same(word: &str, other: &str) -> bool {
    folded(word) == folded(other)
}

/// Finds the words of a list in a text.
pub(super) struct Finder<T> {
    /// By the first letter in small form, the longest first, then the latest.
    by_first_letter: HashMap<char, Vec<Wanted<T>>>,
}

struct Wanted<T> {
    symbols: Vec<char>,
    case_sensitive: bool,
    value: T,
}

impl<T: Clone> Finder<T> {
    /// Looks for each entry's word; `value` says what to answer when it is found, or that it should not be looked for.
    pub(super) fn new<'a>(
        entries: impl IntoIterator<Item = &'a Entry>,
        mut value: impl FnMut(&Entry) -> Option<T>,
    ) -> Self {
        let mut by_first_letter: HashMap<char, Vec<Wanted<T>>> = HashMap::new();
        for entry in entries {
            let symbols: Vec<char> = entry.word.trim().chars().map(plain).collect();
            let Some(first) = symbols.first().copied() else {
                continue;
            };
            let Some(value) = value(entry) else { continue };
            by_first_letter.entry(small(first)).or_default().push(Wanted {
                symbols,
                case_sensitive: entry.case_sensitive,
                value,
            });
        }
        for wanted in by_first_letter.values_mut() {
            wanted.reverse();
            wanted.sort_by_key(|one| std::cmp::Reverse(one.symbols.len()));
        }
        Self { by_first_letter }
    }

    /// What was found where, in order and without overlap.
    pub(super) fn find(&self, text: &str) -> Vec<(Range<usize>, T)> {
        let mut found = Vec::new();
        if self.by_first_letter.is_empty() {
            return found;
        }
        let symbols: Vec<(usize, char)> = text.char_indices().map(|(at, symbol)| (at, plain(symbol))).collect();
        let mut next = 0;
        while next < symbols.len() {
            let before = next.checked_sub(1).map(|at| symbols[at].1);
            match self.at(before, &symbols[next..]) {
                Some((length, value)) => {
                    let end = symbols.get(next + length).map_or(text.len(), |&(at, _)| at);
                    found.push((symbols[next].0..end, value));
                    next += length;
                }
                None => next += 1,
            }
        }
        found
    }

    /// The first wanted word that `symbols` begin with, and its length in characters.
    fn at(&self, before: Option<char>, symbols: &[(usize, char)]) -> Option<(usize, T)> {
        let first = symbols.first()?.1;
        let candidates = self.by_first_letter.get(&small(first))?;
        if before.is_some_and(|before| is_inside_word(before, first)) {
            return None;
        }
        candidates.iter().find_map(|wanted| {
            let same = |&(_, symbol): &(usize, char), wanted_symbol: &char| {
                symbol == *wanted_symbol || !wanted.case_sensitive && small(symbol) == small(*wanted_symbol)
            };
            let length = wanted.symbols.len();
            let fits = symbols.len() >= length && symbols.iter().zip(&wanted.symbols).all(|(a, b)| same(a, b));
            let ends = || {
                let last = symbols[length - 1].1;
                symbols
                    .get(length)
                    .is_none_or(|&(_, after)| !is_inside_word(last, after))
            };
            (fits && ends()).then(|| (length, wanted.value.clone()))
        })
    }
}

/// Whether two neighbours belong to one word. Chinese and Japanese write no gaps, so any place may begin a word there.
fn is_inside_word(left: char, right: char) -> bool {
    let joins = |symbol: char| symbol.is_alphanumeric() && !writes_without_gaps(symbol);
    joins(left) && joins(right)
}

/// Whether a character is of a script that writes words without gaps: Chinese characters, hiragana, katakana.
pub(super) fn writes_without_gaps(symbol: char) -> bool {
    matches!(symbol, '\u{3005}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Spaces and apostrophes in one form.
fn plain(symbol: char) -> char {
    match symbol {
        '\u{2019}' | '\u{2018}' | '\u{2bc}' => '\'',
        _ if symbol.is_whitespace() => ' ',
        _ => symbol,
    }
}

/// The small form, where it is one character.
fn small(symbol: char) -> char {
    let mut forms = symbol.to_lowercase();
    match (forms.next(), forms.next()) {
        (Some(only), None) => only,
        _ => symbol,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finder(words: &[(&str, bool)]) -> Finder<String> {
        let lexicon: Lexicon = words
            .iter()
            .enumerate()
            .map(|(number, &(word, case_sensitive))| Entry {
                case_sensitive,
                ..Entry::new(word, Said::Respelling(format!("{word}{number}")))
            })
            .collect();
        Finder::new(lexicon.entries(), |entry| match &entry.said {
            Said::Respelling(text) => Some(text.clone()),
            Said::Phonemes(_) => None,
        })
    }

    fn found(words: &[(&str, bool)], text: &str) -> Vec<(String, String)> {
        let found = finder(words).find(text);
        found
            .into_iter()
            .map(|(at, said)| (text[at].to_owned(), said))
            .collect()
    }

    fn pair(text: &str, said: &str) -> (String, String) {
        (text.to_owned(), said.to_owned())
    }

    #[test]
    fn whole_words_only() {
        assert_eq!(found(&[("lead", false)], "leader, Lead!"), [pair("Lead", "lead0")]);
        assert_eq!(found(&[("dog", false)], "the dog’s"), [pair("dog", "dog0")]);
    }

    #[test]
    fn case_matters_when_asked() {
        let words = [("job", false), ("Job", true)];
        assert_eq!(
            found(&words, "Job job JOB"),
            [pair("Job", "Job1"), pair("job", "job0"), pair("JOB", "job0")]
        );
    }

    #[test]
    fn the_longer_then_the_later_wins() {
        let words = [("Mount Doom", false), ("mount", false), ("mount", false)];
        assert_eq!(
            found(&words, "Mount\u{a0}Doom, mount"),
            [pair("Mount\u{a0}Doom", "Mount Doom0"), pair("mount", "mount2")]
        );
    }

    #[test]
    fn apostrophes_in_any_form() {
        assert_eq!(
            found(&[("O'Brien", false)], "Mr O’Brien’s"),
            [pair("O’Brien", "O'Brien0")]
        );
    }

    #[test]
    fn words_without_gaps() {
        assert_eq!(found(&[("东京", false)], "我在东京住"), [pair("东京", "东京0")]);
    }

    #[test]
    fn entries_are_replaced_and_found_in_every_form() {
        let entry = |word: &str, letters: &str| Entry::new(word, Said::Respelling(letters.to_owned()));
        let mut lexicon = Lexicon::new(vec![entry("Queequeg", "a"), entry("make", "b")]);
        lexicon.set(entry("queequeg", "c"));
        assert_eq!(lexicon.entries().len(), 2);
        assert_eq!(lexicon.get("QUEEQUEG").unwrap().said, Said::Respelling("c".to_owned()));
        let concerning = |text: &str| {
            lexicon
                .concerning(text)
                .map(|entry| entry.word.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(concerning("Queequeg’s harpoon"), ["queequeg"]);
        assert_eq!(concerning("He was making it."), ["make"]);
        assert!(concerning("Call me Ishmael.").is_empty());
        assert!(lexicon.is_in("said Queequeg") && !lexicon.is_in("He was making it."));
        lexicon.forget("Make");
        assert!(!lexicon.is_in("make"));
    }

    #[test]
    fn an_entry_as_files_have_it() {
        let lexicon: Lexicon =
            serde_json::from_str(r#"[{"word": "lead", "respell": "led", "pos": "noun"}, {"word": "X", "phonemes": "ˈɛks", "case_sensitive": true}]"#)
                .unwrap();
        assert_eq!(lexicon.entries()[0].part_of_speech, Some(PartOfSpeech::Noun));
        assert_eq!(lexicon.entries()[1].said, Said::Phonemes("ˈɛks".to_owned()));
        for wrong in [
            r#"[{"word": "lead"}]"#,
            r#"[{"word": "lead", "respell": "led", "phonemes": "l"}]"#,
            r#"[{"word": " ", "respell": "led"}]"#,
            r#"[{"word": "lead", "respel": "led"}]"#,
        ] {
            assert!(serde_json::from_str::<Lexicon>(wrong).is_err(), "{wrong}");
        }
    }
}
