//! Writes the files of a render, when all of it is said: measured first, for one gain goes over the whole book.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use color_eyre::eyre;

use super::output::Output;
use super::renderer::Work;
use crate::audio::Pcm;
use crate::cli::progress::{Report, Stage};
use crate::export::{
    Aim, ChapterSound, ChapterTag, Encoder, Finished, Level, Levelled, Meter, OverlaidChapter, Subtitles, Survey, Tags,
    cues, survey, write_overlaid,
};
use crate::kokoro::SAMPLE_RATE;
use crate::store::Scratch;

/// How often progress is told.
const BEAT: Duration = Duration::from_millis(500);

/// A file to be written.
pub(super) struct Order {
    file: PathBuf,
    /// The chapter it is of, if it holds but one.
    chapter: Option<u32>,
    /// Its place among the files, and how many there are.
    track: (u32, u32),
    pub(super) sounds: Vec<ChapterSound>,
    found: Survey,
}

impl Order {
    fn new(file: PathBuf, chapter: Option<u32>, sounds: Vec<ChapterSound>) -> Self {
        Self {
            file,
            chapter,
            track: (1, 1),
            sounds,
            found: Survey::default(),
        }
    }
}

/// How far a walk through all sound is.
pub(super) struct Walk {
    stage: Stage,
    done: u64,
    total: Option<u64>,
    told: Instant,
}

impl Walk {
    pub(super) fn new(stage: Stage, total: Option<u64>) -> Self {
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
        let scratch = match &self.renderer.output {
            Output::Overlaid { .. } => Some(self.renderer.project.scratch()?),
            Output::OneFile(_) | Output::Folder { .. } => None,
        };
        let mut orders = self.orders(scratch.as_ref().map_or(Path::new(""), Scratch::path));
        let of = orders.len() as u32;
        for (number, order) in (1..).zip(&mut orders) {
            order.track = (number, of);
        }
        let mut meter = Meter::new(SAMPLE_RATE)?;
        let mut walk = Walk::new(Stage::Measuring, None);
        for order in &mut orders {
            order.found = self.survey(order, &mut meter, &mut walk)?;
        }
        let before = meter.reading()?;
        let aim = match self.target().zip(before) {
            Some((target, measured)) => Some(self.aim(&orders, Aim::new(target, measured), walk.done)?),
            None => None,
        };
        let level = aim.as_ref().map(Aim::level);
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
        if let (Some(aim), Some(before), Some(after)) = (aim, before, after.reading()?) {
            self.tell_loudness(&aim, before, after)?;
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
            let Finished { path, samples, .. } = self.encode(order, level, meter, walk)?;
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
        let finished = Finished {
            path,
            samples,
            remark: None,
        };
        self.tell_file(&whole, finished)
    }

    /// Notes that a file is finished, and writes what belongs beside it.
    fn tell_file(&mut self, order: &Order, finished: Finished) -> eyre::Result<()> {
        let Finished { path, samples, remark } = finished;
        if let Some(message) = &remark {
            self.tell(&Report::Notice { message })?;
        }
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
        let chapter = || ChapterTag {
            number: order.track.0,
            of: order.track.1,
            title: order.sounds.iter().map(|sound| sound.title.clone()).collect(),
        };
        let tags = Tags {
            edition: &self.renderer.edition,
            chapter: order.chapter.map(|_| chapter()),
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
    pub(super) fn step(&mut self, walk: &mut Walk, pcm: &Pcm) -> eyre::Result<()> {
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
}
