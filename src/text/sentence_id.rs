//! The number of a sentence in its book.

use std::fmt;

use serde::{Deserialize, Serialize};

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
