//! A book that is rendered, with a narrator that hums.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

use color_eyre::eyre;
use lector::audio::Breath;
use lector::cli::progress::Progress;
use lector::cli::render::{ChapterScript, Output, Renderer, ScriptLine, Summary};
use lector::engine::{Engine, EngineConfig, Line};
use lector::export::{Caption, Edition, FileNames, Format, Loudness, Subtitles};
use lector::store::Project;
use lector::text::SentenceId;

use super::scene::{Letters, line};
use super::tones::Tones;

/// A book of so many chapters with so many sentences each.
pub fn book(chapters: u32, sentences: u32) -> Vec<ChapterScript> {
    let sentence = |chapter, number| ScriptLine {
        line: Line {
            id: SentenceId {
                chapter,
                sentence: number,
            },
            ..line(0, &format!("chapter {chapter} has a sentence {number}"))
        },
        caption: Arc::new(Caption {
            text: format!("Chapter {chapter} has a sentence {number}."),
            // The narrator says letters: a number is no word to it.
            words: vec![0..7, 10..13, 14..15, 16..24],
        }),
    };
    (1..=chapters)
        .map(|index| ChapterScript {
            index,
            title: format!("Chapter the {index}."),
            pages: vec![],
            lines: (1..=sentences).map(|number| sentence(index, number)).collect(),
        })
        .collect()
}

/// A file a chapter, in the folder `out`.
pub fn folder(out: &Path) -> Output {
    Output::Folder {
        folder: out.to_owned(),
        names: FileNames::new("{number} {chapter}", 99),
        title: "A Book".to_owned(),
        author: "Nobody".to_owned(),
        extension: "wav",
    }
}

/// What a render shows, for a test to read.
#[derive(Clone, Default)]
pub struct Shown(Arc<Mutex<Vec<u8>>>);

impl Shown {
    /// The JSON lines so far.
    pub fn lines(&self) -> Vec<serde_json::Value> {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Write for Shown {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What kind of files a render writes.
#[derive(Clone, Debug)]
pub struct Kind {
    pub format: Format,
    pub loudness: Option<Loudness>,
    pub subtitles: Vec<Subtitles>,
}

impl Default for Kind {
    fn default() -> Self {
        Self {
            format: Format::Wav,
            loudness: None,
            subtitles: vec![],
        }
    }
}

/// Renders a book as `lector render` does.
pub fn render(
    tones: &Tones,
    project: &Project,
    output: Output,
    book: &[ChapterScript],
    interrupted: &Arc<AtomicBool>,
    shown: &Shown,
) -> eyre::Result<Summary> {
    render_kind(tones, project, (output, Kind::default()), book, interrupted, shown)
}

/// Renders a book into files of a kind.
pub fn render_kind(
    tones: &Tones,
    project: &Project,
    (output, kind): (Output, Kind),
    book: &[ChapterScript],
    interrupted: &Arc<AtomicBool>,
    shown: &Shown,
) -> eyre::Result<Summary> {
    let clips = project.clips().clone();
    let config = EngineConfig::default();
    let engine = Engine::start(config, Arc::new(tones.clone()), Box::new(Letters), Some(clips))?;
    let renderer = Renderer {
        engine,
        project,
        breath: Breath::default(),
        output,
        format: kind.format,
        loudness: kind.loudness,
        subtitles: kind.subtitles,
        edition: Edition::default(),
        progress: Progress::new(true, false, Box::new(shown.clone())),
        interrupted: Arc::clone(interrupted),
    };
    renderer.render(book.iter().cloned().map(Ok))
}

/// Renders without anything in the way.
pub fn render_whole(tones: &Tones, project: &Project, output: Output, book: &[ChapterScript]) -> Summary {
    render(tones, project, output, book, &Arc::default(), &Shown::default()).unwrap()
}
