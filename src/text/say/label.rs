//! What is cut short before numbers: No. 5, pp. 12–15, vol. ii, fig. 3; and before years: c. 1850, b. 1795.

use std::sync::LazyLock;

use super::date;
use super::quantity;
use super::roman;
use super::table::{ABBREVIATIONS, Sayings};
use super::token::{Cursor, Kind, one_of, same};

static LABELS: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(ABBREVIATIONS, "labels"));
static BEFORE_YEAR: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(ABBREVIATIONS, "before a year"));

/// A label with a number behind it, which is left for its own rule.
pub(super) fn label(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let glued = cursor
        .token_behind(1)
        .is_some_and(|t| matches!(t.kind, Kind::Digits | Kind::Raised));
    let word = cursor.word().filter(|w| w.len() < 6 && !glued)?;
    let stop = cursor.text() == ".";
    let number = number_behind(word, *cursor);
    let figures = number.kind() == Some(Kind::Digits);
    let doctor = word == "LL" && (cursor.ahead(1) == "D" || cursor.ahead(1) == " " && cursor.ahead(2) == "D")
        || word == "Ste" && !figures;
    if doctor {
        return None;
    }
    let year = figures && number.text().len() > 2 || number.sees(circa_year) || number.sees(date::figures_first);
    let priced = word == "c" && matches!(number.text(), "$" | "£" | "€");
    let four = figures && number.text().len() == 4;
    let bare = word == "ca" && four;
    let wed = word != "m" || four && before_life(&before);
    if let Some(said) = BEFORE_YEAR
        .get(word)
        .filter(|_| (stop && (year || priced) || bare) && wed)
    {
        cursor.eat(".");
        return Some(said.to_owned());
    }
    let small = word.to_ascii_lowercase();
    let (said, needs_stop) = LABELS
        .get(word)
        .map(|said| (said, false))
        .or_else(|| LABELS.get_starred(&small))?;
    let whole_word = is_written_as_label(word, cursor, stop) && (stop || !needs_stop);
    // “Chap. the Second”
    if stop
        && one_of(word, "chap vol book canto")
        && number.text() == "the"
        && number.next_after().starts_with(char::is_uppercase)
    {
        cursor.eat(".");
        return Some(said.to_owned());
    }
    if !whole_word || !number.sees(number_or_numeral) || !is_number_of(word, &number) {
        return None;
    }
    cursor.eat(".");
    Some(said.to_owned())
}

/// Whether an “m.” may tell of a marriage: it stands behind another part of a life, or in brackets.
fn before_life(before: &Cursor<'_>) -> bool {
    before.behind(1) == "(" || matches!(before.behind(2), "," | ";")
}

/// c. 1340, behind the b. or d. of a life.
fn circa_year(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.eat_one_of(&["c", "ca", "cir"])?;
    (cursor.eat(".") && cursor.space()).then_some(())?;
    cursor.digits().filter(|year| year.len() > 2).map(|_| ())
}

/// The place where the number is that `word` labels.
fn number_behind<'p>(word: &str, mut cursor: Cursor<'p>) -> Cursor<'p> {
    if !cursor.eat(".") && same(word, "tel") {
        cursor.eat(":");
    }
    cursor.space();
    cursor
}

/// Whether the word's capitals are a label's: no initial, and all of them or only the first.
fn is_written_as_label(word: &str, cursor: &Cursor<'_>, stop: bool) -> bool {
    let capitals = !word.contains(char::is_lowercase);
    let initial = word.len() == 1 && capitals;
    let regular = word.chars().skip(1).all(char::is_lowercase) || capitals && (stop || cursor.page.shouting);
    regular && !initial
}

fn number_or_numeral(cursor: &mut Cursor<'_>) -> Option<()> {
    let numeral = cursor
        .token()
        .is_some_and(|t| t.kind == Kind::Word && roman::value(t.text).is_some());
    (numeral || quantity::read(cursor).is_some()).then_some(())
}

/// Whether what comes is the label's number, and not the next word: “No. I won't”, “it was so long. I went”, “No. V.
/// Smith came”, “8 p.m.”; “v. vi” is an act and its scene.
fn is_number_of(word: &str, number: &Cursor<'_>) -> bool {
    let numeral = number.text();
    let speaker = numeral == "I" && number.next_after().starts_with(char::is_lowercase);
    let initial = same(word, "no") && numeral.len() == 1 && number.ahead(1) == "." && number.ahead(3).len() > 1;
    let letter = matches!(numeral, "m" | "c" | "d" | "l");
    // “s.v.” is no section, and “5 s. 6” a price.
    if word == "s" && number.kind() != Some(Kind::Digits) {
        return false;
    }
    number.kind() != Some(Kind::Word) || !(speaker || initial || letter || word == "v")
}
