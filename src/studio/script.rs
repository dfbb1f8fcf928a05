//! The book, as the studio is given it.

use crate::book::Reason;
use crate::engine::{Line, Manner};
use crate::speech::VoiceName;
use crate::store::Casting;
use crate::text::Sentence;

/// An entry of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its number, from 1 over all entries.
    pub index: u32,
    /// Its title.
    pub title: String,
    /// How deep it is nested, from 0.
    pub depth: usize,
    /// Why it is not read, unless the user wants it.
    pub reason: Option<Reason>,
}

/// A book that can be read, sentence by sentence.
pub trait Script: Send + Sync {
    /// Its title.
    fn title(&self) -> &str;

    /// Its table of contents, in order.
    fn headings(&self) -> Vec<Heading>;

    /// What is said of a chapter, whether it is left out or not. May take a while.
    fn sentences(&self, chapter: u32) -> Vec<Sentence>;

    /// A sentence as the engine wants it, read by `voice` or by whom the cast has for it.
    fn line(&self, sentence: &Sentence, voice: &VoiceName, cast: &Casting, manner: Manner, take: u32) -> Line;

    /// Everyone with a voice of their own, by name; none where only the narrator speaks.
    fn speakers(&self, cast: &Casting) -> Option<Vec<(String, VoiceName)>>;
}
