//! Arguments, progress bars, exit codes: the edge between the terminal and the house.

mod args;
mod bench;
mod exit;
mod interrupt;
pub mod progress;
pub mod render;
mod speak;
mod stdout;
pub mod wiring;

use std::process::ExitCode;

use clap::Parser;
use color_eyre::eyre;

use args::{Cli, Command};

/// Runs the command line of this process and says with which exit code it should end: 0 done, 1 the work failed,
/// 2 wrong usage, 130 interrupted.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(report) => {
            eprintln!("lector: {report:#}");
            ExitCode::from(exit::code(&report))
        }
    }
}

fn run(cli: &Cli) -> eyre::Result<()> {
    let Some(command) = &cli.command else {
        eyre::bail!("the studio is not built yet")
    };
    let global = &cli.global;
    let name = match command {
        Command::Render(args) => return render::run(args, global),
        Command::Speak(args) => return speak::run(args, global),
        Command::Bench(args) => return bench::run(args, global),
        Command::Phonemes(_) => "phonemes",
        Command::Inspect(_) => "inspect",
        Command::Voices(_) => "voices",
        Command::Models(_) => "models",
        Command::Doctor(_) => "doctor",
        Command::Completions { .. } => "completions",
        Command::Man => "man",
    };
    eyre::bail!("`lector {name}` is not built yet")
}
