//! A page of the book as blocks of text.

mod context;
mod formulas;
mod gather;
mod line_numbers;
mod marks;
mod tables;
mod vocabulary;
mod walker;

pub(super) use vocabulary::{Meaning, meaning};
pub(super) use walker::blocks_of;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::epub::Place;
use super::{Block, NoteId};
use crate::book::markup;

/// A page of the reading order, read.
#[derive(Debug)]
pub struct Page {
    /// Its path in the container.
    pub file: Arc<str>,
    /// Whether it is read in turn.
    pub linear: bool,
    /// Its text.
    pub blocks: Vec<Block>,
    /// Where its anchors are.
    pub anchors: HashMap<String, markup::NodeId>,
    /// The anchors inside footnotes.
    pub note_anchors: HashMap<String, NoteId>,
    /// What may be footnote marks.
    pub marks: Vec<Mark>,
    /// The elements that say they are pull quotes.
    pub pull_quotes: Vec<Range<markup::NodeId>>,
    /// Its links into the book that are no footnote marks: how many characters of text they hold.
    pub linked_characters: usize,
    /// What its `title` element says.
    pub title: Option<String>,
    /// The language it declares as a whole.
    pub language: Option<Arc<str>>,
    /// What it says it is as a whole, in the words of `epub:type`.
    pub semantics: Vec<String>,
}

/// A run that may be a footnote mark.
#[derive(Debug)]
pub struct Mark {
    /// The block it is in.
    pub block: usize,
    /// The run it is.
    pub run: usize,
    /// Where it leads.
    pub place: Option<Place>,
    /// Whether there is no doubt about it.
    pub certain: bool,
}

impl Page {
    /// The first block that reaches to an anchor or beyond it; past the last one where there is none.
    pub fn block_at(&self, anchor: &str) -> Option<usize> {
        let node = *self.anchors.get(anchor)?;
        Some(self.blocks.partition_point(|block| block.source.nodes.end <= node))
    }
}
