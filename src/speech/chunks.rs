//! Phonemes in pieces that fit the model.

use std::cmp::Reverse;
use std::ops::RangeInclusive;

use super::alphabet::{is_modifier, is_stress};
use super::{MAX_PHONEMES, Phonemes};

/// Above this the model begins to rush, and its memory grows: about thirteen seconds of speech.
const COMFORTABLE: usize = 240;

/// Splits phonemes into pieces of at most [`MAX_PHONEMES`], and of not much more than [`COMFORTABLE`] where a sentence
/// or a clause ends in time.
///
/// The pieces are of about one length, parted at the end of a sentence if possible, else of a
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
    if symbols.len() <= COMFORTABLE {
        return symbols.len();
    }
    let even = symbols.len() / symbols.len().div_ceil(COMFORTABLE);
    let comfortable = even / 2..=(even + even / 2).min(COMFORTABLE + COMFORTABLE / 5);
    match best_seam(symbols, comfortable, even) {
        Some((seam, at)) if seam >= Seam::Clause => at,
        _ if symbols.len() <= MAX_PHONEMES => symbols.len(),
        _ => {
            let pieces = symbols.len().div_ceil(MAX_PHONEMES);
            // Any further left, and the rest would need a piece more.
            let first = symbols.len() - (pieces - 1) * MAX_PHONEMES;
            let best = best_seam(symbols, first.max(1)..=MAX_PHONEMES, symbols.len() / pieces);
            best.map_or(MAX_PHONEMES, |(_, at)| at)
        }
    }
}

/// Of the best places among these to part, the one nearest to `even`.
fn best_seam(symbols: &[char], places: RangeInclusive<usize>, even: usize) -> Option<(Seam, usize)> {
    let best = places.max_by_key(|&at| (seam(symbols, at), Reverse(at.abs_diff(even))))?;
    Some((seam(symbols, best), best))
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
            "a ".repeat(80).trim(),
            "b ".repeat(60).trim(),
            "c ".repeat(90).trim()
        );
        assert!(pieces(&sentence)[0].ends_with("a."));
        let clause = format!("{}, {}", "a ".repeat(90).trim(), "b ".repeat(130).trim());
        assert!(pieces(&clause)[0].ends_with("a,"));
        let words = "abc ".repeat(200);
        assert_eq!(pieces(&words).iter().map(String::len).collect::<Vec<_>>(), [399, 399]);
    }

    #[test]
    fn a_long_sentence_without_a_clause_stays_whole_while_it_fits() {
        assert_eq!(pieces(&"abc ".repeat(120)).len(), 1);
        assert_eq!(pieces(&"abc, ".repeat(96)).len(), 2);
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
            prop_assert!(chunks.len() <= text.chars().count().div_ceil(COMFORTABLE / 4).max(1));
        }
    }
}
