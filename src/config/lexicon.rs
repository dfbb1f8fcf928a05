//! Words the user wants said in another way.

use serde::Deserialize;

/// How one word or phrase is said.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Raw")]
pub struct LexiconEntry {
    /// The word or phrase as the book writes it.
    pub word: String,
    /// What is said in its place.
    pub said: Said,
    /// Whether `Lead` and `lead` are two words.
    pub case_sensitive: bool,
    /// Only where the word is this part of speech.
    pub part_of_speech: Option<PartOfSpeech>,
    /// Only in the book of this title.
    pub book: Option<String>,
}

/// What is said in place of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Other letters, to be read as any text is.
    Respelling(String),
    /// Kokoro's phonemes, given to the model as they are.
    Phonemes(String),
}

/// The parts of speech that tell words of one spelling apart: a *lead* pipe, to *lead*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
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

/// An entry as the file has it.
#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "an entry such as {word: Cholmondeley, respell: Chumley}"
)]
struct Raw {
    word: String,
    respell: Option<String>,
    phonemes: Option<String>,
    #[serde(default)]
    case_sensitive: bool,
    pos: Option<PartOfSpeech>,
    book: Option<String>,
}

impl LexiconEntry {
    /// Whether it is for the book of this title, or for all.
    #[must_use]
    pub fn is_for(&self, title: Option<&str>) -> bool {
        let same = |book: &String| title.is_some_and(|title| title.trim().to_lowercase() == book.trim().to_lowercase());
        self.book.as_ref().is_none_or(same)
    }
}

impl TryFrom<Raw> for LexiconEntry {
    type Error = &'static str;

    fn try_from(raw: Raw) -> Result<Self, Self::Error> {
        let said = match (raw.respell, raw.phonemes) {
            (Some(letters), None) => Said::Respelling(letters),
            (None, Some(phonemes)) => Said::Phonemes(phonemes),
            (None, None) => return Err("say how it is said, with respell or phonemes"),
            (Some(_), Some(_)) => return Err("give respell or phonemes, not both"),
        };
        let (Said::Respelling(text) | Said::Phonemes(text)) = &said;
        if raw.word.trim().is_empty() || text.trim().is_empty() {
            return Err("neither the word nor how it is said may be empty");
        }
        if !text.chars().any(char::is_alphanumeric) {
            return Err("how the word is said has no letter in it: nothing would be said");
        }
        Ok(Self {
            word: raw.word,
            said,
            case_sensitive: raw.case_sensitive,
            part_of_speech: raw.pos,
            book: raw.book,
        })
    }
}
