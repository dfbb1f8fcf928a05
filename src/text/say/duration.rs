//! How long something takes, in letters glued to their figures: 2m30s, 1h 20m, 2h 15m 30s.

use super::number;
use super::token::{Cursor, Kind};

/// The letters, from the largest unit to the smallest, and one and several of it.
const UNITS: [(&str, &str, &str); 3] = [
    ("h", "hour", "hours"),
    ("m", "minute", "minutes"),
    ("s", "second", "seconds"),
];

/// Two or three units, each smaller by one than the one before. A single one could be metres, or shillings.
pub(super) fn duration(cursor: &mut Cursor<'_>) -> Option<String> {
    let (mut said, mut unit) = part(cursor)?;
    let mut parts = 1;
    while let Some((words, next)) = cursor.attempt(|c| {
        c.space();
        part(c).filter(|(_, next)| *next == unit + 1)
    }) {
        said = format!("{said} {words}");
        (unit, parts) = (next, parts + 1);
    }
    let ends = !matches!(cursor.kind(), Some(Kind::Word | Kind::Digits));
    (parts > 1 && ends).then_some(said)
}

/// Figures and their letter, with the place of the unit among the units.
fn part(cursor: &mut Cursor<'_>) -> Option<(String, usize)> {
    let figures = cursor.digits().filter(|figures| figures.len() < 3)?;
    let letter = cursor.word()?;
    let unit = UNITS.iter().position(|(short, ..)| *short == letter)?;
    let (_, one, many) = UNITS.get(unit)?;
    let name = if figures == "1" { one } else { many };
    Some((format!("{} {name}", number::cardinal(figures, cursor.dialect())), unit))
}
