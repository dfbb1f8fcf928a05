//! Units by which others are divided, written with a negative power: m s⁻², J kg⁻¹ K⁻¹.

use super::token::{Cursor, Kind, superscript};
use super::unit_table::Unit;

/// A unit behind a number or another unit, and how often it divides that.
pub(super) fn unit(cursor: &mut Cursor<'_>) -> Option<String> {
    let divides = [1, 2]
        .iter()
        .filter_map(|n| cursor.token_behind(*n))
        .any(|token| matches!(token.kind, Kind::Digits | Kind::Raised) || named(token.text, cursor).is_some());
    let name = named(cursor.text(), cursor).filter(|_| divides && cursor.kind() == Some(Kind::Word))?;
    cursor.step();
    let raised = cursor.token().filter(|token| token.kind == Kind::Raised)?;
    let figures: String = raised.text.chars().filter_map(superscript).collect();
    cursor.step();
    let is_length = ["metre", "meter", "foot", "inch"]
        .iter()
        .any(|length| name.ends_with(length));
    match figures.as_str() {
        "-1" => Some(format!("per {name}")),
        "-2" if is_length => Some(format!("per square {name}")),
        "-3" if is_length => Some(format!("per cubic {name}")),
        "-2" => Some(format!("per {name} squared")),
        "-3" => Some(format!("per {name} cubed")),
        _ => None,
    }
}

fn named(letters: &str, cursor: &Cursor<'_>) -> Option<String> {
    let name = match letters {
        "s" => "second",
        "h" => "hour",
        "d" => "day",
        "yr" | "a" => "year",
        "K" => "kelvin",
        "mol" => "mole",
        "J" => "joule",
        "N" => "newton",
        _ => return Unit::of(letters, cursor.dialect()).map(|unit| unit.one),
    };
    Some(name.to_owned())
}
