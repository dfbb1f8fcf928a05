//! How text becomes phonemes, and what of that is remembered from one run to the next.

use std::collections::{HashMap, hash_map};

use crate::engine::{Pronouncer, Words};
use crate::speech::{Language, Lexicon, Phonemes, Phonemiser, SpeechError, chunks};
use crate::store::{SpellingKey, Spellings};

/// Phonemisers by language, each made when it is first needed.
pub struct Phonemisers {
    lexicon: Lexicon,
    made: HashMap<Language, Phonemiser>,
}

impl Phonemisers {
    /// None yet.
    #[must_use]
    pub fn new(lexicon: Lexicon) -> Self {
        Self {
            lexicon,
            made: HashMap::new(),
        }
    }

    /// The phonemes of spoken text.
    ///
    /// # Errors
    /// [`SpeechError`] when the language's data is missing or cannot be used.
    pub fn phonemise(&mut self, spoken: &str, language: Language) -> Result<Phonemes, SpeechError> {
        let phonemiser = match self.made.entry(language) {
            hash_map::Entry::Occupied(made) => made.into_mut(),
            hash_map::Entry::Vacant(place) => place.insert(Phonemiser::new(language, &self.lexicon)?),
        };
        phonemiser.phonemise(spoken)
    }
}

impl Pronouncer for Phonemisers {
    fn pronounce(&mut self, words: &Words, language: Language) -> Result<Vec<Phonemes>, String> {
        match words {
            Words::Text(text) => self
                .phonemise(text, language)
                .map(|phonemes| chunks(&phonemes))
                .map_err(|e| e.to_string()),
            Words::Phonemes(phonemes) => Ok(chunks(phonemes)),
        }
    }
}

/// This program, as far as it can be told from another build, with this lexicon.
pub(super) fn speller(lexicon: &Lexicon) -> SpellingKey {
    let program = std::env::current_exe().and_then(std::fs::metadata);
    let built = program.and_then(|program| Ok((program.len(), program.modified()?)));
    // Where that is not known nothing is remembered from one run to the next.
    let built = built.map_or_else(
        |_| format!("process {}", std::process::id()),
        |built| format!("{built:?}"),
    );
    let lexicon = serde_json::to_vec(lexicon).unwrap_or_default();
    SpellingKey::of(&[env!("CARGO_PKG_VERSION").as_bytes(), built.as_bytes(), &lexicon])
}

/// Asks another pronouncer only what it has not said before.
pub(super) struct Remembering {
    pub(super) spellings: Spellings,
    pub(super) pronouncer: Box<dyn Pronouncer>,
}

impl Pronouncer for Remembering {
    fn pronounce(&mut self, words: &Words, language: Language) -> Result<Vec<Phonemes>, String> {
        let Words::Text(text) = words else {
            return self.pronouncer.pronounce(words, language);
        };
        let asked = SpellingKey::of(&[language.tag().as_bytes(), text.as_bytes()]);
        if let Some(pieces) = self.spellings.get(&asked) {
            return Ok(pieces.to_vec());
        }
        let pieces = self.pronouncer.pronounce(words, language)?;
        self.spellings.keep(asked, &pieces);
        Ok(pieces)
    }
}
