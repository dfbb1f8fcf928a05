//! Japanese: words and their readings from UniDic, and kana's sounds as Kokoro learned them (Misaki's first Japanese
//! front end, which is built on UniDic too).

mod analysis;
mod dictionary;
mod kana;
mod numbers;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::fs;
use std::ops::Range;
use std::path::Path;

use unicode_normalization::UnicodeNormalization;

use self::analysis::{Morpheme, morphemes};
use self::dictionary::Dictionary;
use self::kana::{hiragana, mark, sounds};
use self::numbers::{Reading, in_words};
use super::SpeechError;
use super::alphabet::keep_phonemes;
use super::english::Guess;
use super::error::dictionary_error;

/// The words that are written as one although UniDic parts them.
const COMPOUNDS: &str = "words.txt";

/// Where UniDic has a word's sound, and its spelling in kana.
const FIELDS: [usize; 2] = [9, 17];

/// Japanese.
pub(super) struct Japanese {
    dictionary: Dictionary,
    compounds: HashSet<String>,
    /// For words in Latin letters, loaded with the first one.
    english: OnceCell<Guess>,
}

/// A word, or several that are written as one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    surface: String,
    /// How it is said, in hiragana; none for what is not Japanese.
    kana: Option<String>,
}

impl Japanese {
    /// Opens the dictionary in a folder.
    ///
    /// # Errors
    /// [`SpeechError::Dictionary`] when a file of it is missing or not what it should be.
    pub(super) fn open(folder: &Path) -> Result<Self, SpeechError> {
        let path = folder.join(COMPOUNDS);
        let compounds = fs::read_to_string(&path).map_err(|e| dictionary_error(&path, e))?;
        Ok(Self {
            dictionary: Dictionary::open(folder)?,
            compounds: compounds.lines().map(str::to_owned).collect(),
            english: OnceCell::new(),
        })
    }

    /// The phonemes of a text, words with gaps between.
    ///
    /// # Errors
    /// [`SpeechError`] when the dictionary cannot be read, or a word in Latin letters cannot be said.
    pub(super) fn phonemes(&self, text: &str) -> Result<String, SpeechError> {
        let text: String = text.nfkc().collect();
        let (text, readings) = in_words(&text);
        let words = self.words(&text, &readings)?;
        let mut said = String::new();
        let mut space = false;
        for word in self.joined(&words) {
            let sound = self.sound(&word)?;
            let is_opening = !word.surface.is_empty() && "「『«(（".contains(&word.surface);
            let is_closing = sound.is_empty() || ends_clause(&sound);
            if (space && !is_closing) || (is_opening && !said.is_empty()) {
                said.push(' ');
            }
            said.push_str(&sound);
            space = !is_opening;
        }
        // A stop is held across the gap after it.
        Ok(keep_phonemes(&held_stops(&said), &['«', '»']))
    }

    /// The words of a text; numbers as `readings` have them.
    fn words(&self, text: &str, readings: &[Reading]) -> Result<Vec<Word>, SpeechError> {
        let morphemes = morphemes(&self.dictionary, text)?;
        let cuts: HashSet<usize> = morphemes
            .iter()
            .flat_map(|one| [one.range.start, one.range.end])
            .collect();
        // A number whose end is inside a word of UniDic's is read as UniDic reads it.
        let fits = |range: &Range<usize>| cuts.contains(&range.start) && cuts.contains(&range.end);
        let mut readings = readings.iter().filter(|reading| fits(&reading.range)).peekable();
        let mut words = Vec::new();
        for one in morphemes {
            while readings
                .peek()
                .is_some_and(|reading| reading.range.end <= one.range.start)
            {
                readings.next();
            }
            match readings.peek() {
                Some(reading) if reading.range.contains(&one.range.start) => {
                    if reading.range.start == one.range.start {
                        words.extend(reading.kana.split(' ').map(|kana| Word {
                            surface: String::new(),
                            kana: Some(kana.to_owned()),
                        }));
                    }
                }
                _ => words.push(word(text, &one)),
            }
        }
        Ok(words)
    }

    /// The words of a text, those that are written as one joined.
    fn joined(&self, words: &[Word]) -> Vec<Word> {
        let mut joined: Vec<Word> = Vec::with_capacity(words.len());
        let mut at = 0;
        while at < words.len() {
            let run = words[at..]
                .iter()
                .take_while(|word| word.kana.is_some() == words[at].kana.is_some() && !word.surface.is_empty())
                .count();
            let length = (2..=run)
                .rev()
                .find(|length| {
                    let surface: String = words[at..at + length]
                        .iter()
                        .map(|word| word.surface.as_str())
                        .collect();
                    self.compounds.contains(&surface)
                })
                .unwrap_or(1);
            let parts = &words[at..at + length];
            joined.push(Word {
                surface: parts.iter().map(|word| word.surface.as_str()).collect(),
                kana: parts
                    .iter()
                    .map(|word| word.kana.as_deref())
                    .collect::<Option<String>>(),
            });
            at += length;
        }
        joined
    }

    fn sound(&self, word: &Word) -> Result<String, SpeechError> {
        if let Some(kana) = &word.kana {
            return Ok(sounds(kana));
        }
        if word
            .surface
            .chars()
            .any(|symbol| symbol.is_alphabetic() && !is_kanji(symbol))
        {
            return self.english()?.phonemes(&word.surface);
        }
        Ok(word
            .surface
            .chars()
            .map(|symbol| mark(symbol).map_or_else(|| symbol.to_string(), str::to_owned))
            .collect())
    }

    fn english(&self) -> Result<&Guess, SpeechError> {
        if let Some(english) = self.english.get() {
            return Ok(english);
        }
        let english = Guess::new(false)?;
        Ok(self.english.get_or_init(|| english))
    }
}

/// A word of a text as the dictionary reads it.
fn word(text: &str, morpheme: &Morpheme) -> Word {
    let surface = text[morpheme.range.clone()].to_owned();
    let fields = fields(&morpheme.feature);
    let reading = FIELDS.iter().find_map(|field| {
        let reading = fields.get(*field)?;
        (!reading.is_empty() && reading != "*").then(|| hiragana(reading))
    });
    let is_kana = |symbol: char| matches!(symbol, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | 'ㇰ'..='ㇿ');
    let spelled = surface.chars().all(is_kana).then(|| hiragana(&surface));
    Word {
        kana: reading.filter(|_| morpheme.is_known).or(spelled),
        surface,
    }
}

/// The fields of a line of CSV.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for symbol in line.chars() {
        match symbol {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().into_iter().for_each(|field| field.push(symbol)),
        }
    }
    fields
}

fn is_kanji(symbol: char) -> bool {
    matches!(symbol, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..)
}

/// Whether a sound is a mark that stands close to the word before it.
fn ends_clause(sound: &str) -> bool {
    !sound.is_empty() && sound.chars().all(|symbol| ".,?!:”»".contains(symbol))
}

/// Takes the gaps around stops out, but for those beside punctuation.
fn held_stops(said: &str) -> String {
    let symbols: Vec<char> = said.chars().collect();
    let mut held = String::with_capacity(said.len());
    for (at, &symbol) in symbols.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| symbols[at]);
        let after = symbols.get(at + 1).copied();
        let is_held = symbol == ' '
            && (after == Some('ʔ') && before.is_some_and(|before| !"!\",.:;?»—…”".contains(before))
                || before == Some('ʔ') && after.is_some_and(|after| !"\"«“".contains(after)));
        if !is_held {
            held.push(symbol);
        }
    }
    held
}
