//! Work that another lector does: the end of a render in the background, and the audiobook's files.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use color_eyre::eyre::{self, WrapErr};

use crate::cli::args::{FINISH, Global};
use crate::cli::folders::Folders;
use crate::cli::{log, wiring};
use crate::store::{BookId, Choices, Projects};

/// How long a lector in the background may take to open its book.
const PATIENCE: Duration = Duration::from_secs(15);

/// A lector without a screen.
pub(super) struct Background(Child);

impl Background {
    /// Says where the render has gone.
    pub(super) fn report(&self, book: &Path, global: &Global) {
        if !global.quiet {
            eprintln!(
                "lector: the render goes on in the background (process {}); `lector {}` shows how far it is, and takes \
                 it over or stops it",
                self.0.id(),
                book.display()
            );
        }
    }

    /// Waits until it has its book, so that whoever looks at the books sees it work; not for one that fails, nor for long.
    pub(super) fn wait_until_it_works(mut self, id: &BookId) -> eyre::Result<()> {
        let projects = Projects::new(wiring::projects_folder()?);
        let start = Instant::now();
        while start.elapsed() < PATIENCE && projects.running(id)?.is_none() && self.0.try_wait()?.is_none() {
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

/// Starts a lector without a screen that finishes the render noted in the book's project.
pub(super) fn finish_in_background(book: &Path, global: &Global) -> eyre::Result<Background> {
    let log = Folders::find()?.state.join(log::FILE);
    let errors = OpenOptions::new().append(true).create(true).open(&log);
    let child = Command::new(own_program()?)
        .arg(book)
        .arg(format!("--{FINISH}"))
        .args(options(global))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(errors.map_or_else(|_| Stdio::null(), Stdio::from))
        .process_group(0)
        .spawn()
        .wrap_err("cannot start a lector in the background; the next one on this book goes on with the render")?;
    Ok(Background(child))
}

/// Writes the audiobook's files as the user chose, by `lector render`, on the terminal; returns what came of it.
pub(super) fn write_book(book: &Path, global: &Global, id: &BookId) -> eyre::Result<&'static str> {
    let projects = Projects::new(wiring::projects_folder()?);
    let choices = projects.open(id)?.choices().clone();
    let status = Command::new(own_program()?)
        .arg("render")
        .arg(book)
        .args(options(global))
        .args(wishes(&choices))
        .args(chapters(book, global, &choices)?)
        .status()
        .wrap_err("cannot start `lector render`")?;
    let outcome = if status.success() {
        "the files are written"
    } else {
        "the files are not all written; F and O in the studio choose other files and another folder"
    };
    eprintln!("lector: {outcome}; press ↵ to go back to the studio, Ctrl-C to leave");
    Ok(outcome)
}

fn own_program() -> eyre::Result<PathBuf> {
    std::env::current_exe().wrap_err("cannot tell where lector itself is")
}

/// What the user chose about files.
fn wishes(choices: &Choices) -> Vec<OsString> {
    let mut wishes = Vec::new();
    if let Some(format) = &choices.format {
        wishes.extend(["--format".into(), OsString::from(format)]);
    }
    if let Some(folder) = &choices.output {
        wishes.extend(["--output".into(), folder.clone().into_os_string()]);
    }
    wishes
}

/// The chapters that are read, if they are not those the book itself proposes.
fn chapters(book: &Path, global: &Global, choices: &Choices) -> eyre::Result<Vec<OsString>> {
    if choices.chapters.is_empty() {
        return Ok(Vec::new());
    }
    let book = wiring::open_book(book, global, &crate::cli::args::VoiceArgs::default())?;
    let read = book.chapters().into_iter().filter(|chapter| {
        let chosen = choices.chapters.get(&chapter.index);
        chosen.copied().unwrap_or(chapter.included)
    });
    let numbers: Vec<String> = read.map(|chapter| chapter.index.to_string()).collect();
    Ok(vec!["--chapters".into(), numbers.join(",").into()])
}

/// The options of every command, as they were given to this one.
fn options(global: &Global) -> Vec<OsString> {
    let mut options: Vec<OsString> = Vec::new();
    let mut option = |name: &str, value: OsString| options.extend([OsString::from(name), value]);
    if let Some(file) = &global.config {
        option("--config", file.into());
    }
    if let Some(folder) = &global.model_path {
        option("--model-path", folder.into());
    }
    if let Some(backend) = global.backend.and_then(|backend| backend.to_possible_value()) {
        option("--backend", backend.get_name().into());
    }
    if let Some(threads) = global.threads {
        option("--threads", threads.to_string().into());
    }
    let flags = [("--offline", global.offline), ("--quiet", global.quiet)];
    options.extend(
        flags
            .iter()
            .filter(|(_, given)| *given)
            .map(|(flag, _)| OsString::from(flag)),
    );
    options
}
