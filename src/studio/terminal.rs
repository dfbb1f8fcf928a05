//! The terminal: taken, and given back whatever happens.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Stdout, stdout};
use std::os::fd::OwnedFd;
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crossbeam_channel::Sender;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

use super::event::Event;
use super::opening;

/// The process's own stderr, while it goes to the log.
static STDERR: Mutex<Option<Own>> = Mutex::new(None);

/// Where stderr went before.
struct Own {
    stderr: OwnedFd,
    was_terminal: bool,
}

/// Where one screen follows another: the terminal is taken once for all of them, so that between two nothing flickers and
/// no key is echoed. Dropping it gives the terminal back.
pub struct Stage {
    log: PathBuf,
    screen: Option<Screen>,
}

impl Stage {
    /// A stage that has not taken the terminal yet; what libraries write to stderr while it has goes to `log`.
    #[must_use]
    pub const fn new(log: PathBuf) -> Self {
        Self { log, screen: None }
    }

    /// The screen, for which the terminal is taken if it is not.
    pub(super) fn screen(&mut self) -> io::Result<&mut Screen> {
        let screen = match self.screen.take() {
            Some(screen) => screen,
            None => Screen::take(&self.log)?,
        };
        Ok(self.screen.insert(screen))
    }

    /// Gives the terminal back, until a screen is wanted again.
    pub fn leave(&mut self) {
        self.screen = None;
    }
}

/// The screen. Dropping it gives the terminal back.
pub(super) struct Screen {
    pub terminal: Terminal<CrosstermBackend<Stdout>>,
    /// Dropped after the terminal, which tells stderr what it cannot do.
    _stderr: Diverted,
}

/// Stderr, as long as it goes to the log.
struct Diverted;

impl Drop for Diverted {
    fn drop(&mut self) {
        restore_stderr();
    }
}

impl Screen {
    /// Takes the terminal, and sends what libraries write to stderr to the log.
    fn take(log: &Path) -> io::Result<Self> {
        let screen = Self {
            terminal: Terminal::new(CrosstermBackend::new(stdout()))?,
            _stderr: Diverted,
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
        self.draw_again()
    }

    /// Forgets what is on the screen, so that the next frame is drawn whole. ratatui's own way asks the terminal where the
    /// cursor is, and the answer would go to whoever reads the keys.
    pub fn draw_again(&mut self) -> io::Result<()> {
        execute!(stdout(), Clear(ClearType::All))?;
        self.terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
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

/// Threads the studio cannot go on without. A panic on any other one, such as that of the model, is caught where it can
/// be told and mended.
const VITAL: [&str; 8] = [
    opening::THREAD,
    "lector-engine",
    "lector-player",
    "lector-silence",
    "lector-reader",
    "lector-keys",
    "lector-signals",
    "lector-keeper",
];

/// A panic on the screen's thread gives the terminal back before it is reported; one on a vital thread is reported to the
/// log, where all of stderr goes, and to the inbox, so that the screen ends and says so.
pub fn report_panics(inbox: Sender<Event>) {
    let screen = thread::current().id();
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let current = thread::current();
        if current.id() == screen {
            leave();
            restore_stderr();
        }
        report(panic);
        let name = current.name().unwrap_or_default();
        if VITAL.contains(&name) {
            let why = panic.payload_as_str().unwrap_or("it did not say why");
            let place = panic.location().map(|at| format!(" ({at})")).unwrap_or_default();
            // Nobody listens any more once the screen has ended.
            let _ = inbox.send(Event::Crashed {
                thread: name.to_owned(),
                why: format!("{why}{place}"),
            });
        }
    }));
}

fn divert_stderr(log: &Path) {
    let diverted = || -> io::Result<Own> {
        let file = OpenOptions::new().append(true).create(true).open(log)?;
        let own = Own {
            was_terminal: io::stderr().is_terminal(),
            stderr: nix::unistd::dup(io::stderr())?,
        };
        nix::unistd::dup2_stderr(file)?;
        Ok(own)
    };
    match diverted() {
        Ok(own) => *STDERR.lock().unwrap_or_else(PoisonError::into_inner) = Some(own),
        Err(error) => tracing::warn!("stderr stays where it is: {error}"),
    }
}

/// Gives stderr back, unless it was a terminal that is gone: whoever writes to one of those panics.
fn restore_stderr() {
    if let Some(own) = STDERR.lock().unwrap_or_else(PoisonError::into_inner).take()
        && (!own.was_terminal || own.stderr.is_terminal())
    {
        // If this fails, messages go to the log, which is where one looks then.
        let _ = nix::unistd::dup2_stderr(own.stderr);
    }
}
