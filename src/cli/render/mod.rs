//! `lector render`: a book becomes audio files.

mod caption;
mod files;
mod levelling;
mod output;
mod output_settings;
mod renderer;
mod said;
mod selection;
mod usual;
pub(super) mod voice;
mod watch;

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use color_eyre::eyre::{self, eyre};

pub use output::{Output, Wish, Written};
use output_settings::{OutputSettings, output_settings};
pub use renderer::{ChapterScript, Lost, Renderer, ScriptLine, Summary};
pub use usual::usual_files;

use super::args::{Global, RenderArgs};
use super::interrupt;
use super::progress::{Pace, Progress, Report, clock, counted};
use super::stdout::stdout;
use super::wiring::{self, Heading, Manuscript, Narration, Sentence};
use crate::export::{Edition, Format, can_be_overlaid};
use crate::store::{BookId, Choices, Project, Projects, Reading, Retake, StoreError};
use crate::studio::attribute;

/// Runs the command.
///
/// # Errors
/// Everything that can keep a book from being rendered, sentences that were lost included.
pub fn run(args: &RenderArgs, global: &Global) -> eyre::Result<()> {
    let book = wiring::open_book(&args.book, global, &args.voice)?;
    let chapters = selection::select(&book.chapters(), args.chapters.as_deref())?;
    let mut order = Order {
        args,
        global,
        book,
        chapters,
    };
    if order.chapters.is_empty() {
        return Err(order.nothing_to_read());
    }
    if args.watch {
        return order.watch();
    }
    let files = output_settings(args, global)?;
    let (output, format) = order.output(&files)?;
    let narration = wiring::narration(global, &args.voice, Some(&order.book))?;
    output.prepare()?;
    let Some(mut project) = order.open_project()? else {
        return Ok(());
    };
    order.book.cast_as(&project.choices().cast);
    let wish = voice::Wish {
        args: &args.voice,
        force: args.force,
        quiet: global.quiet,
    };
    let narration = voice::settle(narration, &order.book, project.choices(), wish)?;
    order.remember(&mut project, &narration)?;
    interrupt::listen(global)?;
    let summary = order.render(&project, narration, (output, format), &files)?;
    order.conclude(&summary)
}

/// What was ordered.
struct Order<'a> {
    args: &'a RenderArgs,
    global: &'a Global,
    book: Manuscript,
    /// The chapters to be read.
    chapters: Vec<Heading>,
}

impl Order<'_> {
    fn nothing_to_read(&self) -> eyre::Report {
        let book = self.args.book.display();
        eyre!("there is nothing to read in {book}; `lector inspect` shows what it holds")
    }

    fn output(&self, settings: &OutputSettings) -> eyre::Result<(Output, Format)> {
        let wish = Wish {
            output: self.args.output.as_deref(),
            split: settings.split,
            format: settings.format,
            folder: settings.folder.as_deref(),
            template: &settings.template,
            overlay: (settings.overlay || self.names_an_epub()).then_some(&self.args.book),
        };
        let written = Written {
            title: self.book.title(),
            author: &self.book.author(),
            last_chapter: self.book.chapters().last().map_or(0, |chapter| chapter.index),
        };
        let (output, format) = Output::decide(wish, written)?;
        if let Output::Overlaid { book, .. } = &output {
            can_be_overlaid(book)?;
        }
        Ok((output, format))
    }

    /// Whether `-o book.epub` says what kind of file is wanted.
    fn names_an_epub(&self) -> bool {
        let output = self.args.output.as_deref();
        self.args.format.is_none() && output.is_some_and(output::is_epub_name)
    }

    /// Where projects are kept, and which is the book's.
    fn shelf(&self) -> eyre::Result<(Projects, BookId)> {
        let id = BookId::of(self.book.title(), &self.args.book)?;
        Ok((Projects::new(wiring::projects_folder()?), id))
    }

    /// Shows how far another lector is.
    fn watch(&self) -> eyre::Result<()> {
        let (projects, id) = self.shelf()?;
        if let Some(running) = projects.running(&id)? {
            return watch::watch(&running, self.global);
        }
        let book = self.args.book.display();
        Err(eyre!(
            "nobody is at work on {book}; the same command without --watch begins"
        ))
    }

    /// The book's project, once no other lector has it; none if the user only watched another one.
    fn open_project(&self) -> eyre::Result<Option<Project>> {
        let (projects, id) = self.shelf()?;
        match projects.open(&id) {
            Err(locked @ StoreError::Locked { .. }) => {
                let Some(running) = projects.running(&id)? else {
                    return Ok(Some(projects.open(&id)?));
                };
                if !watch::wanted(&running, self.global)? {
                    return Err(locked.into());
                }
                watch::watch(&running, self.global)?;
                Ok(None)
            }
            outcome => Ok(Some(outcome?)),
        }
    }

    /// Notes in the project which book it is, and who reads it: that is not cleared up by itself.
    fn remember(&self, project: &mut Project, narration: &Narration) -> eyre::Result<()> {
        let mut choices = project.choices().clone();
        let reading = Reading {
            voice: narration.voice.clone(),
            speed: narration.manner.speed,
            pitch: narration.manner.pitch,
        };
        if !choices.readings.contains(&reading) {
            choices.readings.push(reading);
        }
        self.book.title().clone_into(&mut choices.title);
        choices.source = std::path::absolute(&self.args.book).ok();
        Ok(project.save(choices)?)
    }

    fn render(
        &self,
        project: &Project,
        narration: Narration,
        (output, format): (Output, Format),
        files: &OutputSettings,
    ) -> eyre::Result<Summary> {
        let (voice, manner) = (narration.voice.clone(), narration.manner);
        let mut progress = Progress::new(self.args.json, self.global.quiet, Box::new(stdout()));
        let report = Report::Book {
            title: self.book.title(),
            chapters: self.chapters.len(),
            voice: voice.as_str(),
            speed: manner.speed.get(),
        };
        progress.tell(&report, &Pace::default())?;
        let mut edition = self.book.edition(&voice);
        if let Some(message) = leave_out_cover(&mut edition, &output, format) {
            progress.tell(&Report::Notice { message: &message }, &Pace::default())?;
        }
        let renderer = Renderer {
            breath: narration.config.breath,
            engine: narration.for_book(project).start(Some(project.clips().clone()))?,
            project,
            output,
            format,
            loudness: files.loudness,
            subtitles: files.subtitles.clone(),
            edition,
            progress,
            interrupted: interrupt::flag(),
        };
        let Choices {
            retakes,
            speakers,
            cast,
            ..
        } = project.choices();
        let scripts = self.chapters.iter().map(|chapter| {
            let mut sentences = self.book.sentences(chapter.index);
            attribute(&mut sentences, speakers);
            let line = |sentence: &Sentence| ScriptLine {
                line: self
                    .book
                    .line(sentence, &voice, cast, manner, take_of(sentence, retakes)),
                caption: Arc::new(caption::caption(sentence)),
            };
            Ok(ChapterScript {
                index: chapter.index,
                title: chapter.title.clone(),
                pages: self.book.pages(chapter.index),
                lines: sentences.iter().map(line).collect(),
            })
        });
        renderer.render(scripts)
    }

    /// Prints the files, and ends with an error if a sentence was lost.
    fn conclude(&self, summary: &Summary) -> eyre::Result<()> {
        // On a terminal each file has been named when it was finished.
        let named = !self.global.quiet && io::stdout().is_terminal() && io::stderr().is_terminal();
        if !self.args.json && !named {
            let mut out = stdout();
            for file in &summary.files {
                writeln!(out, "{}", file.display())?;
            }
        }
        match (summary.lost.is_empty(), summary.files.is_empty()) {
            (false, _) => Err(lost(summary)),
            (true, true) => Err(self.nothing_to_read()),
            (true, false) => Ok(()),
        }
    }
}

/// Takes a cover out that no player would show, and says so where it is missed.
fn leave_out_cover(edition: &mut Edition, output: &Output, format: Format) -> Option<String> {
    let cover = edition.cover.take_if(|cover| !format.shows(cover.media_type))?;
    // WAV files have none anyway, and an EPUB keeps its own.
    let missed = format != Format::Wav && !matches!(output, Output::Overlaid { .. });
    missed.then(|| {
        let (kind, extension) = (cover.media_type, format.extension());
        format!("the cover is left out: players do not show {kind} from .{extension} files, only JPEG and PNG")
    })
}

/// Which reading of a sentence the user asked for.
pub(super) fn take_of(sentence: &Sentence, retakes: &[Retake]) -> u32 {
    let meant = |retake: &&Retake| {
        (retake.place.chapter, retake.place.sentence) == (sentence.id.chapter, sentence.id.sentence)
            && retake.text == sentence.text
    };
    retakes.iter().rev().find(meant).map_or(0, |retake| retake.take)
}

/// Lists the sentences that were lost.
fn lost(summary: &Summary) -> eyre::Report {
    let mut list = format!(
        "{} of {} could not be said; missing from the {} rendered:",
        summary.lost.len(),
        counted(summary.lost.len() + summary.sentences, "sentence"),
        clock(summary.length)
    );
    for Lost { id, chapter, text, why } in &summary.lost {
        // Writing to a string does not fail.
        let _ = write!(list, "\n  {id} ({chapter}) “{text}”: {why}");
    }
    eyre!(list)
}
