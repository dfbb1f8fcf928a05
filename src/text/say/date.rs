//! Dates in the orders they are printed in.

use super::Dialect;
use super::number;
use super::quantity;
use super::roman;
use super::token::{Cursor, Kind, one_of};

/// The months and how they are cut short. A name that is also a word or a first name counts only beside a figure.
const MONTHS: [(&str, &str); 12] = [
    ("January", "Jan Jany"),
    ("February", "Feb Febr Feby"),
    ("March", "Mar"),
    ("April", "Apr"),
    ("May", ""),
    ("June", "Jun"),
    ("July", "Jul"),
    ("August", "Aug Augt"),
    ("September", "Sept Sep Septr"),
    ("October", "Oct Octr Octbr"),
    ("November", "Nov Novr Novbr"),
    ("December", "Dec Decr Decbr"),
];

const WEEKDAYS: [(&str, &str); 7] = [
    ("Monday", "Mon"),
    ("Tuesday", "Tues Tue"),
    ("Wednesday", "Wed Weds"),
    ("Thursday", "Thurs Thur Thu"),
    ("Friday", "Fri"),
    ("Saturday", "Sat"),
    ("Sunday", "Sun"),
];

/// A date that begins with a figure.
pub(super) fn figures_first(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor
        .attempt(iso)
        .or_else(|| cursor.attempt(all_figures))
        .or_else(|| cursor.attempt(numeral_month))
        .or_else(|| cursor.attempt(day_first))
}

/// 3.ix.1939, as the British and the learned write it.
fn numeral_month(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let day = day(cursor.digits()?)?;
    let mark = cursor.eat_one_of(&[".", "/", "-"])?;
    cursor.space();
    let number = roman::value(cursor.word()?)?;
    let (month, _) = MONTHS.get(number.checked_sub(1)?)?;
    cursor.eat(mark).then_some(())?;
    cursor.space();
    let year = cursor.digits().filter(|year| year.len() == 4)?;
    Some(whole(day, month, &number::pairs(year, dialect), dialect))
}

/// 2026-11-23
fn iso(cursor: &mut Cursor<'_>) -> Option<String> {
    let year = cursor.digits().filter(|y| y.len() == 4)?;
    let dash = cursor.eat_one_of(&["-", "–", "/"])?;
    let month = month_number(cursor.digits()?)?;
    cursor.eat(dash).then_some(())?;
    let day = day(cursor.digits()?)?;
    Some(whole(
        day,
        month,
        &number::pairs(year, cursor.dialect()),
        cursor.dialect(),
    ))
}

/// 12/03/1881, 12.3.1881, 12-03-81: by the dialect, unless only one order is a date. Also 12/25 where “on” stands before.
fn all_figures(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let previous = cursor.word_before();
    let first = cursor.digits().filter(|d| d.len() <= 2)?;
    let mark = cursor.eat_one_of(&["/", ".", "-"])?;
    let second = cursor.digits().filter(|d| d.len() <= 2)?;
    let on = one_of(previous, "on dated");
    let dated = on || one_of(previous, "of since until till from by before after");
    let read = |d: &str, m: &str| Some((day(d)?.to_owned(), month_number(m)?));
    let day_first = || read(first, second);
    let month_first = || read(second, first);
    let (day, month) = if dialect == Dialect::Us && mark != "." {
        month_first().or_else(day_first)
    } else {
        day_first().or_else(month_first)
    }?;
    let year = cursor.attempt(|c| {
        c.eat(mark)
            .then(|| c.digits())
            .flatten()
            .filter(|y| matches!(y.len(), 2 | 4))
    });
    let more = matches!(cursor.text(), "/" | "-" | ".") && quantity::starts(cursor.ahead(1));
    match year {
        _ if more => None,
        Some(year) if year.len() == 4 => Some(whole(&day, month, &number::pairs(year, dialect), dialect)),
        Some(year) if mark != "." || dated && year > "31" => {
            Some(whole(&day, month, &number::two_digits(year, dialect), dialect))
        }
        None if on && mark == "/" && !{ *cursor }.sees(|c| c.space().then(|| month_name(c, true)).flatten()) => {
            Some(whole(&day, month, "", dialect))
        }
        _ => None,
    }
}

/// 12 March 1881, the 5th of Nov., 3–5 June, 12th and 13th May
fn day_first(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let determined = one_of(cursor.word_before(), "the this that last next every his her");
    let first = day_of_month(cursor)?;
    let second = cursor.attempt(|c| {
        let link = day_link(c)?;
        Some((link, day_of_month(c)?))
    });
    let hyphened = cursor.text() == "-";
    let spaced = cursor.space() || cursor.eat("-");
    if spaced {
        cursor.attempt(|c| (c.eat("of") && c.space()).then_some(()));
    }
    let month = cursor
        .attempt(|c| month_name(c, true))
        .or_else(|| cursor.attempt(this_month))?;
    let the = if determined { "" } else { "the " };
    let mut words = format!("{the}{}", number::ordinal(first, dialect));
    if let Some((link, second)) = second {
        words = format!("{words} {link} the {}", number::ordinal(second, dialect));
    }
    let of = if INSTANT.iter().any(|(_, said)| *said == month) {
        ""
    } else {
        "of "
    };
    words = format!("{words} {of}{month}");
    // 04-May-1871
    if hyphened && cursor.ahead(1).len() == 4 {
        cursor.eat("-");
    }
    if let Some(year) = cursor.attempt(year_after) {
        words = format!("{words}{year}");
    }
    Some(words)
}

const INSTANT: [(&str, &str); 3] = [("inst", "instant"), ("ult", "ultimo"), ("prox", "proximo")];

/// The 5th inst., as old letters have it.
fn this_month(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    let word = cursor.word()?;
    let (_, said) = INSTANT.iter().find(|(short, _)| *short == word)?;
    cursor.abbreviation_dot().then_some(*said)
}

/// March 12th, 1881; Jan. 5; June 3–5; Sept. 1914. With a weekday or alone, its name is only made whole.
pub(super) fn month_first(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let beside_figure = cursor.sees(|c| {
        c.word()?;
        c.eat(".");
        c.space();
        c.attempt(|c| (c.eat("the") && c.space()).then_some(()));
        c.eat("'");
        c.digits()
    });
    let printed = cursor.text();
    let mut after = *cursor;
    after.step();
    let stopped = after.text() == ".";
    if stopped && matches!(after.ahead(1), "-" | "–" | "/") {
        after.step();
    }
    // “the second of Dec.”
    let governed = stopped && one_of(cursor.word_before(), "of in since until");
    let month = month_name(cursor, beside_figure || governed || is_end_of_range(cursor, after))?;
    let Some(the_day) = cursor.attempt(|c| {
        c.space()
            .then(|| day_of_month(c))
            .flatten()
            .filter(|day| day_ends(c) || is_before_next_day(c, day))
    }) else {
        return (printed != month).then(|| month.to_owned());
    };
    let the = if dialect == Dialect::Gb { "the " } else { "" };
    let mut words = format!("{month} {the}{}", number::ordinal(the_day, dialect));
    let second = cursor.attempt(|c| {
        let link = day_link(c)?;
        day_of_month(c).filter(|_| day_ends(c)).map(|day| (link, day))
    });
    if let Some((link, second)) = second {
        words = format!("{words} {link} {the}{}", number::ordinal(second, dialect));
    }
    if let Some(year) = cursor.attempt(year_after) {
        words = format!("{words}{year}");
    }
    Some(words)
}

/// Mon., Tues. …, where they can't be anything else.
pub(super) fn weekday(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let word = cursor.word().filter(|w| w.starts_with(char::is_uppercase))?;
    let (day, _) = WEEKDAYS.iter().find(|(_, shorts)| one_of(word, shorts))?;
    if is_end_of_range(&before, *cursor) {
        return Some((*day).to_owned());
    }
    let day_and_month = cursor.sees(|c| {
        (c.space() && day_of_month(c).is_some() && c.space()).then_some(())?;
        month_name(c, true)
    });
    if day_and_month && word.len() < day.len() {
        return Some((*day).to_owned());
    }
    let sure = matches!(word, "Tues" | "Thurs" | "Thur" | "Weds");
    if sure && cursor.text() != "." {
        return Some((*day).to_owned());
    }
    cursor.abbreviation_dot().then_some(())?;
    let dated = cursor.sees(|c| {
        c.eat(",");
        c.space();
        c.eat("the");
        c.space();
        c.digits().map(|_| ()).or_else(|| month_name(c, true).map(|_| ()))
    });
    let other = |text: &str| {
        text != word && text.starts_with(char::is_uppercase) && WEEKDAYS.iter().any(|(_, s)| one_of(text, s))
    };
    let tokens = before.near(14).0;
    let among = tokens
        .windows(2)
        .any(|pair| other(pair[0].text) && matches!(pair[1].text, "." | "–" | "-"));
    let listed = among || matches!(cursor.text(), "," | "–" | "-" | ")" | ";");
    (sure || dated || listed || cursor.behind(1) == "." && !cursor.ends_text() && !cursor.sees_capital_word())
        .then(|| (*day).to_owned())
}

/// A month's name, whole or cut short. Unless `beside_figure`, those that could be a word or a name don't count.
fn month_name(cursor: &mut Cursor<'_>, beside_figure: bool) -> Option<&'static str> {
    let word = cursor.word()?;
    if !word.starts_with(char::is_uppercase) {
        return None;
    }
    if let Some((name, _)) = MONTHS.iter().find(|(name, _)| super::token::same(name, word)) {
        return Some(name);
    }
    let (name, _) = MONTHS.iter().find(|(_, shorts)| one_of(word, shorts))?;
    let doubtful = one_of(word, "Jan Mar Jun Jul Sep Dec");
    let dot = cursor.abbreviation_dot();
    (beside_figure || dot && !doubtful).then_some(*name)
}

fn month_number(figures: &str) -> Option<&'static str> {
    let n = figures.parse::<usize>().ok().filter(|_| figures.len() <= 2)?;
    n.checked_sub(1).and_then(|n| MONTHS.get(n)).map(|(name, _)| *name)
}

fn day(figures: &str) -> Option<&str> {
    (figures.len() <= 2 && (1..=31).contains(&figures.parse::<usize>().unwrap_or(0))).then_some(figures)
}

/// A day's figures, without the ending of an ordinal.
fn day_of_month<'p>(cursor: &mut Cursor<'p>) -> Option<&'p str> {
    let figures = day(cursor.digits()?)?;
    cursor.eat_one_of(&["st", "nd", "rd", "th", "d", "ST", "ND", "RD", "TH"]);
    Some(figures)
}

/// Whether the figures just read can be a day: they don't go on as a time, an amount or a larger number.
fn day_ends(cursor: &Cursor<'_>) -> bool {
    let goes_on = matches!(cursor.text(), "." | ":" | "," | "/") && quantity::starts(cursor.ahead(1));
    !goes_on && !matches!(cursor.text(), "%" | "°" | "'") && !matches!(cursor.kind(), Some(Kind::Word | Kind::Digits))
}

/// 4/5, the night between two days.
fn is_before_next_day(cursor: &Cursor<'_>, day: &str) -> bool {
    let number = |figures: &str| figures.parse::<usize>().unwrap_or(0);
    cursor.text() == "/" && number(cursor.ahead(1)) == number(day) + 1 && cursor.ahead(2) != "/"
}

/// What stands between two days.
fn day_link(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    if cursor.attempt(quantity::range_dash).is_some() || cursor.eat("/") {
        return Some("to");
    }
    cursor.space().then_some(())?;
    let link = match cursor.text() {
        "and" | "&" => "and",
        "or" => "or",
        "to" => "to",
        _ => return None,
    };
    cursor.step();
    cursor.space().then_some(link)
}

/// “, 1881” or “ 1881” behind a day and month, with its comma kept.
fn year_after(cursor: &mut Cursor<'_>) -> Option<String> {
    let comma = cursor.eat(",");
    cursor.space();
    let figures = cursor
        .digits()
        .filter(|y| y.len() == 4 && ("1000".."2200").contains(y))?;
    matches!(cursor.kind(), None | Some(Kind::Space | Kind::Mark)).then_some(())?;
    (!(matches!(cursor.text(), ":" | "-" | "–") && quantity::starts(cursor.ahead(1)))).then_some(())?;
    Some(format!(
        "{} {}",
        if comma { "," } else { "" },
        number::pairs(figures, cursor.dialect())
    ))
}

/// A whole date from its parts.
fn whole(day: &str, month: &str, year: &str, dialect: Dialect) -> String {
    let day = number::ordinal(day, dialect);
    let date = match dialect {
        Dialect::Us => format!("{month} {day}"),
        Dialect::Gb => format!("the {day} of {month}"),
    };
    if year.is_empty() {
        date
    } else {
        format!("{date}, {year}")
    }
}

/// Whether a dash joins the word between the two places to another month or weekday: Jan–Mar, Mon–Fri.
fn is_end_of_range(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    let dash = |text: &str| matches!(text, "-" | "–" | "/");
    dash(after.text()) && is_calendar_name(after.ahead(1))
        || dash(before.behind(1)) && is_calendar_name(before.behind(2))
}

/// Whether a word is a month or a weekday, for the dash between two of them.
pub(super) fn is_calendar_name(word: &str) -> bool {
    let capital = word.starts_with(char::is_uppercase);
    let named = |(name, shorts): &(&str, &str)| *name == word || capital && one_of(word, shorts);
    MONTHS.iter().chain(&WEEKDAYS).any(named)
}
