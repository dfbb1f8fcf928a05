//! Times of day: 10:30, 10.30 p.m., 7 a.m., 14:05, 0600 hours.

use super::Dialect;
use super::acronym;
use super::meridiem::meridiem;
use super::number;
use super::quantity;
use super::token::{Cursor, one_of, same};

/// A time of day.
pub(super) fn time(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let dialect = cursor.dialect();
    if let Some(words) = cursor.attempt(military) {
        return Some(words);
    }
    let hour = cursor
        .digits()
        .filter(|h| h.len() <= 2 && h.parse::<usize>().is_ok_and(|h| h <= 24))?;
    let until = cursor.attempt(|c| {
        quantity::range_dash(c)?;
        let until = c.digits().filter(|h| h.len() <= 2)?;
        c.sees(meridiem).then_some(until)
    });
    if let Some(half) = cursor.attempt(meridiem) {
        let hours = until.map_or_else(String::new, |until| format!(" to {}", number::cardinal(until, dialect)));
        return Some(format!("{}{hours} {half}", number::cardinal(hour, dialect)));
    }
    // 9–5:30
    let open = cursor.attempt(|c| {
        quantity::range_dash(c)?;
        let timed = c.sees(|c| (c.digits()?.len() < 3 && c.eat(":") && c.digits()?.len() == 2).then_some(()));
        timed.then_some(())
    });
    if open.is_some() {
        let until = cursor.attempt(time)?;
        return Some(format!("{} to {until}", number::cardinal(hour, dialect)));
    }
    let point = cursor.eat_one_of(&[":", ".", "h"])?;
    let minutes = cursor.digits().filter(|m| m.len() == 2 && *m < "60")?;
    let seconds = cursor.attempt(|c| c.eat(":").then(|| c.digits()).flatten().filter(|s| s.len() == 2));
    // 3:59.4, a race's time
    let parts = cursor.attempt(|c| {
        (point == ":" && c.eat("."))
            .then(|| c.digits())
            .flatten()
            .filter(|d| d.len() < 4)
    });
    if let Some(parts) = parts.filter(|_| seconds.is_none()) {
        let seconds = number::two_digits(minutes, dialect);
        return Some(format!(
            "{} {seconds} point {}",
            number::cardinal(hour, dialect),
            number::digits(parts, dialect).replace(" oh", " zero")
        ));
    }
    // 8.30–10.15 p.m.
    let until = cursor.attempt(|c| {
        quantity::range_dash(c)?;
        let dotted =
            c.sees(|c| (c.digits()?.len() < 3 && c.eat(".") && c.digits()?.len() == 2).then(|| meridiem(c))?);
        (point == "." && dotted).then(|| time(c)).flatten()
    });
    if let Some(until) = until.filter(|_| seconds.is_none()) {
        return Some(format!("{} to {until}", hour_and_minutes(hour, minutes, true, dialect)));
    }
    let half = cursor.attempt(meridiem);
    let spoken_of = matches!(point, ":" | "h") || half.is_some() || is_dotted_time(&before, *cursor, minutes);
    let more = matches!(cursor.text(), "." | ":" | ",") && quantity::starts(cursor.ahead(1));
    if !spoken_of || more {
        return None;
    }
    let named = one_of(cursor.next_word(), "noon midnight o'clock");
    let mut words = hour_and_minutes(hour, minutes, named || half.is_some() || seconds.is_some(), dialect);
    if let Some(seconds) = seconds {
        words = format!("{words} and {} seconds", number::cardinal(seconds, dialect));
    }
    if let Some(half) = half {
        words = format!("{words} {half}");
    }
    if let Some(zone) = cursor.attempt(zone) {
        words = format!("{words} {zone}");
    }
    Some(words)
}

/// The zone a time is of: 6:00 PM EST.
fn zone(cursor: &mut Cursor<'_>) -> Option<String> {
    const ZONES: [&str; 14] = [
        "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "GMT", "UTC", "BST", "CET", "EET", "IST",
    ];
    cursor.space().then_some(())?;
    cursor.eat_one_of(&ZONES).map(acronym::spell)
}

/// o' clock, as some printers part it.
pub(super) fn parted_oclock(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.eat("o").then_some(())?;
    (cursor.eat("'") && cursor.space() && cursor.eat("clock")).then(|| "o'clock".to_owned())
}

fn hour_and_minutes(hour: &str, minutes: &str, marked: bool, dialect: Dialect) -> String {
    let said = number::cardinal(hour, dialect);
    match minutes {
        "00" if marked => said,
        "00" if hour.len() == 2 && (hour > "12" || hour == "00") => format!("{said} hundred"),
        "00" => format!("{said} o'clock"),
        _ => format!("{said} {}", number::two_digits(minutes, dialect)),
    }
}

/// Whether figures with a full stop between them are a time: “the 5.15 train”, “at 10.30”, “it's 11.45”.
fn is_dotted_time(before: &Cursor<'_>, after: Cursor<'_>, minutes: &str) -> bool {
    const TRAINS: &str = "train express o'clock bus ferry boat news";
    const AT: &str = "at by till until about past before after";
    const IS: &str = "it's is was nearly almost just only exactly";
    const FOLLOWS: &str =
        "sharp exactly precisely to this tomorrow on in and he she we i they the for but when or that";
    let previous = before.word_before();
    let next = after.next_word();
    let alone = after.text() != "%" && (next.is_empty() && after.text() != "-" || one_of(next, FOLLOWS));
    one_of(next, TRAINS)
        || one_of(previous, AT) && alone
        || one_of(previous, IS) && alone && minutes.ends_with(['0', '5'])
        || same(previous, "the")
            && (one_of(next, "from to for up down") || next.is_empty() && minutes.ends_with(['0', '5']))
}

/// 0600 hours, 1430 hrs
fn military(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let figures = cursor.digits().filter(|f| f.len() == 4)?;
    cursor.space().then_some(())?;
    let unit = cursor.word()?;
    one_of(unit, "hours hrs hr hour").then_some(())?;
    if unit.len() < 4 {
        cursor.abbreviation_dot();
    }
    Some(format!("{} hours", four_figures(figures, dialect)?))
}

/// A time in four figures without a mark: 0715 is “oh seven fifteen”, 1700 “seventeen hundred”.
pub(super) fn four_figures(figures: &str, dialect: Dialect) -> Option<String> {
    let (hour, minutes) = figures.split_at_checked(2)?;
    (minutes.len() == 2 && hour < "25" && minutes < "60").then_some(())?;
    let minutes = if minutes == "00" {
        "hundred".to_owned()
    } else {
        number::two_digits(minutes, dialect)
    };
    Some(format!("{} {minutes}", number::two_digits(hour, dialect)))
}
