//! The handle by which the rest of the house holds the engine.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, unbounded};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::backend::BackendChoice;
use super::command::Command;
use super::coordinator::Coordinator;
use super::event::Event;
use super::narrator::NarratorFactory;
use super::speller::{Pronouncer, Speller};
use crate::audio::Breath;
use crate::store::Clips;

/// How the engine works.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EngineConfig {
    /// Where the model should run.
    pub backend: BackendChoice,
    /// How much sound is kept ready for a listener.
    pub ahead: Duration,
    /// The silence a sentence keeps around it.
    pub breath: Breath,
    /// Whether the model's threads give way to all others, so that a screen and a sound device beside them are never kept
    /// waiting.
    pub gives_way: bool,
}

impl Default for EngineConfig {
    fn default() -> Self {
        Self {
            backend: BackendChoice::Auto,
            ahead: Duration::from_mins(1),
            breath: Breath::default(),
            gives_way: false,
        }
    }
}

/// What can go wrong with the engine itself.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The system gave no thread.
    #[error("cannot start a thread for the engine: {0}; close some programs and try again")]
    Thread(#[from] std::io::Error),
    /// It has ended.
    #[error("the engine has ended; start lector again, finished work is kept")]
    Ended,
}

/// A running engine. Dropping it ends it, and waits for its threads.
#[derive(Debug)]
pub struct Engine {
    commands: Sender<Command>,
    events: Receiver<Event>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts the threads and begins to load the model. What is said of a script is kept in `clips`; without, only
    /// [`Command::Say`] and listening are of use.
    ///
    /// # Errors
    /// [`EngineError::Thread`] when the system gives no thread.
    pub fn start(
        config: EngineConfig,
        factory: Arc<dyn NarratorFactory>,
        pronouncer: Box<dyn Pronouncer>,
        clips: Option<Clips>,
    ) -> Result<Self, EngineError> {
        let (commands, inbox) = unbounded();
        let (outbox, events) = unbounded();
        let speller = Speller::start(pronouncer)?;
        let run = move || Coordinator::new(config, inbox, outbox, factory, speller, clips).run();
        let thread = thread::Builder::new().name("lector-engine".to_owned()).spawn(run)?;
        Ok(Self {
            commands,
            events,
            thread: Some(thread),
        })
    }

    /// Asks for something.
    ///
    /// # Errors
    /// [`EngineError::Ended`] when nobody is there to do it.
    pub fn send(&self, command: Command) -> Result<(), EngineError> {
        self.commands.send(command).map_err(|_| EngineError::Ended)
    }

    /// Where commands go, for those who must not hold the engine itself.
    #[must_use]
    pub fn commands(&self) -> &Sender<Command> {
        &self.commands
    }

    /// Where events arrive. The channel ends with the engine.
    #[must_use]
    pub fn events(&self) -> &Receiver<Event> {
        &self.events
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Neither fails in a way that matters: the engine has ended then, which is what is asked for.
        drop(self.commands.send(Command::Shutdown));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
