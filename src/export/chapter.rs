//! Streams a chapter from the store into a file.

use std::time::Duration;

use super::{Encoder, ExportError};
use crate::audio::Breath;
use crate::store::{ClipKey, Clips};

/// A chapter as it is heard.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChapterSound {
    /// Its title.
    pub title: String,
    /// Its sentences, in order.
    pub passages: Vec<Passage>,
}

/// A sentence and the silence after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passage {
    /// The sentence.
    pub clip: ClipKey,
    /// The silence, exact to the sample.
    pub pause_after: Duration,
}

/// Adds a chapter to a file, sentence by sentence, from what the store has. `written` is called after each.
///
/// # Errors
/// [`ExportError`] when a sentence cannot be read or the file not be written, and what `written` returns.
pub fn write_chapter<E: From<ExportError>>(
    chapter: &ChapterSound,
    clips: &Clips,
    breath: Breath,
    encoder: &mut dyn Encoder,
    mut written: impl FnMut(&Passage) -> Result<(), E>,
) -> Result<(), E> {
    encoder.chapter_mark(&chapter.title)?;
    for passage in &chapter.passages {
        let clip = clips.get(&passage.clip).map_err(ExportError::from)?;
        let clip = clip.ok_or(ExportError::Missing(passage.clip))?;
        let mut pcm = clip.sound(breath);
        pcm.push_silence(passage.pause_after);
        encoder.write(&pcm.samples)?;
        written(passage)?;
    }
    Ok(())
}
