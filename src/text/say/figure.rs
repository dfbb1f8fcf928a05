//! Figures without a unit, by what stands around them: ordinals, decades, years, ranges, scores, counts.

use super::Dialect;
use super::clock;
use super::number;
use super::quantity::{self, Fraction, Quantity};
use super::token::{Cursor, Kind, one_of};

/// 1st, 22nd, 1,000th, 2d, 2/3rds; also the 49ers, and 8vo, the size of an old book.
pub(super) fn ordinal(cursor: &mut Cursor<'_>) -> Option<String> {
    let after_the = one_of(cursor.word_before(), &["the", "his", "her", "this"]);
    let quantity = quantity::read(cursor).filter(|q| q.decimals.is_none())?;
    let suffix = cursor.word()?;
    let dialect = cursor.dialect();
    match (quantity.fraction, suffix.to_ascii_lowercase().as_str()) {
        (Some(fraction), "th" | "rd" | "nd" | "ths" | "rds" | "nds") if quantity.whole.is_empty() => {
            Some(fraction.words(dialect))
        }
        (Some(_), _) => None,
        (None, "st" | "nd" | "rd" | "th") => Some(number::ordinal(&quantity.whole, dialect)),
        // The old American 2d and 3d, where they aren't pence.
        (None, "d") if suffix == "d" && quantity.whole.ends_with(['2', '3']) => {
            let counted = after_the || cursor.sees_capital_word();
            (counted && cursor.text() != ".").then(|| number::ordinal(&quantity.whole, dialect))
        }
        (None, "ers") => {
            let words = number::cardinal(&quantity.whole, dialect);
            Some(format!("{}ers", words.strip_suffix('e').unwrap_or(&words)))
        }
        (None, "to" | "vo" | "mo") => Some(book_size(&quantity.whole)?.to_owned()),
        _ => None,
    }
}

fn book_size(figures: &str) -> Option<&'static str> {
    Some(match figures {
        "4" => "quarto",
        "8" => "octavo",
        "12" => "duodecimo",
        "16" => "sextodecimo",
        _ => return None,
    })
}

/// 1920s, 1800's, 20s, '90s; the plural of any other number, two 5s; and the possessive, 1881's.
pub(super) fn plural(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    cursor.eat("'");
    let figures = cursor.digits()?;
    let apostrophe = cursor.eat("'");
    cursor.eat("s").then_some(())?;
    let words = number::pairs(figures, dialect);
    Some(if apostrophe && !figures.ends_with('0') {
        format!("{words}'s")
    } else {
        number::plural(&words)
    })
}

/// '98: a year without its century.
pub(super) fn short_year(cursor: &mut Cursor<'_>) -> Option<String> {
    let free = cursor.at_word_start();
    cursor.eat("'").then_some(())?;
    let figures = cursor.digits().filter(|f| free && f.len() == 2)?;
    Some(number::two_digits(figures, cursor.dialect()))
}

/// A gun's calibre or a batter's average: a .45, a .38 Special, .30-06, he hit .325.
pub(super) fn calibre(cursor: &mut Cursor<'_>) -> Option<String> {
    const BEFORE: [&str; 12] = [
        "a", "an", "his", "her", "my", "your", "colt", "two", "hit", "hitting", "batted", "batting",
    ];
    const GUNS: [&str; 20] = [
        "caliber",
        "calibre",
        "revolver",
        "pistol",
        "automatic",
        "auto",
        "rifle",
        "rifles",
        "special",
        "magnum",
        "shell",
        "shells",
        "bullet",
        "bullets",
        "cartridge",
        "round",
        "rounds",
        "gun",
        "derringer",
        "slug",
    ];
    let dialect = cursor.dialect();
    let cue = one_of(cursor.word_before(), &BEFORE);
    let free = cursor.at_word_start();
    cursor.eat(".").then_some(())?;
    let figures = cursor
        .digits()
        .filter(|f| free && matches!(f.len(), 2 | 3) && !f.starts_with('0'))?;
    if figures == "30" && cursor.attempt(|c| (c.eat("-") && c.eat("06")).then_some(())).is_some() {
        return Some("thirty aught six".to_owned());
    }
    let gun = one_of(cursor.next_word(), &GUNS) || cursor.text() == "-" && one_of(cursor.ahead(1), &GUNS);
    (cue || gun).then(|| number::pairs(figures, dialect))
}

/// A number, or two with a dash, a slash or a cross between them.
pub(super) fn number(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    if let Some(words) = cursor.attempt(slashed) {
        return Some(words);
    }
    let first = quantity::read(cursor)?;
    if let Some(words) = cursor.attempt(|c| versioned(c, &first)) {
        return Some(words);
    }
    if let Some(words) = cursor.attempt(|c| ranged(c, &before, &first)) {
        return Some(words);
    }
    if let Some(words) = cursor.attempt(|c| crossed(c, &first)) {
        return Some(words);
    }
    Some(alone(&first, &before, *cursor))
}

/// A number by itself: a year, a code, a house number or a count.
fn alone(quantity: &Quantity, before: &Cursor<'_>, after: Cursor<'_>) -> String {
    let dialect = before.dialect();
    let figures = quantity.whole.as_str();
    if !quantity.is_plain() {
        return quantity.words(dialect);
    }
    match figures.len() {
        _ if figures == "007" => "double oh seven".to_owned(),
        _ if is_code(before) => code(figures, dialect),
        2 if figures.starts_with('0') => number::two_digits(figures, dialect),
        4 if figures.starts_with('0') => {
            clock::four_figures(figures, dialect).unwrap_or_else(|| number::digits(figures, dialect))
        }
        2.. if figures.starts_with('0') => number::digits(figures, dialect),
        3 if one_of(before.word_before(), &CALLS) => number::digits(figures, dialect),
        3 if is_of_era(before, after) => number::pairs(figures, dialect),
        3 if is_address(before, after) => number::pairs(figures, dialect),
        4 if is_year(figures, before, after) => number::pairs(figures, dialect),
        5 if is_state(before) => number::digits(figures, dialect),
        _ => number::cardinal(figures, dialect),
    }
}

/// Before an emergency number: call 911.
const CALLS: [&str; 9] = [
    "call", "called", "calls", "calling", "dial", "dialled", "dialed", "dials", "ring",
];

/// Figures glued to letters or hyphened to capitals, as in H2O, M25, F-16.
fn is_code(before: &Cursor<'_>) -> bool {
    match before.token_behind(1) {
        Some(token) if token.kind == Kind::Word => true,
        Some(token) if token.text == "-" => {
            let letters = before.behind(2);
            before.token_behind(2).is_some_and(|t| t.kind == Kind::Word) && !letters.contains(char::is_lowercase)
        }
        _ => false,
    }
}

fn code(figures: &str, dialect: Dialect) -> String {
    match figures.len() {
        1 => number::cardinal(figures, dialect),
        2 => number::two_digits(figures, dialect),
        3 | 4 if !figures.starts_with('0') => number::pairs(figures, dialect),
        _ => number::digits(figures, dialect),
    }
}

/// Whether a state's abbreviation stands before five figures, which then are where the letter goes.
fn is_state(before: &Cursor<'_>) -> bool {
    let word = before.word_before();
    let stopped = before.behind(2) == "." && word.len() < 6 && word.starts_with(char::is_uppercase);
    stopped || word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase())
}

/// Whether A.D. or B.C. makes a year of three figures: 476 A.D., A.D. 121.
fn is_of_era(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    const ERAS: [&str; 4] = ["AD", "BC", "BCE", "CE"];
    let behind = one_of(before.word_before(), &ERAS) || before.word_before() == "D" && before.behind(4) == "A";
    let ahead = after.sees(|c| {
        c.space();
        let mut letters = c.word()?.to_owned();
        while c.eat(".") && c.kind() == Some(Kind::Word) {
            letters.push_str(c.word()?);
        }
        ERAS.contains(&letters.as_str()).then_some(())
    });
    behind || ahead
}

/// Whether a number of three figures is said in pairs: 221B Baker Street, Room 305, Flight 370.
fn is_address(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    const NUMBERED: [&str; 12] = [
        "room",
        "flight",
        "highway",
        "route",
        "interstate",
        "suite",
        "apartment",
        "apt",
        "boeing",
        "airbus",
        "studio",
        "locker",
    ];
    let letter = after.kind() == Some(Kind::Word) && after.text().len() == 1 && after.sees_capital();
    letter || one_of(before.word_before(), &NUMBERED) || after.sees(street)
}

/// One to three words with capitals, the last of which is a kind of street.
fn street(cursor: &mut Cursor<'_>) -> Option<()> {
    const STREETS: [&str; 22] = [
        "street",
        "st",
        "road",
        "rd",
        "avenue",
        "ave",
        "lane",
        "drive",
        "dr",
        "place",
        "terrace",
        "crescent",
        "gardens",
        "square",
        "boulevard",
        "blvd",
        "court",
        "row",
        "way",
        "mews",
        "parade",
        "broadway",
    ];
    for _ in 0..4 {
        cursor.space().then_some(())?;
        let capital = cursor.sees_capital();
        let word = cursor.word().filter(|_| capital)?;
        if one_of(word, &STREETS) {
            return Some(());
        }
    }
    None
}

/// Whether four figures are said in pairs. Most are years in a book; what counts something is not.
fn is_year(figures: &str, before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    const CUES: [&str; 24] = [
        "in",
        "since",
        "year",
        "years",
        "anno",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "circa",
        "the",
    ];
    let cue = one_of(before.word_before(), &CUES);
    let counts = counts_something(after.next_word());
    match figures.parse::<usize>().unwrap_or(0) {
        1100..=2099 => cue || !counts || figures.ends_with("00"),
        1000..=1099 | 2100..=2999 => !counts && !figures.ends_with("00"),
        3000..=9999 => !counts && !figures.ends_with("00") && before.at_word_start() && is_label(before.word_before()),
        _ => false,
    }
}

fn is_label(word: &str) -> bool {
    one_of(
        word,
        &["no", "number", "room", "flight", "box", "route", "page", "line", "year"],
    )
}

/// Whether `word` is what a number before it would count: a plural, mostly.
fn counts_something(word: &str) -> bool {
    const PLURALS: [&str; 16] = [
        "men", "women", "people", "children", "feet", "sheep", "cattle", "dollars", "more", "foot", "horse", "or",
        "persons", "souls", "head", "odd",
    ];
    const NOT_PLURALS: [&str; 14] = [
        "is", "was", "has", "does", "this", "its", "his", "as", "us", "thus", "always", "perhaps", "yes", "whereas",
    ];
    PLURALS.contains(&word)
        || word.len() > 3
            && word.ends_with('s')
            && !word.ends_with("ss")
            && word.starts_with(char::is_lowercase)
            && !NOT_PLURALS.contains(&word)
}

/// 2.0.1, 192.168.0.1
fn versioned(cursor: &mut Cursor<'_>, first: &Quantity) -> Option<String> {
    let dialect = cursor.dialect();
    let mut words = number::cardinal(&first.whole, dialect);
    let mut parts = 0;
    while let Some(figures) = cursor.attempt(|c| c.eat(".").then(|| c.digits()).flatten()) {
        words = format!("{words} point {}", number::cardinal(figures, dialect));
        parts += 1;
    }
    (parts > 1 && first.is_plain()).then_some(words)
}

/// 6 x 4, 1920×1080
fn crossed(cursor: &mut Cursor<'_>, first: &Quantity) -> Option<String> {
    let dialect = cursor.dialect();
    let mut words = first.words(dialect);
    let mut sides = 1;
    while let Some(side) = cursor.attempt(|c| cross(c).and_then(|()| quantity::read(c))) {
        words = format!("{words} by {}", side.words(dialect));
        sides += 1;
    }
    let calculation = cursor.sees(|c| {
        c.space();
        c.eat("=").then_some(())
    });
    (sides > 1 && !calculation).then_some(words)
}

/// The cross between two lengths.
pub(super) fn cross(cursor: &mut Cursor<'_>) -> Option<()> {
    let spaced = cursor.space();
    cursor.eat_one_of(&["x", "X", "×"])?;
    (spaced == cursor.space()).then_some(())
}

/// 3:1
pub(super) fn ratio(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let first = quantity::read(cursor)?;
    cursor.eat(":").then_some(())?;
    let second = quantity::read(cursor)?;
    Some(format!("{} to {}", first.words(dialect), second.words(dialect)))
}

/// 10–12, 1914–18, 3–2
fn ranged(cursor: &mut Cursor<'_>, before: &Cursor<'_>, first: &Quantity) -> Option<String> {
    let dialect = cursor.dialect();
    quantity::range_dash(cursor)?;
    let second = quantity::read(cursor)?;
    let followed = cursor.text() == "-" && cursor.ahead(1).starts_with(|c: char| c.is_ascii_digit());
    let calculation = cursor.sees(|c| (c.space() && c.eat("=")).then_some(()));
    if followed || calculation {
        return None;
    }
    Some(range_words(first, &second, before, *cursor, dialect))
}

fn range_words(
    first: &Quantity,
    second: &Quantity,
    before: &Cursor<'_>,
    after: Cursor<'_>,
    dialect: Dialect,
) -> String {
    let (from, to) = (first.value().unwrap_or(0), second.value().unwrap_or(0));
    let small = first.is_plain() && second.is_plain() && from < 100 && to < 100;
    if first.is_plain() && first.whole.len() == 4 && second.is_plain() && is_year(&first.whole, before, after) {
        let end = match second.whole.len() {
            2 => number::two_digits(second.whole.strip_prefix('0').unwrap_or(&second.whole), dialect),
            4 => number::pairs(&second.whole, dialect),
            _ => second.words(dialect),
        };
        return format!("{} to {end}", number::pairs(&first.whole, dialect));
    }
    if let (4, true) = (first.whole.len(), first.whole.starts_with('0')) {
        if let (Some(from), Some(to)) = (
            clock::four_figures(&first.whole, dialect),
            clock::four_figures(&second.whole, dialect),
        ) {
            return format!("{from} to {to}");
        }
    }
    let (start, end) = (first.words(dialect), second.words(dialect));
    if small && from == to {
        return format!("{start} {end}");
    }
    if small && is_result(before, after) && dialect == Dialect::Gb {
        return format!("{start} {end}");
    }
    format!("{start} to {end}")
}

/// Whether a game's result is spoken of: in the words before, or in the next.
fn is_result(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    const RESULTS: [&str; 19] = [
        "won", "win", "wins", "lost", "lose", "beat", "score", "scored", "defeat", "victory", "drew", "draw", "ahead",
        "leading", "final", "lead", "loss", "majority", "up",
    ];
    let tokens = before
        .page
        .tokens
        .get(before.at.saturating_sub(14)..before.at)
        .unwrap_or(&[]);
    tokens.iter().any(|t| t.kind == Kind::Word && one_of(t.text, &RESULTS)) || one_of(after.next_word(), &RESULTS)
}

/// Two numbers with a slash that are no fraction: 24/7, 9/11, 120/80, 1914/15, 6/8 time, the old price 2/6.
fn slashed(cursor: &mut Cursor<'_>) -> Option<String> {
    const IDIOMS: [(&str, &str); 6] = [
        ("24", "7"),
        ("9", "11"),
        ("7", "7"),
        ("50", "50"),
        ("20", "20"),
        ("60", "40"),
    ];
    let dialect = cursor.dialect();
    if cursor.sees(|c| quantity::read(c).filter(|q| q.fraction.is_some())) && !cursor.sees(beat) {
        return None;
    }
    let first = cursor.digits()?;
    cursor.eat("/").then_some(())?;
    let second = cursor.digits()?;
    let said = |figures: &str| number::cardinal(figures, dialect);
    if let Some(third) = cursor.attempt(|c| c.eat("/").then(|| c.digits()).flatten()) {
        return Some(format!(
            "{} {} {}",
            said(first),
            said(second),
            number::pairs(third, dialect)
        ));
    }
    let (upper, lower) = (
        first.parse::<usize>().unwrap_or(0),
        second.parse::<usize>().unwrap_or(0),
    );
    let idiom = IDIOMS.contains(&(first, second));
    let time = one_of(cursor.next_word(), &["time", "metre", "meter", "beat", "rhythm"]);
    Some(if idiom || time {
        format!("{} {}", said(first), said(second))
    } else if first.len() == 4 && second.len() == 2 {
        format!(
            "{} {}",
            number::pairs(first, dialect),
            number::two_digits(second, dialect)
        )
    } else if lower == 10 && upper <= 10 {
        format!("{} out of ten", said(first))
    } else if lower < 12 && lower % 3 == 0 && lower > 0 && upper < 20 {
        format!("{} and {}", said(first), said(second))
    } else {
        format!("{} over {}", said(first), said(second))
    })
}

/// 3/4 time
fn beat(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.digits()?;
    cursor.eat("/").then_some(())?;
    cursor.digits()?;
    one_of(cursor.next_word(), &["time", "metre", "meter"]).then_some(())
}

/// A fraction of something: half a mile, three quarters of an hour, half the men.
pub(super) fn part_of(cursor: &mut Cursor<'_>) -> Option<String> {
    const MEASURES: [&str; 24] = [
        "mile",
        "hour",
        "inch",
        "pound",
        "pint",
        "cup",
        "dozen",
        "yard",
        "acre",
        "ounce",
        "teaspoon",
        "tablespoon",
        "gallon",
        "minute",
        "second",
        "crown",
        "league",
        "foot",
        "ton",
        "day",
        "year",
        "century",
        "million",
        "quart",
    ];
    let determined = one_of(cursor.word_before(), &["a", "an", "the", "one"]);
    let fraction = quantity::read(cursor)
        .filter(|q| q.whole.is_empty())
        .and_then(|q| q.fraction)?;
    let hyphen = cursor.text() == "-";
    let next = if hyphen { cursor.ahead(1) } else { cursor.next_word() };
    if one_of(next, &["past", "the", "his", "her", "their", "my", "a", "an"]) && fraction == HALF {
        return Some("half".to_owned());
    }
    MEASURES.contains(&next).then_some(())?;
    Some(part_words(fraction, determined || hyphen, next, cursor.dialect()))
}

const HALF: Fraction = Fraction {
    numerator: 1,
    denominator: 2,
};

/// “half a”, “a quarter of an”, “two thirds of a”, to stand before `thing`; behind an article, “half” and “quarter”.
pub(super) fn part_words(fraction: Fraction, determined: bool, thing: &str, dialect: Dialect) -> String {
    let article = if thing.starts_with(['a', 'e', 'i', 'o', 'u']) || thing == "hour" {
        "an"
    } else {
        "a"
    };
    let words = fraction.words(dialect);
    let name = words.strip_prefix("one ").unwrap_or(&words);
    match fraction {
        _ if determined => name.to_owned(),
        HALF => format!("half {article}"),
        Fraction { numerator: 1, .. } => format!("a {name} of {article}"),
        _ => format!("{words} of {article}"),
    }
}
