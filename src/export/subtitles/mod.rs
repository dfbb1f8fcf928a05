//! Text in step with the sound: when each sentence is heard, and each of its words where that is known.

mod srt;
mod timing;
mod vtt;

pub use timing::{Cue, Spotlight, cues};

use std::io::Write;
use std::path::{Path, PathBuf};

use super::ExportError;
use super::partial_file::PartialFile;

/// The kinds of subtitles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subtitles {
    /// `SubRip`: a sentence at a time.
    Srt,
    /// [`WebVTT`](https://www.w3.org/TR/webvtt1/): a sentence at a time, its words with their times.
    Vtt,
}

impl Subtitles {
    /// The extension of its files.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Srt => "srt",
            Self::Vtt => "vtt",
        }
    }

    /// Writes a file of subtitles beside an audio file, whose samples come `rate` a second.
    ///
    /// # Errors
    /// [`ExportError`] when it cannot be written.
    pub fn write(self, audio: &Path, cues: &[Cue], rate: u32) -> Result<PathBuf, ExportError> {
        let path = audio.with_extension(self.extension());
        let text = match self {
            Self::Srt => srt::text(cues, rate),
            Self::Vtt => vtt::text(cues, rate),
        };
        let file = PartialFile::create(&path)?;
        file.handle()
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(ExportError::write(&path))?;
        file.finish()
    }
}

/// `hh:mm:ss`, a separator, and milliseconds.
fn clock(samples: u64, rate: u32, separator: char) -> String {
    let milliseconds = samples * 1_000 / u64::from(rate.max(1));
    let seconds = milliseconds / 1_000;
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!(
        "{hours:02}:{minutes:02}:{:02}{separator}{:03}",
        seconds % 60,
        milliseconds % 1_000
    )
}

/// Text in one line: line ends and tabs are spaces.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
