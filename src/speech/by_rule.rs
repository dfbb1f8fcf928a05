//! Spanish, French, Hindi, Italian and Brazilian Portuguese, which eSpeak NG's rules pronounce, in the conventions that
//! Kokoro was trained with (Misaki's `EspeakG2P`).

use super::SpeechError;
use super::alphabet::keep_phonemes;
use super::espeak::{Espeak, Rules};
use super::respell::replace;

/// One of the languages.
pub(super) struct ByRule {
    espeak: Espeak,
}

impl ByRule {
    /// Loads the rules of a language, or says that there are none.
    ///
    /// # Errors
    /// [`SpeechError`] when the rules cannot be had.
    pub(super) fn new(rules: Rules) -> Result<Self, SpeechError> {
        Ok(Self {
            espeak: Espeak::new(rules)?,
        })
    }

    /// The phonemes of a text, punctuation as it stands.
    ///
    /// # Errors
    /// [`SpeechError::Pronounce`] when eSpeak NG fails on the text.
    pub(super) fn phonemes(&self, text: &str) -> Result<String, SpeechError> {
        let text: String = text.chars().map(plain).collect();
        let mut phonemes = String::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (words, after) = rest.split_at(rest.find(is_mark).unwrap_or(rest.len()));
            let (marks, after) = after.split_at(
                after
                    .find(|symbol| !is_mark(symbol) && !char::is_whitespace(symbol))
                    .unwrap_or(after.len()),
            );
            if words.starts_with(char::is_whitespace) {
                phonemes.push(' ');
            }
            if words.contains(char::is_alphanumeric) {
                phonemes.push_str(&kokoros(&self.espeak.ipa(words.trim())?));
            }
            if words.ends_with(char::is_whitespace) {
                phonemes.push(' ');
            }
            phonemes.push_str(marks);
            rest = after;
        }
        Ok(keep_phonemes(&phonemes, &['¿', '¡']))
    }
}

/// Quotes and apostrophes in the form the model or eSpeak NG knows.
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

/// Punctuation the model knows.
fn is_mark(symbol: char) -> bool {
    ";:,.!?¡¿—…\"“”()".contains(symbol)
}

/// Kokoro's symbols for the sounds eSpeak NG ties together.
fn kokoros(ipa: &str) -> String {
    replace(
        ipa,
        &["a^ɪ→I a^ʊ→W d^z→ʣ d^ʒ→ʤ e^ɪ→A o^ʊ→O ə^ʊ→Q s^s→S t^s→ʦ t^ʃ→ʧ ɔ^ɪ→Y ^→ -→"],
    )
}
