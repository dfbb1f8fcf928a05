//! Words spelled so that Misaki's dictionary finds them: without accents, without hyphens between words it does not
//! have as one, and not in capitals when they are no abbreviation.

use deunicode::deunicode;
use misaki_rs::Lexicon;
use unicode_normalization::UnicodeNormalization;

use super::guess::Guess;

/// `text` with each word spelled as the dictionary may have it.
///
/// `guess` is told which words stand for which, as it pronounces what the page has.
pub(super) fn known_to(dictionary: &Lexicon, guess: &Guess, text: &str) -> String {
    let all_shouted = text.contains(' ') && !text.contains(char::is_lowercase);
    let words = text.split(' ').map(|word| {
        let word: String = word.nfc().collect();
        let word = plain_letters(dictionary, guess, &word);
        let word = unstretched(dictionary, &word);
        let word = apart_at_hyphens(dictionary, &stammered(dictionary, guess, &word));
        if is_shouted(dictionary, &word, all_shouted) {
            capitalised(&word)
        } else {
            word
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn is_known(dictionary: &Lexicon, word: &str) -> bool {
    pronunciation(dictionary, word).is_some()
}

pub(super) fn pronunciation(dictionary: &Lexicon, word: &str) -> Option<String> {
    dictionary
        .get_word(word, "NN", None, None)
        .map(|(phonemes, _)| phonemes)
}

/// Accented and foreign letters become plain ones: Misaki's dictionary has no other, and it takes a byte for a letter.
fn plain_letters(dictionary: &Lexicon, guess: &Guess, word: &str) -> String {
    let is_foreign = |symbol: char| !symbol.is_ascii() && symbol.is_alphanumeric();
    if !word.contains(is_foreign) {
        return word.to_owned();
    }
    let mut plain = String::with_capacity(word.len());
    let mut letters = String::new();
    for symbol in word.chars().chain([' ']) {
        if symbol.is_alphanumeric() || matches!(symbol, '\u{300}'..='\u{36f}') {
            letters.push(symbol);
        } else {
            plain.push_str(&plain_word(dictionary, guess, &letters));
            letters.clear();
            plain.push(symbol);
        }
    }
    plain.trim_end().to_owned()
}

/// One word of letters only, in plain letters.
fn plain_word(dictionary: &Lexicon, guess: &Guess, word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let plain: String = deunicode(word).chars().filter(char::is_ascii_alphanumeric).collect();
    match pronunciation(dictionary, &plain) {
        // A résumé is not what one resumes: an accented last letter is heard.
        Some(phonemes) if ends_in_accented_e(word) && !ends_in_vowel(&phonemes, plain.ends_with(['s', 'S'])) => {
            let unlike_any = format!("{plain}eh");
            guess.stands_for(&unlike_any, word);
            unlike_any
        }
        Some(_) => plain,
        None => {
            guess.stands_for(&plain, word);
            plain
        }
    }
}

fn ends_in_accented_e(word: &str) -> bool {
    word.trim_end_matches(['s', 'S']).ends_with(['é', 'É'])
}

fn ends_in_vowel(phonemes: &str, is_plural: bool) -> bool {
    let stem = if is_plural {
        phonemes.trim_end_matches(['s', 'z'])
    } else {
        phonemes
    };
    stem.ends_with(['A', 'i', 'ɪ'])
}

/// Parts a compound that has a part the dictionary does not have, so that eSpeak NG is asked for that part only.
fn apart_at_hyphens(dictionary: &Lexicon, word: &str) -> String {
    let core = word.trim_matches(|symbol: char| !symbol.is_alphanumeric());
    let is_compound = core.contains('-')
        && core
            .chars()
            .all(|symbol| symbol.is_alphabetic() || "-'’".contains(symbol));
    if !is_compound
        || is_known(dictionary, core)
        || core
            .split('-')
            .all(|part| is_known(dictionary, &part.replace('’', "'")))
    {
        return word.to_owned();
    }
    word.replace(core, &core.replace('-', " "))
}

/// `Nooo` → `No`: letters written three times or more, once or twice where that makes a word of the dictionary.
fn unstretched(dictionary: &Lexicon, word: &str) -> String {
    let is_stretched = word
        .as_bytes()
        .windows(3)
        .any(|three| three[0].is_ascii_alphabetic() && three.iter().all(|letter| letter == &three[0]));
    if !is_stretched || is_known(dictionary, word.trim_matches(|symbol: char| !symbol.is_alphanumeric())) {
        return word.to_owned();
    }
    let at_most = |times: usize| {
        let mut short = String::with_capacity(word.len());
        for symbol in word.chars() {
            let run = short.chars().rev().take_while(|&before| before == symbol).count();
            if run < times || !symbol.is_alphabetic() {
                short.push(symbol);
            }
        }
        short
    };
    let (twice, once) = (at_most(2), at_most(1));
    let core = once.trim_matches(|symbol: char| !symbol.is_alphanumeric());
    if is_known(dictionary, core) && !is_known(dictionary, twice.trim_matches(|symbol: char| !symbol.is_alphanumeric()))
    {
        once
    } else {
        twice
    }
}

/// `W-what` → `wuh-what`: the first sound of a word said again, not the name of its letter.
fn stammered(dictionary: &Lexicon, guess: &Guess, word: &str) -> String {
    let parts: Vec<&str> = word.split('-').collect();
    let bare = |part: &str| {
        part.trim_matches(|symbol: char| !symbol.is_alphanumeric())
            .to_ascii_lowercase()
    };
    let last = parts.last().map(|part| bare(part)).unwrap_or_default();
    let is_stammer = |part: &&str| {
        let part = bare(part);
        (1..=2).contains(&part.len())
            && part.len() < last.len()
            && last.starts_with(&part)
            && part
                .bytes()
                .all(|letter| letter.is_ascii_alphabetic() && !b"aeiouy".contains(&letter))
    };
    let Some((_, repeated)) = parts.split_last() else {
        return word.to_owned();
    };
    // D-Day is no stammer: whoever stammers writes the word small.
    let small = parts
        .last()
        .is_some_and(|part| part.starts_with(|symbol: char| symbol.is_lowercase()));
    if repeated.is_empty() || !small || !repeated.iter().all(is_stammer) || is_known(dictionary, &bare(word)) {
        return word.to_owned();
    }
    let again: Vec<String> = repeated
        .iter()
        .map(|part| {
            let sound = format!("{}uh", bare(part));
            if let Ok(phonemes) = guess.phonemes(&sound) {
                guess.said_as(&sound, &phonemes.replace("ˈʌ", "ə"));
            }
            sound
        })
        .collect();
    format!("{}-{last_part}", again.join("-"), last_part = parts[parts.len() - 1])
}

/// Whether a word in capitals is one that Misaki would spell letter by letter, although it can be pronounced.
///
/// Short ones are taken for abbreviations, unless everything around them is in capitals too.
fn is_shouted(dictionary: &Lexicon, word: &str, all_shouted: bool) -> bool {
    let letters = || word.chars().filter(|symbol| symbol.is_alphabetic());
    letters().count() >= if all_shouted { 4 } else { 5 }
        && letters().all(char::is_uppercase)
        && !word.contains(|symbol: char| symbol.is_numeric() || symbol == '.')
        && letters().any(|symbol| "AEIOUY".contains(symbol))
        && !dictionary.in_gold(word.trim_matches(|symbol: char| !symbol.is_alphabetic()))
}

/// `QUEEQUEG’S` → `Queequeg’s`.
fn capitalised(word: &str) -> String {
    let first = word.find(char::is_alphabetic).map_or(0, |at| at + 1);
    let (head, tail) = word.split_at(first);
    format!("{head}{}", tail.to_lowercase())
}
