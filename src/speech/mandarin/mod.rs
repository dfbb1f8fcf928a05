//! Mandarin: words, their pinyin, and pinyin's sounds as Kokoro learned them (Misaki's first Chinese front end).
//!
//! That front end writes each word's tones as the dictionary has them: 一 and 不 change theirs in words that are listed
//! so, a third tone before another keeps its own. Kokoro makes the sandhi itself.

mod numbers;
mod syllable;

use std::cell::OnceCell;
use std::collections::HashMap;

use jieba_rs::Jieba;
use pinyin::ToPinyin;

use self::numbers::in_words;
use self::syllable::to_ipa;
use super::SpeechError;
use super::alphabet::{is_modifier, keep_phonemes};
use super::english::Guess;

/// Words whose characters are not all read as they are alone, with their pinyin.
const PHRASES: &str = include_str!("phrases.txt");

/// Mandarin Chinese.
pub(super) struct Mandarin {
    jieba: Jieba,
    phrases: HashMap<&'static str, &'static str>,
    /// The length of the longest phrase, in characters.
    longest: usize,
    /// For words in Latin letters, loaded with the first one.
    english: OnceCell<Guess>,
}

impl Mandarin {
    /// Loads the dictionaries, which are part of the program.
    pub(super) fn new() -> Self {
        let phrases: HashMap<_, _> = PHRASES.lines().filter_map(|line| line.split_once(' ')).collect();
        let longest = phrases.keys().map(|phrase| phrase.chars().count()).max().unwrap_or(0);
        Self {
            jieba: Jieba::new(),
            phrases,
            longest,
            english: OnceCell::new(),
        }
    }

    /// The phonemes of a text, words with gaps between.
    ///
    /// # Errors
    /// [`SpeechError`] when a word in Latin letters cannot be said.
    pub(super) fn phonemes(&self, text: &str) -> Result<String, SpeechError> {
        let text = with_plain_punctuation(&in_words(text));
        let mut phonemes = String::new();
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            let is_other = |symbol: char| Script::of(symbol) != Script::of(first);
            let (run, after) = rest.split_at(rest.find(is_other).unwrap_or(rest.len()));
            match Script::of(first) {
                Script::Chinese => {
                    let words = self.jieba.cut(run, true);
                    let said: Vec<String> = words.into_iter().map(|word| self.word(word.word)).collect();
                    phonemes.push_str(&said.join(" "));
                }
                Script::Latin => {
                    // Latin words stand apart from Chinese ones, but not from punctuation.
                    if phonemes.ends_with(|symbol: char| symbol.is_alphabetic() || is_modifier(symbol)) {
                        phonemes.push(' ');
                    }
                    phonemes.push_str(&self.english()?.phonemes(run)?);
                    if after
                        .chars()
                        .next()
                        .is_some_and(|next| Script::of(next) == Script::Chinese)
                    {
                        phonemes.push(' ');
                    }
                }
                Script::Other => phonemes.push_str(run),
            }
            rest = after;
        }
        Ok(keep_phonemes(&phonemes, &[]))
    }

    /// The sounds of one word, the longest phrases in it first.
    fn word(&self, word: &str) -> String {
        let ends: Vec<usize> = word.char_indices().map(|(at, symbol)| at + symbol.len_utf8()).collect();
        let mut said = String::new();
        let (mut at, mut begin) = (0, 0);
        while at < ends.len() {
            let last = ends.len().min(at + self.longest);
            let phrase = (at + 1..last)
                .rev()
                .find_map(|end| Some((end, self.phrases.get(&word[begin..ends[end]])?)));
            if let Some((end, pinyin)) = phrase {
                said.extend(pinyin.split(' ').map(to_ipa));
                at = end;
            } else {
                let character = word[begin..].chars().next().and_then(|character| character.to_pinyin());
                said.extend(character.map(|pinyin| to_ipa(pinyin.with_tone_num_end())));
            }
            begin = ends[at];
            at += 1;
        }
        said
    }

    fn english(&self) -> Result<&Guess, SpeechError> {
        if let Some(english) = self.english.get() {
            return Ok(english);
        }
        let english = Guess::new(false)?;
        Ok(self.english.get_or_init(|| english))
    }
}

/// How a run of characters is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Chinese,
    Latin,
    Other,
}

impl Script {
    fn of(symbol: char) -> Self {
        match symbol {
            '\u{4e00}'..='\u{9fff}' => Self::Chinese,
            '\'' => Self::Latin,
            _ if symbol.is_alphanumeric() && !super::lexicon::writes_without_gaps(symbol) => Self::Latin,
            _ => Self::Other,
        }
    }
}

/// Chinese punctuation as the model knows it, with the gaps that Chinese print leaves to the glyphs.
fn with_plain_punctuation(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for symbol in text.chars() {
        let mark = match symbol {
            '、' | '，' => ", ",
            '。' | '．' => ". ",
            '！' => "! ",
            '：' => ": ",
            '；' => "; ",
            '？' => "? ",
            '«' | '《' | '「' | '『' | '【' | '〈' => " “",
            '»' | '》' | '」' | '』' | '】' | '〉' => "” ",
            '（' => " (",
            '）' => ") ",
            _ => {
                plain.push(symbol);
                continue;
            }
        };
        plain.push_str(mark);
    }
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_has_a_syllable_for_each_character() {
        for line in PHRASES.lines() {
            let (word, pinyin) = line.split_once(' ').unwrap();
            assert_eq!(word.chars().count(), pinyin.split(' ').count(), "{line}");
            assert!(pinyin.split(' ').all(|syllable| !to_ipa(syllable).is_empty()), "{line}");
        }
    }

    #[test]
    fn characters_of_many_readings() {
        let mandarin = Mandarin::new();
        for (text, said) in [
            ("银行行长", "i↗nxa↗ŋxa↗ŋꭧa↓ŋ"),
            ("长大，长度", "ꭧa↓ŋta↘, ꭧʰa↗ŋtu↘"),
            ("一个人", "i↗kɤ↘ ɻə↗n"),
            ("我用iPhone打电话。", "wo↓jʊ↘ŋ ˈI fˈOn ta↓tjɛ↘nxwa↘."),
        ] {
            assert_eq!(mandarin.phonemes(text).unwrap(), said);
        }
    }
}
