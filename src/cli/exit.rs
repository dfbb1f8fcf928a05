//! How the process ends: the message on stderr and the exit code.

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use color_eyre::eyre::Report;

use super::args::Global;
use super::interrupt::Interrupted;
use super::stdout::StdoutClosed;
use crate::checkpoint::CheckpointError;
use crate::config::ConfigError;
use crate::models::ModelsError;

/// The work is done.
pub const DONE: u8 = 0;
/// The work failed.
pub const FAILED: u8 = 1;
/// What the user wrote, in arguments or settings, cannot be followed.
pub const USAGE: u8 = 2;
/// The user stopped the work: 128 + SIGINT, as shells have it.
pub const INTERRUPTED: u8 = 130;

/// Arguments that are well-formed and yet cannot be followed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// Tells the user how the work ended, and returns the exit code for it.
pub fn end(outcome: &Result<(), Report>, global: &Global) -> ExitCode {
    let Err(report) = outcome else {
        return ExitCode::from(DONE);
    };
    if closed_stdout(report) {
        return ExitCode::from(DONE);
    }
    let message = message(report);
    tracing::error!("{message}");
    tell(report, &message, global);
    ExitCode::from(code(report))
}

fn code(report: &Report) -> u8 {
    if comes_from::<Interrupted>(report) {
        INTERRUPTED
    } else if comes_from::<Usage>(report) || comes_from::<ConfigError>(report) || names_no_model(report) {
        USAGE
    } else {
        FAILED
    }
}

/// Whether `--model-path` or its setting names what is not there.
fn names_no_model(report: &Report) -> bool {
    report.chain().any(|cause| {
        matches!(cause.downcast_ref(), Some(ModelsError::NoFolder { .. }))
            || matches!(cause.downcast_ref(), Some(CheckpointError::Incomplete { .. }))
    })
}

fn comes_from<E: Error + 'static>(report: &Report) -> bool {
    report.chain().any(<dyn Error>::is::<E>)
}

fn closed_stdout(report: &Report) -> bool {
    let errors = report.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    errors
        .filter_map(io::Error::get_ref)
        .any(<dyn Error + Send + Sync>::is::<StdoutClosed>)
}

/// The causes, outermost first, in one line; a cause that the one before it already told is left out.
#[must_use]
pub fn message(report: &Report) -> String {
    report.chain().fold(String::new(), |told, cause| {
        let cause = cause.to_string();
        match told {
            told if told.is_empty() => cause,
            told if told.contains(&cause) => told,
            told => format!("{told}: {cause}"),
        }
    })
}

/// The message; with `--verbose` each cause on its line, and where in the source the error was raised.
fn tell(report: &Report, message: &str, global: &Global) {
    const NAME: &str = "\x1b[1;31mlector:\x1b[0m";
    let mut stderr = anstream::stderr();
    // Nobody is left to tell if stderr is closed.
    let _ = if global.verbose {
        writeln!(stderr, "{NAME} {report:?}")
    } else {
        writeln!(stderr, "{NAME} {message}")
    };
}

#[cfg(test)]
mod tests {
    use color_eyre::eyre::{WrapErr, eyre};

    use super::*;

    #[test]
    fn the_cause_decides_the_code_however_it_is_wrapped() {
        assert_eq!(code(&eyre!("disk full")), FAILED);
        let usage = Err::<(), _>(Usage("--chapters: 9-3".to_owned())).wrap_err("cannot render");
        assert_eq!(code(&usage.unwrap_err()), USAGE);
        let no_folder = ModelsError::NoFolder {
            path: "nowhere".into(),
            searched: vec![],
        };
        assert_eq!(code(&no_folder.into()), USAGE);
        let interrupted = Err::<(), _>(Interrupted).wrap_err("chapter 3");
        assert_eq!(code(&interrupted.unwrap_err()), INTERRUPTED);
    }

    #[test]
    fn no_cause_is_told_twice() {
        let wrapped = Err::<(), _>(io::Error::other("disk full")).wrap_err("cannot write a.wav: disk full");
        assert_eq!(message(&wrapped.unwrap_err()), "cannot write a.wav: disk full");
        let wrapped = Err::<(), _>(io::Error::other("disk full")).wrap_err("cannot write a.wav");
        assert_eq!(message(&wrapped.unwrap_err()), "cannot write a.wav: disk full");
    }

    #[test]
    fn only_our_own_stdout_may_close_in_peace() {
        let ours = io::Error::new(io::ErrorKind::BrokenPipe, StdoutClosed);
        assert!(closed_stdout(&Report::new(ours).wrap_err("cannot list")));
        let encoder = io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(!closed_stdout(&Report::new(encoder).wrap_err("the encoder died")));
    }
}
