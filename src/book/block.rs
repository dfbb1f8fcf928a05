//! Blocks of text and the runs they are made of.

use std::ops::Range;
use std::sync::Arc;

use super::Reason;

/// A paragraph, heading, table row or the like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What kind of text it is.
    pub kind: BlockKind,
    /// Whether it belongs to the text of its chapter.
    pub matter: Matter,
    /// Its text, in reading order.
    pub runs: Vec<Run>,
    /// Where it stands in the EPUB.
    pub source: Source,
}

/// What kind of text a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A heading, by its level from 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A stanza, its lines parted by [`Role::LineBreak`].
    Verse,
    /// Text in a list.
    ListItem,
    /// Text in a block quotation.
    Quote,
    /// A row of a table, its cells parted by [`Role::CellBreak`].
    TableRow,
    /// What stands under a picture or over a table.
    Caption,
    /// A pause in the story: a rule, or signs such as `* * *`.
    SceneBreak,
    /// A listing.
    Code,
}

/// Whether a block belongs to the text of its chapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// It does.
    Text,
    /// It is part of a footnote.
    Note(NoteId),
    /// It is not read.
    LeftOut(Reason),
}

/// The number of a footnote in its book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoteId(pub(super) u32);

/// Text of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The text, white space collapsed as a browser would.
    pub text: String,
    /// What it is in its block.
    pub role: Role,
    /// Its language, where it is another than the book's.
    pub language: Option<Arc<str>>,
    /// How the book wants it said.
    pub pronunciation: Option<Arc<Pronunciation>>,
}

/// What a run is in its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Text.
    Plain,
    /// Text that is stressed.
    Emphasis,
    /// A formula, in words or simple signs.
    Formula,
    /// Figures above the line that mark no footnote: a power, or the upper part of a fraction.
    Raised,
    /// The end of a line that the author meant. It has no text.
    LineBreak,
    /// The end of a table's cell. It has no text.
    CellBreak,
    /// Points at a footnote, if that is in the book.
    NoteMark(Option<NoteId>),
    /// A footnote in the middle of a paragraph.
    NoteText,
    /// The number of a printed page.
    PageNumber,
    /// The number of a line.
    LineNumber,
    /// Not shown.
    Hidden,
    /// A picture's description, or writing inside a picture.
    AltText,
    /// How the signs before it are read.
    Ruby,
    /// The signs of a formula that is read otherwise.
    FormulaMarkup,
}

impl Role {
    /// Why a run of this role is not read, if it is not. Descriptions of pictures are read on demand.
    #[must_use]
    pub fn reason(self) -> Option<Reason> {
        match self {
            Self::Plain | Self::Emphasis | Self::Formula | Self::Raised | Self::LineBreak | Self::CellBreak => None,
            Self::NoteMark(_) => Some(Reason::NoteMark),
            Self::NoteText => Some(Reason::NoteBody),
            Self::PageNumber => Some(Reason::PageNumber),
            Self::LineNumber => Some(Reason::LineNumber),
            Self::Hidden => Some(Reason::Hidden),
            Self::AltText => Some(Reason::Picture),
            Self::Ruby => Some(Reason::Ruby),
            Self::FormulaMarkup => Some(Reason::Formula),
        }
    }
}

/// How the book wants a run said (`ssml:ph`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pronunciation {
    /// What its phonemes are written in.
    pub alphabet: Alphabet,
    /// The phonemes.
    pub phonemes: String,
}

/// What phonemes are written in (`ssml:alphabet`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// The International Phonetic Alphabet.
    Ipa,
    /// Its ASCII form.
    XSampa,
    /// Another one, by its name.
    Other(String),
}

impl Alphabet {
    /// The alphabet of this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "" | "ipa" => Self::Ipa,
            "x-sampa" | "xsampa" => Self::XSampa,
            _ => Self::Other(name.to_owned()),
        }
    }
}

/// Where a block stands in the EPUB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The page's path in the container.
    pub file: Arc<str>,
    /// The numbers of its nodes: elements and texts of the page, counted in reading order.
    pub nodes: Range<u32>,
}

impl Block {
    /// How many characters it holds, white space apart.
    #[must_use]
    pub fn characters(&self) -> usize {
        let of_run = |run: &Run| run.text.chars().filter(|&c| super::is_counted(c)).count();
        self.runs.iter().map(of_run).sum()
    }

    /// Gives a part of a run a role of its own.
    pub(super) fn give_role(&mut self, run: usize, bytes: Range<usize>, role: Role) {
        let Some(whole) = self.runs.get(run).cloned() else {
            return;
        };
        let part = |bytes: Range<usize>, role: Role| Run {
            text: whole.text.get(bytes).unwrap_or_default().to_owned(),
            role,
            ..whole.clone()
        };
        let parts = [
            part(0..bytes.start, whole.role),
            part(bytes.clone(), role),
            part(bytes.end..whole.text.len(), whole.role),
        ];
        self.runs
            .splice(run..=run, parts.into_iter().filter(|part| !part.text.is_empty()));
    }

    /// The text that is read, runs that are not left aside.
    #[must_use]
    pub fn readable_text(&self) -> String {
        let readable = self.runs.iter().filter(|run| run.role.reason().is_none());
        readable
            .map(|run| if run.text.is_empty() { " " } else { &run.text })
            .collect()
    }
}
