//! The user's pronunciations, put where Misaki looks first.

use std::collections::HashMap;

use misaki_rs::lexicon::PhonemeEntry;
use misaki_rs::{G2P, Lexicon as Dictionary};

use super::super::alphabet::is_phoneme;
use super::super::ipa::from_ipa;
use super::super::lexicon::{Entry, Finder, PartOfSpeech, Said};
use super::super::{Language, Lexicon, SpeechError};
use super::guess::Guess;

/// The phrases of the user's that Misaki cannot look up.
///
/// A single word goes into Misaki's own dictionary, so that its plural, its possessive and its compounds are right
/// too. Anything else is replaced by a word nobody writes, which the dictionary then has.
pub(super) struct UserPhrases {
    stand_ins: Finder<String>,
}

impl UserPhrases {
    /// Teaches Misaki the user's words.
    ///
    /// # Errors
    /// [`SpeechError::Pronounce`] when eSpeak NG fails on a word.
    pub(super) fn teach(
        misaki: &mut G2P,
        lexicon: &Lexicon,
        language: Language,
        guess: &Guess,
    ) -> Result<Self, SpeechError> {
        // All of them before the first is taught, so that one does not change another.
        let said: Vec<String> = lexicon
            .entries()
            .iter()
            .map(|entry| said_as(entry, misaki, guess, language))
            .collect();
        let mut number = 0;
        let mut phrases: Vec<(&Entry, String)> = Vec::new();
        for (entry, phonemes) in lexicon.entries().iter().zip(said) {
            if is_looked_up(&entry.word) {
                teach_word(&mut misaki.lexicon, entry, &phonemes, guess)?;
            } else {
                number += 1;
                let word = unwritten_word(number);
                misaki
                    .lexicon
                    .golds
                    .insert(word.clone(), PhonemeEntry::Simple(phonemes));
                phrases.push((entry, word));
            }
        }
        let mut words = phrases.iter().map(|(_, word)| word.clone());
        let stand_ins = Finder::new(phrases.iter().map(|&(entry, _)| entry), |_| words.next());
        Ok(Self { stand_ins })
    }

    /// `text` with the words that stand for the user's phrases.
    pub(super) fn replace_in(&self, text: &str) -> String {
        let mut replaced = String::with_capacity(text.len());
        let mut done = 0;
        for (range, stand_in) in self.stand_ins.find(text) {
            replaced.push_str(&text[done..range.start]);
            replaced.push_str(&stand_in);
            done = range.end;
        }
        replaced + &text[done..]
    }
}

/// What an entry asks for, in Kokoro's phonemes.
fn said_as(entry: &Entry, misaki: &G2P, guess: &Guess, language: Language) -> String {
    match &entry.said {
        Said::Phonemes(phonemes) if phonemes.chars().all(is_misakis) => phonemes.clone(),
        Said::Phonemes(ipa) => from_ipa(ipa, language).as_str().to_owned(),
        Said::Respelling(letters) => {
            let say = |letters: &str| {
                let said = misaki.g2p(&super::spelled(misaki, guess, letters));
                said.map(|(phonemes, _)| phonemes.trim().to_owned()).unwrap_or_default()
            };
            by_syllable(&misaki.lexicon, letters, say).unwrap_or_else(|| say(letters))
        }
    }
}

/// Whether Misaki's English uses the symbol; whoever writes another writes IPA.
fn is_misakis(symbol: char) -> bool {
    const OTHERS: &str = "ceogqrxyɐɚɝçøœɥɨɬɯɲɵɸɻɽʁʂʈʉʋβɣχʎʝɕɖɟɤɰɳɴʣʥʦʨᵝꭧ\u{303}ʰʲS";
    is_phoneme(symbol) && !OTHERS.contains(symbol)
}

/// `her-MY-oh-nee`: one word, stressed on the syllable in capitals.
fn by_syllable(dictionary: &Dictionary, letters: &str, say: impl Fn(&str) -> String) -> Option<String> {
    const NO_STRESS: f64 = -2.0;
    const PRIMARY_STRESS: f64 = 2.0;
    let is_stressed = |syllable: &str| !syllable.contains(char::is_lowercase);
    let is_one_word = !letters.contains(char::is_whitespace) && letters.contains('-');
    let syllables = || letters.split('-');
    if !is_one_word || !syllables().any(is_stressed) || syllables().all(is_stressed) {
        return None;
    }
    let said = syllables().map(|syllable| {
        let flat = dictionary.apply_stress(&say(&syllable.to_lowercase()), Some(NO_STRESS));
        if is_stressed(syllable) {
            dictionary.apply_stress(&flat, Some(PRIMARY_STRESS))
        } else {
            flat
        }
    });
    Some(said.collect())
}

/// Whether Misaki asks its dictionary for the word: not for phrases, and not for words it has rules of its own for.
fn is_looked_up(word: &str) -> bool {
    const RULED: [&str; 9] = ["a", "am", "an", "by", "i", "in", "the", "to", "used"];
    word.len() > 1
        && word.chars().all(|symbol| symbol.is_ascii_alphabetic())
        && !RULED.contains(&word.to_ascii_lowercase().as_str())
}

/// A word of small letters that no text holds, another for each number.
fn unwritten_word(number: usize) -> String {
    let digits = format!("{number:o}");
    let letters = digits.bytes().map(|digit| char::from(b'b' + (digit - b'0')));
    format!("qxz{}zxq", letters.collect::<String>())
}

fn teach_word(dictionary: &mut Dictionary, entry: &Entry, phonemes: &str, guess: &Guess) -> Result<(), SpeechError> {
    let word = &entry.word;
    let lower = word.to_ascii_lowercase();
    let capitalised = lower[..1].to_ascii_uppercase() + &lower[1..];
    let forms = if entry.case_sensitive {
        // The dictionary answers a form it lacks with the other one's entry.
        for other in [&lower, &capitalised].into_iter().filter(|form| *form != word) {
            if !dictionary.golds.contains_key(other) {
                let as_before = dictionary
                    .silvers
                    .get(other)
                    .cloned()
                    .map_or_else(|| guess.phonemes(other).map(PhonemeEntry::Simple), Ok)?;
                dictionary.golds.insert(other.clone(), as_before);
            }
        }
        vec![word.clone()]
    } else {
        vec![word.clone(), lower.clone(), capitalised, word.to_ascii_uppercase()]
    };
    for form in forms {
        let taught = match entry.part_of_speech {
            None => PhonemeEntry::Simple(phonemes.to_owned()),
            Some(part) => {
                let before = [&form, &lower].into_iter().find_map(|form| {
                    dictionary
                        .golds
                        .get(form)
                        .or_else(|| dictionary.silvers.get(form))
                        .cloned()
                });
                let before = before.map_or_else(|| guess.phonemes(&lower).map(PhonemeEntry::Simple), Ok)?;
                PhonemeEntry::Tagged(with_part_of_speech(before, part, phonemes))
            }
        };
        dictionary.golds.insert(form, taught);
    }
    Ok(())
}

/// Pronunciations by part of speech, in Misaki's names for them.
fn with_part_of_speech(before: PhonemeEntry, part: PartOfSpeech, phonemes: &str) -> HashMap<String, Option<String>> {
    let mut by_tag = match before {
        PhonemeEntry::Simple(all) => HashMap::from([("DEFAULT".to_owned(), Some(all))]),
        PhonemeEntry::Tagged(by_tag) => by_tag,
    };
    let (name, finer) = match part {
        PartOfSpeech::Noun => ("NOUN", "NN"),
        PartOfSpeech::Verb => ("VERB", "VB"),
        PartOfSpeech::Adjective => ("ADJ", "JJ"),
        PartOfSpeech::Adverb => ("ADV", "RB"),
    };
    by_tag.retain(|tag, _| !tag.starts_with(finer));
    by_tag.insert(name.to_owned(), Some(phonemes.to_owned()));
    by_tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unwritten_words_are_of_letters_and_all_different() {
        let words: std::collections::HashSet<String> = (1..1000).map(unwritten_word).collect();
        assert_eq!(words.len(), 999);
        assert!(
            words
                .iter()
                .all(|word| word.bytes().all(|letter| letter.is_ascii_lowercase()))
        );
    }
}
