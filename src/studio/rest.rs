//! A render without a screen: after the terminal has hung up, or when the user wants the shell back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, after, select};

use super::awake::Awake;
use super::effect::Effect;
use super::event::Event;
use super::inputs::Inputs;
use super::keeper::Keeper;
use super::reader::Reader;
use super::run::{Studio, StudioError, reading_order};
use super::state::State;
use super::update::update;
use crate::engine::{Engine, Event as EngineEvent};

/// How often others are told how far it has come.
pub(super) const TELL_EVERY: Duration = Duration::from_secs(1);

/// A render without a screen.
pub struct Rest {
    pub(super) engine: Engine,
    pub(super) state: State,
    pub(super) events: Receiver<Event>,
    pub(super) reader: Reader,
    pub(super) keeper: Keeper,
}

impl Rest {
    /// What is left of a render that was noted in the book's project.
    pub(super) fn of(studio: Studio) -> Result<Self, StudioError> {
        let (inbox, events) = crossbeam_channel::unbounded();
        let state = studio.state((80, 24));
        let reader = Reader::start(Arc::clone(&studio.script), reading_order(&state), inbox.clone())?;
        Ok(Self {
            engine: studio.engine,
            state,
            events,
            reader,
            keeper: Keeper::start(studio.project, studio.data, inbox)?,
        })
    }

    /// Goes on until the last sentence is done; false if a signal ended it before. That the terminal has hung up does
    /// not: it may be told several times.
    #[must_use]
    pub fn finish(mut self, inputs: &Inputs) -> bool {
        let finished = self.go_on(inputs);
        let standing = self.state.standing();
        self.keeper.standing(standing);
        self.keeper.end();
        finished
    }

    fn go_on(&mut self, inputs: &Inputs) -> bool {
        let mut awake = Awake::default();
        awake.set(true);
        let mut told = Instant::now();
        while self.state.is_rendering() {
            let event = select! {
                recv(self.events) -> event => event.ok(),
                recv(self.engine.events()) -> event => event.ok().map(Event::Engine),
                recv(inputs.events) -> event => event.ok(),
                recv(after(TELL_EVERY)) -> _ => continue,
            };
            match event {
                None | Some(Event::Terminate | Event::Crashed { .. } | Event::Engine(EngineEvent::Stopped)) => {
                    return false;
                }
                Some(event @ (Event::Engine(_) | Event::Read { .. })) => {
                    for effect in update(&mut self.state, event, Instant::now()) {
                        match effect {
                            Effect::Engine(command) => {
                                let sent = self.engine.send(command);
                                if sent.is_err() {
                                    return false;
                                }
                            }
                            Effect::Read(chapter) => self.reader.read(chapter),
                            _ => {}
                        }
                    }
                }
                Some(_) => {}
            }
            if told.elapsed() >= TELL_EVERY {
                told = Instant::now();
                self.keeper.standing(self.state.standing());
            }
        }
        true
    }
}
