//! Words in capitals: which are spelled (FBI), which are words (NASA), and which only shout (VERY).

use std::sync::LazyLock;

use super::capital;
use super::roman;
use super::spacing;
use super::table::{CAPITALS, Sayings, Words};
use super::token::{Cursor, Kind, is_letter, one_of, same};

static SAID: LazyLock<Words> = LazyLock::new(|| Words::of(CAPITALS, "said"));
static SPELLED: LazyLock<Words> = LazyLock::new(|| Words::of(CAPITALS, "spelled"));
static SPELLED_ALONE: LazyLock<Words> = LazyLock::new(|| Words::of(CAPITALS, "spelled alone"));
static SHORT_WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(CAPITALS, "short words"));
static LOUD_WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(CAPITALS, "loud words"));
static ONSETS: LazyLock<Words> = LazyLock::new(|| Words::of(CAPITALS, "onsets"));
static CODAS: LazyLock<Words> = LazyLock::new(|| Words::of(CAPITALS, "codas"));
static MIXED: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(CAPITALS, "mixed"));

/// Letters said one by one before whatever is at `after`: “F B I”.
///
/// A lone A before another word would be heard as the article, so there it is printed as an initial, “C I A. agent”,
/// which the phonemiser says as a letter.
pub(super) fn letters(word: &str, after: &Cursor<'_>) -> String {
    let said = spell(word);
    let more = after.ahead(1).starts_with(|c| is_letter(c) || c.is_numeric());
    if said.ends_with('A') && after.kind() == Some(Kind::Space) && more {
        said + "."
    } else {
        said
    }
}

/// Whether these are the letters of an era.
pub(super) fn is_era(word: &str) -> bool {
    matches!(word, "AD" | "BC" | "CE" | "BCE")
}

/// Letters said one by one, with nothing behind them.
pub(super) fn spell(word: &str) -> String {
    let capitals = word.chars().filter(|c| is_letter(*c)).flat_map(char::to_uppercase);
    let mut said = String::with_capacity(word.len() * 2);
    for letter in capitals {
        match said.chars().next_back() {
            Some('A') => said.push_str(". "),
            Some(_) => said.push(' '),
            None => {}
        }
        said.push(letter);
    }
    said
}

/// Mixtures of capitals and small letters that are spelled, `PhD` and `TVs`, and the World Wars.
pub(super) fn mixed(cursor: &mut Cursor<'_>) -> Option<String> {
    let word = cursor.word()?;
    if word == "WW" && cursor.kind() == Some(Kind::Digits) {
        return Some("World War".to_owned());
    }
    let (base, possessive) = word.strip_suffix("'s").map_or((word, ""), |base| (base, "'s"));
    let said = MIXED.get(base)?;
    let (said, plural) = said.strip_suffix("'s").map_or((said, ""), |said| (said, "'s"));
    let said = match said.chars().all(char::is_uppercase) {
        true if plural.is_empty() && possessive.is_empty() => letters(said, cursor),
        true => spell(said),
        false => said.to_owned(),
    };
    Some(said + plural + possessive)
}

/// A small a that is a letter, and would be heard as the article: the letter a, “a”.
pub(super) fn first_letter(cursor: &mut Cursor<'_>) -> Option<String> {
    let named = one_of(cursor.word_before(), "letter letters vowel vowels");
    let quoted = cursor.behind(1) == "“" && cursor.ahead(1) == "”";
    (cursor.eat("a") && (named || quoted)).then(|| letters("A", cursor))
}

/// A capital or a few glued behind a word, as the names of classes, plans and programs have them: `InverseA`, `OpenGL`.
pub(super) fn glued(cursor: &mut Cursor<'_>) -> Option<String> {
    let word = cursor.word()?;
    let (start, _) = word.char_indices().rfind(|(_, c)| !c.is_ascii_uppercase())?;
    let (head, tail) = word.split_at_checked(start + 1)?;
    let small = head
        .get(1..)
        .is_some_and(|rest| rest.len() > 2 && rest.bytes().all(|b| b.is_ascii_lowercase()));
    let glued = small && head.starts_with(char::is_alphabetic) && matches!(tail.len(), 1..=3);
    glued.then(|| format!("{head} {}", letters(tail, cursor)))
}

/// What is glued behind a mark: the txt of notes.txt, the words of a hashtag.
pub(super) fn behind_mark(cursor: &mut Cursor<'_>) -> Option<String> {
    match cursor.behind(1) {
        "." => ending(cursor),
        "#" => hashtag(cursor),
        _ => None,
    }
}

/// A file's ending that nobody can say.
fn ending(cursor: &mut Cursor<'_>) -> Option<String> {
    let named = cursor
        .token_behind(2)
        .is_some_and(|t| t.kind == Kind::Word && t.text.len() > 1);
    let ending = cursor.word().filter(|word| named && matches!(word.len(), 2..=4))?;
    let unsayable = ending
        .bytes()
        .all(|b| b.is_ascii_lowercase() && !b"aeiouy".contains(&b));
    unsayable.then(|| letters(ending, cursor))
}

/// The words of a hashtag.
fn hashtag(cursor: &mut Cursor<'_>) -> Option<String> {
    let word = cursor.word().filter(|word| word.contains(char::is_lowercase))?;
    let mut words = String::with_capacity(word.len() + 4);
    let mut small = false;
    for c in word.chars() {
        if small && c.is_uppercase() {
            words.push(' ');
        }
        small = c.is_lowercase();
        words.push(c);
    }
    (words.len() > word.len()).then_some(words)
}

/// A word in capitals.
pub(super) fn capitals(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let word = cursor.word()?;
    let (base, ending) = split_ending(word);
    let count = base.chars().count();
    if count < 2 || base.chars().any(|c| c.is_lowercase() || !(is_letter(c) || c == '\'')) {
        return None;
    }
    let loud = before.page.shouting || shouts_beside(&before, *cursor);
    let beside_ampersand = count < 4 && (before.behind(1) == "&" || cursor.text() == "&");
    if beside_ampersand || is_spelled(base, ending, loud, &before, *cursor) {
        return Some(if ending.is_empty() {
            letters(base, cursor)
        } else {
            spell(base) + "'s"
        });
    }
    // In a text all of capitals these alone are surely no loud words.
    let names = one_of(base, "NASA NATO UNICEF NAFTA NORAD ANZAC");
    if SAID.has(base) && (names || !before.page.shouting) {
        return Some(format!("{base}{}", ending.to_lowercase()));
    }
    Some(capital::quiet(word, &before, loud))
}

/// FBI and its plural or possessive ending: CEOs, MP's.
fn split_ending(word: &str) -> (&str, &str) {
    let ending = |ending: &'static str| {
        let base = word.strip_suffix(ending)?;
        (base.chars().count() > 1 && base.chars().all(char::is_uppercase)).then_some((base, ending))
    };
    ending("'s")
        .or_else(|| ending("'S"))
        .or_else(|| ending("s"))
        .unwrap_or((word, ""))
}

fn is_spelled(base: &str, ending: &str, loud: bool, before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    const OF_COMPUTERS: &str =
        "department support guy systems manager consultant team staff industry infrastructure skills sector";
    if SAID.has(base) || base.contains('\'') {
        return false;
    }
    match base {
        _ if ending == "s" && !before.page.shouting => base.chars().count() < 5 || !sayable(base),
        "US" => !loud && !is_loud_us(before, after),
        "AM" => {
            !loud
                && one_of(
                    after.next_word(),
                    "radio station stations dial band frequency broadcast",
                )
        }
        "WHO" => !loud && same(before.word_before(), "the"),
        "IT" => !loud && (one_of(after.next_word(), OF_COMPUTERS) || is_work(before)),
        _ if loud && SPELLED_ALONE.has(base) => false,
        _ if SPELLED.has(base) || is_beside_figures(base, before, after) => true,
        _ if SHORT_WORDS.has(base) => false,
        _ if base.chars().count() == 2 => !loud || !sayable(base),
        // The CLI, the ABI and the IWA: no words, and not made like those that are said.
        _ if base.chars().count() == 3 && !loud => !sayable(base) || !is_like_word(base),
        _ => !sayable(base),
    }
}

/// Whether somebody works in what follows: “a job in IT”.
fn is_work(before: &Cursor<'_>) -> bool {
    const WORK: &str = "work works worked working job jobs career careers degree";
    before.word_before() == "in" && one_of(before.behind(4), WORK)
}

/// CO2, BA117, 6AN: a few capitals beside figures.
fn is_beside_figures(base: &str, before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    let figures = before.token_behind(1).is_some_and(|t| t.kind == Kind::Digits) || after.kind() == Some(Kind::Digits);
    figures && base.len() < 4
}

/// Whether “US” is no country but a loud “us”: “Give it to US!”
fn is_loud_us(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    const BEFORE: &str = "to for with of let at by on give tell about between";
    let previous = before.word_before();
    let ends = after.next_word().is_empty() && after.kind() != Some(Kind::Space) && after.text() != "-";
    ends && (previous.is_empty() || one_of(previous, BEFORE))
}

/// Whether a neighbour is a loud word too, so that both only shout: “WHO IS IT”.
fn shouts_beside(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    let loud = |word: &str| {
        word.chars().filter(|c| is_letter(*c)).count() > 1
            && !word.contains(char::is_lowercase)
            && !SPELLED.has(word)
            && !SAID.has(word)
            && sayable(word)
            && roman::value(word).is_none()
    };
    loud(before.word_before()) || loud(after.next_word())
}

/// Whether capitals, taken by themselves, are surely a word to be said.
pub(super) fn is_word(capitals: &str) -> bool {
    let spelled = SPELLED.has(capitals) || capitals == "WHO";
    let known = SAID.has(capitals) || LOUD_WORDS.has(capitals);
    let alike = capitals.chars().count() != 3 || is_like_word(capitals);
    known || !spelled && alike && has_vowel(capitals) && begins_and_ends_well(capitals)
}

/// Whether an English mouth can say it: a word, or a vowel and, where it is short, no group of consonants that hardly a
/// word begins or ends with.
fn sayable(capitals: &str) -> bool {
    let long = capitals.chars().count() > 4;
    LOUD_WORDS.has(capitals) || has_vowel(capitals) && (long || begins_and_ends_well(capitals))
}

/// Whether words begin and end as this one does.
fn begins_and_ends_well(capitals: &str) -> bool {
    let (Some(first), Some(last)) = (capitals.find(is_vowel), capitals.rfind(is_vowel)) else {
        return false;
    };
    let (onset, coda) = (&capitals[..first], capitals[last..].trim_start_matches(is_vowel));
    (onset.len() < 2 || ONSETS.has(onset)) && (coda.len() < 2 || CODAS.has(coda))
}

/// Whether three letters are a common word, or like one: a vowel between two consonants.
fn is_like_word(capitals: &str) -> bool {
    let inside = |c: char| is_vowel(c) && c != 'Y';
    let mut letters = capitals.chars();
    let pattern = [letters.next(), letters.next(), letters.next()].map(|c| c.is_some_and(inside));
    pattern == [false, true, false] || LOUD_WORDS.has(capitals) || spacing::is_common(capitals)
}

fn is_vowel(c: char) -> bool {
    !c.is_ascii() || matches!(c, 'A' | 'E' | 'I' | 'O' | 'U' | 'Y')
}

fn has_vowel(capitals: &str) -> bool {
    capitals.contains(is_vowel)
}
