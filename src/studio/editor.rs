//! A word of a sentence that is to be said otherwise.

use std::ops::{Range, RangeInclusive};

use tui_input::Input;
use unicode_width::UnicodeWidthChar;

use crate::speech::{Entry, Lexicon, Said};
use crate::text::{Sentence, SentenceId};

/// How the user writes what is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// In letters, read as any text is.
    #[default]
    Letters,
    /// In phonemes.
    Phonemes,
}

/// A word of a sentence that is to be said otherwise.
#[derive(Clone, Debug)]
pub struct Editor {
    /// The sentence.
    pub id: SentenceId,
    /// What is said of it.
    pub spoken: String,
    /// Its words, as byte ranges of that.
    words: Vec<Range<usize>>,
    /// Those that are meant.
    chosen: RangeInclusive<usize>,
    pub form: Form,
    /// What has been typed.
    pub typed: Input,
    /// How the sentence was pronounced when it was heard here last.
    pub heard: Option<String>,
    /// Whether the user has begun to type, and has not taken all of it back.
    pub begun: bool,
    /// Whether the listener was interrupted for this.
    pub interrupted: bool,
}

impl Editor {
    /// Begins with the word that is said otherwise already, else with a name, else with the longest word. None where there
    /// is no word.
    pub fn new(sentence: &Sentence, lexicon: &Lexicon) -> Option<Self> {
        let words = words(&sentence.spoken);
        let text = |word: &Range<usize>| &sentence.spoken[word.clone()];
        let known = words.iter().position(|word| lexicon.get(text(word)).is_some());
        let is_name = |word: &Range<usize>| words.first() != Some(word) && text(word).starts_with(char::is_uppercase);
        let length = |at: &usize| text(&words[*at]).chars().count();
        let longest = |wanted: &dyn Fn(&Range<usize>) -> bool| {
            let fitting = (0..words.len()).filter(|at| wanted(&words[*at]) && length(at) > 1);
            fitting.rev().max_by_key(length)
        };
        let first = known.or_else(|| longest(&is_name)).or_else(|| longest(&|_| true));
        let first = first.or_else(|| (!words.is_empty()).then_some(0))?;
        let mut editor = Self {
            id: sentence.id,
            spoken: sentence.spoken.clone(),
            words,
            chosen: first..=first,
            form: Form::default(),
            typed: Input::default(),
            heard: None,
            begun: false,
            interrupted: false,
        };
        editor.recall(lexicon);
        Some(editor)
    }

    /// The place of the word in what is said.
    pub fn place(&self) -> Range<usize> {
        self.words[*self.chosen.start()].start..self.words[*self.chosen.end()].end
    }

    /// The word, or the words.
    pub fn word(&self) -> &str {
        &self.spoken[self.place()]
    }

    /// Chooses a word further on or back.
    pub fn step(&mut self, by: isize, lexicon: &Lexicon) {
        let from = if by > 0 { self.chosen.end() } else { self.chosen.start() };
        let at = from.saturating_add_signed(by).min(self.words.len() - 1);
        self.chosen = at..=at;
        self.recall(lexicon);
    }

    /// Takes one more word in, or one fewer; what has been typed is kept.
    pub fn stretch(&mut self, by: isize, lexicon: &Lexicon) {
        let (start, end) = (*self.chosen.start(), *self.chosen.end());
        self.chosen = start..=end.saturating_add_signed(by).clamp(start, self.words.len() - 1);
        if !self.begun {
            self.recall(lexicon);
        }
    }

    /// How it should be said, if anything has been typed.
    pub fn entry(&self) -> Option<Entry> {
        let typed = self.typed.value().trim();
        let said = match self.form {
            Form::Letters => Said::Respelling(typed.to_owned()),
            Form::Phonemes => Said::Phonemes(typed.to_owned()),
        };
        (!typed.is_empty()).then(|| Entry::new(self.word(), said))
    }

    /// Begins with what is known of the word.
    fn recall(&mut self, lexicon: &Lexicon) {
        (self.heard, self.begun) = (None, false);
        match lexicon.get(self.word()).map(|entry| &entry.said) {
            Some(Said::Respelling(letters)) => (self.form, self.typed) = (Form::Letters, letters.clone().into()),
            Some(Said::Phonemes(phonemes)) => (self.form, self.typed) = (Form::Phonemes, phonemes.clone().into()),
            None => self.typed = Input::default(),
        }
    }
}

/// Words: letters and digits without anything between them but an apostrophe. Wide characters, whose scripts write no gaps,
/// are each by themselves.
fn words(text: &str) -> Vec<Range<usize>> {
    let is_wide = |letter: char| letter.width() == Some(2);
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((start, first)) = letters.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some(&(at, letter)) = letters.peek() {
            let next = text[at + letter.len_utf8()..].chars().next();
            let joins = matches!(letter, '\'' | '’') && next.is_some_and(char::is_alphanumeric);
            if is_wide(first) || is_wide(letter) || !(letter.is_alphanumeric() || joins) {
                break;
            }
            end = at + letter.len_utf8();
            letters.next();
        }
        words.push(start..end);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<&str> {
        words(text).into_iter().map(|word| &text[word]).collect()
    }

    #[test]
    fn words_are_what_a_lexicon_can_hold() {
        assert_eq!(all("“Don’t,” said O'Brien."), ["Don’t", "said", "O'Brien"]);
        assert_eq!(all("Moby-Dick, 1851’"), ["Moby", "Dick", "1851"]);
        assert_eq!(all("吾輩は cat"), ["吾", "輩", "は", "cat"]);
        assert!(all("— …").is_empty());
    }
}
