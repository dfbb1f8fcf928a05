//! A book that another lector is rendering: said, and watched if the user likes.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use color_eyre::eyre;
use indicatif::HumanDuration;

use crate::cli::args::Global;
use crate::cli::interrupt;
use crate::store::{Running, Work};

/// How often the other one is looked at.
const GLANCE: Duration = Duration::from_millis(500);

/// Shows how far the other lector is until it is done.
///
/// # Errors
/// [`interrupt::Interrupted`], which does not touch the other lector.
pub fn watch(running: &Running, global: &Global) -> eyre::Result<()> {
    interrupt::listen(global)?;
    let mut shown = None;
    while !running.wait(GLANCE) {
        interrupt::check()?;
        let work = running.work();
        if work != shown
            && let Some(work) = &work
        {
            eprintln!("{}", line(running, work));
        }
        shown = work;
    }
    eprintln!(
        "lector: process {} has ended; the same command goes on with what is left",
        running.process()
    );
    Ok(())
}

/// Asks whether it is to be watched, where somebody can answer.
///
/// # Errors
/// When the terminal cannot be read.
pub fn wanted(running: &Running, global: &Global) -> io::Result<bool> {
    if global.quiet || !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    let mut stderr = io::stderr();
    if let Some(work) = running.work() {
        writeln!(stderr, "{}", line(running, &work))?;
    }
    write!(stderr, "Another lector is working on this book. Watch it? [Y/n] ")?;
    stderr.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(!answer.trim_start().to_lowercase().starts_with('n') && !answer.is_empty())
}

fn line(running: &Running, work: &Work) -> String {
    let Work {
        doing,
        chapter,
        done,
        failed,
        total,
        ..
    } = work;
    let failed = if *failed > 0 {
        format!(" · {failed} failed")
    } else {
        String::new()
    };
    let left = work
        .eta_seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let left = left
        .map(|left| format!(" · {} left", HumanDuration(left)))
        .unwrap_or_default();
    let process = running.process();
    format!("process {process} is {doing} {chapter} · {done}/{total}{failed}{left}")
}
