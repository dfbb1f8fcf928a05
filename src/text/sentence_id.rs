//! Which sentence of a book.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A sentence's place in reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SentenceId {
    /// The chapter, from 1 over all entries of the tree, as `lector inspect` numbers them.
    pub chapter: u32,
    /// The sentence in the chapter, from 0.
    pub sentence: u32,
}

impl fmt::Display for SentenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "chapter {}, sentence {}", self.chapter, self.sentence + 1)
    }
}
