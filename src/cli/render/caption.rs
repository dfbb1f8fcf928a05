//! What is shown while a sentence is heard, and which part of it each spoken word stands for.

use std::ops::Range;

use crate::export::Caption;
use crate::text::Sentence;
use crate::text::say::Span;

pub(super) fn caption(sentence: &Sentence) -> Caption {
    let spoken = &sentence.spoken;
    let words = words(spoken).map(|word| shown_by(sentence, &word));
    Caption {
        words: words.collect(),
        text: sentence.text.clone(),
    }
}

/// What stands between two spaces and has a letter or digit in it.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let start_of = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let words = text.split_whitespace();
    words
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(move |word| start_of(word)..start_of(word) + word.len())
}

/// The part of the text that a spoken word stands for.
fn shown_by(sentence: &Sentence, word: &Range<usize>) -> Range<usize> {
    let said = |span: &&Span| span.spoken.start < word.end && word.start < span.spoken.end;
    let parts = sentence.spans.iter().filter(said).map(|span| {
        // What is spoken as it is shown can be told word by word.
        if sentence.text.get(span.shown.clone()) == sentence.spoken.get(span.spoken.clone()) {
            let at =
                |spoken: usize| span.shown.start + spoken.clamp(span.spoken.start, span.spoken.end) - span.spoken.start;
            at(word.start)..at(word.end)
        } else {
            span.shown.clone()
        }
    });
    let whole = parts.reduce(|one, other| one.start.min(other.start)..one.end.max(other.end));
    whole.unwrap_or(0..0)
}
