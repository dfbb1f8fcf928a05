//! The lines the engine was given, and what is known of each.

use std::collections::BTreeMap;

use super::line::{Generation, Line, Target};
use crate::speech::Phonemes;
use crate::store::{Clip, ClipKey};
use crate::text::SentenceId;

/// The lines of a script, in the order in which they are heard.
#[derive(Default)]
pub(super) struct Script {
    entries: BTreeMap<SentenceId, Entry>,
}

/// A line and what is known of it.
pub(super) struct Entry {
    pub line: Line,
    pub generation: Generation,
    pub spelling: Spelling,
    pub sound: Sound,
}

/// How a text is pronounced.
pub(super) enum Spelling {
    Unasked,
    Asked,
    Known(Vec<Phonemes>),
    Failed(String),
}

/// Where the sound of a line is.
pub(super) enum Sound {
    /// Nobody has looked yet.
    Unknown,
    /// Not in the store.
    Missing,
    /// In the store.
    Kept(ClipKey),
    /// Only here, because the store could not take it.
    InMemory(Clip),
}

impl Script {
    pub(super) fn insert(&mut self, line: Line, generation: Generation) {
        let entry = Entry {
            generation,
            spelling: Spelling::Unasked,
            sound: Sound::Unknown,
            line,
        };
        self.entries.insert(entry.line.id, entry);
    }

    pub(super) fn remove(&mut self, id: SentenceId) {
        self.entries.remove(&id);
    }

    pub(super) fn get(&self, id: SentenceId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: SentenceId) -> Option<&mut Entry> {
        self.entries.get_mut(&id)
    }

    /// The line, if it is still the one that was meant then.
    pub(super) fn current(&mut self, id: SentenceId, generation: Generation) -> Option<&mut Entry> {
        self.get_mut(id).filter(|entry| entry.generation == generation)
    }
}

impl Entry {
    pub(super) fn target(&self) -> Target {
        Target::Line {
            id: self.line.id,
            generation: self.generation,
        }
    }
}
