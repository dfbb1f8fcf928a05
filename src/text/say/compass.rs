//! Points of the compass: N.N.W., a SW wind, N. by E., N. America, W. 42nd St.

use super::Dialect;
use super::name;
use super::token::{Cursor, Kind, one_of};

const POINTS: [(char, &str); 4] = [('N', "north"), ('S', "south"), ('E', "east"), ('W', "west")];

/// What a point stands before where it is one for sure.
const CUES: &str = "of coast coasts corner wind winds gale gales side edge end wall slope slopes face ridge monsoon breeze quarter \
    bank shore shores part parts border frontier extremity direction trade trades point and winds";

/// What it stands behind.
const LEADS: &str = "wind winds course bearing heading due steering steered headed";

const LANDS: &str = "Africa America Asia Atlantic Australia Berwick Carolina China Dak Dakota Devon England Europe Germany \
    India Indiana Indies Ireland Island Italy Korea Lancashire London Pacific Pole Riding Scotland Sea Spain France Sussex Va Vietnam \
    Virginia Wales Yorkshire";

/// A point of the compass.
pub(super) fn point(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    cursor
        .attempt(|c| of_land(c))
        .or_else(|| cursor.attempt(|c| of_street(c, &before)))
        .or_else(|| cursor.attempt(|c| beside_by(c, &before)))
        .or_else(|| cursor.attempt(|c| between_two(c, &before)))
}

fn name(letter: &str) -> Option<&'static str> {
    let mut letters = letter.chars();
    let first = letters.next().filter(|_| letters.next().is_none())?;
    POINTS
        .iter()
        .find(|(letter, _)| *letter == first)
        .map(|(_, name)| *name)
}

fn is_land(word: &str) -> bool {
    LANDS.split_ascii_whitespace().any(|land| land == word)
}

/// N. America, S. Carolina, W. Va.
fn of_land(cursor: &mut Cursor<'_>) -> Option<String> {
    let said = name(cursor.word()?)?;
    (cursor.eat(".") && is_land(cursor.next_word())).then(|| titled(said))
}

/// W. 42nd St., 120 N Main St.
fn of_street(cursor: &mut Cursor<'_>, before: &Cursor<'_>) -> Option<String> {
    let said = name(cursor.word()?)?;
    let house = before.behind(1) == " " && before.token_behind(2).is_some_and(|t| t.kind == Kind::Digits);
    let named = before.word_before().starts_with(char::is_uppercase) && !before.starts_sentence();
    let dotted = cursor.eat(".");
    let numbered = || !named && before.at_word_start() && cursor.token_ahead(1).is_some_and(|t| t.kind == Kind::Digits);
    (dotted && !named || house || numbered()).then_some(())?;
    cursor.sees(street).then(|| titled(said))
}

/// 42nd, or one or two words with capitals and a kind of street.
fn street(cursor: &mut Cursor<'_>) -> Option<()> {
    const KINDS: &str = "street avenue road boulevard drive lane parkway highway terrace";
    cursor.space().then_some(())?;
    if cursor.digits().is_some() {
        return cursor.eat_one_of(&["st", "nd", "rd", "th"]).map(|_| ());
    }
    for _ in 0..2 {
        let capital = cursor.sees_capital();
        cursor.word().filter(|w| capital && w.len() > 1)?;
        cursor.space().then_some(())?;
        if one_of(cursor.text(), KINDS) || name::is_kind_of_street(cursor.text()) {
            return Some(());
        }
    }
    None
}

/// The N. in “N. by E.”, the E. too, and the one in “the N. side”.
fn beside_by(cursor: &mut Cursor<'_>, before: &Cursor<'_>) -> Option<String> {
    let said = name(cursor.word()?)?;
    cursor.letters_dot().then_some(())?;
    let named = before.word_before().starts_with(char::is_uppercase) && !before.starts_sentence();
    let ahead = cursor.next_word() == "by" && !named && before.behind(1) != ".";
    let joined = before.behind(4) == "and" || before.behind(4) == "." && name(before.behind(5)).is_some();
    let behind = before.word_before() == "by" && joined;
    let side = before.word_before() == "the" && one_of(cursor.next_word(), CUES);
    (ahead || behind || side).then(|| said.to_owned())
}

/// N.E., SSW: two letters or three.
fn between_two(cursor: &mut Cursor<'_>, before: &Cursor<'_>) -> Option<String> {
    let free = before.at_word_start();
    let (letters, dotted) = letters(cursor)?;
    let said = words(&letters, cursor.dialect()).filter(|_| free && !cursor.page.shouting)?;
    let next = cursor.next_word();
    if is_land(next) {
        return Some(titled(&said));
    }
    let numbered = cursor.kind() == Some(Kind::Digits) || cursor.ahead(1).starts_with(|c: char| c.is_ascii_digit());
    let previous = before.word_before();
    let led = one_of(previous, LEADS);
    let named = previous.is_empty() || previous.starts_with(char::is_uppercase) && !before.starts_sentence();
    let alone = before.behind(2) == "," || named && !led || next.starts_with(char::is_uppercase);
    let meant = match (letters.len(), dotted) {
        _ if numbered => false,
        (3, _) => !next.starts_with(char::is_uppercase),
        (_, true) => !alone || one_of(next, CUES) || next == "by",
        (_, false) => led || one_of(next, CUES) && next != "and",
    };
    meant.then_some(said)
}

/// Letters with full stops or without, and whether they have them.
fn letters(cursor: &mut Cursor<'_>) -> Option<(String, bool)> {
    let mut letters = cursor.word()?.to_owned();
    if letters.len() > 1 {
        return Some((letters, false));
    }
    while let Some(letter) = cursor.attempt(|c| {
        c.eat(".").then_some(())?;
        c.space();
        c.word().filter(|w| name(w).is_some() && c.text() == ".")
    }) {
        letters.push_str(letter);
    }
    let goes_on =
        cursor.text() == "." && cursor.ahead(1).len() == 1 && cursor.ahead(1).starts_with(char::is_alphabetic);
    (!goes_on && cursor.letters_dot()).then_some((letters, true))
}

/// “north-west”, “south-south-east”; American “northwest”, “south-southeast”.
fn words(letters: &str, dialect: Dialect) -> Option<String> {
    let names: Vec<&str> = letters
        .split("")
        .filter(|letter| !letter.is_empty())
        .map(name)
        .collect::<Option<_>>()?;
    let joint = if dialect == Dialect::Us { "" } else { "-" };
    let is_pair = |first: &str, second: &str| matches!(first, "north" | "south") && matches!(second, "east" | "west");
    match names[..] {
        [first, second] if is_pair(first, second) => Some(format!("{first}{joint}{second}")),
        [main, first, second] if is_pair(first, second) && (main == first || main == second) => {
            Some(format!("{main}-{first}{joint}{second}"))
        }
        _ => None,
    }
}

fn titled(said: &str) -> String {
    super::capital::capitalized(said)
}
