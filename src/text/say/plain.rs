//! Words that are nothing special, but for their letters, and those an author half hides.

use std::borrow::Cow;

use super::number;
use super::token::{Cursor, Kind, one_of};

/// A word as it is, with the printer's ligatures Æ and Œ in two letters, as dictionaries have them.
pub(super) fn word(word: &str) -> Cow<'_, str> {
    let ligature = word.contains(['æ', 'œ', 'Æ', 'Œ']) && word.chars().count() > 3;
    let english = word.chars().all(|c| c.is_ascii() || matches!(c, 'æ' | 'œ' | 'Æ' | 'Œ'));
    if !ligature || !english {
        return word.into();
    }
    let capitals = word.chars().all(|c| !c.is_lowercase());
    let (ash, ethel) = if capitals { ("AE", "OE") } else { ("Ae", "Oe") };
    word.replace('æ', "ae")
        .replace('œ', "oe")
        .replace('Æ', ash)
        .replace('Œ', ethel)
        .into()
}

/// d—n, h—l: what a Victorian printer did not spell out.
pub(super) fn half_hidden(cursor: &mut Cursor<'_>) -> Option<String> {
    const HIDDEN: [(&str, &str, &str); 14] = [
        ("d", "n", "damn"),
        ("D", "n", "Damn"),
        ("d", "d", "damned"),
        ("D", "d", "Damned"),
        ("d", "ned", "damned"),
        ("d", "nable", "damnable"),
        ("h", "l", "hell"),
        ("H", "l", "Hell"),
        ("d", "l", "devil"),
        ("D", "l", "Devil"),
        ("dev", "l", "devil"),
        ("G", "d", "God"),
        ("b", "y", "bloody"),
        ("g", "d", "god"),
    ];
    let head = cursor.word().filter(|w| w.len() < 4)?;
    let mut dashes = 0;
    while let Some(dash) = cursor.eat_one_of(&["—", "-", "–"]) {
        dashes += if dash == "-" { 1 } else { 2 };
    }
    let tail = cursor.word()?;
    let printed = dashes > 1 || head == "G" && dashes == 1;
    let (_, _, said) = HIDDEN.iter().find(|(a, b, _)| printed && *a == head && *b == tail)?;
    Some((*said).to_owned())
}

/// 18—: a year the author keeps back.
pub(super) fn hidden_year(cursor: &mut Cursor<'_>) -> Option<String> {
    const CUES: &str = "in of year the since january february march april may june july august september october \
        november december";
    let dialect = cursor.dialect();
    let cued = one_of(cursor.word_before(), CUES) || cursor.behind(2) == ",";
    if let Some(words) = cursor.attempt(|c| hidden_unit(c).filter(|_| cued)) {
        return Some(words);
    }
    let century = cursor.digits().filter(|c| matches!(*c, "16" | "17" | "18" | "19"))?;
    let decade = cursor.behind(2);
    let mut dashes = 0;
    while let Some(dash) = cursor.eat_one_of(&["—", "-", "–"]) {
        dashes += if dash == "—" { 2 } else { 1 };
    }
    let ends = !matches!(cursor.kind(), Some(Kind::Word | Kind::Digits));
    let stopped = matches!(cursor.text(), "," | ".");
    (dashes > 1 && ends && decade != "." && (cued || stopped || dashes > 2))
        .then(|| format!("{} blank", number::cardinal(century, dialect)))
}

/// 186-: a year whose last figure is kept back.
fn hidden_unit(cursor: &mut Cursor<'_>) -> Option<String> {
    let decade = cursor.digits().filter(|d| d.len() == 3 && ("150".."200").contains(d))?;
    cursor.eat_one_of(&["-", "–", "—"])?;
    let mut rest = *cursor;
    rest.space();
    let ends = !matches!(cursor.kind(), Some(Kind::Word | Kind::Digits)) && rest.kind() != Some(Kind::Digits);
    let repeated = matches!(cursor.text(), "-" | "–" | "—");
    (ends && !repeated).then(|| format!("{}-blank", number::pairs(&format!("{decade}0"), cursor.dialect())))
}
