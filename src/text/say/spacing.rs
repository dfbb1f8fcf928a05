//! Words that printing or converting has torn apart: T H E  E N D, a drop capital, a hyphen from a line's end.

use super::acronym;
use super::token::{Cursor, Kind, one_of};

/// Words that a title set in spaced letters is made of, where the gaps between its words are lost.
const TITLE_WORDS: [&str; 40] = [
    "the",
    "end",
    "chapter",
    "part",
    "book",
    "volume",
    "contents",
    "preface",
    "prologue",
    "epilogue",
    "introduction",
    "appendix",
    "index",
    "notes",
    "of",
    "and",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "first",
    "second",
    "third",
    "act",
    "scene",
    "a",
    "war",
    "peace",
    "by",
    "in",
    "to",
    "finis",
    "story",
    "novel",
];

/// Letters with a space between each: the word, or the words, they make.
pub(super) fn letter_spaced(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    if before.text().chars().nth(1).is_some() || !before.at_word_start() {
        return None;
    }
    let mut words = vec![cursor.word()?.to_owned()];
    let mut letters = 1;
    while let Some((gap, letter)) = cursor.attempt(|c| {
        let gap = c.text();
        c.space().then_some(())?;
        let letter = c.word().filter(|w| w.chars().count() == 1)?;
        Some((gap, letter))
    }) {
        letters += 1;
        match words.last_mut() {
            Some(word) if gap.chars().count() == 1 => word.push_str(letter),
            _ => words.push(letter.to_owned()),
        }
    }
    let joined: String = words.concat();
    let lower = joined.chars().skip(1).all(char::is_lowercase);
    let upper = joined.chars().all(char::is_uppercase);
    let named = cursor.sees_capital_word() || before.word_before().starts_with(char::is_uppercase);
    let torn = match letters {
        0..=2 => false,
        3 if lower => false,
        _ if lower => !is_alphabetical(&joined),
        3 | 4 => {
            upper
                && !named
                && !cursor.next_word().starts_with(char::is_lowercase)
                && words.iter().all(|w| acronym::is_word(w))
        }
        _ => upper && words.iter().any(|w| acronym::is_word(w)),
    };
    if !torn || cursor.text() == "'" || cursor.text() == "." && cursor.ahead(2).chars().count() == 1 {
        return None;
    }
    if words.len() == 1 && upper {
        words = split_title(&joined.to_lowercase()).unwrap_or(words);
    }
    let said: Vec<String> = words
        .iter()
        .map(|w| if upper { capitalized(w) } else { w.clone() })
        .collect();
    Some(said.join(" "))
}

/// a b c d …: the letters themselves are meant.
fn is_alphabetical(letters: &str) -> bool {
    let codes: Vec<u32> = letters.to_lowercase().chars().map(u32::from).collect();
    codes.windows(2).all(|pair| matches!(pair, [a, b] if *b == a + 1))
}

/// Cuts run-together capitals into the words of a title, if they are nothing but such words.
fn split_title(letters: &str) -> Option<Vec<String>> {
    if letters.is_empty() {
        return Some(Vec::new());
    }
    TITLE_WORDS.iter().find_map(|word| {
        let mut words = split_title(letters.strip_prefix(word)?)?;
        words.insert(0, (*word).to_owned());
        Some(words)
    })
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first
            .to_uppercase()
            .chain(letters.flat_map(char::to_lowercase))
            .collect()
    })
}

/// Words that begin a chapter, and are torn by its drop capital: “T HE”, “O nce”.
const OPENERS: [&str; 123] = [
    "the",
    "then",
    "there",
    "they",
    "this",
    "that",
    "these",
    "those",
    "though",
    "through",
    "to",
    "toward",
    "towards",
    "two",
    "three",
    "twenty",
    "today",
    "tonight",
    "when",
    "we",
    "what",
    "where",
    "while",
    "who",
    "why",
    "with",
    "within",
    "without",
    "was",
    "were",
    "it",
    "its",
    "in",
    "into",
    "if",
    "is",
    "indeed",
    "on",
    "of",
    "once",
    "our",
    "one",
    "over",
    "out",
    "oh",
    "or",
    "only",
    "at",
    "all",
    "as",
    "an",
    "and",
    "after",
    "although",
    "among",
    "almost",
    "he",
    "she",
    "his",
    "her",
    "him",
    "how",
    "had",
    "have",
    "here",
    "hours",
    "my",
    "you",
    "your",
    "by",
    "but",
    "before",
    "because",
    "behind",
    "below",
    "between",
    "beneath",
    "for",
    "from",
    "first",
    "five",
    "four",
    "far",
    "so",
    "some",
    "someone",
    "something",
    "several",
    "since",
    "soon",
    "six",
    "seven",
    "now",
    "not",
    "no",
    "nothing",
    "never",
    "night",
    "mr",
    "mrs",
    "miss",
    "most",
    "many",
    "morning",
    "more",
    "captain",
    "during",
    "down",
    "dear",
    "did",
    "do",
    "early",
    "every",
    "everyone",
    "even",
    "late",
    "last",
    "long",
    "let",
    "under",
    "until",
    "upon",
    "up",
];

/// A drop capital and the rest of its word, at the beginning of a text.
pub(super) fn drop_cap(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let first_word = before
        .page
        .tokens
        .get(..before.at)
        .unwrap_or(&[])
        .iter()
        .all(|t| matches!(t.text, "“" | "'"));
    let capital = cursor
        .word()
        .filter(|w| first_word && w.chars().count() == 1 && w.starts_with(char::is_uppercase))?;
    cursor.space().then_some(())?;
    let rest = cursor.word()?;
    let next = cursor.next_word();
    let name_follows = next.starts_with(char::is_uppercase) && (next.len() == 1 || next.contains(char::is_lowercase));
    if rest.len() == 1 && rest.starts_with(char::is_uppercase) && name_follows {
        return None;
    }
    let word = format!("{capital}{rest}").to_lowercase();
    let is_word_itself =
        matches!(capital, "A" | "I" | "O") && one_of(rest, &["way", "part", "n't", "s", "f"]) && rest.len() > 1;
    (OPENERS.contains(&word.as_str()) && !is_word_itself && cursor.text() != ".").then(|| capitalized(&word))
}

/// Ends of words that can't stand alone, so that “conver- sion” is one word.
const TAILS: [&str; 89] = [
    "able", "ably", "age", "al", "ally", "ance", "ances", "ancy", "ant", "ation", "ations", "ber", "bers", "ble",
    "bly", "cal", "cally", "cial", "cially", "cian", "cious", "cle", "cles", "ded", "den", "der", "ders", "ding",
    "dle", "dled", "dom", "ed", "ence", "ency", "ent", "er", "ers", "es", "est", "ful", "fully", "ger", "gers", "ging",
    "gle", "ible", "ical", "ing", "ings", "ion", "ions", "ious", "ish", "ism", "ist", "ists", "ity", "ive", "ize",
    "less", "lessly", "ling", "lings", "ly", "ment", "ments", "ness", "nesses", "ning", "ous", "ously", "ple", "ples",
    "sive", "ster", "sures", "tain", "tained", "ted", "tely", "ter", "ters", "tial", "tic", "tics", "ties", "ting",
    "tle", "ty",
];

/// A word with a hyphen from a line's end left in it: “conver- sion”, “well- known”.
pub(super) fn broken_word(cursor: &mut Cursor<'_>) -> Option<String> {
    let head = cursor.word().filter(|w| w.chars().count() > 1 && !stands_alone(w))?;
    (cursor.eat("-") && cursor.space()).then_some(())?;
    let tail = cursor.word().filter(|w| w.starts_with(char::is_lowercase))?;
    if one_of(
        tail,
        &[
            "and", "or", "nor", "to", "but", "und", "as", "versus", "than", "not", "the",
        ],
    ) {
        return None;
    }
    let joined = TAILS.contains(&tail)
        || tail.len() < 10
            && ["tion", "tions", "sion", "sions", "ture", "tures", "tional", "tions"]
                .iter()
                .any(|t| tail.ends_with(t));
    Some(if joined {
        format!("{head}{tail}")
    } else {
        format!("{head}-{tail}")
    })
}

/// Small words before which a hyphen with a space is a poor man's dash: “I was- well, you know”.
fn stands_alone(word: &str) -> bool {
    one_of(
        word,
        &[
            "was", "is", "am", "are", "were", "he", "she", "it", "they", "we", "you", "and", "but", "that", "the",
            "his", "her", "what", "this", "there", "then", "no", "yes", "oh", "well", "him", "them", "me", "us", "had",
            "have", "has", "do", "did",
        ],
    ) && !matches!(word, "well")
}

/// A hyphen with a space behind it that tears no word: a dash, or, before “and”, nothing.
pub(super) fn is_poor_dash(cursor: &Cursor<'_>) -> bool {
    cursor.behind(1) != ""
        && cursor.token_behind(1).is_some_and(|t| t.kind == Kind::Word)
        && stands_alone(cursor.behind(1))
}
