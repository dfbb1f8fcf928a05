//! What is said in one breath: very short sentences are joined with a neighbour, very long ones cut at clauses.
//!
//! Kokoro rushes what is very short, and takes no more than 510 phonemes. An English character makes about one
//! phoneme, so the longest breath here fits with room for numbers and signs that are longer in words; what still does
//! not fit is cut again, to the phoneme, when its phonemes are known.

use std::ops::Range;

use super::split::trimmed;

/// A sentence of fewer characters is joined with its neighbour.
const SHORT: usize = 25;

/// Sentences are not joined beyond this many characters.
const JOINED: usize = 200;

/// A breath of more characters is cut.
const LONG: usize = 350;

/// How a breath ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// In the middle of a sentence.
    Clause,
    /// In the middle of a sentence, at the end of a line of verse.
    Line,
    /// With the sentence.
    Sentence,
}

/// What is said in one breath.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breath {
    /// Its byte range.
    pub range: Range<usize>,
    /// How it ends.
    pub ending: Ending,
}

/// Makes breaths of sentences.
pub fn breaths(text: &str, sentences: Vec<Range<usize>>) -> Vec<Breath> {
    let joined = join(text, sentences);
    joined.into_iter().flat_map(|sentence| cut(text, sentence)).collect()
}

fn length(text: &str, range: &Range<usize>) -> usize {
    text[range.clone()].chars().count()
}

fn is_speakable(text: &str, range: &Range<usize>) -> bool {
    text[range.clone()].chars().any(char::is_alphanumeric)
}

fn join(text: &str, sentences: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for sentence in sentences {
        let belong = joined.last().is_some_and(|last| {
            let speakable = is_speakable(text, last) && is_speakable(text, &sentence);
            let short = length(text, last) < SHORT || length(text, &sentence) < SHORT;
            !speakable || (short && length(text, &(last.start..sentence.end)) <= JOINED)
        });
        match joined.last_mut() {
            Some(last) if belong => last.end = sentence.end,
            _ => joined.push(sentence),
        }
    }
    joined
}

/// Cuts a sentence that is too long into parts of about equal length, at the best places near there.
fn cut(text: &str, sentence: Range<usize>) -> Vec<Breath> {
    let mut parts: Vec<Breath> = Vec::new();
    let mut rest = sentence;
    while !rest.is_empty() {
        let characters = length(text, &rest);
        let (end, ending) = if characters <= LONG {
            (rest.len(), Ending::Sentence)
        } else {
            best_cut(&text[rest.clone()], characters / characters.div_ceil(LONG))
        };
        let range = trimmed(text, rest.start..rest.start + end);
        rest = trimmed(text, rest.start + end..rest.end);
        match parts.last_mut() {
            // Signs alone cannot be said, however many.
            Some(last) if !is_speakable(text, &range) || !is_speakable(text, &last.range) => {
                last.range.end = range.end;
                last.ending = ending;
            }
            _ => parts.push(Breath { range, ending }),
        }
    }
    parts
}

/// The best place to cut a text that is too long, a byte offset: the end of a line, of a clause, of a word, of a
/// character, near `aim` characters from its start.
fn best_cut(text: &str, aim: usize) -> (usize, Ending) {
    let mut best: Option<(usize, usize, usize, Ending)> = None;
    let mut previous = ' ';
    let from = aim / 2;
    for (number, (at, character)) in text.char_indices().enumerate().take(LONG) {
        if number >= from.max(1) {
            let (rank, ending) = match (previous, character) {
                (_, '\n') => (0, Ending::Line),
                (';' | ':' | '—' | '；' | '：' | '؛' | '!' | '?' | '”' | ')', c) if c.is_whitespace() => {
                    (1, Ending::Clause)
                }
                ('—' | '。' | '；', _) => (1, Ending::Clause),
                (',' | '،' | '\t', c) if c.is_whitespace() => (2, Ending::Clause),
                ('、' | '，', _) => (2, Ending::Clause),
                (_, c) if c.is_whitespace() => (3, Ending::Clause),
                _ => (4, Ending::Clause),
            };
            let distance = number.abs_diff(aim);
            if best.is_none_or(|(r, d, ..)| (rank, distance) < (r, d)) {
                best = Some((rank, distance, at, ending));
            }
        }
        previous = character;
    }
    best.map_or((text.len(), Ending::Clause), |(.., at, ending)| (at, ending))
}

#[cfg(test)]
mod tests {
    use super::super::split::sentences;
    use super::*;

    fn breathe(text: &str) -> Vec<&str> {
        let breaths = breaths(text, sentences(text, "en", false));
        breaths.into_iter().map(|breath| &text[breath.range]).collect()
    }

    #[test]
    fn short_sentences_are_joined() {
        assert_eq!(
            breathe("“No.” He went away into the dark and cold night."),
            ["“No.” He went away into the dark and cold night."]
        );
        assert_eq!(
            breathe("He went away into the dark and cold night. She did not follow him into it at all."),
            [
                "He went away into the dark and cold night.",
                "She did not follow him into it at all."
            ]
        );
        assert_eq!(
            breathe("He went away into the dark and cold night. . . ."),
            ["He went away into the dark and cold night. . . ."]
        );
    }

    #[test]
    fn signs_are_never_alone() {
        for text in [
            format!("\" {}", "a b ".repeat(60)),
            format!("{} one", ". ".repeat(400)),
            format!("one {}", "—".repeat(800)),
        ] {
            assert!(
                breathe(&text).iter().all(|part| part.contains(char::is_alphanumeric)),
                "{text}"
            );
        }
    }

    #[test]
    fn long_sentences_are_cut_at_clauses() {
        let text = "the sea was calm and the wind was low, ".repeat(7)
            + "and so it stayed; "
            + &"no man spoke a word, ".repeat(9)
            + "to the end.";
        let parts = breathe(&text);
        assert_eq!(parts.len(), 2);
        assert!(parts[0].ends_with("stayed;"), "{parts:?}");
        for text in [
            "a".repeat(2000),
            "one two ".repeat(300),
            "word\n".repeat(200),
            "あ".repeat(1000),
        ] {
            let parts = breathe(&text);
            assert!(parts.iter().all(|part| part.chars().count() <= LONG));
            let kept: String = parts.concat().split_whitespace().collect();
            assert_eq!(kept, text.split_whitespace().collect::<String>());
        }
    }
}
