//! `lector projects`: what was said of books, listed, checked and cleared up.

mod gc;

use std::io::Write;
use std::path::{Path, PathBuf};

use color_eyre::eyre;
use indicatif::HumanBytes;
use serde::Serialize;

use super::args::{Global, ProjectsCommand};
use super::exit::Usage;
use super::interrupt;
use super::progress::counted;
use super::stdout::stdout;
use super::wiring;
use crate::store::{BookId, ProjectSummary, Projects};

/// Runs `lector projects …`.
///
/// # Errors
/// When the store cannot be read, a named book has nothing in it, or something is damaged.
pub fn run(command: &ProjectsCommand, global: &Global) -> eyre::Result<()> {
    let projects = Projects::new(wiring::projects_folder()?);
    match command {
        ProjectsCommand::List(args) => list(&projects, args.json),
        ProjectsCommand::Gc(args) => gc::gc(&projects, args, global),
        ProjectsCommand::Verify { books, remove } => verify(&projects, books, *remove),
    }
}

/// A book of the store, as `--json` shows it.
#[derive(Debug, Serialize)]
struct Listed {
    title: String,
    source: Option<PathBuf>,
    sentences: usize,
    bytes: u64,
    /// The process that works on it now.
    process: Option<u32>,
    folder: PathBuf,
}

fn list(projects: &Projects, json: bool) -> eyre::Result<()> {
    let listed = projects.list()?.into_iter().map(|project| {
        let choices = project.choices.unwrap_or_default();
        Listed {
            title: choices.title,
            source: choices.source,
            sentences: project.clips,
            bytes: project.bytes,
            process: project.running.map(|running| running.process()),
            folder: project.folder,
        }
    });
    let listed: Vec<_> = listed.collect();
    let mut out = stdout();
    if json {
        return Ok(writeln!(out, "{}", serde_json::to_string_pretty(&listed)?)?);
    }
    for book in listed {
        let size = HumanBytes(book.bytes).to_string();
        let running = book.process.map(|process| format!("  (process {process} works on it)"));
        let (title, running) = (name(&book.title, &book.folder), running.unwrap_or_default());
        writeln!(out, "{:>6} sentences {size:>11}  {title}{running}", book.sentences)?;
    }
    Ok(())
}

fn verify(projects: &Projects, books: &[PathBuf], remove: bool) -> eyre::Result<()> {
    let mut out = stdout();
    let (mut whole, mut damaged) = (0, 0);
    for project in chosen(projects, books)? {
        let clips = projects.clips(&project.folder);
        for verdict in clips.verify()? {
            interrupt::check()?;
            match verdict.outcome {
                Ok(()) => whole += 1,
                Err(error) => {
                    damaged += 1;
                    writeln!(out, "{error}")?;
                    if remove {
                        clips.discard(&verdict.key)?;
                    }
                }
            }
        }
    }
    let are = |number: usize| if number == 1 { "is" } else { "are" };
    let sound = counted(whole, "sentence");
    let (are_sound, are_damaged) = (are(whole), are(damaged));
    let as_written = if whole == 1 {
        "as it was written"
    } else {
        "as they were written"
    };
    writeln!(out, "{sound} {are_sound} {as_written}, {damaged} {are_damaged} damaged")?;
    if damaged > 0 && !remove {
        let damaged = counted(damaged, "sentence");
        eyre::bail!("{damaged} {are_damaged} damaged; the next render of their books speaks them again");
    }
    Ok(())
}

/// The projects of these books, or all.
fn chosen(projects: &Projects, books: &[PathBuf]) -> eyre::Result<Vec<ProjectSummary>> {
    let all = projects.list()?;
    if books.is_empty() {
        return Ok(all);
    }
    let ids = books.iter().map(|book| BookId::of("", book));
    let ids = ids.collect::<Result<Vec<_>, _>>()?;
    for (book, id) in books.iter().zip(&ids) {
        if !all.iter().any(|project| id.is_in(&project.folder)) {
            let book = book.display();
            eyre::bail!(Usage(format!(
                "nothing was ever said of {book}; `lector projects list` shows what there is"
            )));
        }
    }
    let wanted = |project: &ProjectSummary| ids.iter().any(|id| id.is_in(&project.folder));
    Ok(all.into_iter().filter(wanted).collect())
}

/// The title, or if there is none, the folder's name.
fn name(title: &str, folder: &Path) -> String {
    if title.is_empty() {
        folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    } else {
        title.to_owned()
    }
}
