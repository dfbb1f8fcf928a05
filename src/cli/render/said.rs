//! A chapter on its way from lines to sound.

use std::sync::Arc;
use std::time::Duration;

use super::renderer::{ChapterScript, ScriptLine};
use crate::export::{Caption, ChapterSound, Passage};
use crate::store::ClipKey;
use crate::text::SentenceId;

/// A chapter, and which of its sentences are said.
pub(super) struct SaidChapter {
    title: String,
    pages: Vec<String>,
    sentences: Vec<SaidSentence>,
    waiting: usize,
}

struct SaidSentence {
    id: SentenceId,
    caption: Arc<Caption>,
    /// What is to be spoken.
    text: String,
    letters: u64,
    pause_after: Duration,
    state: State,
}

#[derive(PartialEq)]
enum State {
    Waiting,
    Said(ClipKey),
    Lost,
}

impl SaidChapter {
    pub(super) fn new(script: &ChapterScript) -> Self {
        let ChapterScript {
            index,
            title,
            pages,
            lines,
        } = script;
        let sentences = lines.iter().map(|ScriptLine { line, caption }| SaidSentence {
            id: line.id,
            caption: Arc::clone(caption),
            text: line.words.text().into_owned(),
            letters: line.words.weight() as u64,
            pause_after: line.pause_after,
            state: State::Waiting,
        });
        let sentences: Vec<_> = sentences.collect();
        Self {
            title: if title.is_empty() {
                format!("Chapter {index}")
            } else {
                title.clone()
            },
            pages: pages.clone(),
            waiting: sentences.len(),
            sentences,
        }
    }

    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// Whether every sentence is said or lost.
    pub(super) fn is_said(&self) -> bool {
        self.waiting == 0
    }

    /// Notes that a sentence is kept under `key`; gives back how much work that was.
    pub(super) fn said(&mut self, id: SentenceId, key: ClipKey) -> u64 {
        self.settle(id, State::Said(key)).map_or(0, |sentence| sentence.letters)
    }

    /// Notes that a sentence is lost; gives back what it says and how much work it would have been.
    pub(super) fn lost(&mut self, id: SentenceId) -> (String, u64) {
        self.settle(id, State::Lost)
            .map(|sentence| (sentence.text.clone(), sentence.letters))
            .unwrap_or_default()
    }

    fn settle(&mut self, id: SentenceId, state: State) -> Option<&SaidSentence> {
        let at = self.sentences.binary_search_by_key(&id, |sentence| sentence.id).ok()?;
        let sentence = &mut self.sentences[at];
        if sentence.state == State::Waiting {
            self.waiting -= 1;
        }
        sentence.state = state;
        Some(sentence)
    }

    /// What is heard of it.
    pub(super) fn sound(&self) -> ChapterSound {
        let passages = self.sentences.iter().filter_map(|sentence| match sentence.state {
            State::Said(clip) => Some(Passage {
                clip,
                pause_after: sentence.pause_after,
                caption: Arc::clone(&sentence.caption),
            }),
            State::Waiting | State::Lost => None,
        });
        ChapterSound {
            title: self.title.clone(),
            passages: passages.collect(),
            pages: self.pages.clone(),
        }
    }
}
