//! The terminal: taken, and given back whatever happens.

use std::fs::OpenOptions;
use std::io::{self, Stdout, stdout};
use std::os::fd::OwnedFd;
use std::panic;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};

/// The process's own stderr, while it goes to the log.
static STDERR: Mutex<Option<OwnedFd>> = Mutex::new(None);

/// The screen. Dropping it gives the terminal back.
pub struct Screen {
    pub terminal: Terminal<CrosstermBackend<Stdout>>,
}

impl Screen {
    /// Takes the terminal, and sends what libraries write to stderr to the log.
    pub fn take(log: &Path) -> io::Result<Self> {
        hook();
        let screen = Self {
            terminal: Terminal::new(CrosstermBackend::new(stdout()))?,
        };
        divert_stderr(log);
        enter()?;
        Ok(screen)
    }

    /// Gives the terminal to the shell until the process is woken again.
    pub fn suspend(&mut self) -> io::Result<()> {
        leave();
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        enter()?;
        self.terminal.clear()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
        restore_stderr();
    }
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableMouseCapture)
}

/// Gives the terminal back. What fails here fails because there is no terminal any more.
fn leave() {
    drop(execute!(
        stdout(),
        DisableMouseCapture,
        LeaveAlternateScreen,
        ratatui::crossterm::cursor::Show
    ));
    drop(disable_raw_mode());
}

/// A panic on the screen's thread gives the terminal back before it is reported. Other threads' panics go to the log, as
/// all of stderr does: the engine outlives them.
fn hook() {
    let screen = thread::current().id();
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if thread::current().id() == screen {
            leave();
            restore_stderr();
        }
        report(panic);
    }));
}

fn divert_stderr(log: &Path) {
    let diverted = || -> io::Result<OwnedFd> {
        let file = OpenOptions::new().append(true).create(true).open(log)?;
        let own = nix::unistd::dup(io::stderr())?;
        nix::unistd::dup2_stderr(file)?;
        Ok(own)
    };
    match diverted() {
        Ok(own) => *STDERR.lock().unwrap_or_else(PoisonError::into_inner) = Some(own),
        Err(error) => tracing::warn!("stderr stays where it is: {error}"),
    }
}

fn restore_stderr() {
    if let Some(own) = STDERR.lock().unwrap_or_else(PoisonError::into_inner).take() {
        // If this fails, messages go to the log, which is where one looks then.
        let _ = nix::unistd::dup2_stderr(own);
    }
}
