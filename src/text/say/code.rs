//! Figures that name and don't count: H2O, F-16, 221B Baker Street, Room 305, a .45, version 2.0.1, call 911.

use super::Dialect;
use super::number;
use super::quantity;
use super::token::{Cursor, Kind, one_of};

/// How a number by itself is said where it names something; nothing where it counts.
pub(super) fn words(figures: &str, before: &Cursor<'_>, after: Cursor<'_>) -> Option<String> {
    const CALLS: &str = "call called calls calling dial dialled dialed dials ring";
    // “dial 999 or 112”
    let called = |word: &str| one_of(word, CALLS);
    let dialect = before.dialect();
    let previous = before.word_before();
    match figures.len() {
        _ if figures == "007" => Some("double oh seven".to_owned()),
        _ if is_glued(before) => Some(glued(figures, dialect)),
        3 if one_of(previous, "psalm hymn") => Some(number::pairs(figures, dialect)),
        3..=6 if one_of(previous, "pin zip code password") => Some(number::digits(figures, dialect)),
        3 if called(previous)
            || previous == "or"
                && before
                    .token_behind(4)
                    .is_some_and(|t| t.text.len() == 3 && t.kind == Kind::Digits)
                && called(before.behind(6)) =>
        {
            Some(number::digits(figures, dialect))
        }
        3 if is_of_era(before, after) || is_address(before, after) => Some(number::pairs(figures, dialect)),
        // 501(c)(3), a paragraph of the law, and a 747, an aeroplane
        3 if is_before_letter(after) || is_airliner(figures, previous, after) => Some(number::pairs(figures, dialect)),
        5 if is_state(before) => Some(number::digits(figures, dialect)),
        _ => None,
    }
}

/// Figures glued to letters or hyphened to capitals, as in H2O, M25, F-16.
fn is_glued(before: &Cursor<'_>) -> bool {
    let letters = |n: usize| before.token_behind(n).filter(|t| t.kind == Kind::Word);
    // F-16, Blink-182
    let of_name = |word: &str| {
        let three = before.text().len() == 3 && word.starts_with(char::is_uppercase);
        three || !word.contains(char::is_lowercase)
    };
    let hyphened = before.behind(1) == "-" && letters(2).is_some_and(|t| of_name(t.text));
    letters(1).is_some() || hyphened
}

fn glued(figures: &str, dialect: Dialect) -> String {
    match figures.len() {
        1 => number::cardinal(figures, dialect),
        2 => number::two_digits(figures, dialect),
        // The B4009 is no four thousand and nine.
        4 if figures.get(1..3) == Some("00") && !figures.ends_with('0') => number::digits(figures, dialect),
        3 | 4 if !figures.starts_with('0') => number::pairs(figures, dialect),
        _ => number::digits(figures, dialect),
    }
}

/// Whether a letter in brackets is glued behind the figures.
fn is_before_letter(after: Cursor<'_>) -> bool {
    let letter = after.ahead(1);
    after.text() == "(" && after.ahead(2) == ")" && letter.len() == 1 && letter.starts_with(char::is_alphabetic)
}

/// Whether an article makes an aeroplane of figures: a 747.
fn is_airliner(figures: &str, previous: &str, after: Cursor<'_>) -> bool {
    previous == "a" && figures.starts_with('7') && figures.ends_with('7') && after.text() != "-"
}

/// Whether a state's abbreviation stands before five figures, which then say where the letter goes.
fn is_state(before: &Cursor<'_>) -> bool {
    let word = before.word_before();
    let stopped = before.behind(2) == "." && word.len() < 6 && word.starts_with(char::is_uppercase);
    stopped || word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase())
}

/// Whether A.D. or B.C. makes a year of three figures: 476 A.D., A.D. 121.
fn is_of_era(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    const ERAS: &str = "AD BC BCE CE";
    let behind = one_of(before.word_before(), ERAS) || before.word_before() == "D" && before.behind(5) == "A";
    let ahead = after.sees(|c| {
        c.space();
        let mut letters = c.word()?.to_owned();
        while c.eat(".") && c.kind() == Some(Kind::Word) {
            letters.push_str(c.word()?);
        }
        (letters.chars().all(char::is_uppercase) && one_of(&letters, ERAS)).then_some(())
    });
    behind || ahead
}

/// Whether a number of three figures is a house's, a room's, a flight's.
fn is_address(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    const NUMBERED: &str =
        "room flight highway route interstate suite apartment apt boeing airbus studio locker fahrenheit kv bwv hwv";
    // flight BA 249
    let airline = one_of(before.behind(4), "flight") && before.word_before().len() == 2;
    let letter = after.kind() == Some(Kind::Word) && after.text().len() == 1 && after.sees_capital();
    // 221b Baker Street
    let small = after.kind() == Some(Kind::Word) && matches!(after.text(), "a" | "b" | "c" | "d");
    let house = small && after.sees(|c| c.word().and_then(|_| street(c)));
    let road = one_of(after.next_word(), "freeway expressway");
    letter || airline || road || house || one_of(before.word_before(), NUMBERED) || after.sees(street)
}

/// One to three words with capitals, the last of which is a kind of street.
fn street(cursor: &mut Cursor<'_>) -> Option<()> {
    const STREETS: &str = "street st road rd avenue ave lane drive dr place terrace crescent gardens square boulevard blvd court \
        row way mews parade broadway";
    for _ in 0..4 {
        cursor.space().then_some(())?;
        let capital = cursor.sees_capital();
        let word = cursor.word().filter(|_| capital)?;
        if one_of(word, STREETS) {
            return Some(());
        }
    }
    None
}

/// A gun's calibre or a batter's average: a .45, a .38 Special, .30-06, he hit .325.
pub(super) fn calibre(cursor: &mut Cursor<'_>) -> Option<String> {
    const BEFORE: &str = "a an his her my your colt two hit hitting batted batting";
    const GUNS: &str = "caliber calibre revolver pistol automatic auto rifle rifles special magnum shell shells bullet bullets \
        cartridge round rounds gun derringer slug cal";
    let cue = one_of(cursor.word_before(), BEFORE);
    let free = cursor.at_word_start();
    cursor.eat(".").then_some(())?;
    let figures = cursor
        .digits()
        .filter(|f| free && matches!(f.len(), 2 | 3) && !f.starts_with('0'))?;
    if figures == "30" && cursor.attempt(|c| (c.eat("-") && c.eat("06")).then_some(())).is_some() {
        return Some("thirty aught six".to_owned());
    }
    let gun = one_of(cursor.next_word(), GUNS) || cursor.text() == "-" && one_of(cursor.ahead(1), GUNS);
    (cue || gun).then(|| number::pairs(figures, cursor.dialect()))
}

/// U+0023, the number of a character.
pub(super) fn code_point(cursor: &mut Cursor<'_>) -> Option<String> {
    let free = cursor.text() == "U" && cursor.at_word_start();
    (free && cursor.eat("U") && cursor.eat("+")).then_some(())?;
    let mut figures = String::new();
    while let Some(Kind::Digits | Kind::Word) = cursor.kind() {
        figures.push_str(cursor.text());
        cursor.step();
    }
    let known = (4..7).contains(&figures.len()) && figures.bytes().all(|b| b.is_ascii_hexdigit());
    let said = |c: char| {
        c.to_digit(10).map_or_else(
            || c.to_uppercase().to_string(),
            |_| number::digits(&c.to_string(), Dialect::Us),
        )
    };
    known.then(|| format!("U plus {}", figures.chars().map(said).collect::<Vec<_>>().join(" ")))
}

/// 192.168.0.1: a machine's address in a network.
pub(super) fn network_address(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let free = cursor.at_word_start() && !one_of(cursor.word_before(), "version release section paragraph chapter v");
    let part = |cursor: &mut Cursor<'_>| {
        let figures = cursor.digits()?;
        let fits = figures.parse::<u8>().is_ok() && (figures.len() == 1 || !figures.starts_with('0'));
        fits.then(|| number::pairs(figures, dialect))
    };
    let mut words = part(cursor).filter(|_| free)?;
    for _ in 0..3 {
        cursor.eat(".").then_some(())?;
        words = format!("{words} dot {}", part(cursor)?);
    }
    let goes_on = cursor.text() == "." && cursor.ahead(1).starts_with(|c: char| c.is_ascii_digit());
    (!goes_on).then_some(words)
}

/// 2.0.1
pub(super) fn version(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    // 1.000.000 is a number.
    if cursor.sees(|c| quantity::read(c).filter(|q| q.grouped)) {
        return None;
    }
    // J.5.10, a section: its parts are counted too.
    let letter = cursor.behind(2);
    let lettered = cursor.behind(1) == "." && letter.len() == 1 && letter.starts_with(char::is_uppercase);
    let mut words = number::cardinal(cursor.digits()?, dialect);
    let mut parts = if lettered { 2 } else { 1 };
    while let Some(figures) = cursor.attempt(|c| if c.eat(".") { c.digits() } else { None }) {
        words = format!("{words} point {}", number::cardinal(figures, dialect));
        parts += 1;
    }
    (parts > 2).then_some(words)
}
