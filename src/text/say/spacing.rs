//! Words that printing or converting has torn apart: T H E  E N D, a drop capital, a hyphen from a line's end.

use std::sync::LazyLock;

use super::acronym;
use super::capital::capitalized;
use super::table::{TORN_WORDS, Words};
use super::token::{Cursor, Kind, one_of};

static TITLE_WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(TORN_WORDS, "title words"));
static OPENERS: LazyLock<Words> = LazyLock::new(|| Words::of(TORN_WORDS, "openers"));
static TAILS: LazyLock<Words> = LazyLock::new(|| Words::of(TORN_WORDS, "tails"));
static STAND_ALONE: LazyLock<Words> = LazyLock::new(|| Words::of(TORN_WORDS, "stand alone"));

/// The most letters of a title whose words are looked for one by one.
const LONGEST_TITLE: usize = 32;

/// Letters with a space between each: the word, or the words, they make.
pub(super) fn letter_spaced(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let inside_run = before.behind(1) == " "
        && before
            .token_behind(2)
            .is_some_and(|t| t.kind == Kind::Word && t.text.len() == 1);
    if before.text().chars().nth(1).is_some() || !before.at_word_start() || inside_run {
        return None;
    }
    let words = read_letters(cursor)?;
    let joined = words.concat();
    let stopped = cursor.text() == "'" || cursor.text() == "." && cursor.ahead(2).chars().count() == 1;
    if stopped || !is_torn(&words, &joined, &before, *cursor) {
        return None;
    }
    if joined.chars().any(char::is_lowercase) {
        return Some(words.join(" "));
    }
    let lower = joined.to_lowercase();
    let split = (words.len() == 1 && lower.len() <= LONGEST_TITLE)
        .then(|| split_title(&lower))
        .flatten();
    let said: Vec<String> = split
        .unwrap_or(words)
        .iter()
        .map(|word| capitalized(&word.to_lowercase()))
        .collect();
    Some(said.join(" "))
}

/// Single letters up to the next longer word. A wide gap parts two words.
fn read_letters(cursor: &mut Cursor<'_>) -> Option<Vec<String>> {
    let mut words = vec![cursor.word()?.to_owned()];
    while let Some((gap, letter)) = cursor.attempt(|c| {
        let gap = c.text();
        c.space().then_some(())?;
        let letter = c.word().filter(|w| w.chars().count() == 1)?;
        Some((gap, letter))
    }) {
        match words.last_mut() {
            Some(word) if gap.chars().count() == 1 => word.push_str(letter),
            _ => words.push(letter.to_owned()),
        }
    }
    Some(words)
}

/// Whether single letters are a word torn apart, and no initials, acronym or alphabet.
fn is_torn(words: &[String], joined: &str, before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    let lower = joined.chars().skip(1).all(char::is_lowercase);
    let upper = joined.chars().all(char::is_uppercase);
    let named = after.sees_capital_word() || before.word_before().starts_with(char::is_uppercase);
    let goes_on = after.next_word().starts_with(char::is_lowercase);
    match joined.chars().count() {
        0..=2 => false,
        3 if lower => false,
        _ if lower => !is_alphabetical(joined),
        3 | 4 => upper && !named && !goes_on && words.iter().all(|w| acronym::is_word(w)),
        _ => upper && words.iter().any(|w| acronym::is_word(w)),
    }
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
    // “I T WAS” is torn, “I T department” and “A S Byatt” are not.
    let next = cursor.next_word();
    let initial = rest.chars().count() == 1 && rest.starts_with(char::is_uppercase);
    if initial && (next.chars().count() == 1 || next.contains(char::is_lowercase)) {
        return None;
    }
    let word = format!("{capital}{rest}").to_lowercase();
    let is_word_itself = matches!(capital, "A" | "I" | "O") && one_of(rest, "way part n't s f") && rest.len() > 1;
    (OPENERS.has(&word) && !is_word_itself && cursor.text() != ".").then(|| capitalized(&word))
}

/// A word with a hyphen from a line's end left in it: “conver- sion”, “well- known”.
pub(super) fn broken_word(cursor: &mut Cursor<'_>) -> Option<String> {
    let head = cursor
        .word()
        .filter(|w| w.chars().count() > 1 && !STAND_ALONE.has_small(w))?;
    (cursor.eat("-") && cursor.space()).then_some(())?;
    let tail = cursor.word().filter(|w| w.starts_with(char::is_lowercase))?;
    let suspended = one_of(tail, "and or nor to but und as versus than not the");
    let long_tail = tail.len() < 10
        && ["tion", "tions", "sion", "sions", "ture", "tures", "tional"]
            .iter()
            .any(|t| tail.ends_with(t));
    let joint = if TAILS.has(tail) || long_tail { "" } else { "-" };
    (!suspended).then(|| format!("{head}{joint}{tail}"))
}

/// Whether the hyphen at the cursor, with a space behind it, is a poor man's dash: “I was- well, you know”.
pub(super) fn is_poor_dash(cursor: &Cursor<'_>) -> bool {
    cursor
        .token_behind(1)
        .is_some_and(|t| t.kind == Kind::Word && STAND_ALONE.has_small(t.text))
}
