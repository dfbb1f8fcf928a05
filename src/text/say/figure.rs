//! A number by itself, by what stands around it: a year, a code, or a count.

use super::clock;
use super::code;
use super::number;
use super::quantity;
use super::token::{Cursor, one_of};

/// A number by itself.
pub(super) fn number(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let dialect = cursor.dialect();
    let quantity = quantity::read(cursor)?;
    if let Some(magnitude) = cursor.attempt(magnitude) {
        return Some(format!("{} {magnitude}", quantity.words(dialect)));
    }
    let figures = quantity.whole.as_str();
    if !quantity.is_plain() {
        return Some(quantity.words(dialect));
    }
    let named = code::words(figures, &before, *cursor);
    let time = (figures.starts_with('0') && figures.len() == 4)
        .then(|| clock::four_figures(figures, dialect))
        .flatten();
    Some(named.or(time).unwrap_or_else(|| match figures.len() {
        2 if figures.starts_with('0') => number::two_digits(figures, dialect),
        2.. if figures.starts_with('0') => number::digits(figures, dialect),
        4 if is_year(figures, &before, *cursor) => number::pairs(figures, dialect),
        _ => number::cardinal(figures, dialect),
    }))
}

/// The letters glued behind a number that newspapers have for millions and billions: 1.3bn people.
pub(super) fn magnitude(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    const MILLIONS: &str = "people men women children users customers voters viewers readers listeners copies votes jobs years \
        tons tonnes acres refugees migrants workers subscribers households homes passengers visitors barrels shares";
    let large = cursor.behind(1).len() > 1;
    let said = match cursor.word()? {
        "k" | "K" if large && counts_something(cursor.next_word()) => "thousand",
        "mn" | "mln" => "million",
        // Not metres, which count nobody.
        "m" | "M" if one_of(cursor.next_word(), MILLIONS) => "million",
        "bn" | "bln" => "billion",
        "tn" | "trn" => "trillion",
        _ => return None,
    };
    Some(said)
}

/// Whether four figures are said in pairs. Most are years in a book; what counts something is not.
pub(super) fn is_year(figures: &str, before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    const CUES: &str = "in since year years anno spring summer autumn fall winter january february march april may june july \
        august september october november december circa the";
    const LABELS: &str = "no number room flight box route page line year";
    let previous = before.word_before();
    let counts = counts_something(after.next_word()) || counts_with_adjective(after);
    let round = figures.ends_with("00");
    if is_of_sum(before, after) {
        return false;
    }
    match figures.parse::<usize>().unwrap_or(0) {
        1100..=2099 => round || !counts || one_of(previous, CUES),
        1000..=1099 | 2100..=2999 => !counts && !round,
        3000..=9999 => !counts && !round && before.at_word_start() && one_of(previous, LABELS),
        _ => false,
    }
}

/// Whether a number is a term of a sum, or what comes out: 1403 + 1402 = 2805.
fn is_of_sum(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    let spaced = usize::from(before.behind(1) == " ");
    let behind = before.behind(1 + spaced);
    let ahead = if after.text() == " " {
        after.ahead(1)
    } else {
        after.text()
    };
    matches!(behind, "=" | "+" | "×" | "÷" | "≈") || matches!(ahead, "+" | "×" | "÷")
}

/// Whether an adjective and then what a number would count come next: 1250 armed men.
fn counts_with_adjective(mut after: Cursor<'_>) -> bool {
    const ADJECTIVES: &str = "good new old young great small large long short strong little fresh fine big able brave \
        foreign native local human other different such dead live poor rich heavy light hungry angry happy wild loose";
    const ENDINGS: [&str; 6] = ["ed", "ful", "ous", "ish", "less", "able"];
    let word = after.next_word();
    let is_small = word.starts_with(char::is_lowercase);
    let is_adjective =
        one_of(word, ADJECTIVES) || ENDINGS.iter().any(|ending| word.len() > 4 && word.ends_with(ending));
    is_small && is_adjective && after.space() && after.word().is_some() && counts_something(after.next_word())
}

/// Whether `word` is what a number before it would count: a plural, mostly.
pub(super) fn counts_something(word: &str) -> bool {
    const PLURALS: &str =
        "men women people children feet sheep cattle dollars more foot horse or persons souls head odd";
    const NOT_PLURALS: &str = "is was has does this its his as us thus always perhaps yes whereas sometimes towards afterwards upwards downwards \
        inwards outwards forwards backwards besides indoors outdoors overseas thanks plus less nowadays";
    let plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && word.starts_with(char::is_lowercase);
    one_of(word, PLURALS) || plural && !one_of(word, NOT_PLURALS)
}
