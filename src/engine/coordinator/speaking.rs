//! Gives the model its work and takes in what comes of it.

use super::Coordinator;
use super::keeping::SaidLine;
use crate::engine::event::Event;
use crate::engine::line::Target;
use crate::engine::model::Outcome;
use crate::engine::schedule::Purpose;
use crate::engine::script::Sound;
use crate::engine::sentence::Task;
use crate::store::ClipKey;
use crate::tensor::Interrupt;
use crate::text::SentenceId;

/// What the model is saying.
pub(super) struct Running {
    pub target: Target,
    /// For whom, if it is a line.
    pub purpose: Option<Purpose>,
    /// The name of the result.
    pub key: ClipKey,
    pub interrupt: Interrupt,
}

impl Coordinator {
    /// Gives the model the most urgent line, if it is idle and the line is ready; false if not.
    pub(super) fn speak_one(&mut self) -> bool {
        if !self.model.is_idle() || !self.says.is_empty() {
            return false;
        }
        let mut jobs = self.schedule.jobs();
        let Some(job) = jobs.find(|job| job.purpose != Purpose::Surveying) else {
            return false;
        };
        drop(jobs);
        let Some(entry) = self
            .script
            .get(job.id)
            .filter(|entry| matches!(entry.sound, Sound::Missing))
        else {
            return false;
        };
        let (target, generation) = (entry.target(), entry.generation);
        match self.line_recipe(job.id, self.model.backend()) {
            // Books repeat themselves: another line of the same words may have been said since this one was looked up.
            Ok(prepared) if self.kept.contains(&prepared.key) => self.look_again(job.id),
            Ok(prepared) => {
                let task = Task {
                    pieces: prepared.pieces,
                    voice: prepared.voice,
                    delivery: prepared.delivery,
                    seed: Some(prepared.key),
                    inspected: true,
                    interrupt: Interrupt::default(),
                };
                self.start(target, Some(job.purpose), prepared.key, task);
                self.tell(Event::Started { id: job.id, generation });
            }
            Err(why) => self.fail(job.id, why),
        }
        true
    }

    fn look_again(&mut self, id: SentenceId) {
        if let Some(entry) = self.script.get_mut(id) {
            entry.sound = Sound::Unknown;
        }
    }

    pub(super) fn start(&mut self, target: Target, purpose: Option<Purpose>, key: ClipKey, task: Task) {
        self.running = Some(Running {
            target,
            purpose,
            key,
            interrupt: task.interrupt.clone(),
        });
        self.model.give(target, task);
    }

    /// Stops a line in the background when someone waits for another one with nothing left to hear.
    pub(super) fn interrupt_for_listener(&mut self) {
        let Some(Running {
            target,
            purpose: Some(purpose),
            interrupt,
            ..
        }) = &self.running
        else {
            return;
        };
        let asked = self.says.front().is_some_and(super::Waiting::is_ready);
        let awaited = self.schedule.urgent().and_then(|id| self.script.get(id));
        let awaited = awaited.is_some_and(|entry| entry.target() != *target && matches!(entry.sound, Sound::Missing));
        if awaited || (asked && *purpose == Purpose::Rendering) {
            interrupt.raise();
        }
    }

    /// Takes in what became of what the model was saying.
    pub(super) fn concluded(&mut self, outcome: Outcome) {
        let Some(running) = self.running.take() else { return };
        match (running.target, outcome) {
            (_, Outcome::Again) => {}
            (Target::Line { id, generation }, Outcome::Spoke { pieces, took }) => {
                self.keep(&SaidLine::new(id, generation, &running, pieces, took));
            }
            (Target::Line { id, generation }, Outcome::Failed(why)) => {
                if self.script.current(id, generation).is_some() {
                    self.fail(id, why);
                }
            }
            (Target::Say(ticket), Outcome::Spoke { pieces, took }) => self.said(ticket, pieces, took),
            (Target::Say(ticket), Outcome::Failed(why)) => self.refuse(ticket, why),
        }
    }
}
