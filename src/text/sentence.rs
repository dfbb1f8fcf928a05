//! A sentence: what is said in one breath.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::say::Span;
use crate::book::{BlockKind, Pronunciation};

/// The number of a sentence in its book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SentenceId {
    /// Its chapter's index, from 1.
    pub chapter: u32,
    /// Its number in the chapter, from 1.
    pub sentence: u32,
}

impl fmt::Display for SentenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.chapter, self.sentence)
    }
}

/// What is said in one breath: a sentence, several short ones, or a part of a long one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its number.
    pub id: SentenceId,
    /// What the page shows; lines of verse are parted by `\n`, cells of a table by `\t`.
    pub text: String,
    /// What is spoken, in plain words.
    pub spoken: String,
    /// How the two belong together.
    pub spans: Vec<Span>,
    /// How long to be silent afterwards.
    pub pause_after: Duration,
    /// Its language as a BCP 47 tag, where the whole of it is in another than the book's.
    pub language: Option<String>,
    /// What kind of text it is from.
    pub block: BlockKind,
    /// Whether its block begins with it.
    pub opens_block: bool,
    /// What the book says of parts of `text`, in reading order.
    pub marks: Vec<Mark>,
    /// Whether it is narrated, as all is that [`super::cast`] has not looked at, or spoken by someone in the book.
    pub role: Role,
}

/// Whose words a sentence is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// The narrator's.
    #[default]
    Narration,
    /// Of someone in the book, whose name is known or not.
    Speech(Option<String>),
}

/// What the book says of a part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The part, a byte range of the sentence's text.
    pub shown: Range<usize>,
    /// What it says.
    pub kind: MarkKind,
}

/// What a book can say of a part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// It is stressed.
    Emphasis,
    /// It stands above the line: a power, or the upper part of a fraction.
    Raised,
    /// It is in this language, a BCP 47 tag.
    Language(Arc<str>),
    /// It is said like this.
    Pronunciation(Arc<Pronunciation>),
}
