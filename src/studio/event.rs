//! What can happen.

use ratatui::crossterm::event::{KeyEvent, MouseEvent};

use crate::audio::PlayerEvent;
use crate::engine::{self, Generation};
use crate::text::{Sentence, SentenceId};

/// Names a clip for the player: the sentence, and which listening it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cue {
    pub generation: Generation,
    pub id: SentenceId,
}

/// What can happen.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// The engine tells something.
    Engine(engine::Event),
    /// The player tells something.
    Player(PlayerEvent<Cue>),
    /// A chapter has been read.
    Read {
        /// Which.
        chapter: u32,
        /// What is said of it.
        sentences: Vec<Sentence>,
    },
    /// How much memory the process holds, in bytes.
    Memory(u64),
    /// Something could not be done.
    Trouble(String),
    /// A thread without which the studio cannot go on has panicked.
    Crashed {
        /// Which.
        thread: String,
        /// What it said.
        why: String,
    },
    /// The shell wants the terminal for a while.
    Suspend,
    /// The terminal has gone away.
    Hangup,
    /// Someone wants the program to end.
    Terminate,
}
