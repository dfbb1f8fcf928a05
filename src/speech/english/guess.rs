//! Words no dictionary has, by eSpeak NG's rules, in the form of Misaki's dictionaries.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use misaki_rs::Fallback;
use misaki_rs::fallback::FallbackError;

use super::super::espeak::{Espeak, Rules};
use super::super::respell::replace;
use super::super::{SpeechError, UnknownWord};
use super::sound;

/// English words by rule. What one knows is shared with Misaki, which asks for a word in the middle of a sentence.
#[derive(Clone)]
pub(in crate::speech) struct Guess {
    shared: Arc<Shared>,
}

struct Shared {
    british: bool,
    espeak: Espeak,
    guesses: Mutex<Guesses>,
}

#[derive(Default)]
struct Guesses {
    /// Phonemes by word.
    known: HashMap<String, String>,
    /// How often each word was asked for.
    counts: HashMap<String, usize>,
    /// What the words stand for that Misaki is given in the place of others.
    meanings: HashMap<String, Meaning>,
}

/// What a word given to Misaki stands for.
#[derive(Clone)]
enum Meaning {
    /// A word of the page.
    Spelling(String),
    /// These phonemes.
    Said(String),
}

impl Guess {
    pub(in crate::speech) fn new(british: bool) -> Result<Self, SpeechError> {
        let rules = if british { Rules::ENGLISH_GB } else { Rules::ENGLISH_US };
        let shared = Shared {
            british,
            espeak: Espeak::new(rules)?,
            guesses: Mutex::default(),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Forgets what stood for what in the last text, so that what a text sounds like does not hang on the one before.
    pub(super) fn begin_text(&self) {
        self.guesses().meanings.clear();
    }

    /// Says that in this text `plain`, when asked for, stands for `spelling`.
    pub(super) fn stands_for(&self, plain: &str, spelling: &str) {
        self.guesses()
            .meanings
            .insert(plain.to_owned(), Meaning::Spelling(spelling.to_owned()));
    }

    /// Says how a word of this text is said, so that it is not unknown.
    pub(super) fn said_as(&self, word: &str, phonemes: &str) {
        self.guesses()
            .meanings
            .insert(word.to_owned(), Meaning::Said(phonemes.to_owned()));
    }

    /// The words asked for so far.
    pub(super) fn words(&self) -> Vec<UnknownWord> {
        let guesses = self.guesses();
        let word = |(word, &count): (&String, &usize)| UnknownWord {
            word: word.clone(),
            count,
            phonemes: guesses.known.get(word).cloned().unwrap_or_default(),
        };
        guesses.counts.iter().map(word).collect()
    }

    /// The phonemes of one word or of words joined by hyphens.
    pub(in crate::speech) fn phonemes(&self, word: &str) -> Result<String, SpeechError> {
        if let Some(known) = self.guesses().known.get(word) {
            return Ok(known.clone());
        }
        let phonemes = match sound::of(word, self.shared.british) {
            Some(sound) => sound,
            None => self.by_rule(word)?,
        };
        self.guesses().known.insert(word.to_owned(), phonemes.clone());
        Ok(phonemes)
    }

    fn by_rule(&self, word: &str) -> Result<String, SpeechError> {
        if let Some(clan) = word
            .strip_prefix("Mc")
            .filter(|clan| clan.starts_with(char::is_uppercase))
        {
            let clan = self.by_rule(clan)?;
            let begins_alike = clan.trim_start_matches(['ˈ', 'ˌ']).starts_with(['k', 'ɡ']);
            return Ok(format!("{}{clan}", if begins_alike { "mə" } else { "mək" }));
        }
        // The crate parts a word at a curly apostrophe, and knows è in a few words only.
        let word = word.replace('’', "'").replace('è', "ë");
        Ok(misaki_form(&self.shared.espeak.ipa(&word)?, self.shared.british))
    }

    fn guesses(&self) -> MutexGuard<'_, Guesses> {
        // The maps are whole after any panic: each is changed by one insertion.
        self.shared.guesses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self, asked: &str) -> Result<String, SpeechError> {
        let word = asked.trim_matches(|symbol: char| !symbol.is_alphanumeric());
        let Some(begin) = asked.find(word).filter(|_| !word.is_empty()) else {
            return Ok(asked.to_owned());
        };
        // Punctuation that Misaki's tagger took for part of the word is not lost.
        let (before, after) = (&asked[..begin], &asked[begin + word.len()..]);
        let (stem, is_possessive) = ["'s", "’s", "'S", "’S"]
            .iter()
            .find_map(|ending| word.strip_suffix(ending))
            .map_or((word, false), |stem| (stem, true));
        let meaning = self.guesses().meanings.get(stem).cloned();
        let phonemes = match meaning {
            Some(Meaning::Said(phonemes)) => phonemes,
            Some(Meaning::Spelling(word)) => self.count(word)?,
            None => self.count(stem.to_owned())?,
        };
        let phonemes = if is_possessive {
            with_s(&phonemes, self.shared.british)
        } else {
            phonemes
        };
        Ok(format!("{before}{phonemes}{after}"))
    }
}

impl Guess {
    /// The phonemes of a word of the page, which is counted.
    fn count(&self, word: String) -> Result<String, SpeechError> {
        let phonemes = self.phonemes(&word)?;
        if !word.contains(char::is_numeric) && sound::of(&word, self.shared.british).is_none() {
            *self.guesses().counts.entry(word).or_default() += 1;
        }
        Ok(phonemes)
    }
}

impl Fallback for Guess {
    fn phonemize(&self, word: &str) -> Result<String, FallbackError> {
        // Misaki's own error type has no variant for another speller than its own; the message is what counts.
        self.ask(word).map_err(|error| FallbackError::Espeak {
            word: word.to_owned(),
            error: error.to_string(),
        })
    }
}

/// The possessive or plural of a word, as Misaki's dictionaries would have it.
fn with_s(phonemes: &str, british: bool) -> String {
    let ending = match phonemes.chars().last() {
        Some('p' | 't' | 'k' | 'f' | 'θ' | 'T') => "s",
        Some('s' | 'z' | 'ʃ' | 'ʒ' | 'ʧ' | 'ʤ') if british => "ɪz",
        Some('s' | 'z' | 'ʃ' | 'ʒ' | 'ʧ' | 'ʤ') => "ᵻz",
        Some(_) => "z",
        None => "",
    };
    format!("{phonemes}{ending}")
}

/// eSpeak NG's IPA (letters of one phoneme tied by `^`) in the symbols of Misaki's dictionaries, after Misaki's
/// `EspeakFallback`.
///
/// Misaki turns the first vowel of British *bare* into that of *bay* by replacing `e` before it looks for `e^ə`; here
/// it is the `ɛː` of its dictionary. The American `ᵻ` is `ɪ` in the British dictionary.
fn misaki_form(ipa: &str, british: bool) -> String {
    const BOTH: &str = "a^ɪ→I a^ʊ→W e^ɪ→A ɔ^ɪ→Y d^ʒ→ʤ t^ʃ→ʧ ə^l→ᵊl ʲo→jɔ ʲə→jə ʲ→ ɚ→əɹ r→ɹ x→k ç→k ɐ→ə ɬ→l \
        ʔn\u{329}→tn n\u{329}→ᵊn m\u{329}→ᵊm l\u{329}→ᵊl \u{303}→ ʔ→t ɾ→T o→ɔ e→A ^→";
    const BRITISH: &str = "e^ə→ɛː ɛ^ə→ɛː ə^ʊ→Q i^ə→ɪə iə→ɪə ᵻ→ɪ æ→a";
    const AMERICAN: &str = "o^ʊ→O ɜːɹ→ɜɹ ɜː→ɜɹ ɪ^ə→iə ɪə→iə ː→ ɒ→ɑ a→æ";
    replace(ipa, &[BOTH, if british { BRITISH } else { AMERICAN }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_the_symbols_of_the_dictionaries() {
        for (ipa, american, british) in [
            ("hɜːmˈa^ɪ^əni", "hɜɹmˈIəni", "hɜːmˈIəni"),
            ("bˈe^ə", "bˈAə", "bˈɛː"),
            ("zˈi^əɹo^ʊ", "zˈiəɹO", "zˈɪəɹɔʊ"),
            ("bˈʌʔn\u{329}", "bˈʌtn", "bˈʌtn"),
            ("lˈɪɾə^l", "lˈɪTᵊl", "lˈɪTᵊl"),
        ] {
            assert_eq!(misaki_form(ipa, false), american);
            assert_eq!(misaki_form(ipa, true), british);
        }
    }

    #[test]
    fn a_possessive_is_its_owner_and_an_s() {
        let guess = Guess::new(true).unwrap();
        assert_eq!(
            guess.ask("Queequeg’s").unwrap(),
            format!("{}z", guess.ask("Queequeg").unwrap())
        );
        let words = guess.words();
        assert_eq!(
            (words.len(), words[0].word.as_str(), words[0].count),
            (1, "Queequeg", 2)
        );
        assert_eq!(with_s("mˈæɹɪʃ", true), "mˈæɹɪʃɪz");
        assert_eq!(with_s("mˈæɹɪʃ", false), "mˈæɹɪʃᵻz");
    }

    #[test]
    fn scottish_names() {
        let guess = Guess::new(false).unwrap();
        assert_eq!(guess.phonemes("McNally").unwrap(), "məknˈæli");
        assert_eq!(
            guess.phonemes("McGrath").unwrap(),
            format!("mə{}", guess.phonemes("Grath").unwrap())
        );
    }

    #[test]
    fn other_scripts_are_read_in_latin_letters() {
        let guess = Guess::new(false).unwrap();
        assert_eq!(guess.phonemes("Москва").unwrap(), guess.phonemes("Moskva").unwrap());
        assert!(!guess.phonemes("北京").unwrap().is_empty());
    }
}
