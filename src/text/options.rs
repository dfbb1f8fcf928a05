//! What the user can choose about what is said.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::say::SayOptions;

/// What is read, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextOptions {
    /// What becomes of footnotes.
    pub footnotes: Footnotes,
    /// Whether descriptions of pictures are read.
    pub alt_text: bool,
    /// How long the pauses are.
    pub pauses: Pauses,
    /// How numbers, signs and the like are said, and in whose English.
    pub say: SayOptions,
}

/// What becomes of footnotes and endnotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Footnotes {
    /// They are left out.
    #[default]
    Skip,
    /// They are read after the sentence that marks them.
    InPlace,
    /// They are read at the end of the chapter that marks them.
    ChapterEnd,
}

/// How long to be silent after what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pauses {
    /// After a part of a sentence that goes on.
    pub clause: Duration,
    /// After a line of verse that ends in the middle of a sentence.
    pub verse_line: Duration,
    /// After a sentence.
    pub sentence: Duration,
    /// After a sentence that ends in an ellipsis.
    pub ellipsis: Duration,
    /// After a paragraph.
    pub paragraph: Duration,
    /// Before and after a heading.
    pub heading: Duration,
    /// Between two scenes.
    pub scene_break: Duration,
    /// After a chapter.
    pub chapter: Duration,
}

impl Pauses {
    /// After a sentence in the middle of a paragraph, by the marks it ends with.
    #[must_use]
    pub fn after(&self, sentence: &str) -> Duration {
        let end = sentence.trim_end_matches(|c: char| c.is_whitespace() || "\"'”’»)]*_".contains(c));
        let is_ellipsis = end.ends_with('…') || end.ends_with("...") || end.ends_with(". .");
        match end.chars().next_back() {
            _ if is_ellipsis => self.ellipsis,
            Some(',' | ';' | ':' | '—' | '–' | '-') => self.clause,
            _ => self.sentence,
        }
    }
}

impl Default for Pauses {
    fn default() -> Self {
        Self {
            clause: Duration::from_millis(150),
            verse_line: Duration::from_millis(250),
            sentence: Duration::from_millis(350),
            ellipsis: Duration::from_millis(500),
            paragraph: Duration::from_millis(650),
            heading: Duration::from_millis(1200),
            scene_break: Duration::from_millis(1500),
            chapter: Duration::from_secs(2),
        }
    }
}
