//! Degrees: of temperature, 20°C; of arc, 51° 30′ N.

use super::number;
use super::token::Cursor;
use super::unit_table::Unit;

/// What follows the figures of a temperature or an angle, from its degree sign on.
pub(super) fn degrees(cursor: &mut Cursor<'_>) -> Option<Unit> {
    let sign = cursor.eat_one_of(&["°", "º", "deg", "degs"])?;
    if sign.starts_with('d') && !cursor.abbreviation_dot() {
        return None;
    }
    let degree = Unit::new("degree", "degrees");
    if let Some(scale) = cursor.attempt(|c| letter(c, &SCALES)) {
        return Some(Unit::new(&format!("degree {scale}"), &format!("degrees {scale}")));
    }
    let mut rest = String::new();
    for (mark, short, part) in [
        ("′", "min", Unit::new("minute", "minutes")),
        ("″", "sec", Unit::new("second", "seconds")),
    ] {
        let figures = cursor.attempt(|c| {
            c.space();
            let figures = c.digits()?;
            let marked = c.eat_one_of(&[mark, "'"]).is_some();
            (marked || c.space() && c.eat(short) && c.abbreviation_dot()).then_some(figures)
        });
        if let Some(figures) = figures {
            let name = if figures.trim_start_matches('0') == "1" {
                part.one
            } else {
                part.many
            };
            rest = format!("{rest} {} {name}", number::cardinal(figures, cursor.dialect()));
        }
    }
    if let Some(point) = cursor.attempt(|c| letter(c, &POINTS)) {
        let line = cursor.attempt(latitude).unwrap_or("");
        rest = format!("{rest} {point}{line}");
    }
    Some(Unit::new(
        &format!("{}{rest}", degree.one),
        &format!("{}{rest}", degree.many),
    ))
}

/// “lat.” and “long.” behind a point of the compass.
fn latitude(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    cursor.space();
    let name = match cursor.word()? {
        "lat" => " latitude",
        "long" | "lon" => " longitude",
        _ => return None,
    };
    cursor.abbreviation_dot().then_some(name)
}

/// 350 degrees F
pub(super) fn scale(cursor: &mut Cursor<'_>) -> Option<String> {
    let degrees = cursor.eat_one_of(&["degrees", "degree"])?;
    let scale = cursor.attempt(|c| letter(c, &SCALES[..2]))?;
    Some(format!("{degrees} {scale}"))
}

const SCALES: [(&str, &str); 4] = [("C", "Celsius"), ("F", "Fahrenheit"), ("K", "Kelvin"), ("R", "Réaumur")];

const POINTS: [(&str, &str); 4] = [("N", "north"), ("S", "south"), ("E", "east"), ("W", "west")];

/// A letter of a table, perhaps behind a space, with its full stop.
fn letter(cursor: &mut Cursor<'_>, table: &[(&str, &'static str)]) -> Option<&'static str> {
    cursor.space();
    let letter = cursor.word()?;
    let (_, name) = table.iter().find(|(written, _)| *written == letter)?;
    cursor.abbreviation_dot();
    Some(name)
}
