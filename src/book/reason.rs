//! Why text is not read.

use std::fmt;

use serde::{Serialize, Serializer};

/// Why some text is not read. Shown to people as a phrase, which is also its form in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// It is part of the book as a thing, not of what the book tells.
    Apparatus(Apparatus),
    /// The book keeps it out of its reading order.
    NotLinear,
    /// There is nothing in it that could be read.
    NoText,
    /// The user does not want to hear it.
    ChosenByUser,
    /// The number of a page of the printed book.
    PageNumber,
    /// The number of a line.
    LineNumber,
    /// The sign that points at a footnote.
    NoteMark,
    /// A footnote.
    NoteBody,
    /// A sentence of the chapter that is set a second time, to catch the eye.
    PullQuote,
    /// A program.
    Code,
    /// A table that is mostly numbers.
    Table,
    /// Links to other places.
    Navigation,
    /// The page does not show it.
    Hidden,
    /// What a picture's author wrote about it, or the writing in it.
    Picture,
    /// Small signs that say how large signs are read.
    Ruby,
    /// The signs of a formula that is read otherwise, or cannot be.
    Formula,
    /// Only signs, no words.
    NotSpeakable,
}

/// The parts of a book that are not what it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Apparatus {
    /// The cover.
    Cover,
    /// The title page.
    TitlePage,
    /// The half title page.
    HalfTitle,
    /// Who holds the rights.
    Copyright,
    /// Who published it.
    Imprint,
    /// The table of contents.
    Contents,
    /// A list of illustrations, tables, maps and the like.
    ListOfFigures,
    /// What the publisher would like to be bought, or says of the book.
    Advertisement,
    /// How the book was made.
    Colophon,
    /// The licence.
    Licence,
    /// The index.
    Index,
    /// The notes, gathered.
    Endnotes,
    /// Other books, as sources.
    Bibliography,
    /// Who did what.
    Credits,
    /// What was changed in the text, and when.
    Revisions,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Apparatus(apparatus) => return apparatus.fmt(f),
            Self::NotLinear => "outside the reading order",
            Self::NoText => "nothing to read",
            Self::ChosenByUser => "left out by you",
            Self::PageNumber => "page number",
            Self::LineNumber => "line number",
            Self::NoteMark => "footnote mark",
            Self::NoteBody => "footnote body",
            Self::PullQuote => "pull quote",
            Self::Code => "code",
            Self::Table => "table of numbers",
            Self::Navigation => "navigation",
            Self::Hidden => "hidden",
            Self::Picture => "picture description",
            Self::Ruby => "ruby reading aid",
            Self::Formula => "formula",
            Self::NotSpeakable => "not speakable",
        })
    }
}

impl fmt::Display for Apparatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cover => "front matter: cover",
            Self::TitlePage => "front matter: title page",
            Self::HalfTitle => "front matter: half title",
            Self::Copyright => "copyright page",
            Self::Imprint => "front matter: imprint",
            Self::Contents => "navigation: table of contents",
            Self::ListOfFigures => "front matter: list of illustrations or tables",
            Self::Advertisement => "back matter: advertisement",
            Self::Colophon => "back matter: colophon",
            Self::Licence => "back matter: licence",
            Self::Index => "back matter: index",
            Self::Endnotes => "footnote body: endnotes",
            Self::Bibliography => "back matter: bibliography",
            Self::Credits => "back matter: credits",
            Self::Revisions => "back matter: revisions",
        })
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
