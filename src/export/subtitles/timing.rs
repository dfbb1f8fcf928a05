//! When sentences and words are heard, in samples.

use std::ops::Range;

use crate::audio::Breath;
use crate::export::{Caption, ChapterSound, ExportError};
use crate::store::{Clip, Clips};

/// A sentence and when it is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// What the page shows.
    pub text: String,
    /// When it is heard, without the pause after it.
    pub samples: Range<u64>,
    /// Its words, as far as their times are known, in order.
    pub words: Vec<Spotlight>,
}

/// A word of a sentence and when it is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spotlight {
    /// Bytes of the sentence's text.
    pub shown: Range<usize>,
    /// When it is heard.
    pub samples: Range<u64>,
}

/// When the sentences of chapters that follow each other in one file are heard.
///
/// # Errors
/// [`ExportError`] when a sentence cannot be read.
pub fn cues(chapters: &[ChapterSound], clips: &Clips, breath: Breath) -> Result<Vec<Cue>, ExportError> {
    let mut cues = Vec::new();
    let mut at = 0;
    for passage in chapters.iter().flat_map(|chapter| &chapter.passages) {
        let clip = clips.get(&passage.clip)?.ok_or(ExportError::Missing(passage.clip))?;
        let mut sound = clip.sound(breath);
        let end = at + sound.samples.len() as u64;
        cues.push(Cue {
            text: passage.caption.text.clone(),
            samples: at..end,
            words: words(&passage.caption, &clip, breath, at),
        });
        sound.push_silence(passage.pause_after);
        at += sound.samples.len() as u64;
    }
    Ok(cues)
}

/// The words of a clip that begins at `start`; none if the model said more or fewer than the text has, for then it is not
/// known which is which.
fn words(caption: &Caption, clip: &Clip, breath: Breath, start: u64) -> Vec<Spotlight> {
    let said = clip.words(breath);
    if said.len() != caption.words.len() {
        return Vec::new();
    }
    let spotlight = |(shown, samples): (&Range<usize>, Range<u64>)| Spotlight {
        shown: shown.clone(),
        samples: start + samples.start..start + samples.end,
    };
    caption.words.iter().zip(said).map(spotlight).collect()
}
