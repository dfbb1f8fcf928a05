//! What comes from outside: keys, the mouse, signals.

use std::io;
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};
use ratatui::crossterm::event::{self as terminal_event, KeyCode, KeyEvent, KeyModifiers};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;

use super::event::Event;
use super::terminal;

/// Listens to keys, the mouse and signals as long as the process lives: one terminal, one listener, whatever is on the
/// screen.
#[derive(Debug)]
pub struct Inputs {
    pub(super) events: Receiver<Event>,
}

impl Inputs {
    /// Begins to listen, and takes panics in hand: they give the terminal back and are told.
    ///
    /// # Errors
    /// When the system gives no thread or refuses the signals.
    pub fn listen() -> io::Result<Self> {
        let (inbox, inputs) = Self::signals()?;
        listen_to_terminal(inbox)?;
        Ok(inputs)
    }

    /// Listens to signals only: there is no screen.
    ///
    /// # Errors
    /// As [`listen`](Self::listen).
    pub fn without_terminal() -> io::Result<Self> {
        Ok(Self::signals()?.1)
    }

    /// Waits for the return key on a terminal without a screen; false for anything that ends the program. What came
    /// before is forgotten.
    #[must_use]
    pub fn wait_for_enter(&self) -> bool {
        while self.events.try_recv().is_ok() {}
        loop {
            match self.events.recv() {
                Ok(Event::Key(key)) if key.code == KeyCode::Enter => return true,
                Err(_) | Ok(Event::Hangup | Event::Terminate | Event::Crashed { .. }) => return false,
                Ok(_) => {}
            }
        }
    }

    fn signals() -> io::Result<(Sender<Event>, Self)> {
        let (inbox, events) = unbounded();
        terminal::report_panics(inbox.clone());
        listen_to_signals(inbox.clone())?;
        Ok((inbox, Self { events }))
    }
}

/// Puts keys, the mouse and changes of size into the inbox. The thread ends with the terminal, or with the process.
fn listen_to_terminal(inbox: Sender<Event>) -> io::Result<()> {
    let run = move || {
        loop {
            let event = match terminal_event::read() {
                Ok(terminal_event::Event::Key(key)) => Event::Key(key),
                Ok(terminal_event::Event::Mouse(mouse)) if is_used(mouse.kind) => Event::Mouse(mouse),
                Ok(terminal_event::Event::Resize(columns, rows)) => Event::Resize(columns, rows),
                Ok(_) => continue,
                Err(_) => Event::Hangup,
            };
            let last = matches!(event, Event::Hangup);
            if inbox.send(event).is_err() || last {
                return;
            }
        }
    };
    thread::Builder::new().name("lector-keys".to_owned()).spawn(run)?;
    Ok(())
}

/// Whether a key is what ends programs.
pub(super) fn is_control_c(key: KeyEvent) -> bool {
    key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL)
}

/// Moving the mouse about is not worth a frame.
fn is_used(kind: terminal_event::MouseEventKind) -> bool {
    use terminal_event::MouseEventKind::{Down, ScrollDown, ScrollUp};
    matches!(kind, Down(_) | ScrollDown | ScrollUp)
}

/// Puts signals into the inbox.
fn listen_to_signals(inbox: Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGTSTP])?;
    let run = move || {
        for signal in signals.forever() {
            let event = match signal {
                SIGHUP => Event::Hangup,
                SIGTSTP => Event::Suspend,
                _ => Event::Terminate,
            };
            if inbox.send(event).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("lector-signals".to_owned()).spawn(run)?;
    Ok(())
}
