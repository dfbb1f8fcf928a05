//! Eras that were small capitals on the page, and come as small letters: 44 bc, ad 14, 300 bce.

use super::acronym;
use super::token::{Cursor, Kind, one_of};

/// The dash from one era's year to another's: 300 BC – AD 200, 31 B.C.–14 A.D.
pub(super) fn span(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    cursor.eat_one_of(&["–", "-"])?;
    let spaced = usize::from(before.behind(1) == " ");
    let behind = |n: usize| before.behind(n + spaced);
    let dotted = behind(1) == "." && matches!(behind(2), "C" | "D" | "E") && behind(3) == ".";
    let from = dotted && matches!(behind(4), "A" | "B" | "C") || acronym::is_era(behind(1));
    if spaced == 1 {
        cursor.space().then_some(())?;
    }
    let figures = cursor.kind() == Some(Kind::Digits);
    let next = cursor.text();
    let to = figures || next == "AD" || next == "A" && cursor.ahead(1) == "." && cursor.ahead(2) == "D";
    (from && to).then(|| "to".to_owned())
}

/// An era beside its year.
pub(super) fn small_letters(cursor: &mut Cursor<'_>) -> Option<String> {
    const BEFORE: &str = "in from by until till since of after before about around to and or circa between century";
    // Nearly every word is none of them, which is quickly seen.
    if !matches!(cursor.text(), "bc" | "bce" | "ce" | "ad") {
        return None;
    }
    let figures =
        |token: Option<super::token::Token<'_>>| token.is_some_and(|t| t.kind == Kind::Digits && t.text.len() < 5);
    let behind_year = cursor.behind(1) == " " && figures(cursor.token_behind(2));
    let cued = one_of(cursor.word_before(), BEFORE) || cursor.starts_sentence() || cursor.behind(1) == "(";
    let before_year = cued && cursor.ahead(1) == " " && figures(cursor.token_ahead(2));
    let letters = match cursor.word()? {
        "bc" if behind_year => "BC",
        "bce" if behind_year => "BCE",
        "ce" if behind_year => "CE",
        "ad" if before_year => "AD",
        _ => return None,
    };
    Some(acronym::letters(letters, cursor))
}
