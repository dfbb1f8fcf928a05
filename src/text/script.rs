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
    /// Prepares a sentence that is shown in a block of this kind, with these parts of it above the line.
    pub fn of(shown: &str, block: BlockKind, raised: &[Range<usize>]) -> Self {
        let breaks = shown.match_indices(['\n', '\t']).map(|(at, _)| {
            let ends_with_a_breath = shown[..at].ends_with(|c: char| !c.is_alphanumeric());
            let goes_on = shown[at..].starts_with('\n') && goes_on(&shown[..at], &shown[at + 1..], block);
            let gap = if ends_with_a_breath || goes_on { " " } else { ", " };
            (at..at + 1, gap.to_owned())
        });
        let powers = raised
            .iter()
            .filter_map(|range| Some((range.clone(), above_the_line(shown, range)?)));
        let mut replaced: Vec<(Range<usize>, String)> =
            numeral(shown, block).into_iter().chain(breaks).chain(powers).collect();
        replaced.sort_by_key(|(range, _)| range.start);
        let mut script = Self::default();
        let mut at = 0;
        for (range, text) in replaced {
            if range.start >= at {
                script.push(at..range.start, &shown[at..range.start]);
                at = range.end;
                script.push(range, &text);
            }
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

/// A line of prose that is this long, in bytes, ends where the margin was.
const WRAPPED: usize = 50;

/// Whether a line ends where no voice would rest: behind “the” or “of”, or where prose is wrapped.
fn goes_on(before: &str, after: &str, block: BlockKind) -> bool {
    const LEANING: [&str; 24] = [
        "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "its", "my", "of", "on", "or", "our",
        "than", "that", "the", "their", "to", "with", "your",
    ];
    let line = before.rsplit('\n').next().unwrap_or_default();
    let last = line.rsplit(' ').next().unwrap_or_default();
    let wrapped = block == BlockKind::Paragraph && line.len() > WRAPPED && after.starts_with(char::is_lowercase);
    wrapped || LEANING.contains(&last)
}

/// The numeral at the head of a heading, and its number.
fn numeral(shown: &str, block: BlockKind) -> Option<(Range<usize>, String)> {
    let found = HEADING_NUMERAL
        .captures(shown)
        .filter(|_| matches!(block, BlockKind::Heading(_)))?;
    let numeral = found.name("numeral")?;
    Some((numeral.range(), number(numeral.as_str())?.to_string()))
}

/// Figures that the page raises, as they are written without markup: 10², 4 1/2.
fn above_the_line(shown: &str, range: &Range<usize>) -> Option<String> {
    let figures = shown.get(range.clone())?;
    let before = shown[..range.start].chars().next_back()?;
    let is_fraction = shown[range.end..].starts_with(['/', '⁄']);
    if is_fraction {
        return before.is_ascii_digit().then(|| format!(" {figures}"));
    }
    let is_base = before.is_alphanumeric() || before == ')';
    let raised = figures.trim().chars().map(|figure| {
        Some(match figure {
            '-' | '−' | '–' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            _ => char::from_u32(u32::from('⁰') + figure.to_digit(10)?)?,
        })
    });
    let space = if figures.ends_with(' ') { " " } else { "" };
    let raised = raised.collect::<Option<String>>().filter(|_| is_base)?;
    Some(raised + space)
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
    use super::super::say::{SayOptions, say};
    use super::*;

    fn script(shown: &str, block: BlockKind) -> String {
        Script::of(shown, block, &[]).text
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
        assert_eq!(
            script("The glitter of\nHer jewels", BlockKind::Verse),
            "The glitter of Her jewels"
        );
        let wrapped = "They were seen by everybody who came down to the harbour\nearly enough";
        assert_eq!(script(wrapped, BlockKind::Paragraph), wrapped.replace('\n', " "));
    }

    #[test]
    fn figures_above_the_line() {
        let raise = |shown: &str, figures: &str| {
            let start = shown.rfind(figures).unwrap();
            Script::of(
                shown,
                BlockKind::Paragraph,
                std::slice::from_ref(&(start..start + figures.len())),
            )
            .text
        };
        assert_eq!(raise("6 x 1023", "23"), "6 x 10²³");
        assert_eq!(raise("10-3 m", "-3"), "10⁻³ m");
        assert_eq!(raise("41/2 cups", "1"), "4 1/2 cups");
        assert_eq!(raise("the 14C atom", "14"), "the 14C atom");
        assert_eq!(raise("14C", "14"), "14C");
    }

    #[test]
    fn spans_lead_back() {
        let shown = "XIV\nThe sea\tand";
        let script = Script::of(shown, BlockKind::Heading(1), &[]);
        let said = script.back(say(&script.text, &SayOptions::default()));
        let pairs: Vec<_> = said
            .spans
            .iter()
            .map(|s| (&shown[s.shown.clone()], &said.spoken[s.spoken.clone()]))
            .collect();
        assert_eq!(
            pairs,
            [
                ("XIV", "fourteen"),
                ("\n", ","),
                ("\n", " "),
                ("The", "The"),
                (" ", " "),
                ("sea", "sea"),
                ("\t", ","),
                ("\t", " "),
                ("and", "and"),
            ]
        );
    }
}
