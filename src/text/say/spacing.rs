//! Words that printing or converting has torn apart: T H E  E N D, a drop capital, a hyphen from a line's end.

use std::sync::LazyLock;

use super::Dialect;
use super::acronym;
use super::capital::capitalized;
use super::number;
use super::roman;
use super::table::{COMMON_WORDS, TORN_WORDS, Words};
use super::token::{Cursor, Kind, one_of};

static TITLE_WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(TORN_WORDS, "title words"));
static OPENERS: LazyLock<Words> = LazyLock::new(|| Words::of(TORN_WORDS, "openers"));
static TAILS: LazyLock<Words> = LazyLock::new(|| Words::of(TORN_WORDS, "tails"));
static COMMON: LazyLock<Words> = LazyLock::new(|| Words::of(COMMON_WORDS, ""));
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
    Some(title(&split.unwrap_or(words), before.dialect()))
}

/// The words of a title, with a numeral behind its label as a number: “Chapter fourteen”.
fn title(words: &[String], dialect: Dialect) -> String {
    let mut label = "";
    let mut said = Vec::with_capacity(words.len());
    for word in words {
        let numeral = roman::value(word).filter(|_| roman::is_label(label));
        said.push(match numeral {
            Some(n) => number::small(n, dialect),
            None => capitalized(&word.to_lowercase()),
        });
        label = word;
    }
    said.join(" ")
}

/// Single letters up to the next longer word. A gap that is wider than the first parts two words.
fn read_letters(cursor: &mut Cursor<'_>) -> Option<Vec<String>> {
    let mut words = vec![cursor.word()?.to_owned()];
    let narrow = cursor.text();
    while let Some((gap, letter)) = cursor.attempt(|c| {
        let gap = c.text();
        c.space().then_some(())?;
        let letter = c.word().filter(|w| w.chars().count() == 1)?;
        Some((gap, letter))
    }) {
        match words.last_mut() {
            Some(word) if gap == narrow || gap == " " => word.push_str(letter),
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
    let titled = |word: &String| word.chars().skip(1).all(char::is_lowercase);
    match joined.chars().count() {
        0..=2 => false,
        4.. if words.len() > 1 && !upper && words.iter().all(titled) => !is_alphabetical(joined),
        3 if lower => false,
        _ if lower => !is_alphabetical(joined),
        3 | 4 => {
            let known = |w: &String| acronym::is_word(w) || words.len() > 1 && roman::value(w).is_some();
            upper && !named && !goes_on && words.iter().all(known)
        }
        _ => upper && words.iter().any(|w| acronym::is_word(w)),
    }
}

/// a b c d …: the letters themselves are meant.
fn is_alphabetical(letters: &str) -> bool {
    let codes: Vec<u32> = letters.to_lowercase().chars().map(u32::from).collect();
    codes.windows(2).all(|pair| matches!(pair, [a, b] if *b == a + 1))
}

/// Cuts run-together letters into the words of a title, if they are nothing but such words and a label's numeral.
fn split_title(letters: &str) -> Option<Vec<String>> {
    if letters.is_empty() {
        return Some(Vec::new());
    }
    TITLE_WORDS.iter().find_map(|word| {
        let rest = letters.strip_prefix(word)?;
        let numeral = roman::value(rest).filter(|_| roman::is_label(word));
        let mut words = numeral.map(|_| vec![rest.to_owned()]).or_else(|| split_title(rest))?;
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
    let it = capital == "I" && rest == "T" && one_of(next, "was had would seemed happened took might must came");
    if initial && !it && (next.chars().count() == 1 || next.contains(char::is_lowercase)) {
        return None;
    }
    let word = format!("{capital}{rest}").to_lowercase();
    let is_word_itself = matches!(capital, "A" | "I" | "O") && one_of(rest, "way part n't s f") && rest.len() > 1;
    (OPENERS.has(&word) && !is_word_itself && cursor.text() != ".").then(|| capitalized(&word))
}

/// A word with a hyphen from a line's end left in it: “conver- sion”, “whis- pered”, “well- known”.
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
    let joint = if TAILS.has(tail) || long_tail || is_one_word(head, tail) {
        ""
    } else {
        "-"
    };
    (!suspended).then(|| format!("{head}{joint}{tail}"))
}

/// Whether `word` is one that everybody knows.
pub(super) fn is_common(word: &str) -> bool {
    COMMON.has_small(word)
}

/// Whether two parts are one word: it is a common one, or one of them is none.
fn is_one_word(head: &str, tail: &str) -> bool {
    const PREFIXES: &str = "ex non self anti ultra neo post mid semi quasi multi";
    let known = |word: &str| word.len() > 9 || COMMON.has_small(word);
    let is_word = |word: &str| {
        let stems = ["s", "es", "ed", "d", "ing", "ly"].map(|ending| word.strip_suffix(ending).unwrap_or(""));
        known(word) || stems.iter().any(|stem| stem.len() > 2 && known(stem))
    };
    // “soft- voiced”: what is behind the hyphen is a whole word, and before it stands nothing that only begins words.
    let compound = tail.len() > 3 && COMMON.has_small(tail) && !one_of(head, BEGINNINGS) && head.len() > 3;
    COMMON.has_small(&format!("{head}{tail}"))
        || !(one_of(head, PREFIXES) || compound || is_word(head) && is_word(tail))
}

/// What words begin with that go on with a whole word: dis-appear, super-human.
const BEGINNINGS: &str = "inter over under fore trans super counter circum contra extra infra intra intro electro photo micro macro \
    hyper hypo tele auto para peri sub mis dis un re in im con com pre pro";

/// Whether the hyphen at the cursor, with a space behind it, is a poor man's dash: “I was- well, you know”.
pub(super) fn is_poor_dash(cursor: &Cursor<'_>) -> bool {
    cursor
        .token_behind(1)
        .is_some_and(|t| t.kind == Kind::Word && STAND_ALONE.has_small(t.text))
}
