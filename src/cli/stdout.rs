//! Results go to stdout, which may be a pipe that its reader closes early (`lector inspect BOOK | head`).

use std::io::{self, Write};

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};
use thiserror::Error;

/// Whoever read our stdout has read enough. The program ends, without a message and without blame.
#[derive(Debug, Error)]
#[error("stdout was closed")]
pub struct StdoutClosed;

/// Stdout, whose closing is told apart from other broken pipes: its error holds a [`StdoutClosed`].
#[derive(Debug)]
pub struct Stdout(io::StdoutLock<'static>);

/// This process's stdout, locked, flushed at each line end.
#[must_use]
pub fn stdout() -> Stdout {
    Stdout(io::stdout().lock())
}

/// Prints text that may hold colours (ANSI escapes); they are left out where stdout does not show them.
///
/// # Errors
/// When stdout cannot be written.
pub fn print_styled(text: &str) -> io::Result<()> {
    let mut out = stdout();
    if AutoStream::choice(&io::stdout()) == ColorChoice::Never {
        write!(out, "{}", strip_str(text))
    } else {
        out.write_all(text.as_bytes())
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(name_the_pipe)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(name_the_pipe)
    }
}

fn name_the_pipe(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => io::Error::new(io::ErrorKind::BrokenPipe, StdoutClosed),
        _ => error,
    }
}
