//! `lector man`: the manual page, every command on the one page.

use std::io::{self, Write};

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use color_eyre::eyre;

use super::args::Cli;
use super::stdout::stdout;

/// Prints the page as roff, for `man -l` or a folder `man1`.
///
/// # Errors
/// When stdout cannot be written.
pub fn run() -> eyre::Result<()> {
    stdout().write_all(&page()?)?;
    Ok(())
}

fn page() -> io::Result<Vec<u8>> {
    let command = Cli::command();
    let page = Man::new(command.clone());
    let mut roff = Vec::new();
    page.render_title(&mut roff)?;
    page.render_name_section(&mut roff)?;
    page.render_synopsis_section(&mut roff)?;
    page.render_description_section(&mut roff)?;
    page.render_options_section(&mut roff)?;
    for subcommand in command.get_subcommands() {
        section(&mut roff, "lector", subcommand)?;
    }
    page.render_extra_section(&mut roff)?;
    page.render_version_section(&mut roff)?;
    Ok(roff)
}

/// Writes a command, and those below it, as a section in which `clap_mangen`'s own sections are subsections.
fn section(roff: &mut Vec<u8>, parent: &str, command: &Command) -> io::Result<()> {
    let name = format!("{parent} {}", command.get_name());
    let page = Man::new(
        command
            .clone()
            .bin_name(&name)
            .display_name(&name)
            .disable_help_flag(true),
    );
    let mut text = Vec::new();
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    if command.get_arguments().next().is_some() {
        page.render_options_section(&mut text)?;
    }
    writeln!(roff, ".SH \"{}\"", name.to_uppercase())?;
    roff.extend(String::from_utf8_lossy(&text).replace(".SH ", ".SS ").into_bytes());
    for subcommand in command.get_subcommands() {
        section(roff, &name, subcommand)?;
    }
    Ok(())
}
