//! A sentence's words for the engine: with what the book says of their languages and their phonemes.

use std::ops::Range;

use super::phonemisers::pronounced;
use super::wiring::same_tongue;
use crate::engine::{Part, Words};
use crate::speech::Language;
use crate::text::say::Span;
use crate::text::{Mark, MarkKind, Sentence};

/// What is said of a sentence by a voice that pronounces it in `language`.
pub fn words_of(sentence: &Sentence, language: Language) -> Words {
    let mut marked: Vec<(Range<usize>, Part)> = sentence
        .marks
        .iter()
        .filter_map(|mark| marked_part(sentence, mark, language))
        .collect();
    // A pronunciation inside a foreign passage goes before its language.
    marked.sort_by_key(|(range, part)| (part.phonemes.is_none(), range.start));
    let mut chosen: Vec<(Range<usize>, Part)> = Vec::new();
    for (range, part) in marked {
        let is_free = |(other, _): &(Range<usize>, Part)| range.end <= other.start || other.end <= range.start;
        if chosen.iter().all(is_free) {
            chosen.push((range, part));
        }
    }
    if chosen.is_empty() {
        return Words::Text(sentence.spoken.clone());
    }
    chosen.sort_by_key(|(range, _)| range.start);
    let mut parts = Vec::new();
    let mut done = 0;
    for (range, part) in chosen {
        parts.extend(plain(&sentence.spoken[done..range.start]));
        done = range.end;
        parts.push(part);
    }
    parts.extend(plain(&sentence.spoken[done..]));
    Words::Parts(parts)
}

fn plain(text: &str) -> Option<Part> {
    (!text.is_empty()).then(|| Part {
        text: text.to_owned(),
        language: None,
        phonemes: None,
    })
}

/// The part of what is spoken that a mark is about, if it changes how that is said.
fn marked_part(sentence: &Sentence, mark: &Mark, language: Language) -> Option<(Range<usize>, Part)> {
    let (own, phonemes) = match &mark.kind {
        MarkKind::Emphasis | MarkKind::Raised => return None,
        MarkKind::Language(tag) => {
            let own = Language::from_tag(tag).filter(|own| !same_tongue(*own, language))?;
            (Some(own), None)
        }
        MarkKind::Pronunciation(pronunciation) => (None, Some(pronounced(pronunciation, language)?)),
    };
    let range = spoken_range(&sentence.spans, &mark.shown)?;
    let text = sentence.spoken.get(range.clone())?.to_owned();
    text.contains(char::is_alphanumeric).then_some((
        range,
        Part {
            text,
            language: own,
            phonemes,
        },
    ))
}

/// What is spoken of a range of what is shown.
fn spoken_range(spans: &[Span], shown: &Range<usize>) -> Option<Range<usize>> {
    let touched =
        |span: &&Span| span.shown.start < shown.end && shown.start < span.shown.end && !span.spoken.is_empty();
    let (first, last) = (spans.iter().find(touched)?, spans.iter().rfind(touched)?);
    // A span that is longer than the mark is cut only where it is said letter by letter.
    let is_same = |span: &Span| span.shown.len() == span.spoken.len();
    let start = match shown.start.checked_sub(first.shown.start) {
        Some(offset) if offset > 0 && is_same(first) => first.spoken.start + offset,
        _ => first.spoken.start,
    };
    let end = match last.shown.end.checked_sub(shown.end) {
        Some(offset) if offset > 0 && is_same(last) => last.spoken.end - offset,
        _ => last.spoken.end,
    };
    (start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::book::{Alphabet, BlockKind, Pronunciation};
    use crate::text::say::{SayOptions, say};
    use crate::text::{Role, SentenceId};

    fn sentence(text: &str, marks: &[(&str, MarkKind)]) -> Sentence {
        let said = say(text, &SayOptions::default());
        let mark = |(part, kind): &(&str, MarkKind)| {
            let start = text.find(part).unwrap();
            Mark {
                shown: start..start + part.len(),
                kind: kind.clone(),
            }
        };
        Sentence {
            id: SentenceId {
                chapter: 1,
                sentence: 1,
            },
            text: text.to_owned(),
            spoken: said.spoken,
            spans: said.spans,
            pause_after: Duration::ZERO,
            language: None,
            block: BlockKind::Paragraph,
            opens_block: true,
            marks: marks.iter().map(mark).collect(),
            role: Role::Narration,
        }
    }

    fn ipa(phonemes: &str) -> MarkKind {
        MarkKind::Pronunciation(Arc::new(Pronunciation {
            alphabet: Alphabet::Ipa,
            phonemes: phonemes.to_owned(),
        }))
    }

    #[test]
    fn what_the_book_says_of_a_part_goes_with_it() {
        let french = MarkKind::Language("fr".into());
        let marks = [("déjà vu", french), ("31°", ipa("ˈθɜrti wʌn dɪˈgriz"))];
        let words = words_of(&sentence("A déjà vu at 31° north.", &marks), Language::EnglishUs);
        let Words::Parts(parts) = words else {
            panic!("{words:?}")
        };
        let parts: Vec<_> = parts
            .iter()
            .map(|part| (part.text.as_str(), part.language, part.phonemes.is_some()))
            .collect();
        assert_eq!(
            parts,
            [
                ("A ", None, false),
                ("déjà vu", Some(Language::French), false),
                (" at ", None, false),
                ("thirty-one degrees", None, true),
                (" north.", None, false),
            ]
        );
    }

    #[test]
    fn what_changes_nothing_is_plain_text() {
        let marks = [
            ("one", MarkKind::Language("en-US".into())),
            ("two", MarkKind::Language("la".into())),
        ];
        let words = words_of(&sentence("one two", &marks), Language::EnglishGb);
        assert_eq!(words, Words::Text("one two".to_owned()));
    }
}
