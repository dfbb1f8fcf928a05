//! How text is said: numbers, dates, abbreviations and signs in plain words.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Whose English is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dialect {
    /// American.
    #[default]
    American,
    /// British.
    British,
}

/// What the user can choose about how text is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SayOptions {}

/// A part of the shown text and the part of the spoken text it became, as byte ranges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// In the shown text.
    pub shown: Range<usize>,
    /// In the spoken text.
    pub spoken: Range<usize>,
}

/// What is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// In plain words.
    pub spoken: String,
    /// How it came from what is shown, in reading order.
    pub spans: Vec<Span>,
}

/// Says a text: every word as it is, single spaces between.
#[must_use]
pub fn say(shown: &str, _dialect: Dialect, _options: &SayOptions) -> Said {
    let mut said = Said::default();
    let mut at = 0;
    for word in shown.split_whitespace() {
        let start = at + shown[at..].find(word).unwrap_or(0);
        at = start + word.len();
        if !said.spoken.is_empty() {
            said.spoken.push(' ');
        }
        let spoken = said.spoken.len();
        said.spoken
            .extend(word.chars().filter(|&c| c != '\u{ad}' && c != '\u{200b}'));
        said.spans.push(Span {
            shown: start..at,
            spoken: spoken..said.spoken.len(),
        });
    }
    said
}
