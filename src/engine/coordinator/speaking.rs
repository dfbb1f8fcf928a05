//! Gives the model its work and takes in what comes of it.

use super::Coordinator;
use super::keeping::SaidLine;
use crate::engine::event::Event;
use crate::engine::line::Target;
use crate::engine::model::Outcome;
use crate::engine::schedule::{Job, Purpose};
use crate::engine::script::{Entry, Sound};
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
    /// Gives the model the most urgent line, if it is idle and the line is ready; with one of a render, which nobody
    /// waits for, as many more as it likes at once. False if there is nothing to give.
    pub(super) fn speak_one(&mut self) -> bool {
        if !self.model.is_idle() || !self.says.is_empty() {
            return false;
        }
        let jobs = self.next_jobs();
        let interrupt = Interrupt::default();
        let mut tasks: Vec<(Running, Task)> = Vec::new();
        for job in &jobs {
            let Some(target) = self.script.get(job.id).map(Entry::target) else {
                continue;
            };
            match self.line_recipe(job.id, self.model.backend()) {
                // Books repeat themselves: another line of the same words may have been said since this one was looked up,
                Ok(prepared) if self.kept.contains(&prepared.key) => self.look_again(job.id),
                // or is about to be.
                Ok(prepared) if tasks.iter().any(|(running, _)| running.key == prepared.key) => {}
                Ok(prepared) => {
                    let running = Running {
                        target,
                        purpose: Some(job.purpose),
                        key: prepared.key,
                        interrupt: interrupt.clone(),
                    };
                    let task = Task {
                        pieces: prepared.pieces,
                        voice: prepared.voice,
                        delivery: prepared.delivery,
                        seed: Some(prepared.key),
                        inspected: true,
                        interrupt: interrupt.clone(),
                    };
                    tasks.push((running, task));
                }
                Err(why) => self.fail(job.id, why),
            }
        }
        if !tasks.is_empty() {
            self.start(tasks);
        }
        !jobs.is_empty()
    }

    /// The most urgent line if it is ready, and those that may be said with it.
    fn next_jobs(&self) -> Vec<Job> {
        let ready = |job: &Job| {
            let entry = self.script.get(job.id);
            entry.is_some_and(|entry| matches!(entry.sound, Sound::Missing))
        };
        let mut work = self.schedule.work();
        let Some(first) = work.next().filter(ready) else {
            return Vec::new();
        };
        let with_it = match first.purpose {
            Purpose::Rendering => self.model.appetite() - 1,
            _ => 0,
        };
        std::iter::once(first).chain(work.take(with_it).filter(ready)).collect()
    }

    fn look_again(&mut self, id: SentenceId) {
        if let Some(entry) = self.script.get_mut(id) {
            entry.sound = Sound::Unknown;
        }
    }

    pub(super) fn start(&mut self, tasks: Vec<(Running, Task)>) {
        let (running, tasks): (Vec<_>, Vec<_>) = tasks.into_iter().unzip();
        let targets: Vec<_> = running.iter().map(|running| running.target).collect();
        self.running = running;
        self.model.give(targets.iter().copied().zip(tasks).collect());
        for target in targets {
            if let Target::Line { id, generation } = target {
                self.tell(Event::Started { id, generation });
            }
        }
    }

    /// Stops lines in the background when someone waits for another one with nothing left to hear.
    pub(super) fn interrupt_for_listener(&mut self) {
        let Some(Running {
            purpose: Some(purpose),
            interrupt,
            ..
        }) = self.running.first()
        else {
            return;
        };
        let asked = self.says.front().is_some_and(super::Waiting::is_ready);
        let awaited = self.schedule.urgent().and_then(|id| self.script.get(id));
        let awaited = awaited.filter(|entry| matches!(entry.sound, Sound::Missing));
        let other = |entry: &Entry| self.running.iter().all(|running| running.target != entry.target());
        if awaited.is_some_and(other) || (asked && *purpose == Purpose::Rendering) {
            interrupt.raise();
        }
    }

    /// Takes in what became of what the model was saying.
    pub(super) fn concluded(&mut self, target: Target, outcome: Outcome) {
        let Some(at) = self.running.iter().position(|running| running.target == target) else {
            return;
        };
        let running = self.running.remove(at);
        match (target, outcome) {
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
