//! Who says what of a chapter: sentences are cut at the quotation marks, and speakers found by a few plain rules.
//!
//! 1. What stands between “ and ” is direct speech; a quotation ends with its paragraph, closed or not.
//! 2. In a paragraph with direct speech, a name beside a verb of saying (“said Elizabeth”, “Mr. Darcy replied”) is its
//!    speaker, for all speech of that paragraph. The first name that is found counts.
//! 3. A paragraph that names nobody has a speaker nobody knows. Nothing is guessed from turns.

use std::ops::Range;
use std::sync::LazyLock;
use std::time::Duration;

use regex::Regex;

use super::say::Span;
use super::sentence::{Mark, Role, Sentence};

/// Cuts the sentences of a chapter where narration and speech meet, with `pause` between the parts, numbers them anew,
/// and says of each whether it is narrated or spoken, and by whom.
#[must_use]
pub fn cast(sentences: Vec<Sentence>, pause: Duration) -> Vec<Sentence> {
    let mut parts: Vec<Sentence> = Vec::with_capacity(sentences.len());
    let mut paragraph = 0;
    let mut is_open = false;
    for sentence in sentences {
        if sentence.opens_block {
            name_speaker(&mut parts[paragraph..]);
            paragraph = parts.len();
            is_open = false;
        }
        parts.extend(cut(sentence, &mut is_open, pause));
    }
    name_speaker(&mut parts[paragraph..]);
    for (number, part) in (1..).zip(&mut parts) {
        part.id.sentence = number;
    }
    parts
}

/// The parts of a sentence; `is_open` says whether a quotation is open, before it and then after it.
fn cut(sentence: Sentence, is_open: &mut bool, pause: Duration) -> Vec<Sentence> {
    let mut pieces: Vec<(Range<usize>, bool)> = Vec::new();
    let mut begin = 0;
    let mut add = |range: Range<usize>, is_speech: bool| {
        let has_words = sentence.spoken[range.clone()].contains(char::is_alphanumeric);
        match pieces.last_mut() {
            // Punctuation belongs to what is before it.
            Some((last, of_speech)) if !has_words || *of_speech == is_speech => last.end = range.end,
            _ if !range.is_empty() => pieces.push((range, is_speech)),
            _ => {}
        }
    };
    for (at, symbol) in sentence.spoken.char_indices() {
        match symbol {
            '“' if !*is_open => {
                add(begin..at, false);
                (begin, *is_open) = (at, true);
            }
            '”' if *is_open => {
                let end = at + symbol.len_utf8();
                add(begin..end, true);
                (begin, *is_open) = (end, false);
            }
            _ => {}
        }
    }
    add(begin..sentence.spoken.len(), *is_open);
    split(sentence, &pieces, pause)
}

/// Splits a sentence into these pieces of what is spoken, as far as the page can be cut there too.
fn split(sentence: Sentence, pieces: &[(Range<usize>, bool)], pause: Duration) -> Vec<Sentence> {
    let role = |is_speech: bool| if is_speech { Role::Speech(None) } else { Role::Narration };
    let cuts: Vec<_> = pieces
        .iter()
        .take(pieces.len().saturating_sub(1))
        .map(|(range, _)| Some((range.end, shown_at(&sentence, range.end)?)))
        .collect();
    let Some(mut ends) = cuts
        .into_iter()
        .collect::<Option<Vec<_>>>()
        .filter(|cuts| !cuts.is_empty())
    else {
        let is_speech = pieces.first().is_some_and(|(_, is_speech)| *is_speech);
        return vec![Sentence {
            role: role(is_speech),
            ..sentence
        }];
    };
    ends.push((sentence.spoken.len(), sentence.text.len()));
    let (mut spoken, mut shown) = (0, 0);
    let last = ends.len() - 1;
    let part = |(number, (spoken_end, shown_end)): (usize, (usize, usize))| {
        let (said, seen) = (spoken..spoken_end, shown..shown_end);
        (spoken, shown) = (spoken_end, shown_end);
        Sentence {
            id: sentence.id,
            text: sentence.text[seen.clone()].to_owned(),
            spoken: sentence.spoken[said.clone()].to_owned(),
            spans: sentence
                .spans
                .iter()
                .filter_map(|span| part_of_span(span, &said, &seen))
                .collect(),
            pause_after: if number == last { sentence.pause_after } else { pause },
            language: sentence.language.clone(),
            block: sentence.block,
            opens_block: sentence.opens_block && number == 0,
            marks: sentence
                .marks
                .iter()
                .filter_map(|mark| part_of_mark(mark, &seen))
                .collect(),
            role: role(pieces[number].1),
        }
    };
    ends.into_iter().enumerate().map(part).collect()
}

/// Where the page stands when so much is spoken, if that is between two letters.
fn shown_at(sentence: &Sentence, spoken: usize) -> Option<usize> {
    let span = sentence.spans.iter().rfind(|span| span.spoken.start < spoken)?;
    let shown = if span.spoken.end == spoken {
        span.shown.end
    } else {
        // Only what is said letter by letter can be cut.
        let offset = spoken - span.spoken.start;
        (span.shown.len() == span.spoken.len()).then_some(span.shown.start + offset)?
    };
    (sentence.text.is_char_boundary(shown) && sentence.spoken.is_char_boundary(spoken)).then_some(shown)
}

/// What of a range lies within another, counted from where that begins.
fn within(range: &Range<usize>, whole: &Range<usize>) -> Range<usize> {
    let place = |at: usize| at.clamp(whole.start, whole.end) - whole.start;
    place(range.start)..place(range.end)
}

fn part_of_span(span: &Span, spoken: &Range<usize>, shown: &Range<usize>) -> Option<Span> {
    let part = Span {
        shown: within(&span.shown, shown),
        spoken: within(&span.spoken, spoken),
    };
    (!part.shown.is_empty() || !part.spoken.is_empty()).then_some(part)
}

fn part_of_mark(mark: &Mark, shown: &Range<usize>) -> Option<Mark> {
    let part = within(&mark.shown, shown);
    (!part.is_empty()).then(|| Mark {
        shown: part,
        kind: mark.kind.clone(),
    })
}

/// Gives the speech of a paragraph the speaker its narration names.
fn name_speaker(paragraph: &mut [Sentence]) {
    let is_speech = |part: &Sentence| matches!(part.role, Role::Speech(_));
    if !paragraph.iter().any(is_speech) {
        return;
    }
    let name = paragraph
        .iter()
        .filter(|part| part.role == Role::Narration)
        .find_map(|part| speaker(&part.text));
    for part in paragraph.iter_mut().filter(|part| is_speech(part)) {
        part.role = Role::Speech(name.clone());
    }
}

/// A name beside a verb of saying.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static SAYING: LazyLock<Regex> = LazyLock::new(|| {
    const NAME: &str =
        r"(?:(?:Mr|Mrs|Ms|Dr|Miss|Sir|Lady|Lord|Aunt|Uncle|Captain|Colonel|Madame|Father)\.?\s+)?\p{Lu}[\p{L}’'-]+";
    const VERB: &str = "(?:said|says|asked|cried|replied|answered|whispered|shouted|exclaimed|returned|continued|added|\
                        remarked|observed|murmured|muttered|demanded|repeated|began|called|inquired)";
    let pattern = format!(r"\b{VERB}\s+({NAME})|({NAME})\s+{VERB}\b");
    Regex::new(&pattern).expect("the pattern is right")
});

/// A name without the full stops of its title: the same speaker, whichever way a book has it.
#[must_use]
pub fn plain_name(name: &str) -> String {
    name.replace('.', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words with a capital that name nobody.
const NO_NAMES: [&str; 16] = [
    "He", "She", "It", "They", "We", "You", "I", "The", "A", "And", "But", "Then", "So", "Who", "That", "One",
];

/// Who says something, by a piece of narration.
fn speaker(narration: &str) -> Option<String> {
    SAYING
        .captures_iter(narration)
        .filter_map(|found| found.get(1).or_else(|| found.get(2)))
        .map(|name| name.as_str().to_owned())
        .find(|name| !NO_NAMES.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::BlockKind;
    use crate::text::SentenceId;
    use crate::text::say::{SayOptions, say};

    const PAUSE: Duration = Duration::from_millis(150);

    fn sentence(text: &str, opens_block: bool) -> Sentence {
        let said = say(text, &SayOptions::default());
        Sentence {
            id: SentenceId {
                chapter: 3,
                sentence: 1,
            },
            text: text.to_owned(),
            spoken: said.spoken,
            spans: said.spans,
            pause_after: Duration::from_secs(1),
            language: None,
            block: BlockKind::Paragraph,
            opens_block,
            marks: Vec::new(),
            role: Role::Narration,
        }
    }

    fn parts(sentences: &[(&str, bool)]) -> Vec<(String, Role)> {
        let sentences = sentences.iter().map(|(text, opens)| sentence(text, *opens)).collect();
        let parts = cast(sentences, PAUSE);
        let numbers: Vec<_> = parts.iter().map(|part| part.id.sentence).collect();
        assert_eq!(numbers, (1..=parts.len() as u32).collect::<Vec<_>>());
        parts
            .into_iter()
            .map(|part| (part.text.trim().to_owned(), part.role))
            .collect()
    }

    fn by(name: &str) -> Role {
        Role::Speech(Some(name.to_owned()))
    }

    fn part(text: &str, role: Role) -> (String, Role) {
        (text.to_owned(), role)
    }

    #[test]
    fn a_sentence_is_cut_at_its_quotes_and_nothing_of_it_is_lost() {
        let whole = sentence(
            "“You are tolerable,” said Mr. Darcy coldly, “but not £20 handsome.”",
            true,
        );
        let parts = cast(vec![whole.clone()], PAUSE);
        let join = |of: fn(&Sentence) -> &str| parts.iter().map(of).collect::<String>();
        assert_eq!(join(|part| &part.text), whole.text);
        assert_eq!(join(|part| &part.spoken), whole.spoken);
        let roles: Vec<_> = parts.iter().map(|part| part.role.clone()).collect();
        assert_eq!(roles, [by("Mr. Darcy"), Role::Narration, by("Mr. Darcy")]);
        let pauses: Vec<_> = parts.iter().map(|part| part.pause_after).collect();
        assert_eq!(pauses, [PAUSE, PAUSE, whole.pause_after]);
        for part in &parts {
            let (shown, spoken) = part.spans.iter().fold((0, 0), |at, span| {
                assert_eq!((span.shown.start, span.spoken.start), at);
                (span.shown.end, span.spoken.end)
            });
            assert_eq!((shown, spoken), (part.text.len(), part.spoken.len()));
        }
    }

    #[test]
    fn a_quotation_goes_on_to_its_end_or_its_paragraphs() {
        assert_eq!(
            parts(&[
                ("“One.", true),
                ("Two,” Elizabeth replied.", false),
                ("“Three.", true),
                ("Four.", true)
            ]),
            [
                part("“One.", by("Elizabeth")),
                part("Two,”", by("Elizabeth")),
                part("Elizabeth replied.", Role::Narration),
                part("“Three.", Role::Speech(None)),
                part("Four.", Role::Narration),
            ]
        );
    }

    #[test]
    fn pronouns_name_nobody() {
        assert_eq!(speaker("He said nothing."), None);
        assert_eq!(speaker("said she, and Jane added a word"), Some("Jane".to_owned()));
        assert_eq!(speaker("cried Mrs. Bennet"), Some("Mrs. Bennet".to_owned()));
    }
}
