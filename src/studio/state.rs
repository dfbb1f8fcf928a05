//! Everything the screen shows.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Instant;

use super::gauge::Gauge;
use super::keys::{Key, Keys};
use super::outline::{Chapter, Outline, Sound};
use super::overlay::Overlay;
use super::playback::Playback;
use super::script::Script;
use super::theme::Themes;
use crate::engine::{Generation, Line};
use crate::kokoro::Speed;
use crate::speech::VoiceName;
use crate::store::Choices;
use crate::text::{Sentence, SentenceId};

/// Which panel has the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The tree of chapters.
    Chapters,
    /// The text.
    #[default]
    Page,
}

/// Everything the screen shows, and nothing that has effects.
pub struct State {
    pub script: Arc<dyn Script>,
    pub outline: Outline,
    /// The position of the chapter that is shown.
    pub chapter: usize,
    /// The sentence the cursor is on, from 1.
    pub sentence: u32,
    pub focus: Focus,
    /// Whether the cursor goes along with what is heard.
    pub follow: bool,
    /// Chapters whose parts are not shown.
    pub folded: BTreeSet<u32>,
    pub playback: Playback,
    pub gauge: Gauge,
    pub voices: Vec<VoiceName>,
    pub voice: VoiceName,
    pub speed: Speed,
    /// Of the lines the engine has.
    pub generation: Generation,
    /// What is being rendered and not done yet.
    pub rendering: HashSet<SentenceId>,
    /// Chapters to be rendered as soon as they have been read.
    pub render_when_read: BTreeSet<u32>,
    /// Whether the store may have sentences from before.
    pub resumed: bool,
    pub overlay: Option<Overlay>,
    pub notice: Option<String>,
    pub keys: Keys,
    /// Keys pressed so far of one that takes several.
    pub chord: Vec<Key>,
    pub themes: Themes,
    pub choices: Choices,
    pub saved_at: Option<Instant>,
    /// What was looked for last.
    pub sought: String,
    /// Columns and rows.
    pub size: (u16, u16),
}

impl State {
    /// The chapter that is shown; none in a book without chapters.
    pub fn current(&self) -> Option<&Chapter> {
        self.outline.chapters.get(self.chapter)
    }

    /// The sentence the cursor is on, if its chapter has been read.
    pub fn cursor(&self) -> Option<SentenceId> {
        let sentences = self.current()?.spoken();
        let at = (self.sentence.max(1) as usize - 1).min(sentences.len().checked_sub(1)?);
        Some(sentences[at].sentence.id)
    }

    /// Puts the cursor on a sentence.
    pub fn go_to(&mut self, id: SentenceId) {
        if let Some(position) = self.outline.position(id.chapter) {
            self.chapter = position;
            self.sentence = id.sentence;
        }
    }

    /// The positions of the chapters the tree shows: none below a folded one.
    pub fn visible(&self) -> Vec<usize> {
        let mut hidden_below = None;
        let mut visible = Vec::new();
        for (position, chapter) in self.outline.chapters.iter().enumerate() {
            let depth = chapter.heading.depth;
            if hidden_below.is_some_and(|folded| depth > folded) {
                continue;
            }
            hidden_below = self.folded.contains(&chapter.heading.index).then_some(depth);
            visible.push(position);
        }
        visible
    }

    /// A sentence as the engine wants it, now.
    pub fn line(&self, sentence: &Sentence) -> Line {
        let retakes = self.choices.retakes.iter().rev();
        let mut meant = retakes.filter(|retake| {
            (retake.place.chapter, retake.place.sentence) == (sentence.id.chapter, sentence.id.sentence)
                && retake.text == sentence.text
        });
        let take = meant.next().map_or(0, |retake| retake.take);
        self.script.line(sentence, &self.voice, self.speed, take)
    }

    /// Letters of what is being rendered and not done yet.
    pub fn letters_left(&self) -> usize {
        let left = self.rendering.iter().filter_map(|id| self.outline.sentence(*id));
        left.filter(|spoken| !matches!(spoken.sound, Sound::Done(_)))
            .map(|spoken| spoken.sentence.spoken.chars().count())
            .sum()
    }
}
