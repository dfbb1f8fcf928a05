//! Capitals taken from loud words, and given to titles.

use std::sync::LazyLock;

use super::plain;
use super::table::{CAPITALS, Words};
use super::token::{Cursor, one_of};

static SMALL: LazyLock<Words> = LazyLock::new(|| Words::of(CAPITALS, "small"));

/// A loud word, said like any other: small letters, with a capital where a title, a name of several words or a sentence
/// has one.
pub(super) fn quiet(word: &str, before: &Cursor<'_>, beside_capitals: bool) -> String {
    let lower = plain::word(&word.to_lowercase()).into_owned();
    if lower == "i" || lower.starts_with("i'") {
        return capitalized(&lower);
    }
    // “Enter RODERIGO and IAGO”
    let named = before
        .near(14)
        .0
        .iter()
        .any(|t| matches!(t.text, "Enter" | "Exit" | "Exeunt"))
        && !is_plain(&lower);
    let titled = named
        || if before.page.shouting {
            before.page.heading
        } else {
            beside_capitals
        };
    let capital = titled && !SMALL.has(&lower) || before.starts_sentence();
    if capital { capitalized(&lower) } else { lower }
}

/// Whether a word of a stage direction is none of the names in it.
fn is_plain(lower: &str) -> bool {
    one_of(
        lower,
        "then and above all below behind dead others severally within alone aside again here there",
    )
}

/// “Darcy”, “O'Hara”
pub(super) fn capitalized(lower: &str) -> String {
    let after_apostrophe = lower.starts_with("o'") || lower.starts_with("d'");
    let mut said = String::with_capacity(lower.len());
    for (at, letter) in lower.chars().enumerate() {
        if at == 0 || at == 2 && after_apostrophe {
            said.extend(letter.to_uppercase());
        } else {
            said.push(letter);
        }
    }
    said
}
