//! What is to be done.

use std::time::Duration;

use super::event::Cue;
use super::overlay::Leaving;
use crate::audio::{Pcm, Tempo};
use crate::engine::Command;
use crate::store::Choices;

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Tell the engine.
    Engine(Command),
    /// Play this after what is there.
    Enqueue {
        /// Its name.
        cue: Cue,
        /// The sound.
        pcm: Pcm,
        /// The silence after it.
        pause: Duration,
    },
    /// Forget what has not been heard.
    ClearSound,
    /// Forget what comes after the sentence that is heard; the player answers which that is.
    KeepCurrent,
    /// Play this beside what there is, in its own right.
    Sample(Pcm),
    /// Stop such a sample.
    EndSample,
    /// Stop the sound where it is.
    PauseSound,
    /// Let it go on.
    ResumeSound,
    /// Play what is said so much faster from here on.
    Tempo(Tempo),
    /// Read this chapter before any other.
    Read(u32),
    /// Keep the user's choices.
    Save(Box<Choices>),
    /// Remember the colours of this name.
    RememberTheme(String),
    /// Draw everything again.
    Redraw,
    /// Hand the terminal back to the shell for a while.
    Suspend,
    /// End, for the user wants it.
    Quit,
    /// End, for another program wants it.
    End,
    /// End for as long as it takes to write the audiobook's files.
    WriteBook,
    /// End, and open the same book again.
    OpenAgain,
    /// End, and show the library.
    Library,
    /// The terminal is gone: finish the render without it.
    LeaveScreen,
    /// Leave the book; another process finishes the render.
    Background(Leaving),
    /// End with an error: a part of the program has died.
    Abort {
        /// The thread it was on.
        thread: String,
        /// What it said.
        why: String,
    },
}
