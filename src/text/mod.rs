//! What to say: blocks become sentences, each with what the page shows and what is spoken.
//!
//! ```text
//! passage   a block's text, with what is not read taken out and kept apart
//! split     passage → sentences; hidden_ends has those that are hard to see
//! breath    sentences → what is said in one breath: short ones joined, long ones cut, pauses
//! say       what is shown → what is spoken, in plain words
//! reader    a chapter, block by block
//! dialogue  sentences cut where narration and direct speech meet, for a cast of several voices
//! ```
//!
//! Every character of a chapter that is not white space is in exactly one sentence's `text` or in exactly one
//! left-out run: [`ChapterText::spoken`] and [`ChapterText::silent`] add up to [`ChapterText::characters`].

mod breath;
mod dialogue;
mod hidden_ends;
mod options;
mod passage;
mod reader;
pub mod say;
mod script;
mod sentence;
mod split;

pub use dialogue::{cast, plain_name};
pub use options::{Footnotes, Pauses, TextOptions};
pub use reader::{ChapterReader, ChapterText, LeftOut, Piece, read_chapter};
pub use sentence::{Mark, MarkKind, Role, Sentence, SentenceId};
