//! What is remembered of phonemes from one run to the next.

use crate::book::LexiconWord;
use crate::engine::{Pronouncer, Words};
use crate::speech::{Language, Lexicon, Phonemes};
use crate::store::{SpellingKey, Spellings};

/// This program, as far as it can be told from another build, with these words of the user's and the book's.
pub(super) fn speller(lexicon: &Lexicon, book: &[LexiconWord]) -> SpellingKey {
    let program = std::env::current_exe().and_then(std::fs::metadata);
    let built = program.and_then(|program| Ok((program.len(), program.modified()?)));
    // Where that is not known nothing is remembered from one run to the next.
    let built = built.map_or_else(
        |_| format!("process {}", std::process::id()),
        |built| format!("{built:?}"),
    );
    let lexicon = serde_json::to_vec(lexicon).unwrap_or_default();
    let book = format!("{book:?}");
    SpellingKey::of(&[
        env!("CARGO_PKG_VERSION").as_bytes(),
        built.as_bytes(),
        &lexicon,
        book.as_bytes(),
    ])
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
