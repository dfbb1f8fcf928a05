//! Pronunciation for a whole program: a phonemiser for each language, the user's words and the book's own.

use std::collections::{BTreeMap, HashMap, hash_map};

use super::wiring::same_tongue;
use crate::book::{Alphabet, LexiconWord, Pronunciation, WordSaid};
use crate::engine::{Pronouncer, Words};
use crate::speech::{
    Dictionaries, Entry, Language, Lexicon, Phonemes, Phonemiser, Said, SpeechError, UnknownWord, chunks, from_ipa,
    from_x_sampa,
};

/// Phonemisers by language, each made when it is first needed.
pub struct Phonemisers {
    lexicon: Lexicon,
    book: Vec<LexiconWord>,
    dictionaries: Dictionaries,
    made: HashMap<Language, Made>,
}

/// A phonemiser, and what it had learnt when it was made.
struct Made {
    learnt: Lexicon,
    phonemiser: Phonemiser,
}

impl Phonemisers {
    /// None yet. The words of `lexicon` win over the `book`'s, and what is learnt later over both.
    #[must_use]
    pub fn new(lexicon: Lexicon, book: Vec<LexiconWord>, dictionaries: Dictionaries) -> Self {
        Self {
            lexicon,
            book,
            dictionaries,
            made: HashMap::new(),
        }
    }

    /// The phonemes of spoken text.
    ///
    /// # Errors
    /// [`SpeechError`] when the language's data is missing or cannot be used.
    pub fn phonemise(&mut self, spoken: &str, language: Language) -> Result<Phonemes, SpeechError> {
        self.phonemise_with(spoken, language, &Lexicon::default())
    }

    /// The same, where `learnt` goes before all other words.
    fn phonemise_with(&mut self, spoken: &str, language: Language, learnt: &Lexicon) -> Result<Phonemes, SpeechError> {
        if self.made.get(&language).is_some_and(|made| made.learnt != *learnt) {
            // Before another is made: each takes much memory.
            self.made.remove(&language);
        }
        let made = match self.made.entry(language) {
            hash_map::Entry::Occupied(made) => made.into_mut(),
            hash_map::Entry::Vacant(place) => {
                let mut words: Lexicon = self.book.iter().filter_map(|word| entry(word, language)).collect();
                words.extend(self.lexicon.entries().iter().chain(learnt.entries()).cloned());
                place.insert(Made {
                    learnt: learnt.clone(),
                    phonemiser: Phonemiser::with_dictionaries(language, &words, &self.dictionaries)?,
                })
            }
        };
        made.phonemiser.phonemise(spoken)
    }

    /// The phonemes of words, those of the book where it gives some; `learnt` goes before all other words.
    ///
    /// # Errors
    /// As [`Self::phonemise`].
    pub fn say(&mut self, words: &Words, language: Language, learnt: &Lexicon) -> Result<Phonemes, SpeechError> {
        let parts = match words {
            Words::Text(text) => return self.phonemise_with(text, language, learnt),
            Words::Phonemes(phonemes) => return Ok(phonemes.clone()),
            Words::Parts(parts) => parts,
        };
        let mut said = String::new();
        for part in parts {
            if part.text.starts_with(char::is_whitespace) {
                said.push(' ');
            }
            match &part.phonemes {
                Some(phonemes) if !learnt.is_in(&part.text) => said.push_str(phonemes.as_str()),
                _ => {
                    let language = part.language.unwrap_or(language);
                    said.push_str(self.phonemise_with(&part.text, language, learnt)?.as_str());
                }
            }
            if part.text.ends_with(char::is_whitespace) {
                said.push(' ');
            }
        }
        Ok(Phonemes::new(said.split_whitespace().collect::<Vec<_>>().join(" ")))
    }

    /// The words no dictionary had so far, the most frequent first.
    #[must_use]
    pub fn unknown_words(&self) -> Vec<UnknownWord> {
        let mut words: BTreeMap<String, UnknownWord> = BTreeMap::new();
        for word in self.made.values().flat_map(|made| made.phonemiser.unknown_words()) {
            match words.get_mut(&word.word) {
                Some(known) => known.count += word.count,
                None => drop(words.insert(word.word.clone(), word)),
            }
        }
        let mut words: Vec<_> = words.into_values().collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.count));
        words
    }
}

impl Pronouncer for Phonemisers {
    fn pronounce(&mut self, words: &Words, language: Language, learnt: &Lexicon) -> Result<Vec<Phonemes>, String> {
        self.say(words, language, learnt)
            .map(|phonemes| chunks(&phonemes))
            .map_err(|e| e.to_string())
    }
}

/// A word of the book's lexicon for a language, if it is of that.
fn entry(word: &LexiconWord, language: Language) -> Option<Entry> {
    let own = word.language.as_deref().map(Language::from_tag);
    if own.is_some_and(|own| own.is_none_or(|own| !same_tongue(own, language))) {
        return None;
    }
    let said = match &word.said {
        WordSaid::Alias(words) => Said::Respelling(words.clone()),
        WordSaid::Phonemes(alphabet, phonemes) => {
            Said::Phonemes(in_kokoros_alphabet(alphabet, phonemes, language)?.as_str().to_owned())
        }
    };
    Some(Entry::new(word.word.clone(), said))
}

/// How the book wants something said, in Kokoro's alphabet; none where it writes it in an unknown one.
pub fn pronounced(pronunciation: &Pronunciation, language: Language) -> Option<Phonemes> {
    in_kokoros_alphabet(&pronunciation.alphabet, &pronunciation.phonemes, language)
}

fn in_kokoros_alphabet(alphabet: &Alphabet, phonemes: &str, language: Language) -> Option<Phonemes> {
    let phonemes = match alphabet {
        Alphabet::Ipa => from_ipa(phonemes, language),
        Alphabet::XSampa => from_x_sampa(phonemes, language),
        Alphabet::Other(_) => return None,
    };
    (!phonemes.is_empty()).then_some(phonemes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Part;

    fn word(word: &str, said: WordSaid, language: &str) -> LexiconWord {
        LexiconWord {
            word: word.to_owned(),
            said,
            language: Some(language.to_owned()),
        }
    }

    fn ipa(phonemes: &str) -> WordSaid {
        WordSaid::Phonemes(Alphabet::Ipa, phonemes.to_owned())
    }

    #[test]
    fn the_books_words_go_before_the_dictionarys_and_the_users_before_those() {
        let book = vec![
            word("abolition", ipa("ˌæbəˈlɪʃən"), "en"),
            word("Thoth", WordSaid::Alias("toth".to_owned()), "en-US"),
            word("Siân", ipa("ʃɑːn"), "en"),
            word("chat", ipa("ʃa"), "fr"),
        ];
        let user = Lexicon::new(vec![Entry::new("Siân", Said::Phonemes("sˈIən".to_owned()))]);
        let mut phonemisers = Phonemisers::new(user, book, Dictionaries::default());
        let mut say = |text: &str| {
            phonemisers
                .phonemise(text, Language::EnglishUs)
                .unwrap()
                .as_str()
                .to_owned()
        };
        assert_eq!(say("abolition"), "ˌæbəlˈɪʃən");
        assert_eq!(say("Thoth"), say("toth"));
        assert_eq!(say("Siân"), "sˈIən");
        assert_eq!(say("chat"), "ʧˈæt");
    }

    #[test]
    fn parts_are_said_in_their_languages() {
        let mut phonemisers = Phonemisers::new(Lexicon::default(), Vec::new(), Dictionaries::default());
        let part = |text: &str, language, phonemes: Option<&str>| Part {
            text: text.to_owned(),
            language,
            phonemes: phonemes.map(Phonemes::new),
        };
        let words = Words::Parts(vec![
            part("She said ", None, None),
            part("bonjour", Some(Language::French), None),
            part(" to ", None, None),
            part("Siân", None, Some("ʃˈɑːn")),
            part(".", None, None),
        ]);
        let french = phonemisers.phonemise("bonjour", Language::French).unwrap();
        let none = Lexicon::default();
        let said = phonemisers.say(&words, Language::EnglishGb, &none).unwrap();
        assert!(said.as_str().contains(french.as_str()), "{said}");
        assert!(said.as_str().ends_with(" ʃˈɑːn."), "{said}");
        let learnt = Lexicon::new(vec![Entry::new("Siân", Said::Phonemes("sˈIən".to_owned()))]);
        let said = phonemisers.say(&words, Language::EnglishGb, &learnt).unwrap();
        assert!(said.as_str().ends_with(" sˈIən."), "the user's last word: {said}");
        let said = phonemisers.say(&words, Language::EnglishGb, &none).unwrap();
        assert!(said.as_str().ends_with(" ʃˈɑːn."), "and it can be taken back: {said}");
    }
}
