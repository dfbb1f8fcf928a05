//! Units cut short behind a number in words: five ft. seven in. in height, TEN YRS. AFTER.

use super::token::{Cursor, one_of};
use super::unit_table::Unit;

const NUMBERS: &str = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen \
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand half few several \
    some many dozen";

/// A unit with its full stop behind a number in words.
pub(super) fn unit(cursor: &mut Cursor<'_>) -> Option<String> {
    let number = cursor.word_before();
    let spaced = cursor.behind(1) == " " && cursor.ahead(1) == ".";
    let written = cursor
        .word()
        .filter(|w| spaced && w.len() > 1 && one_of(number, NUMBERS))?;
    let shouted = cursor.page.shouting.then(|| written.to_ascii_lowercase());
    let letters = shouted.as_deref().unwrap_or(written);
    let unit = match letters {
        "in" | "ins" => Unit::new("inch", "inches"),
        "ms" | "st" => return None,
        _ => Unit::of(letters, cursor.dialect())?,
    };
    cursor.abbreviation_dot().then_some(())?;
    Some(if one_of(number, "one half") {
        unit.one
    } else {
        unit.many
    })
}
