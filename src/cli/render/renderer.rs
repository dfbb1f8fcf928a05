//! Says all chapters of a render, then has their files written.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use color_eyre::eyre::{self, eyre};
use crossbeam_channel::RecvTimeoutError;

use super::output::Output;
use super::said::SaidChapter;
use crate::audio::Breath;
use crate::cli::interrupt::Interrupted;
use crate::cli::progress::{Pace, Progress, Report, SoFar};
use crate::engine::{Command, Engine, EngineError, Event, Generation, Line, Source};
use crate::export::{Caption, Edition, Format, Loudness, Subtitles};
use crate::store::{self, Project};
use crate::text::SentenceId;

/// How often a render looks whether it is to stop.
const HEARTBEAT: Duration = Duration::from_millis(100);

/// How often other lectors are told how far it is.
const NEWS: Duration = Duration::from_secs(1);

/// A chapter to be said.
#[derive(Clone, Debug, PartialEq)]
pub struct ChapterScript {
    /// Its number.
    pub index: u32,
    /// Its title.
    pub title: String,
    /// The pages it is on, by their paths in the EPUB.
    pub pages: Vec<String>,
    /// What is said.
    pub lines: Vec<ScriptLine>,
}

/// A sentence to be said.
#[derive(Clone, Debug, PartialEq)]
pub struct ScriptLine {
    /// What is said, and how.
    pub line: Line,
    /// What is shown meanwhile.
    pub caption: Arc<Caption>,
}

/// Everything a render needs.
pub struct Renderer<'a> {
    /// Who says it.
    pub engine: Engine,
    /// Where it is kept.
    pub project: &'a Project,
    /// The silence sentences keep.
    pub breath: Breath,
    /// Where the files go.
    pub output: Output,
    /// What kind of files they are.
    pub format: Format,
    /// How loud the book shall be; none for as it was said.
    pub loudness: Option<Loudness>,
    /// The subtitles beside them.
    pub subtitles: Vec<Subtitles>,
    /// What they say about the book.
    pub edition: Edition,
    /// Who watches.
    pub progress: Progress,
    /// Raised when the user wants it to stop.
    pub interrupted: Arc<AtomicBool>,
}

/// What came of a render.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The files.
    pub files: Vec<PathBuf>,
    /// How many sentences they hold.
    pub sentences: usize,
    /// How long they last.
    pub length: Duration,
    /// What could not be said.
    pub lost: Vec<Lost>,
}

/// A sentence that could not be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Which.
    pub id: SentenceId,
    /// The title of its chapter.
    pub chapter: String,
    /// What should have been said.
    pub text: String,
    /// Why it was not.
    pub why: String,
}

/// A render under way.
pub(super) struct Work<'a> {
    pub(super) renderer: Renderer<'a>,
    pub(super) chapters: BTreeMap<u32, SaidChapter>,
    pace: Pace,
    so_far: SoFar,
    pub(super) summary: Summary,
    /// When other lectors were last told.
    posted: Option<Instant>,
}

impl Renderer<'_> {
    /// Says every chapter and writes the files. What is finished when it fails or is interrupted stays in the store, and
    /// the next render goes on from there.
    ///
    /// # Errors
    /// [`Interrupted`]; a chapter that cannot be read; no model; a store or file that cannot be written.
    pub fn render(self, chapters: impl Iterator<Item = eyre::Result<ChapterScript>>) -> eyre::Result<Summary> {
        let mut work = Work {
            renderer: self,
            chapters: BTreeMap::new(),
            pace: Pace::default(),
            so_far: SoFar::default(),
            summary: Summary::default(),
            posted: None,
        };
        let outcome = work.run(chapters);
        work.renderer.progress.clear();
        outcome.map(|()| work.summary)
    }
}

impl Work<'_> {
    fn run(&mut self, chapters: impl Iterator<Item = eyre::Result<ChapterScript>>) -> eyre::Result<()> {
        for chapter in chapters {
            self.stop_if_interrupted()?;
            self.begin(chapter?)?;
            while let Ok(event) = self.renderer.engine.events().try_recv() {
                self.hear(event)?;
            }
        }
        while self.chapters.values().any(|chapter| !chapter.is_said()) {
            self.stop_if_interrupted()?;
            match self.renderer.engine.events().recv_timeout(HEARTBEAT) {
                Ok(event) => self.hear(event)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => eyre::bail!(EngineError::Ended),
            }
        }
        self.write_files()?;
        let Summary {
            files, lost, length, ..
        } = &self.summary;
        let done = Report::Done {
            files: files.len(),
            sentences: self.summary.sentences,
            failed: lost.len(),
            seconds: length.as_secs_f64(),
        };
        Ok(self.renderer.progress.tell(&done, &self.pace)?)
    }

    pub(super) fn stop_if_interrupted(&self) -> Result<(), Interrupted> {
        if self.renderer.interrupted.load(Ordering::Relaxed) {
            Err(Interrupted)
        } else {
            Ok(())
        }
    }

    /// Hands a chapter to the engine.
    fn begin(&mut self, chapter: ChapterScript) -> eyre::Result<()> {
        let said = SaidChapter::new(&chapter);
        let lines: Vec<Line> = chapter.lines.into_iter().map(|script| script.line).collect();
        let letters = lines.iter().map(|line| line.words.weight() as u64).sum();
        self.pace.expect(letters);
        self.so_far.total += lines.len();
        let ids = lines.iter().map(|line| line.id).collect();
        self.chapters.insert(chapter.index, said);
        let engine = &self.renderer.engine;
        engine.send(Command::Script {
            generation: Generation::default(),
            lines,
        })?;
        engine.send(Command::Render(ids))?;
        Ok(())
    }

    fn hear(&mut self, event: Event) -> eyre::Result<()> {
        match event {
            Event::Spoken {
                id,
                key,
                length,
                source,
                ..
            } => {
                let Some(chapter) = self.chapters.get_mut(&id.chapter) else {
                    return Ok(());
                };
                self.renderer.progress.chapter(chapter.title());
                let letters = chapter.said(id, key);
                let took = match source {
                    Source::Store => None,
                    Source::Model { took } => Some(took),
                };
                match took {
                    Some(took) => self.pace.said(letters, took, length),
                    None => self.pace.pass(letters),
                }
                self.so_far.done += 1;
                self.so_far.eta_seconds = self.pace.left();
                self.post(id.chapter);
                self.tell(&Report::Sentence {
                    chapter: id.chapter,
                    sentence: id.sentence,
                    seconds: length.as_secs_f64(),
                    synthesis_seconds: took.map(|took| took.as_secs_f64()),
                    so_far: self.so_far,
                })
            }
            Event::Failed { id, why, .. } => self.lose(id, why),
            Event::Ready { backend, took } => self.tell(&Report::Model {
                backend,
                load_seconds: took.as_secs_f64(),
            }),
            Event::NoModel { why } => Err(eyre!(
                "the model cannot be loaded ({why}); `lector doctor` says what is missing"
            )),
            Event::StoreFailed { why } => Err(eyre!("{why}")),
            Event::FellBack { from, to, why } => self.notice(&format!("{from} failed ({why}); going on with {to}")),
            Event::Restarted { why } => self.notice(&format!("the model crashed ({why}) and is started again")),
            Event::Damaged { why, .. } => self.notice(&why),
            Event::Stopped => Err(EngineError::Ended.into()),
            Event::Loading { .. }
            | Event::Started { .. }
            | Event::Audio { .. }
            | Event::Said { .. }
            | Event::SayFailed { .. }
            | Event::Metrics(_)
            | Event::Idle => Ok(()),
        }
    }

    /// Tells other lectors how far the render is.
    fn post(&mut self, chapter: u32) {
        if self.posted.is_some_and(|then| then.elapsed() < NEWS) {
            return;
        }
        self.posted = Some(Instant::now());
        let chapters = self.chapters.keys().copied().collect();
        let chapter = self.chapters.get(&chapter);
        self.renderer.project.post(&store::Work {
            doing: store::Work::RENDERING.to_owned(),
            chapters,
            chapter: chapter.map(|chapter| chapter.title().to_owned()).unwrap_or_default(),
            done: self.so_far.done,
            failed: self.so_far.failed,
            total: self.so_far.total,
            eta_seconds: self.so_far.eta_seconds.map(|left| left.as_secs_f64()),
            speed: None,
            output: std::path::absolute(self.renderer.output.folder()).ok(),
        });
    }

    fn lose(&mut self, id: SentenceId, why: String) -> eyre::Result<()> {
        let Some(chapter) = self.chapters.get_mut(&id.chapter) else {
            return Ok(());
        };
        let (text, letters) = chapter.lost(id);
        let lost = Lost {
            id,
            chapter: chapter.title().to_owned(),
            text,
            why,
        };
        self.pace.pass(letters);
        self.so_far.failed += 1;
        self.so_far.eta_seconds = self.pace.left();
        self.tell(&Report::Failed {
            chapter: id.chapter,
            sentence: id.sentence,
            text: &lost.text,
            why: &lost.why,
            so_far: self.so_far,
        })?;
        self.summary.lost.push(lost);
        Ok(())
    }

    fn notice(&mut self, message: &str) -> eyre::Result<()> {
        self.tell(&Report::Notice { message })
    }

    pub(super) fn tell(&mut self, report: &Report<'_>) -> eyre::Result<()> {
        Ok(self.renderer.progress.tell(report, &self.pace)?)
    }
}
