//! Says all chapters of a render and writes each as soon as it is said.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use color_eyre::eyre::{self, eyre};
use crossbeam_channel::RecvTimeoutError;

use super::output::Output;
use super::said::SaidChapter;
use crate::audio::{Breath, Pcm};
use crate::cli::interrupt::Interrupted;
use crate::cli::progress::{Pace, Progress, Report, SoFar};
use crate::engine::{Command, Engine, EngineError, Event, Generation, Line, Source};
use crate::export::{ChapterSound, ChapterTag, Edition, ExportError, Finished, Format, Tags, survey};
use crate::kokoro::SAMPLE_RATE;
use crate::store::Clips;
use crate::text::SentenceId;

/// How often a render looks whether it is to stop.
const HEARTBEAT: Duration = Duration::from_millis(100);

/// A chapter to be said.
#[derive(Clone, Debug, PartialEq)]
pub struct ChapterScript {
    /// Its number.
    pub index: u32,
    /// Its title.
    pub title: String,
    /// What is said.
    pub lines: Vec<Line>,
}

/// Everything a render needs.
pub struct Renderer {
    /// Who says it.
    pub engine: Engine,
    /// Where it is kept.
    pub clips: Clips,
    /// The silence sentences keep.
    pub breath: Breath,
    /// Where the files go.
    pub output: Output,
    /// What kind of files they are.
    pub format: Format,
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
struct Work {
    renderer: Renderer,
    chapters: BTreeMap<u32, SaidChapter>,
    pace: Pace,
    so_far: SoFar,
    summary: Summary,
}

impl Renderer {
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
        };
        let outcome = work.run(chapters);
        work.renderer.progress.clear();
        outcome.map(|()| work.summary)
    }
}

impl Work {
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
        self.write_book()?;
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

    fn stop_if_interrupted(&self) -> Result<(), Interrupted> {
        if self.renderer.interrupted.load(Ordering::Relaxed) {
            Err(Interrupted)
        } else {
            Ok(())
        }
    }

    /// Hands a chapter to the engine.
    fn begin(&mut self, chapter: ChapterScript) -> eyre::Result<()> {
        let letters = chapter.lines.iter().map(|line| line.words.weight() as u64).sum();
        self.pace.expect(letters);
        self.so_far.total += chapter.lines.len();
        let ids = chapter.lines.iter().map(|line| line.id).collect();
        let said = SaidChapter::new(chapter.index, chapter.title, &chapter.lines);
        self.chapters.insert(chapter.index, said);
        let engine = &self.renderer.engine;
        engine.send(Command::Script {
            generation: Generation::default(),
            lines: chapter.lines,
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
                self.tell(&Report::Sentence {
                    chapter: id.chapter,
                    sentence: id.sentence,
                    seconds: length.as_secs_f64(),
                    synthesis_seconds: took.map(|took| took.as_secs_f64()),
                    so_far: self.so_far,
                })?;
                self.write_if_said(id.chapter)
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
        self.write_if_said(id.chapter)
    }

    fn notice(&mut self, message: &str) -> eyre::Result<()> {
        self.tell(&Report::Notice { message })
    }

    fn tell(&mut self, report: &Report<'_>) -> eyre::Result<()> {
        Ok(self.renderer.progress.tell(report, &self.pace)?)
    }

    /// Writes a chapter's own file once all of it is said.
    fn write_if_said(&mut self, index: u32) -> eyre::Result<()> {
        let Some(chapter) = self.chapters.get(&index).filter(|chapter| chapter.is_said()) else {
            return Ok(());
        };
        let sound = chapter.sound();
        if sound.passages.is_empty() {
            return Ok(());
        }
        match self.renderer.output.chapter_file(index, &sound.title) {
            Some(file) => self.write(&file, Some(index), &[sound]),
            None => Ok(()),
        }
    }

    /// Writes the one file of the whole book, if there is to be one.
    fn write_book(&mut self) -> eyre::Result<()> {
        let Output::OneFile(file) = &self.renderer.output else {
            return Ok(());
        };
        let sounds: Vec<_> = self.chapters.values().map(SaidChapter::sound).collect();
        if sounds.iter().all(|sound| sound.passages.is_empty()) {
            return Ok(());
        }
        self.write(&file.clone(), None, &sounds)
    }

    fn write(&mut self, file: &Path, chapter: Option<u32>, sounds: &[ChapterSound]) -> eyre::Result<()> {
        let Finished { path, samples } = self.encode(file, chapter, sounds)?;
        let length = Duration::from_secs_f64(samples as f64 / f64::from(SAMPLE_RATE));
        self.tell(&Report::File {
            path: &path,
            chapter,
            seconds: length.as_secs_f64(),
        })?;
        self.summary.files.push(path);
        self.summary.length += length;
        self.summary.sentences += sounds.iter().map(|sound| sound.passages.len()).sum::<usize>();
        Ok(())
    }

    fn encode(&self, file: &Path, chapter: Option<u32>, sounds: &[ChapterSound]) -> eyre::Result<Finished> {
        let Renderer {
            clips,
            breath,
            format,
            edition,
            ..
        } = &self.renderer;
        let marks = survey(sounds, clips, *breath, |_| {
            self.stop_if_interrupted().map_err(eyre::Report::from)
        })?
        .marks;
        let title = |number| ChapterTag {
            number,
            title: sounds.iter().map(|sound| sound.title.clone()).collect(),
        };
        let tags = Tags {
            edition,
            chapter: chapter.map(title),
            marks,
        };
        let mut encoder = format.create(file, SAMPLE_RATE, &tags)?;
        for sound in sounds {
            sound.play(clips, *breath, |pcm: Pcm| -> eyre::Result<()> {
                encoder.write(&pcm.samples)?;
                Ok(self.stop_if_interrupted()?)
            })?;
        }
        encoder.finish().map_err(|error: ExportError| error.into())
    }
}
