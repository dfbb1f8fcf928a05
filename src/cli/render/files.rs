//! Writes the files of a render, when all of it is said: measured first, for one gain goes over the whole book.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use color_eyre::eyre::{self, WrapErr};

use super::output::Output;
use super::renderer::Work;
use crate::audio::Pcm;
use crate::cli::progress::{Levels, Report, Stage};
use crate::export::{
    ChapterSound, ChapterTag, Encoder, Finished, Level, Levelled, Loudness, Meter, OverlaidChapter, Subtitles, Survey,
    Tags, cues, survey, write_overlaid,
};
use crate::kokoro::SAMPLE_RATE;

/// How often progress is told.
const BEAT: Duration = Duration::from_millis(500);

/// A file to be written.
struct Order {
    file: PathBuf,
    /// The chapter it is of, if it holds but one.
    chapter: Option<u32>,
    sounds: Vec<ChapterSound>,
    found: Survey,
}

impl Order {
    fn new(file: PathBuf, chapter: Option<u32>, sounds: Vec<ChapterSound>) -> Self {
        Self {
            file,
            chapter,
            sounds,
            found: Survey::default(),
        }
    }
}

/// How far a walk through all sound is.
struct Walk {
    stage: Stage,
    done: u64,
    total: Option<u64>,
    told: Instant,
}

impl Walk {
    fn new(stage: Stage, total: Option<u64>) -> Self {
        let told = Instant::now();
        Self {
            stage,
            done: 0,
            total,
            told,
        }
    }
}

impl Work<'_> {
    /// Writes all files that can be written of what is said.
    pub(super) fn write_files(&mut self) -> eyre::Result<()> {
        let scratch = tempfile::tempdir().wrap_err("there is no folder for temporary files; set TMPDIR")?;
        let mut orders = self.orders(scratch.path());
        let mut meter = Meter::new(SAMPLE_RATE)?;
        let mut walk = Walk::new(Stage::Measuring, None);
        for order in &mut orders {
            order.found = self.survey(order, &mut meter, &mut walk)?;
        }
        let before = meter.reading()?;
        let level = self.renderer.loudness.zip(before).map(|(target, measured)| {
            let room = self.renderer.format.overshoot();
            let true_peak = target.true_peak - room;
            Level::towards(Loudness { true_peak, ..target }, measured)
        });
        let mut after = Meter::new(SAMPLE_RATE)?;
        let mut walk = Walk::new(Stage::Writing, Some(walk.done));
        if let Output::Overlaid { book, file } = &self.renderer.output {
            let (book, file) = (book.clone(), file.clone());
            self.write_overlaid(&book, &file, &orders, level, &mut after, &mut walk)?;
        } else {
            for order in &orders {
                let finished = self.encode(order, level, &mut after, &mut walk)?;
                self.tell_file(order, finished)?;
            }
        }
        if let (Some(level), Some(before), Some(after)) = (level, before, after.reading()?) {
            self.tell_loudness(level, before, after)?;
        }
        Ok(())
    }

    /// The files there are to write; those that are only needed on the way go into `scratch`.
    fn orders(&mut self, scratch: &Path) -> Vec<Order> {
        let chapters = self.chapters.iter().map(|(index, chapter)| (*index, chapter.sound()));
        let said: Vec<(u32, ChapterSound)> = chapters.filter(|(_, sound)| !sound.passages.is_empty()).collect();
        match &mut self.renderer.output {
            Output::OneFile(_) if said.is_empty() => Vec::new(),
            Output::OneFile(file) => {
                let sounds = said.into_iter().map(|(_, sound)| sound);
                vec![Order::new(file.clone(), None, sounds.collect())]
            }
            Output::Overlaid { .. } => {
                let order =
                    |(index, chapter)| Order::new(scratch.join(format!("{index}.mp3")), Some(index), vec![chapter]);
                said.into_iter().map(order).collect()
            }
            output @ Output::Folder { .. } => said
                .into_iter()
                .filter_map(|(index, sound)| {
                    let file = output.chapter_file(index, &sound.title)?;
                    Some(Order::new(file, Some(index), vec![sound]))
                })
                .collect(),
        }
    }

    fn survey(&mut self, order: &Order, meter: &mut Meter, walk: &mut Walk) -> eyre::Result<Survey> {
        let (clips, breath) = (self.renderer.project.clips().clone(), self.renderer.breath);
        let measures = self.renderer.loudness.is_some();
        survey(&order.sounds, &clips, breath, |pcm| {
            if measures {
                meter.hear(&pcm.samples)?;
            }
            self.step(walk, pcm)
        })
    }

    /// Writes the sound of each chapter for itself, and then the book with all of it.
    fn write_overlaid(
        &mut self,
        book: &Path,
        file: &Path,
        orders: &[Order],
        level: Option<Level>,
        meter: &mut Meter,
        walk: &mut Walk,
    ) -> eyre::Result<()> {
        let mut chapters = Vec::new();
        for order in orders {
            let Finished { path, samples } = self.encode(order, level, meter, walk)?;
            chapters.push(OverlaidChapter {
                audio: path,
                samples,
                cues: cues(&order.sounds, self.renderer.project.clips(), self.renderer.breath)?,
                pages: order.sounds.iter().flat_map(|sound| sound.pages.clone()).collect(),
            });
        }
        let narrator = &self.renderer.edition.narrator;
        let path = write_overlaid(book, file, &chapters, narrator, SAMPLE_RATE)?;
        let whole = Order {
            sounds: orders.iter().flat_map(|order| order.sounds.clone()).collect(),
            ..Order::new(file.to_owned(), None, Vec::new())
        };
        let samples = chapters.iter().map(|chapter| chapter.samples).sum();
        self.tell_file(&whole, Finished { path, samples })
    }

    /// Notes that a file is finished, and writes what belongs beside it.
    fn tell_file(&mut self, order: &Order, finished: Finished) -> eyre::Result<()> {
        let Finished { path, samples } = finished;
        let length = Duration::from_secs_f64(samples as f64 / f64::from(SAMPLE_RATE));
        self.tell(&Report::File {
            path: &path,
            chapter: order.chapter,
            seconds: length.as_secs_f64(),
        })?;
        let subtitles = self.write_subtitles(order)?;
        self.summary.files.push(path);
        self.summary.files.extend(subtitles);
        self.summary.length += length;
        self.summary.sentences += order.sounds.iter().map(|sound| sound.passages.len()).sum::<usize>();
        Ok(())
    }

    fn encode(
        &mut self,
        order: &Order,
        level: Option<Level>,
        meter: &mut Meter,
        walk: &mut Walk,
    ) -> eyre::Result<Finished> {
        let title = |number| ChapterTag {
            number,
            title: order.sounds.iter().map(|sound| sound.title.clone()).collect(),
        };
        let tags = Tags {
            edition: &self.renderer.edition,
            chapter: order.chapter.map(title),
            marks: order.found.marks.clone(),
            samples: order.found.samples,
        };
        let file = self.renderer.format.create(&order.file, SAMPLE_RATE, &tags)?;
        let mut encoder: Box<dyn Encoder + '_> = match level {
            Some(level) => Box::new(Levelled::new(file, level, SAMPLE_RATE, meter)),
            None => file,
        };
        let (clips, breath) = (self.renderer.project.clips().clone(), self.renderer.breath);
        for sound in &order.sounds {
            sound.play(&clips, breath, |pcm| -> eyre::Result<()> {
                encoder.write(&pcm.samples)?;
                self.step(walk, &pcm)
            })?;
        }
        Ok(encoder.finish()?)
    }

    fn write_subtitles(&self, order: &Order) -> eyre::Result<Vec<PathBuf>> {
        if self.renderer.subtitles.is_empty() {
            return Ok(Vec::new());
        }
        let cues = cues(&order.sounds, self.renderer.project.clips(), self.renderer.breath)?;
        let write = |kind: &Subtitles| Ok(kind.write(&order.file, &cues, SAMPLE_RATE)?);
        self.renderer.subtitles.iter().map(write).collect()
    }

    /// Notes that a sentence has been walked through.
    fn step(&mut self, walk: &mut Walk, pcm: &Pcm) -> eyre::Result<()> {
        self.stop_if_interrupted()?;
        walk.done += pcm.samples.len() as u64;
        if walk.told.elapsed() < BEAT {
            return Ok(());
        }
        walk.told = Instant::now();
        let seconds = |samples: u64| samples as f64 / f64::from(SAMPLE_RATE);
        self.tell(&Report::Export {
            stage: walk.stage,
            seconds: seconds(walk.done),
            of_seconds: walk.total.map(seconds),
        })
    }

    fn tell_loudness(&mut self, level: Level, before: Loudness, after: Loudness) -> eyre::Result<()> {
        let levels = |loudness: Loudness| Levels {
            integrated_lufs: loudness.integrated,
            true_peak_dbtp: loudness.true_peak,
        };
        self.tell(&Report::Loudness {
            said: levels(before),
            gain_db: level.gain,
            written: levels(after),
        })
    }
}
