//! Powers and quotients as they are typed on one line: 10^-31, 2^n, π/2, m/s.

use super::acronym;
use super::token::{Cursor, Kind};

/// The letters multiplied in E = mc²; without an equals sign they are a unit.
pub(super) fn product(cursor: &mut Cursor<'_>) -> Option<String> {
    let equation = cursor.near(4).0.iter().any(|t| t.text == "=");
    let word = cursor.word().filter(|word| equation && word.len() == 2)?;
    let variables = word.bytes().all(|b| b.is_ascii_lowercase() && !b"aeiou".contains(&b));
    (variables && cursor.kind() == Some(Kind::Raised)).then(|| acronym::spell(word))
}

/// ^ between a base and its exponent.
pub(super) fn caret(cursor: &mut Cursor<'_>) -> Option<String> {
    let base = cursor
        .token_behind(1)
        .is_some_and(|t| matches!(t.kind, Kind::Digits | Kind::Word) || t.text == ")");
    (base && cursor.eat("^")).then_some(())?;
    if cursor.eat_one_of(&["-", "−", "–"]).is_some() {
        return is_exponent(cursor).then(|| "to the minus".to_owned());
    }
    let ends = !matches!(cursor.ahead(1), "." | "/") || cursor.ahead(2) == " " || cursor.ahead(2).is_empty();
    let power = match cursor.text() {
        "2" if ends => "squared",
        "3" if ends => "cubed",
        _ => return is_exponent(cursor).then(|| "to the power of".to_owned()),
    };
    cursor.step();
    Some(power.to_owned())
}

fn is_exponent(cursor: &Cursor<'_>) -> bool {
    matches!(cursor.kind(), Some(Kind::Digits | Kind::Word)) || cursor.text() == "("
}

/// The stroke of π/2 and 1/π.
pub(super) fn over(cursor: &mut Cursor<'_>) -> Option<String> {
    let greek = |text: &str| {
        let mut letters = text.chars();
        letters.next().is_some_and(|c| ('α'..='ω').contains(&c)) && letters.next().is_none()
    };
    let figures = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let (behind, ahead) = (cursor.behind(1), cursor.ahead(1));
    let quotient = greek(behind) && (figures(ahead) || greek(ahead)) || figures(behind) && greek(ahead);
    (quotient && cursor.eat("/")).then(|| "over".to_owned())
}
