//! Eras that were small capitals on the page, and come as small letters: 44 bc, ad 14, 300 bce.

use super::acronym;
use super::token::{Cursor, Kind, one_of};

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
