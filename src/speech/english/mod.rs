//! English: Misaki's dictionaries and rules, American or British, with eSpeak NG for words they do not have.

mod elision;
mod guess;
mod sound;
mod spelling;
mod tidy;
mod user;

use misaki_rs::{G2P, MToken};

pub(super) use self::guess::Guess;
use self::user::UserPhrases;
use super::alphabet::keep_phonemes;
use super::{Language, Lexicon, SpeechError, UnknownWord};

/// English of one side of the Atlantic.
pub(super) struct English {
    language: Language,
    misaki: G2P,
    guess: Guess,
    phrases: UserPhrases,
}

impl English {
    /// Loads the dictionary of American or British English (anything that is not British is American).
    ///
    /// # Errors
    /// [`SpeechError`] when eSpeak NG's rules cannot be had.
    pub(super) fn new(language: Language, lexicon: &Lexicon) -> Result<Self, SpeechError> {
        let british = language == Language::EnglishGb;
        let guess = Guess::new(british)?;
        let dialect = if british {
            misaki_rs::Language::EnglishGB
        } else {
            misaki_rs::Language::EnglishUS
        };
        let mut misaki = G2P::with_fallback(dialect, Some(Box::new(guess.clone())));
        misaki.unk = UNANSWERED.to_string();
        let phrases = UserPhrases::teach(&mut misaki, lexicon, language, &guess)?;
        Ok(Self {
            language,
            misaki,
            guess,
            phrases,
        })
    }

    /// The phonemes of a text, in the model's alphabet.
    ///
    /// # Errors
    /// [`SpeechError::Pronounce`] when eSpeak NG fails on a word.
    pub(super) fn phonemes(&self, text: &str) -> Result<String, SpeechError> {
        let text = spelled(&self.misaki, &self.guess, &self.phrases.replace_in(text));
        let mut tokens = self.tokens(&self.letters_told_from_initials(&text)?)?;
        if tokens.iter().any(is_lost) {
            tokens = self.tokens(&self.lost_words_replaced(&tokens))?;
        }
        let phonemes: String = tokens.iter().map(answered).collect();
        Ok(keep_phonemes(&phonemes, &[]))
    }

    fn tokens(&self, text: &str) -> Result<Vec<MToken>, SpeechError> {
        let answer = self.misaki.g2p(text).map_err(|error| SpeechError::Pronounce {
            language: self.language,
            text: text.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(answer.1)
    }

    /// `text` with a lone capital before a full stop, as in `plan B.`, as a word `guess` is told how to say: Misaki takes
    /// it for an initial, and drops the full stop.
    fn letters_told_from_initials(&self, text: &str) -> Result<String, SpeechError> {
        let symbols: Vec<char> = text.chars().collect();
        let is_word = |symbol: Option<&char>| symbol.is_some_and(|symbol| symbol.is_alphanumeric() || *symbol == '.');
        let mut told = String::with_capacity(text.len());
        for (at, &symbol) in symbols.iter().enumerate() {
            let is_lone = !is_word(at.checked_sub(1).and_then(|before| symbols.get(before)));
            let ends = symbols.get(at + 1) == Some(&'.') && !is_word(symbols.get(at + 2));
            if !(symbol.is_ascii_uppercase() && is_lone && ends) {
                told.push(symbol);
                continue;
            }
            let said = match symbol {
                // By itself Misaki takes it for the article.
                'A' => "ˈA".to_owned(),
                _ => self.tokens(&symbol.to_string())?.iter().map(answered).collect(),
            };
            let unlike_any = format!("{}qxz", symbol.to_ascii_lowercase());
            self.guess.said_as(&unlike_any, &said);
            told.push_str(&unlike_any);
        }
        Ok(told)
    }

    /// The text of the tokens, with words that part of was lost spelled as words `guess` is told how to say.
    fn lost_words_replaced(&self, tokens: &[MToken]) -> String {
        let mut text = String::new();
        for token in tokens {
            if is_lost(token) {
                let begin = text
                    .rfind(char::is_whitespace)
                    .map_or(0, |at| at + last_length(&text, at));
                let word = text.split_off(begin) + &token.text;
                let known = spelling::pronunciation(&self.misaki.lexicon, &word.replace('’', "'"));
                let said = known.or_else(|| self.guess.phonemes(&word).ok()).unwrap_or_default();
                let letters: String = word.chars().filter(char::is_ascii_alphabetic).collect();
                let unlike_any = letters.to_lowercase() + "qxz";
                self.guess.said_as(&unlike_any, &said);
                text.push_str(&unlike_any);
            } else {
                text.push_str(&token.text);
            }
            text.push_str(&token.whitespace);
        }
        text
    }

    /// The words eSpeak NG was asked for.
    pub(super) fn unknown_words(&self) -> Vec<UnknownWord> {
        self.guess.words()
    }
}

/// Whether a token of letters is not said: Misaki's tagger takes the *n’t* of a lone *wasn’t* for punctuation.
fn is_lost(token: &MToken) -> bool {
    token.phonemes.as_deref() == Some("") && token.text.contains(char::is_alphabetic)
}

/// How many bytes the character at `at` takes.
fn last_length(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

/// What Misaki is told to write for a part of the text that it has no answer for.
const UNANSWERED: char = '\u{fffd}';

/// A token's phonemes. What Misaki has no answer for is punctuation that its tagger took for something else, at an end
/// of the token; it is given back.
fn answered(token: &MToken) -> String {
    let known = token.phonemes.as_deref().unwrap_or("\u{fffd}");
    let text = token.text.as_str();
    let is_letter = |symbol: char| symbol.is_alphanumeric();
    let (before, after) = match (text.find(is_letter), text.rfind(is_letter)) {
        (Some(first), Some(last)) => (&text[..first], &text[last..]),
        _ => ("", text),
    };
    let punctuation = |part: &str| -> String { part.chars().filter(|&symbol| !is_letter(symbol)).collect() };
    let said = known.replace(UNANSWERED, "");
    let space = &token.whitespace;
    if known.contains(UNANSWERED) {
        format!("{}{said}{}{space}", punctuation(before), punctuation(after))
    } else {
        format!("{said}{space}")
    }
}

/// `text` as Misaki reads it best.
fn spelled(misaki: &G2P, guess: &Guess, text: &str) -> String {
    guess.begin_text();
    let text = elision::spelled_out(&misaki.lexicon, guess, &tidy::tidy(text));
    spelling::known_to(&misaki.lexicon, guess, &text)
}
