//! `lector projects gc`: takes away what no book needs any more, and says first what that would cost.

use std::collections::HashSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use color_eyre::eyre;
use indicatif::{HumanBytes, HumanDuration};

use super::{chosen, name};
use crate::cli::args::{GcArgs, Global};
use crate::cli::exit::Usage;
use crate::cli::interrupt;
use crate::cli::progress::counted;
use crate::cli::render::{take_of, voice};
use crate::cli::stdout::stdout;
use crate::cli::wiring::{self, Manuscript};
use crate::engine::{Command, Engine, Event, Generation, Manner};
use crate::kokoro::SAMPLE_RATE;
use crate::store::{BookId, Choices, ClipKey, Freed, Project, Projects, Reading, StoreError};
use crate::studio::attribute;

/// Bytes of a sample in the store.
const SAMPLE_BYTES: u64 = 2;

/// What there is to be taken away of a book.
enum Waste {
    /// The book's file is not where it was, or has changed.
    Everything,
    /// All but these sentences.
    AllBut(HashSet<ClipKey>),
}

/// Runs the command.
///
/// # Errors
/// When the store cannot be read or cleared, a book cannot be read, or nobody has said that it may be done.
pub(super) fn gc(projects: &Projects, args: &GcArgs, global: &Global) -> eyre::Result<()> {
    let mut out = stdout();
    let mut unread = 0;
    for summary in chosen(projects, &args.books)? {
        interrupt::check()?;
        let title = name(
            summary.choices.as_ref().map_or("", |choices| &choices.title),
            &summary.folder,
        );
        let project = match projects.open_folder(&summary.folder) {
            Ok(project) => project,
            Err(error @ (StoreError::Locked { .. } | StoreError::Project { .. })) => {
                unread += usize::from(matches!(error, StoreError::Project { .. }));
                writeln!(out, "{title}: left as it is: {error}")?;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let (waste, freed) = match source(&project) {
            Some(book) => {
                let needed = needed(&project, &book, args, global)?;
                let freed = project.clips().unwanted(&needed)?;
                (Waste::AllBut(needed), freed)
            }
            None if args.gone => {
                let (clips, bytes) = (summary.clips, summary.bytes);
                (Waste::Everything, Freed { clips, bytes })
            }
            None => {
                let size = HumanBytes(summary.bytes);
                writeln!(
                    out,
                    "{title}: its file is not where it was; `--gone` removes it ({size})"
                )?;
                continue;
            }
        };
        let what = in_words(&waste, freed, summary.clips);
        if args.dry_run {
            writeln!(out, "{title}: would remove {what}")?;
        } else if freed.clips == 0 && matches!(waste, Waste::AllBut(_)) {
            writeln!(out, "{title}: nothing to remove")?;
        } else if may_remove(&title, &what, args)? {
            match waste {
                Waste::Everything => projects.remove(project)?,
                Waste::AllBut(needed) => drop(project.clips().gc(&needed)?),
            }
            writeln!(out, "{title}: removed {what}")?;
        } else {
            writeln!(out, "{title}: left as it is")?;
        }
    }
    if unread > 0 {
        let projects = counted(unread, "project");
        eyre::bail!("{projects} could not be read and nothing was removed there; what is wrong stands above");
    }
    Ok(())
}

/// What is taken away, of how many sentences, and what it would be to say it again.
fn in_words(waste: &Waste, freed: Freed, all: usize) -> String {
    let Freed { clips, bytes } = freed;
    let sound = Duration::from_secs(bytes / SAMPLE_BYTES / u64::from(SAMPLE_RATE));
    let (sound, size) = (HumanDuration(sound), HumanBytes(bytes));
    match waste {
        Waste::Everything => format!("all of it: {clips} sentences, {sound} of sound, {size}"),
        Waste::AllBut(_) => format!("{clips} of {all} sentences: {sound} of sound, {size}"),
    }
}

/// Whether the user wants that: said with `--yes`, or asked where somebody can answer.
fn may_remove(title: &str, what: &str, args: &GcArgs) -> eyre::Result<bool> {
    if args.yes {
        return Ok(true);
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        eyre::bail!(Usage(format!(
            "{title}: would remove {what}; say --yes if that is meant, or --dry-run to see what it is for every book"
        )));
    }
    eprint!("{title}: remove {what}? It would have to be spoken again. [y/N] ");
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(answer.trim_start().to_lowercase().starts_with('y'))
}

/// The book's file, if it is still there and still the same.
fn source(project: &Project) -> Option<PathBuf> {
    let Choices { title, source, .. } = project.choices();
    let file = source.clone()?;
    let id = BookId::of(title, &file).ok()?;
    id.is_in(project.folder()).then_some(file)
}

/// The sentences of all chapters, as they would be said now and in every manner the book was rendered with, as far
/// as they are in the store.
fn needed(project: &Project, book: &Path, args: &GcArgs, global: &Global) -> eyre::Result<HashSet<ClipKey>> {
    let quiet = Global {
        quiet: true,
        ..global.clone()
    };
    let mut manuscript = wiring::open_book(book, &quiet, &args.voice)?;
    manuscript.cast_as(&project.choices().cast);
    let narration = wiring::narration(&quiet, &args.voice, Some(&manuscript))?;
    let wish = voice::Wish {
        args: &args.voice,
        force: true,
        quiet: true,
    };
    let narration = voice::settle(narration, &manuscript, project.choices(), wish)?;
    let mut readings = vec![Reading {
        voice: narration.voice.clone(),
        speed: narration.manner.speed,
        pitch: narration.manner.pitch,
    }];
    if !args.only_current {
        readings.extend(project.choices().readings.iter().cloned());
    }
    let engine = narration.for_book(project).start(Some(project.clips().clone()))?;
    let mut needed = HashSet::new();
    for reading in &readings {
        needed.extend(said_in(reading, &manuscript, project, &engine)?);
    }
    Ok(needed)
}

/// The sentences of a book that are in the store in a voice, at a speed and a pitch.
fn said_in(
    reading: &Reading,
    manuscript: &Manuscript,
    project: &Project,
    engine: &Engine,
) -> eyre::Result<HashSet<ClipKey>> {
    let manner = Manner {
        speed: reading.speed,
        pitch: reading.pitch,
    };
    let mut said = HashSet::new();
    for chapter in manuscript.chapters() {
        let mut sentences = manuscript.sentences(chapter.index);
        attribute(&mut sentences, &project.choices().speakers);
        let lines: Vec<_> = sentences
            .iter()
            .map(|sentence| {
                let take = take_of(sentence, &project.choices().retakes);
                manuscript.line(sentence, &reading.voice, &project.choices().cast, manner, take)
            })
            .collect();
        let ids = lines.iter().map(|line| line.id).collect();
        let generation = Generation::default();
        engine.send(Command::Script { generation, lines })?;
        engine.send(Command::Survey(ids))?;
        loop {
            interrupt::check()?;
            match engine.events().recv()? {
                Event::Spoken { key, .. } => drop(said.insert(key)),
                Event::Idle => break,
                _ => {}
            }
        }
    }
    Ok(said)
}
