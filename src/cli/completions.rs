//! `lector completions`: what a shell needs to complete our arguments.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;
use color_eyre::eyre;

use super::args::Cli;
use super::stdout::stdout;

/// Prints the script.
///
/// # Errors
/// When stdout cannot be written.
pub fn run(shell: Shell) -> eyre::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "lector", &mut script);
    stdout().write_all(&script)?;
    Ok(())
}
