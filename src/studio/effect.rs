//! What is to be done.

use std::time::Duration;

use super::event::Cue;
use crate::audio::Pcm;
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
    /// Stop the sound where it is.
    PauseSound,
    /// Let it go on.
    ResumeSound,
    /// Read this chapter before any other.
    Read(u32),
    /// Keep the user's choices.
    Save(Choices),
    /// Draw everything again.
    Redraw,
    /// Hand the terminal back to the shell for a while.
    Suspend,
    /// End.
    Quit,
    /// Take the screen away; finish the render without it.
    LeaveScreen,
}
