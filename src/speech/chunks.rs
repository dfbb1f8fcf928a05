//! Phonemes in pieces that fit the model.

use super::alphabet::{is_modifier, is_stress};
use super::{MAX_PHONEMES, Phonemes};

/// Splits phonemes into pieces of at most [`MAX_PHONEMES`].
///
/// There are as few pieces as can be, of about one length, parted at the end of a sentence if possible, else of a
/// clause, else of a word, else anywhere. Nothing but spaces at the seams is lost.
#[must_use]
pub fn chunks(phonemes: &Phonemes) -> Vec<Phonemes> {
    let symbols: Vec<char> = phonemes.as_str().trim().chars().collect();
    let mut pieces = Vec::new();
    let mut rest = symbols.as_slice();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(first_cut(rest));
        pieces.push(piece);
        rest = after;
    }
    let text = |piece: &[char]| piece.iter().collect::<String>().trim().to_owned();
    pieces
        .into_iter()
        .map(text)
        .filter(|piece| !piece.is_empty())
        .map(Phonemes::new)
        .collect()
}

/// Where to cut first: how many symbols the first piece has.
fn first_cut(symbols: &[char]) -> usize {
    let pieces = symbols.len().div_ceil(MAX_PHONEMES);
    if pieces <= 1 {
        return symbols.len();
    }
    let even = symbols.len() / pieces;
    // Any further left, and the rest would need a piece more.
    let first = symbols.len() - (pieces - 1) * MAX_PHONEMES;
    let best =
        (first.max(1)..=MAX_PHONEMES).max_by_key(|&at| (seam(symbols, at), std::cmp::Reverse(at.abs_diff(even))));
    best.unwrap_or(MAX_PHONEMES)
}

/// How good a place is to part two pieces, from bad to good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Seam {
    /// Between a sound and a mark that belongs to it.
    Torn,
    Sound,
    Word,
    Clause,
    Sentence,
}

fn seam(symbols: &[char], at: usize) -> Seam {
    if is_modifier(symbols[at]) || is_stress(symbols[at - 1]) {
        return Seam::Torn;
    }
    if symbols[at - 1] != ' ' {
        return Seam::Sound;
    }
    let last = symbols[..at]
        .iter()
        .rev()
        .find(|symbol| !matches!(symbol, ' ' | '"' | '“' | '”' | ')' | '('));
    match last {
        Some('.' | '!' | '?' | '…') => Seam::Sentence,
        Some(',' | ';' | ':' | '—') => Seam::Clause,
        _ => Seam::Word,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        chunks(&Phonemes::new(text))
            .iter()
            .map(|piece| piece.as_str().to_owned())
            .collect()
    }

    #[test]
    fn what_fits_stays_whole() {
        assert_eq!(pieces("həlˈO. həlˈO."), ["həlˈO. həlˈO."]);
        assert_eq!(pieces("  "), Vec::<String>::new());
    }

    #[test]
    fn a_sentences_end_is_better_than_a_clauses_and_that_than_a_words() {
        let sentence = format!(
            "{}. {}, {}",
            "a ".repeat(100).trim(),
            "b ".repeat(80).trim(),
            "c ".repeat(120).trim()
        );
        assert!(pieces(&sentence)[0].ends_with("a."));
        let clause = format!("{}, {}", "a ".repeat(110).trim(), "b ".repeat(200).trim());
        assert!(pieces(&clause)[0].ends_with("a,"));
        let words = "abc ".repeat(200);
        assert_eq!(pieces(&words).iter().map(String::len).collect::<Vec<_>>(), [399, 399]);
    }

    #[test]
    fn marks_stay_with_their_sounds() {
        let long = "ˈɑː".repeat(400);
        assert!(
            pieces(&long)
                .iter()
                .all(|piece| piece.starts_with('ˈ') && piece.ends_with('ː'))
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_everything_fits(text in "[a-f ,.!?ˈː\u{303}“”]{0,3000}") {
            let chunks = chunks(&Phonemes::new(text.clone()));
            prop_assert!(chunks.iter().all(|piece| !piece.is_empty() && piece.len() <= MAX_PHONEMES));
            let joined: String = chunks.iter().map(Phonemes::as_str).collect();
            let without_spaces = |text: &str| text.replace(' ', "");
            prop_assert_eq!(without_spaces(&joined), without_spaces(&text));
            // Inside a piece not even a space changes.
            prop_assert!(chunks.iter().all(|piece| text.contains(piece.as_str())));
            prop_assert!(chunks.len() <= text.chars().count().div_ceil(MAX_PHONEMES).max(1));
        }
    }
}
