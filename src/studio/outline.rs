//! The chapters of the book, and what has become of each sentence.

use std::collections::BTreeMap;
use std::time::Duration;

use super::script::Heading;
use crate::engine::Generation;
use crate::kokoro::Speed;
use crate::speech::Lexicon;
use crate::text::{Sentence, SentenceId};

/// Letters of a second of speech at its usual speed, for the length of what has not been said yet.
const LETTERS_PER_SECOND: f64 = 15.0;

/// What has become of a sentence.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Sound {
    /// Nothing yet.
    #[default]
    Waiting,
    /// It is being said.
    Speaking,
    /// It is kept and lasts so long.
    Done(Duration),
    /// It could not be said.
    Failed(String),
}

/// A sentence and what has become of it.
#[derive(Clone, Debug)]
pub struct Spoken {
    pub sentence: Sentence,
    pub sound: Sound,
    /// Of the line the engine has: what it tells of an older one does not count.
    pub generation: Generation,
    /// Whether the user wants a word of it said otherwise.
    pub edited: bool,
}

impl Spoken {
    /// A sentence nobody has said yet.
    pub fn new(sentence: Sentence, lexicon: &Lexicon) -> Self {
        Self {
            edited: lexicon.is_in(&sentence.spoken),
            sentence,
            sound: Sound::default(),
            generation: Generation::default(),
        }
    }

    pub fn id(&self) -> SentenceId {
        self.sentence.id
    }

    /// How long it lasts with its pause, as far as is known; said at this speed if it has not been said yet.
    pub fn length(&self, speed: Speed) -> Duration {
        let letters_per_second = LETTERS_PER_SECOND * f64::from(speed.get());
        let said = match self.sound {
            Sound::Done(length) => length,
            _ => Duration::from_secs_f64(self.sentence.spoken.len() as f64 / letters_per_second),
        };
        said + self.sentence.pause_after
    }
}

/// A chapter.
#[derive(Clone, Debug)]
pub struct Chapter {
    pub heading: Heading,
    /// Whether it is read.
    pub included: bool,
    /// What is said of it, once it has been read.
    pub sentences: Option<Vec<Spoken>>,
    /// Whether the engine has its lines.
    pub scripted: bool,
}

/// How far a chapter, or a book, has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub done: usize,
    pub failed: usize,
    pub total: usize,
}

impl Chapter {
    pub fn spoken(&self) -> &[Spoken] {
        self.sentences.as_deref().unwrap_or_default()
    }

    pub fn tally(&self) -> Tally {
        let count = |wanted: fn(&Sound) -> bool| self.spoken().iter().filter(|spoken| wanted(&spoken.sound)).count();
        Tally {
            done: count(|sound| matches!(sound, Sound::Done(_))),
            failed: count(|sound| matches!(sound, Sound::Failed(_))),
            total: self.spoken().len(),
        }
    }

    pub fn length(&self, speed: Speed) -> Duration {
        self.spoken().iter().map(|spoken| spoken.length(speed)).sum()
    }

    /// The ids of its sentences.
    pub fn ids(&self) -> impl Iterator<Item = SentenceId> {
        self.spoken().iter().map(|spoken| spoken.sentence.id)
    }
}

/// All chapters.
#[derive(Clone, Debug)]
pub struct Outline {
    pub chapters: Vec<Chapter>,
}

impl Outline {
    /// The chapters as the book and the user want them read.
    pub fn new(headings: Vec<Heading>, wanted: &BTreeMap<u32, bool>) -> Self {
        let chapter = |heading: Heading| Chapter {
            included: wanted.get(&heading.index).copied().unwrap_or(heading.reason.is_none()),
            heading,
            sentences: None,
            scripted: false,
        };
        Self {
            chapters: headings.into_iter().map(chapter).collect(),
        }
    }

    /// The position of the chapter of this number.
    pub fn position(&self, index: u32) -> Option<usize> {
        let position = (index as usize).checked_sub(1)?;
        (self.chapters.get(position)?.heading.index == index).then_some(position)
    }

    pub fn sentence(&self, id: SentenceId) -> Option<&Spoken> {
        let chapter = &self.chapters[self.position(id.chapter)?];
        let at = (id.sentence as usize).checked_sub(1)?;
        chapter.spoken().get(at).filter(|spoken| spoken.sentence.id == id)
    }

    /// How many letters of its chapter stand before a sentence; none as long as the chapter has not been read.
    pub fn letters_before(&self, id: SentenceId) -> Option<usize> {
        let sentences = self.chapters[self.position(id.chapter)?].sentences.as_ref()?;
        let before = sentences.iter().take_while(|spoken| spoken.sentence.id < id);
        Some(before.map(|spoken| spoken.sentence.text.chars().count()).sum())
    }

    pub fn set(&mut self, id: SentenceId, sound: Sound) {
        let Some(position) = self.position(id.chapter) else {
            return;
        };
        let Some(at) = (id.sentence as usize).checked_sub(1) else {
            return;
        };
        if let Some(spoken) = self.chapters[position].sentences.iter_mut().flatten().nth(at) {
            spoken.sound = sound;
        }
    }

    /// Whether what the engine tells of a sentence is about the line it has now.
    pub fn is_current(&self, id: SentenceId, generation: Generation) -> bool {
        self.sentence(id).is_some_and(|spoken| spoken.generation == generation)
    }

    /// All sentences that have been read from the book.
    pub fn sentences_mut(&mut self) -> impl Iterator<Item = &mut Spoken> {
        self.chapters
            .iter_mut()
            .flat_map(|chapter| chapter.sentences.iter_mut().flatten())
    }

    /// The sentences that are read, in order; what has not been read from the book yet is not among them.
    pub fn readable(&self) -> impl DoubleEndedIterator<Item = &Spoken> {
        let read = self
            .chapters
            .iter()
            .filter(|chapter| chapter.included || chapter.scripted);
        read.flat_map(Chapter::spoken)
    }

    pub fn after(&self, id: SentenceId) -> Option<SentenceId> {
        let mut later = self.readable().map(|spoken| spoken.sentence.id);
        later.find(|other| *other > id)
    }

    pub fn before(&self, id: SentenceId) -> Option<SentenceId> {
        let mut earlier = self.readable().rev().map(|spoken| spoken.sentence.id);
        earlier.find(|other| *other < id)
    }

    /// Whether all that is to be said is known.
    pub fn is_read(&self) -> bool {
        let mut said = self.chapters.iter().filter(|chapter| chapter.included);
        said.all(|chapter| chapter.sentences.is_some())
    }

    /// How far the chapters that are read have come.
    pub fn tally(&self) -> Tally {
        let read = self.chapters.iter().filter(|chapter| chapter.included);
        read.map(Chapter::tally).fold(Tally::default(), |all, one| Tally {
            done: all.done + one.done,
            failed: all.failed + one.failed,
            total: all.total + one.total,
        })
    }

    /// Whether a chapter has others below it.
    pub fn is_parent(&self, position: usize) -> bool {
        let depth = |at: usize| self.chapters.get(at).map(|chapter| chapter.heading.depth);
        depth(position + 1) > depth(position)
    }
}
