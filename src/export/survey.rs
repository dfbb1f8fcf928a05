//! What there is to know of a file's sound before it is written.

use super::{ChapterSound, ExportError, Mark};
use crate::audio::{Breath, Pcm};
use crate::store::Clips;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Where the chapters begin; one in which nothing is said has none.
    pub marks: Vec<Mark>,
    /// The length in samples.
    pub samples: u64,
}

/// Hears chapters as they follow each other in one file. `heard` is given every sentence.
///
/// # Errors
/// [`ExportError`] when a sentence cannot be read, and what `heard` returns.
pub fn survey<E: From<ExportError>>(
    chapters: &[ChapterSound],
    clips: &Clips,
    breath: Breath,
    mut heard: impl FnMut(&Pcm) -> Result<(), E>,
) -> Result<Survey, E> {
    let mut survey = Survey::default();
    for chapter in chapters.iter().filter(|chapter| !chapter.passages.is_empty()) {
        survey.marks.push(Mark {
            title: chapter.title.clone(),
            start: survey.samples,
        });
        chapter.play(clips, breath, |pcm| {
            survey.samples += pcm.samples.len() as u64;
            heard(&pcm)
        })?;
    }
    Ok(survey)
}
