//! EPUB files become books: metadata, a tree of chapters, blocks of text with their place in the source.
//!
//! ```text
//! epub/      the container, the package document, the table of contents
//! markup/    a page's elements and texts
//! styles     what style sheets hide, raise and set apart
//! page/      a page's blocks: what kind of text each is, and which runs in it are not for reading
//! chapters   the table of contents laid over the pages
//! selection  which chapters are left out, and why
//! contents   the table of contents that is printed among the text; gutenberg has what Project Gutenberg adds
//! furniture  what printers and transcribers left in the text; page_numbers has the numbers of printed pages
//! pull_quotes sentences that are set a second time; torn_words has those that end in the next paragraph
//! notes      footnote marks and the notes they point at; typed_notes has those without links
//! census     a second, independent count of the text
//! ```
//!
//! Nothing is lost here: every character of the pages is in some run of some block of some chapter.
//! [`Book::characters`] is counted apart from all that, so that it can be held against it.

mod block;
mod census;
mod chapters;
mod contents;
mod epub;
mod error;
mod furniture;
mod gutenberg;
mod markup;
mod metadata;
mod notes;
mod open;
mod page;
mod page_numbers;
mod plain;
mod pls;
mod pull_quotes;
mod reason;
mod selection;
mod styles;
mod torn_words;
mod typed_notes;

pub use block::{Alphabet, Block, BlockKind, Matter, NoteId, Pronunciation, Role, Run, Source};
pub use census::is_counted;
pub use error::{BookError, Trouble, Warning};
pub use metadata::{Cover, Metadata, Series, primary_subtag};
pub use notes::{NotePlace, Notes};
pub use open::open;
pub use pls::{LexiconWord, WordSaid};
pub use reason::{Apparatus, Reason};

use std::fmt;

use serde::{Deserialize, Serialize};

/// An opened book.
#[derive(Debug)]
pub struct Book {
    /// Title, authors, language and the like.
    pub metadata: Metadata,
    /// The chapters, in the order of the table of contents; nesting is in [`Chapter::depth`].
    pub chapters: Vec<Chapter>,
    /// The picture on the cover.
    pub cover: Option<Cover>,
    /// What could not be read of it.
    pub warnings: Vec<Warning>,
    /// How many characters of text its pages hold, white space apart, as [`is_counted`] counts them.
    pub characters: usize,
    /// The footnotes, and where they are marked.
    pub notes: Notes,
    /// How the book's own lexicons want words said.
    pub lexicon: Vec<LexiconWord>,
}

impl Book {
    /// The chapter of this number.
    #[must_use]
    pub fn chapter(&self, index: ChapterIndex) -> Option<&Chapter> {
        self.chapters.get(index.position())
    }
}

/// The number of a chapter, from 1 over all entries of the table of contents, left out or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChapterIndex(u32);

impl ChapterIndex {
    /// The index of the chapter at this position, counted from 0.
    #[must_use]
    pub fn of_position(position: usize) -> Self {
        Self(position as u32 + 1)
    }

    /// The position, counted from 0.
    #[must_use]
    pub fn position(self) -> usize {
        self.0 as usize - 1
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for ChapterIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An entry of the table of contents and the text that belongs to it.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// Its number.
    pub index: ChapterIndex,
    /// Its title.
    pub title: String,
    /// How deep it is nested, from 0.
    pub depth: usize,
    /// Whether it is read. A user's choice goes here.
    pub selection: Selection,
    /// Its text.
    pub blocks: Vec<Block>,
}

/// Whether a chapter is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// It is.
    Included,
    /// It is not.
    LeftOut(Reason),
}

impl Selection {
    /// Why the chapter is not read, if it is not.
    #[must_use]
    pub fn reason(self) -> Option<Reason> {
        match self {
            Self::Included => None,
            Self::LeftOut(reason) => Some(reason),
        }
    }
}
