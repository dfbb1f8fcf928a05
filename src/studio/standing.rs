//! How far the book has come, for those who look in from outside, and what is left of a render to take up again.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::outline::Tally;
use super::state::State;
use crate::store::{RenderOrder, Span, Standing};
use crate::text::SentenceId;

/// Sentences to be rendered as soon as their chapters have been read.
pub type Unread = BTreeMap<u32, RangeInclusive<u32>>;

/// All sentences of a chapter, however many there are.
pub const WHOLE: RangeInclusive<u32> = 1..=u32::MAX;

/// What was left of a render, chapter by chapter.
pub fn unread(order: &RenderOrder) -> Unread {
    let mut unread = Unread::new();
    for span in &order.spans {
        let sentences = unread.entry(span.chapter).or_insert(span.first..=span.last);
        *sentences = (*sentences.start()).min(span.first)..=(*sentences.end()).max(span.last);
    }
    unread
}

impl State {
    /// How far the book has come.
    pub fn standing(&self) -> Standing {
        // Nobody is told a part as if it were the whole.
        let tally = if self.outline.is_read() {
            self.outline.tally()
        } else {
            Tally::default()
        };
        let place = self.playback.heard_id().or_else(|| self.cursor());
        let chapter = place
            .and_then(|id| self.outline.position(id.chapter))
            .map_or(self.current(), |at| self.outline.chapters.get(at));
        let order = || {
            let left = self.rendering.iter().copied().collect();
            let mut spans = spans(&left);
            spans.extend(self.render_when_read.iter().map(|(chapter, sentences)| Span {
                chapter: *chapter,
                first: *sentences.start(),
                last: *sentences.end(),
            }));
            RenderOrder {
                spans,
                left: left.len(),
                eta_seconds: self.eta().map(|eta| eta.as_secs()),
                speed: self.gauge.speed(),
            }
        };
        Standing {
            done: tally.done,
            failed: tally.failed,
            total: tally.total,
            chapter: chapter.map(|chapter| chapter.heading.title.clone()).unwrap_or_default(),
            render: self.is_rendering().then(order),
        }
    }
}

/// Sentences as runs without gaps.
fn spans(sentences: &BTreeSet<SentenceId>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for id in sentences {
        match spans.last_mut() {
            Some(span) if span.chapter == id.chapter && span.last + 1 == id.sentence => span.last = id.sentence,
            _ => spans.push(Span {
                chapter: id.chapter,
                first: id.sentence,
                last: id.sentence,
            }),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_written_in_few_words_and_read_again() {
        let ids = [(3, 1), (3, 2), (3, 3), (4, 7)].map(|(chapter, sentence)| SentenceId { chapter, sentence });
        let spans = spans(&BTreeSet::from(ids));
        assert_eq!(spans.len(), 2);
        let order = RenderOrder {
            spans,
            ..RenderOrder::default()
        };
        assert_eq!(unread(&order), Unread::from([(3, 1..=3), (4, 7..=7)]));
    }
}
