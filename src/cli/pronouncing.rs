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
    fn pronounce(&mut self, words: &Words, language: Language, learnt: &Lexicon) -> Result<Vec<Phonemes>, String> {
        let Words::Text(text) = words else {
            return self.pronouncer.pronounce(words, language, learnt);
        };
        // Of what was learnt only what may matter to this text: a new word costs the spellings that hold it.
        let mut asked = vec![language.tag().as_bytes().to_vec(), text.as_bytes().to_vec()];
        asked.extend(
            learnt
                .concerning(text)
                .filter_map(|entry| serde_json::to_vec(entry).ok()),
        );
        let asked: Vec<&[u8]> = asked.iter().map(Vec::as_slice).collect();
        let asked = SpellingKey::of(&asked);
        if let Some(pieces) = self.spellings.get(&asked) {
            return Ok(pieces.to_vec());
        }
        let pieces = self.pronouncer.pronounce(words, language, learnt)?;
        self.spellings.keep(asked, &pieces);
        Ok(pieces)
    }
}
