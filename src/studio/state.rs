//! Everything the screen shows.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::attribution::{role_of, said_of};
use super::audition::Audition;
use super::gauge::Gauge;
use super::keys::{Key, Keys};
use super::outline::{Chapter, Outline, Sound, Spoken};
use super::overlay::Overlay;
use super::playback::Playback;
use super::script::Script;
use super::standing::Unread;
use super::theme::Themes;
use crate::audio::Tempo;
use crate::engine::{Generation, Line, Manner};
use crate::kokoro::{Pitch, Speed};
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

/// What is written of a book if nothing else is chosen.
#[derive(Clone, Debug)]
pub struct UsualFiles {
    /// The kind of file and how many, in a few words.
    pub kind: String,
    /// Where they go.
    pub folder: PathBuf,
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
    /// The first row of the tree, where that is not as usual: as long as the chapter that is shown is in sight then.
    pub tree_top: Option<usize>,
    /// Chapters whose parts are not shown.
    pub folded: BTreeSet<u32>,
    pub playback: Playback,
    pub gauge: Gauge,
    pub voices: Vec<VoiceName>,
    pub voice: VoiceName,
    pub speed: Speed,
    pub pitch: Pitch,
    /// How much faster it is heard than it was said.
    pub tempo: Tempo,
    /// Of the lines the engine has.
    pub generation: Generation,
    /// What is being rendered and not done yet.
    pub rendering: HashSet<SentenceId>,
    /// Sentences of the render that could not be said.
    pub lost: usize,
    /// Chapters to be rendered as soon as they have been read.
    pub render_when_read: Unread,
    /// The other end of the selection, which goes from there to the cursor, in the chapter that is shown.
    pub selected_from: Option<u32>,
    /// Whether the store may have sentences from before.
    pub resumed: bool,
    pub overlay: Option<Overlay>,
    pub notice: Option<String>,
    /// What the last key came to, in a few words that nobody needs again.
    pub remark: Option<String>,
    /// All notices so far, the last one last.
    pub messages: Vec<String>,
    /// The kinds of audio file there are, and what they are.
    pub formats: Vec<(String, String)>,
    /// Whether the question what to write waits behind what lies over the screen.
    pub writing: bool,
    /// The user's own folder, which `~` stands for.
    pub home: Option<PathBuf>,
    /// What is written if nothing else is chosen.
    pub usual_files: Option<UsualFiles>,
    /// The voices that are tried.
    pub audition: Audition,
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
            if position != self.chapter {
                self.selected_from = None;
            }
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

    /// How everything is said.
    pub fn manner(&self) -> Manner {
        Manner {
            speed: self.speed,
            pitch: self.pitch,
        }
    }

    /// A sentence as the engine wants it, now.
    pub fn line(&self, sentence: &Sentence) -> Line {
        let sentence = &self.attributed(sentence);
        let retakes = self.choices.retakes.iter().rev();
        let mut meant = retakes.filter(|retake| {
            (retake.place.chapter, retake.place.sentence) == (sentence.id.chapter, sentence.id.sentence)
                && retake.text == sentence.text
        });
        let take = meant.next().map_or(0, |retake| retake.take);
        let cast = &self.choices.cast;
        self.script.line(sentence, &self.voice, cast, self.manner(), take)
    }

    /// A sentence with the role the user gave it, if any.
    pub fn attributed<'a>(&self, sentence: &'a Sentence) -> Cow<'a, Sentence> {
        match said_of(sentence, &self.choices.speakers) {
            Some(speaker) => Cow::Owned(Sentence {
                role: role_of(speaker),
                ..sentence.clone()
            }),
            None => Cow::Borrowed(sentence),
        }
    }

    /// How much sound the player has that has not been heard.
    pub fn ahead(&self) -> Duration {
        let (Some((heard, at)), Some(last)) = (self.playback.heard, self.playback.enqueued) else {
            return Duration::ZERO;
        };
        let chapters = self
            .outline
            .position(heard.chapter)
            .zip(self.outline.position(last.chapter));
        let Some((first, end)) = chapters.filter(|(first, end)| first <= end && self.playback.is_on()) else {
            return Duration::ZERO;
        };
        let read = self.outline.chapters[first..=end]
            .iter()
            .filter(|chapter| chapter.scripted);
        let given = read
            .flat_map(Chapter::spoken)
            .filter(|spoken| (heard..=last).contains(&spoken.sentence.id));
        given
            .map(|spoken| spoken.length(self.speed))
            .sum::<Duration>()
            .saturating_sub(at)
    }

    /// Whether a render is under way.
    pub fn is_rendering(&self) -> bool {
        !(self.rendering.is_empty() && self.render_when_read.is_empty())
    }

    /// The sentences that are selected.
    pub fn selection(&self) -> Option<RangeInclusive<u32>> {
        let (from, to) = (self.selected_from?, self.cursor()?.sentence);
        Some(from.min(to)..=from.max(to))
    }

    /// How long the render under way will take; none as long as that cannot be told.
    pub fn eta(&self) -> Option<Duration> {
        let known = self.is_rendering() && self.render_when_read.is_empty();
        known.then(|| self.gauge.eta(self.letters_left())).flatten()
    }

    /// Letters of what is being rendered and not done yet.
    fn letters_left(&self) -> usize {
        letters_unsaid(self.rendering.iter().filter_map(|id| self.outline.sentence(*id)))
    }

    /// Letters of all that is to be read and is not said yet.
    pub fn letters_unsaid(&self) -> usize {
        let chapters = self.outline.chapters.iter().filter(|chapter| chapter.included);
        letters_unsaid(chapters.flat_map(Chapter::spoken))
    }
}

fn letters_unsaid<'a>(sentences: impl Iterator<Item = &'a Spoken>) -> usize {
    let unsaid = sentences.filter(|spoken| !matches!(spoken.sound, Sound::Done(_)));
    unsaid.map(|spoken| spoken.sentence.spoken.chars().count()).sum()
}
