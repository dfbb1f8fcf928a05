//! Arguments, progress bars, exit codes: the edge between the terminal and the house.

mod args;
mod bench;
mod cast;
mod completions;
mod doctor;
mod exit;
mod folders;
mod inspect;
pub mod interrupt;
mod lexicon;
mod log;
mod man;
mod models;
mod passage;
mod phonemes;
mod phonemisers;
pub mod progress;
mod projects;
mod pronouncing;
pub mod render;
pub mod settings;
mod speak;
mod stdout;
mod studio;
mod voice_setting;
mod voices;
pub mod wiring;

use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use color_eyre::config::{HookBuilder, Theme};
use color_eyre::eyre;

use args::{Cli, Command};
use exit::Usage;

/// Runs the command line of this process and says with which exit code it should end: 0 done, 1 the work failed,
/// 2 wrong usage, 130 interrupted.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse().and_then(Cli::book_or_command) {
        Ok(cli) => cli,
        Err(help_or_error) => {
            // Nobody is left to tell if the stream is closed.
            let _ = help_or_error.print();
            return ExitCode::from(u8::try_from(help_or_error.exit_code()).unwrap_or(exit::USAGE));
        }
    };
    let outcome = hooks().and_then(|()| run(&cli));
    exit::end(&outcome, &cli.global)
}

/// How errors and panics look: in colour only where stderr shows it.
fn hooks() -> eyre::Result<()> {
    let colour = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    HookBuilder::default()
        .theme(if colour { Theme::dark() } else { Theme::new() })
        .display_env_section(false)
        .panic_section("This is a defect in lector. Finished work is kept; please report the message above.")
        .install()
}

fn run(cli: &Cli) -> eyre::Result<()> {
    let global = &cli.global;
    let Some(command) = &cli.command else {
        return open_studio(cli);
    };
    match command {
        Command::Completions { shell } => return completions::run(*shell),
        Command::Man => return man::run(),
        _ => log::start(global),
    }
    match command {
        Command::Render(args) => render::run(args, global),
        Command::Speak(args) => speak::run(args, global),
        Command::Phonemes(args) => phonemes::run(args, global),
        Command::Inspect(args) => inspect::run(args, global),
        Command::Projects(command) => projects::run(command, global),
        Command::Voices(args) => voices::run(args, global),
        Command::Models(command) => models::run(command, global),
        Command::Doctor(args) => doctor::run(args, global),
        Command::Bench(args) => bench::run(args, global),
        Command::Completions { .. } | Command::Man => Ok(()),
    }
}

/// Opens a book in the studio, or the library without one.
fn open_studio(cli: &Cli) -> eyre::Result<()> {
    let missing = cli.book.as_deref().filter(|book| !book.exists());
    if let Some(book) = missing {
        eyre::bail!(no_such_book(book));
    }
    log::start(&cli.global);
    match cli.book.as_deref() {
        Some(book) if cli.finish => studio::finish(book, &cli.global),
        book => studio::run(book, &cli.global),
    }
}

/// Says that a book does not exist, and what may have been meant if it was a command.
fn no_such_book(book: &Path) -> Usage {
    let name = book.to_string_lossy();
    let commands = Cli::command();
    let commands = commands.get_subcommands().map(clap::Command::get_name);
    Usage(match crate::config::nearest(&name, commands) {
        Some(command) => format!("there is no book or command '{name}'; did you mean `lector {command}`?"),
        None => format!("there is no book '{name}'; check the path"),
    })
}
