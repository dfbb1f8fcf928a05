//! Two numbers and what stands between them: 10–12, 1914–18, 3–2, 3:1, 24/7, 6 x 4.

use super::Dialect;
use super::clock;
use super::figure;
use super::number;
use super::quantity::{self, Quantity};
use super::token::{Cursor, Kind, one_of};

/// 3:1, 4:2:1
pub(super) fn ratio(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let first = quantity::read(cursor)?;
    cursor.eat(":").then_some(())?;
    let mut words = format!("{} to {}", first.words(dialect), quantity::read(cursor)?.words(dialect));
    while let Some(next) = cursor.attempt(|c| c.eat(":").then(|| quantity::read(c)).flatten()) {
        words = format!("{words} to {}", next.words(dialect));
    }
    Some(words)
}

/// 6 x 4, 1920×1080
pub(super) fn crossed(cursor: &mut Cursor<'_>) -> Option<String> {
    let (dialect, behind_equals) = (cursor.dialect(), is_behind_equals(cursor));
    let mut words = quantity::read(cursor)?.words(dialect);
    let mut sides = 1;
    while let Some(side) = cursor.attempt(|c| cross(c).and_then(|()| quantity::read(c))) {
        words = format!("{words} by {}", side.words(dialect));
        sides += 1;
    }
    if cursor.attempt(|c| (sides == 2 && c.eat("s")).then_some(())).is_some() {
        return Some(number::plural(&words));
    }
    // 6.02 × 10²³ is a product.
    let power = cursor.kind() == Some(Kind::Raised) || cursor.text() == "^";
    (sides > 1 && !power && !behind_equals && !cursor.sees(equals)).then_some(words)
}

/// The cross between two lengths.
pub(super) fn cross(cursor: &mut Cursor<'_>) -> Option<()> {
    let spaced = cursor.space();
    cursor.eat_one_of(&["x", "X", "×"])?;
    (spaced == cursor.space()).then_some(())
}

/// Whether an equals sign makes a sum of what stands behind it.
fn is_behind_equals(cursor: &Cursor<'_>) -> bool {
    cursor.near(14).0.iter().any(|t| t.text == "=")
}

/// An equals sign makes what stands before it a sum.
fn equals(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.space();
    cursor.eat("=").then_some(())
}

/// 10–12, 1914–18, 3–2
pub(super) fn range(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let first = quantity::read(cursor)?;
    let numbered = cursor.text() == "-" && is_compound_number(&before);
    // x = 3 – 1
    if cursor.text() == " " && is_behind_equals(&before) {
        return None;
    }
    // (1788?–1851)
    let doubtful = first.whole.len() == 4 && cursor.eat("?");
    quantity::range_dash(cursor)?;
    let second = quantity::read(cursor).filter(|second| !doubtful || second.whole.len() == 4)?;
    if numbered && first.is_plain() && second.is_plain() {
        let said = |figures: &str| number::pairs(figures, before.dialect());
        return Some(format!("{} {}", said(&first.whole), said(&second.whole)));
    }
    let goes_on = matches!(cursor.text(), "-" | ":") && quantity::starts(cursor.ahead(1));
    if goes_on || cursor.sees(equals) {
        return None;
    }
    let dialect = cursor.dialect();
    let plain = first.is_plain() && second.is_plain();
    let years = plain.then(|| years(&first, &second, &before, *cursor)).flatten();
    let hours = plain.then(|| hours(&first, &second, dialect)).flatten();
    Some(
        years
            .or(hours)
            .unwrap_or_else(|| counts(&first, &second, &before, *cursor)),
    )
}

/// Whether a thing stands before whose number has a hyphen in it: Room 2-114, Table 4-1.
fn is_compound_number(before: &Cursor<'_>) -> bool {
    const NUMBERED: &str = "room table figure fig exhibit exercise equation example suite apartment apt flat cell locker form boeing airbus";
    one_of(before.word_before(), NUMBERED) || is_call_sign(before.word_before())
}

/// Whether a word with a capital is one that soldiers and pilots call each other by: Bravo 2-6. What is also a country or a
/// month may as well have a result or days behind it.
fn is_call_sign(word: &str) -> bool {
    const SIGNS: &str = "alpha alfa bravo charlie delta echo foxtrot hotel juliet juliett kilo lima oscar papa romeo sierra tango \
        uniform whiskey xray zulu viper hunter ghost shadow raven reaper falcon hawk cobra outlaw overlord dagger dustoff saber \
        sabre hitman gunslinger raptor phantom wildcat maverick rogue havoc";
    word.starts_with(char::is_uppercase) && one_of(word, SIGNS)
}

/// 1914–18, 1914–1918
fn years(first: &Quantity, second: &Quantity, before: &Cursor<'_>, after: Cursor<'_>) -> Option<String> {
    let dialect = before.dialect();
    if first.whole.len() != 4 || !figure::is_year(&first.whole, before, after) {
        return None;
    }
    let end = match second.whole.len() {
        2 => number::cardinal(&second.whole, dialect),
        4 => number::pairs(&second.whole, dialect),
        _ => second.words(dialect),
    };
    Some(format!("{} to {end}", number::pairs(&first.whole, dialect)))
}

/// 0900–1700
fn hours(first: &Quantity, second: &Quantity, dialect: Dialect) -> Option<String> {
    let from = clock::four_figures(&first.whole, dialect).filter(|_| first.whole.starts_with('0'))?;
    Some(format!("{from} to {}", clock::four_figures(&second.whole, dialect)?))
}

/// 10–12, 50–50, and a game's result, of which only Americans say “to”.
fn counts(first: &Quantity, second: &Quantity, before: &Cursor<'_>, after: Cursor<'_>) -> String {
    let dialect = before.dialect();
    let small = |q: &Quantity| q.value().is_some_and(|n| n < 100);
    let result = small(first) && small(second) && dialect == Dialect::Gb && is_result(before, after);
    // “That's a 10-4.”
    let called = one_of(before.word_before(), "a that's") && before.ahead(1) == "-" && after.text() != " ";
    let understood = called && (first.value(), second.value()) == (Some(10), Some(4));
    let halves = small(first) && first == second || understood;
    let link = if result || halves { " " } else { " to " };
    let side = |q: &Quantity| match q.value() {
        Some(0) if result => "nil".to_owned(),
        _ => q.words(dialect),
    };
    format!("{}{link}{}", side(first), side(second))
}

/// Whether a game's result is spoken of: in the words before, or in the next.
fn is_result(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    const RESULTS: &str = "won win wins lost lose beat score scored defeat victory drew draw ahead leading final lead loss majority \
        up";
    // “6–4, 3–6, 6–2”: what stands before the first of them tells.
    let behind = before.page.tokens.get(..before.at).unwrap_or(&[]);
    let first = behind
        .iter()
        .rposition(|t| !matches!(t.kind, Kind::Space | Kind::Digits) && !matches!(t.text, "," | "-" | "–" | "(" | ")"))
        .map_or(0, |at| at + 1);
    let tokens = &behind[first.saturating_sub(14)..first];
    // “Paradise Lost, ll. 32–41”
    let is_verb = |text: &str| text.starts_with(char::is_lowercase) && one_of(text, RESULTS);
    let spoken_of = tokens.iter().any(|t| t.kind == Kind::Word && is_verb(t.text));
    let numbered = one_of(
        before.word_before(),
        "ll lines pp pages vv verses chapters chs nos numbers aged ages",
    );
    !numbered && spoken_of || one_of(after.next_word(), RESULTS)
}

/// Whether a bet is spoken of nearby: “at 9/4 on the favourite”, “odds of 5/2”.
fn is_of_bets(cursor: &Cursor<'_>) -> bool {
    const BETS: &str = "odds favourite favorite bookmaker bookmakers bookie bookies outsider";
    let (behind, ahead) = cursor.near(12);
    let mut near = behind.iter().chain(ahead);
    near.any(|t| t.kind == Kind::Word && one_of(t.text, BETS))
}

/// Two numbers with a slash that are no fraction: 24/7, 9/11, 120/80, 1914/15, 6/8 time, 8/10, the old price 2/6.
pub(super) fn slashed(cursor: &mut Cursor<'_>) -> Option<String> {
    const IDIOMS: [(&str, &str); 6] = [
        ("24", "7"),
        ("9", "11"),
        ("7", "7"),
        ("50", "50"),
        ("20", "20"),
        ("60", "40"),
    ];
    const MUSIC: &str = "time metre meter beat rhythm vision eyesight";
    let dialect = cursor.dialect();
    let is_fraction =
        cursor.sees(|c| quantity::read(c).filter(|q| q.fraction.is_some() && !one_of(c.next_word(), MUSIC)));
    let odds = is_of_bets(cursor);
    let first = cursor.digits().filter(|_| odds || !is_fraction)?;
    cursor.eat("/").then_some(())?;
    let second = cursor.digits()?;
    let said = |figures: &str| number::cardinal(figures, dialect);
    if odds {
        return Some(format!("{} to {}", said(first), said(second)));
    }
    if let Some(third) = cursor.attempt(|c| if c.eat("/") { c.digits() } else { None }) {
        return Some(format!(
            "{} {} {}",
            said(first),
            said(second),
            number::pairs(third, dialect)
        ));
    }
    let (upper, lower) = (first.parse().unwrap_or(0), second.parse().unwrap_or(0));
    Some(match (upper, lower) {
        // the 80/20 rule
        _ if upper + lower == 100 => format!("{} {}", said(first), said(second)),
        _ if IDIOMS.contains(&(first, second)) || one_of(cursor.next_word(), MUSIC) => {
            format!("{} {}", said(first), said(second))
        }
        (1000..=2099, 1000..=2099) => {
            format!(
                "{} to {}",
                number::pairs(first, dialect),
                number::pairs(second, dialect)
            )
        }
        (1000..=9999, _) if second.len() == 2 => {
            format!(
                "{} {}",
                number::pairs(first, dialect),
                number::two_digits(second, dialect)
            )
        }
        (2.., 1) => format!("{} to one", said(first)),
        // The old price of a yard, or of each.
        (0..20, 0..12) if one_of(cursor.next_word(), "a an each apiece per") => {
            format!("{} and {}", said(first), said(second))
        }
        (0..=100, 100) => format!("{} out of one hundred", said(first)),
        (0..=10, 10) => format!("{} out of ten", said(first)),
        (0..20, 3 | 6 | 9) => format!("{} and {}", said(first), said(second)),
        _ => format!("{} over {}", said(first), said(second)),
    })
}
