//! The settings, as the rest of the program reads them. `config/default.yaml` says what each is for.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::error::ConfigError;
use super::field;
use super::key::KeyPath;
use super::layer::Layer;
use super::lexicon::LexiconEntry;
use super::place::Place;

/// Every setting, checked. Made by a [`super::Stack`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "sections such as `tts:`")]
pub struct Settings {
    /// The voice.
    pub tts: Tts,
    /// Blends of voices, by the names they can be called by.
    pub blends: BTreeMap<String, String>,
    /// Who else reads.
    pub cast: Cast,
    /// What is read and what is left out.
    pub text: Text,
    /// Silences.
    pub pauses: Pauses,
    /// How words are said that come out wrong; where two entries fit, the later one wins.
    pub lexicon: Vec<LexiconEntry>,
    /// The files a render writes.
    pub output: Output,
    /// The machine.
    pub engine: Engine,
    /// The screen.
    pub studio: Studio,
    /// What the settings were made from, the later over the earlier.
    #[serde(skip)]
    pub(super) layers: Vec<Layer>,
}

/// `tts:`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section such as `tts: {voice: bf_lily}`")]
pub struct Tts {
    /// The model.
    pub model: Model,
    /// The folder the model is in; `None` for the best that has been fetched.
    #[serde(deserialize_with = "field::folder")]
    pub model_path: Option<PathBuf>,
    /// Who reads.
    pub voice: String,
    /// How fast, from 0.5 to 2, 1 being the voice's own speed.
    #[serde(deserialize_with = "field::speed")]
    pub speed: f32,
    /// Semitones up or down, from −6 to 6.
    #[serde(deserialize_with = "field::semitones")]
    pub pitch: f32,
    /// Whether MLX is used where it works.
    pub use_mlx: bool,
    /// Whether MLX multiplies in half precision where nobody hears it.
    pub half_precision: bool,
}

/// The models there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Kokoro-82M.
    Kokoro,
}

/// `cast:`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section such as `cast: {dialogue: am_adam}`")]
pub struct Cast {
    /// Who speaks direct speech; `None` for the narrator.
    #[serde(deserialize_with = "field::voice")]
    pub dialogue: Option<String>,
    /// Who speaks for whom, by the names the book gives them.
    pub speakers: BTreeMap<String, String>,
    /// Who reads a chapter, by its number.
    pub chapters: BTreeMap<u32, String>,
    /// Who speaks passages in a language, by its BCP 47 tag.
    pub languages: BTreeMap<String, String>,
}

/// `text:`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section such as `text: {footnotes: skip}`")]
pub struct Text {
    /// Footnotes and endnotes.
    pub footnotes: Footnotes,
    /// Whether the descriptions of images are read.
    pub alt_text: bool,
    /// Web and mail addresses.
    pub urls: Urls,
}

/// What becomes of footnotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Footnotes {
    /// Left out.
    Skip,
    /// Read where their mark stands.
    Inline,
    /// Read at the end of the chapter.
    ChapterEnd,
}

/// What becomes of web and mail addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urls {
    /// Only the site's name is said.
    Short,
    /// Left out.
    Skip,
}

/// `pauses:`, the silence after each, at most 10 s.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section such as `pauses: {sentence: 350}`")]
pub struct Pauses {
    /// A part of a sentence that goes on.
    #[serde(deserialize_with = "field::milliseconds")]
    pub clause: Duration,
    /// A line of verse in the middle of a sentence.
    #[serde(deserialize_with = "field::milliseconds")]
    pub verse_line: Duration,
    /// A sentence.
    #[serde(deserialize_with = "field::milliseconds")]
    pub sentence: Duration,
    /// A sentence that ends in an ellipsis.
    #[serde(deserialize_with = "field::milliseconds")]
    pub ellipsis: Duration,
    /// A paragraph.
    #[serde(deserialize_with = "field::milliseconds")]
    pub paragraph: Duration,
    /// A heading.
    #[serde(deserialize_with = "field::milliseconds")]
    pub heading: Duration,
    /// A scene.
    #[serde(deserialize_with = "field::milliseconds")]
    pub scene_break: Duration,
    /// A chapter.
    #[serde(deserialize_with = "field::milliseconds")]
    pub chapter: Duration,
    /// Of the voice's own silence, before what it says.
    #[serde(deserialize_with = "field::milliseconds")]
    pub breath_before: Duration,
    /// Of the voice's own silence, after what it says.
    #[serde(deserialize_with = "field::milliseconds")]
    pub breath_after: Duration,
}

/// `output:`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section such as `output: {format: wav}`")]
pub struct Output {
    /// The kind of file.
    pub format: Format,
    /// One file for the book or one a chapter.
    pub split: Split,
    /// Where to; `None` for a folder named after the book, in the working folder.
    #[serde(deserialize_with = "field::folder")]
    pub folder: Option<PathBuf>,
    /// The names of files without their extension, with `{number}`, `{chapter}`, `{title}`, `{author}`.
    pub name: String,
    /// How loud a book is, in LUFS; `None` for as it was said.
    #[serde(deserialize_with = "field::loudness")]
    pub loudness: Option<f64>,
    /// The highest peak, in dBTP.
    #[serde(deserialize_with = "field::true_peak")]
    pub true_peak: f64,
    /// Subtitles beside the audio files.
    pub subtitles: Vec<Subtitles>,
}

/// The kinds of subtitles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subtitles {
    /// `SubRip`.
    Srt,
    /// `WebVTT`, with the times of words.
    Vtt,
}

/// The kinds of audio file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// What suits the file that is asked for.
    Auto,
    /// Uncompressed.
    Wav,
    /// Compressed without loss.
    Flac,
    /// AAC with chapters.
    M4b,
    /// MP3 with chapters.
    Mp3,
    /// Opus.
    Opus,
    /// The book itself, with sound.
    Epub,
}

/// One file a book or one a chapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// What suits the format.
    Auto,
    /// One file.
    Book,
    /// One file a chapter.
    Chapter,
}

/// `engine:`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section such as `engine: {threads: 4}`")]
pub struct Engine {
    /// How much sound is kept ready ahead of the listener, from 1 s to an hour.
    #[serde(rename = "ahead_seconds", deserialize_with = "field::seconds")]
    pub ahead: Duration,
    /// Threads for the cpu backend; `None` for one a core.
    #[serde(deserialize_with = "field::threads")]
    pub threads: Option<NonZeroUsize>,
}

/// `studio:`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section such as `studio: {theme: dark}`")]
pub struct Studio {
    /// The colours.
    pub theme: String,
    /// Where sound goes.
    pub sound: Sound,
}

/// Where sound goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    /// To the default audio device, where there is one.
    Device,
    /// Nowhere.
    None,
}

impl Settings {
    /// The files that were read, the later over the earlier.
    #[must_use]
    pub fn files(&self) -> Vec<&Path> {
        self.layers.iter().filter_map(Layer::file_name).collect()
    }

    /// Where a setting such as `tts.voice` was made last; `None` if it still has its default.
    #[must_use]
    pub fn place_of(&self, key: &str) -> Option<Place> {
        let path = KeyPath::of_keys(key);
        self.layers.iter().rev().find_map(|layer| layer.place_of(&path))
    }

    /// An error about a setting that is well-formed but cannot be followed, told with its place:
    /// `config/lector.yaml:3:3: tts.voice: no voice 'bf_lilly'; did you mean bf_lily?`
    #[must_use]
    pub fn error_at(&self, key: &str, problem: impl Into<String>) -> ConfigError {
        ConfigError::Setting {
            place: self.place_of(key),
            key: key.to_owned(),
            problem: problem.into(),
        }
    }
}
