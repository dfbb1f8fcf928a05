//! What a sentence's text is turned into before it is said: lines and cells get a breath, a heading's numeral its
//! number. The way back from it to the text is kept.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::say::{Said, Span};
use crate::book::BlockKind;

/// A heading that is, or begins with, a Roman numeral standing apart: `XIV`, `I. The Fair`, `II — Home`.
#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static HEADING_NUMERAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?<numeral>(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?:[.:)]|\s*[—–\n\t]|$)").unwrap()
});

/// A text with parts of it replaced.
#[derive(Debug, Default)]
pub struct Script {
    /// The text.
    pub text: String,
    /// Which parts of the original became which of it, in reading order, covering all of both.
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    shown: Range<usize>,
    script: Range<usize>,
}

impl Script {
    /// Prepares a sentence that is shown in a block of this kind.
    pub fn of(shown: &str, block: BlockKind) -> Self {
        let mut script = Self::default();
        let mut at = 0;
        if matches!(block, BlockKind::Heading(_))
            && let Some(numeral) = HEADING_NUMERAL.captures(shown).and_then(|found| found.name("numeral"))
            && let Some(number) = number(numeral.as_str())
        {
            at = numeral.end();
            script.push(0..at, &number.to_string());
        }
        for (end, character) in shown.match_indices(['\n', '\t']) {
            if end < at {
                continue;
            }
            script.push(at..end, &shown[at..end]);
            let ends_with_a_breath = shown[..end].ends_with(|c: char| !c.is_alphanumeric());
            at = end + character.len();
            script.push(end..at, if ends_with_a_breath { " " } else { ", " });
        }
        script.push(at..shown.len(), &shown[at..]);
        script
    }

    fn push(&mut self, shown: Range<usize>, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.parts.push(Part {
            shown,
            script: start..self.text.len(),
        });
    }

    /// Leads what was said of the script back to the original text.
    pub fn back(&self, said: Said) -> Said {
        let spans = said.spans.into_iter().map(|span| Span {
            shown: self.shown(&span.shown),
            spoken: span.spoken,
        });
        Said {
            spans: spans.collect(),
            spoken: said.spoken,
        }
    }

    fn shown(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.parts.iter().find(|part| range.start < part.script.end);
        let end = self.parts.iter().rev().find(|part| range.end > part.script.start);
        let (Some(start), Some(end)) = (start, end) else {
            return 0..0;
        };
        let from = if start.is_same() {
            start.shown.start + range.start.saturating_sub(start.script.start)
        } else {
            start.shown.start
        };
        let to = if end.is_same() {
            end.shown.start + (range.end - end.script.start).min(end.script.len())
        } else {
            end.shown.end
        };
        from..to.max(from)
    }
}

impl Part {
    /// Whether nothing was replaced, so that offsets run alike. A replaced part of the same length does no harm.
    fn is_same(&self) -> bool {
        self.shown.len() == self.script.len()
    }
}

/// The value of a Roman numeral.
fn number(numeral: &str) -> Option<u32> {
    let value = |c| match c {
        'I' => 1,
        'V' => 5,
        'X' => 10,
        'L' => 50,
        'C' => 100,
        _ => 0,
    };
    let values: Vec<u32> = numeral.chars().map(value).collect();
    let after = values.iter().skip(1).chain(&[0]);
    let sum = values.iter().zip(after).fold(0_i64, |sum, (&this, &next)| {
        let this = i64::from(this);
        if this < i64::from(next) { sum - this } else { sum + this }
    });
    u32::try_from(sum).ok().filter(|&sum| sum > 0)
}

#[cfg(test)]
mod tests {
    use super::super::say::{Dialect, SayOptions, say};
    use super::*;

    fn script(shown: &str, block: BlockKind) -> String {
        Script::of(shown, block).text
    }

    #[test]
    fn numerals_of_headings() {
        let heading = BlockKind::Heading(2);
        assert_eq!(script("XIV", heading), "14");
        assert_eq!(script("I. THE BURIAL", heading), "1. THE BURIAL");
        assert_eq!(script("IV\nHome", heading), "4, Home");
        assert_eq!(script("I Go Home", heading), "I Go Home");
        assert_eq!(script("Mix", heading), "Mix");
        assert_eq!(script("", heading), "");
        assert_eq!(script("XIV", BlockKind::Paragraph), "XIV");
    }

    #[test]
    fn lines_and_cells_get_a_breath() {
        assert_eq!(
            script("breeding\nLilacs, mixing;\nMemory", BlockKind::Verse),
            "breeding, Lilacs, mixing; Memory"
        );
        assert_eq!(script("Wheat\tgood", BlockKind::TableRow), "Wheat, good");
    }

    #[test]
    fn spans_lead_back() {
        let shown = "XIV\nThe sea\tand";
        let script = Script::of(shown, BlockKind::Heading(1));
        let said = script.back(say(
            &script.text,
            &SayOptions {
                dialect: Dialect::Gb,
                ..SayOptions::default()
            },
        ));
        let pairs: Vec<_> = said
            .spans
            .iter()
            .map(|s| (&shown[s.shown.clone()], &said.spoken[s.spoken.clone()]))
            .collect();
        assert_eq!(
            pairs,
            [("XIV\n", "14,"), ("The", "The"), ("sea\t", "sea,"), ("and", "and")]
        );
    }
}
