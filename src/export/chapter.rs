//! Chapters, sentence by sentence, from what the store has.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::ExportError;
use crate::audio::{Breath, Pcm};
use crate::store::{ClipKey, Clips};

/// A chapter as it is heard.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChapterSound {
    /// Its title.
    pub title: String,
    /// Its sentences, in order.
    pub passages: Vec<Passage>,
    /// The pages it is on, by their paths in the EPUB.
    pub pages: Vec<String>,
}

/// A sentence and the silence after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The sentence.
    pub clip: ClipKey,
    /// The silence, exact to the sample.
    pub pause_after: Duration,
    /// What is shown meanwhile.
    pub caption: Arc<Caption>,
}

/// What is shown while a sentence is heard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// What the page shows.
    pub text: String,
    /// For each word that is spoken, the bytes of `text` it stands for.
    pub words: Vec<Range<usize>>,
}

impl ChapterSound {
    /// Hands `hear` the sentences in order, each with the silence after it, and never more than one in memory.
    ///
    /// # Errors
    /// [`ExportError`] when a sentence cannot be read, and what `hear` returns.
    pub fn play<E: From<ExportError>>(
        &self,
        clips: &Clips,
        breath: Breath,
        mut hear: impl FnMut(Pcm) -> Result<(), E>,
    ) -> Result<(), E> {
        for passage in &self.passages {
            let clip = clips.get(&passage.clip).map_err(ExportError::from)?;
            let clip = clip.ok_or(ExportError::Missing(passage.clip))?;
            let mut pcm = clip.sound(breath);
            pcm.push_silence(passage.pause_after);
            hear(pcm)?;
        }
        Ok(())
    }
}
