//! Looks after the synthesis thread: loads, falls back, starts again.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvError, Sender, never};

use super::backend::BackendName;
use super::event::Event;
use super::line::Target;
use super::narrator::NarratorFactory;
use super::sentence::{Fault, SpokenPiece, Task};
use super::synthesis::{Reply, Synthesis};

/// The model, wherever it runs at the moment.
pub(super) struct Model {
    factory: Arc<dyn NarratorFactory>,
    events: Sender<Event>,
    gives_way: bool,
    backend: BackendName,
    /// The backends not tried yet.
    others: VecDeque<BackendName>,
    thread: Option<Synthesis>,
    state: State,
    /// How many sentences it likes at once.
    appetite: usize,
    /// What was being said when the thread died: it is said once more, not for ever.
    died_on: Option<Target>,
    /// Whether a thread has died on this backend.
    dies: bool,
    /// What the backends said that could not load.
    complaints: Vec<String>,
}

#[derive(PartialEq)]
enum State {
    Loading,
    Idle,
    /// With these: none where a sentence has been answered.
    Busy(Vec<Option<Target>>),
    Gone,
}

fn again(target: Target) -> (Target, Outcome) {
    (target, Outcome::Again)
}

/// What became of a task.
pub(super) enum Outcome {
    Spoke {
        pieces: Vec<SpokenPiece>,
        took: Duration,
    },
    /// Nothing was said, and nothing is wrong with the sentence: say it again when the model is idle.
    Again,
    Failed(String),
}

impl Model {
    /// Starts loading on the first of `order`.
    pub(super) fn start(
        factory: Arc<dyn NarratorFactory>,
        order: Vec<BackendName>,
        gives_way: bool,
        events: Sender<Event>,
    ) -> Self {
        let mut others = VecDeque::from(order);
        let first = others.pop_front();
        let mut model = Self {
            factory,
            events,
            gives_way,
            backend: first.unwrap_or(BackendName::Cpu),
            others,
            thread: None,
            state: State::Gone,
            appetite: 1,
            died_on: None,
            dies: false,
            complaints: Vec::new(),
        };
        if first.is_some() {
            model.load();
        } else {
            model.give_up("this program was built without any backend".to_owned());
        }
        model
    }

    /// Where the model runs.
    pub(super) fn backend(&self) -> BackendName {
        self.backend
    }

    pub(super) fn is_idle(&self) -> bool {
        self.state == State::Idle
    }

    /// How many sentences it likes at once. Once a thread has died they are given one by one, so that it is known which
    /// of them to blame.
    pub(super) fn appetite(&self) -> usize {
        self.appetite
    }

    /// Why there is no model, if no backend could load it.
    pub(super) fn gone(&self) -> Option<String> {
        (self.state == State::Gone).then(|| self.complaints.join("; "))
    }

    /// Where its replies arrive; each goes to [`Self::take`].
    pub(super) fn replies(&self) -> Receiver<Reply> {
        self.thread.as_ref().map_or_else(never, |thread| thread.replies.clone())
    }

    /// Says something. Only when idle.
    pub(super) fn give(&mut self, tasks: Vec<(Target, Task)>) {
        let (targets, tasks): (Vec<_>, Vec<_>) = tasks.into_iter().map(|(target, task)| (Some(target), task)).unzip();
        if !targets.contains(&self.died_on) {
            self.died_on = None;
        }
        self.state = State::Busy(targets);
        if let Some(thread) = &self.thread {
            thread.give(tasks);
        }
    }

    /// Takes a reply in; gives back what became of the tasks it was about.
    pub(super) fn take(&mut self, reply: Result<Reply, RecvError>) -> Vec<(Target, Outcome)> {
        match reply {
            Ok(Reply::Loaded { took, appetite }) => {
                self.state = State::Idle;
                self.appetite = if self.dies { 1 } else { appetite };
                self.tell(Event::Ready {
                    backend: self.backend,
                    took,
                });
                Vec::new()
            }
            Ok(Reply::LoadFailed(why)) => {
                self.cannot_load(&why);
                Vec::new()
            }
            Ok(Reply::Spoke { place, outcome, took }) => self.spoke(place, outcome, took),
            Ok(Reply::Died(why)) => self.died(&why),
            Err(RecvError) => self.died("the synthesis thread ended without a word"),
        }
    }

    fn spoke(
        &mut self,
        place: usize,
        outcome: Result<Vec<SpokenPiece>, Fault>,
        took: Duration,
    ) -> Vec<(Target, Outcome)> {
        let State::Busy(targets) = &mut self.state else {
            return Vec::new();
        };
        let Some(target) = targets.get_mut(place).and_then(Option::take) else {
            return Vec::new();
        };
        let others = targets.iter().flatten().copied().collect::<Vec<_>>();
        if others.is_empty() {
            self.state = State::Idle;
        }
        let outcome = match outcome {
            Ok(pieces) => Outcome::Spoke { pieces, took },
            Err(Fault::Interrupted) => Outcome::Again,
            Err(Fault::Narrator(why)) if self.fall_back(&why) => {
                return std::iter::once(target).chain(others).map(again).collect();
            }
            Err(Fault::Narrator(why) | Fault::Unsound(why)) => Outcome::Failed(why),
        };
        vec![(target, outcome)]
    }

    /// Lets go of the synthesis thread: waits for its end when it has nothing to do, leaves it behind when it has.
    pub(super) fn end(self) {
        if let (State::Idle, Some(thread)) = (&self.state, self.thread) {
            thread.join();
        }
    }

    /// A thread that dies is started again, once for each sentence; the second time another backend has to say it. Of
    /// several sentences nobody knows which it died on: they are said again one by one.
    fn died(&mut self, why: &str) -> Vec<(Target, Outcome)> {
        self.dies = true;
        let State::Busy(targets) = &self.state else {
            if self.state == State::Idle {
                self.start_again(why);
            } else {
                self.cannot_load(why);
            }
            return Vec::new();
        };
        let targets: Vec<_> = targets.iter().flatten().copied().collect();
        if let [target] = targets[..] {
            if self.died_on == Some(target) {
                let outcome = if self.fall_back(why) {
                    Outcome::Again
                } else {
                    self.start_again(why);
                    Outcome::Failed(format!("the model crashed twice on it: {why}"))
                };
                return vec![(target, outcome)];
            }
            self.died_on = Some(target);
        }
        self.start_again(why);
        targets.into_iter().map(again).collect()
    }

    fn start_again(&mut self, why: &str) {
        self.tell(Event::Restarted { why: why.to_owned() });
        self.load();
    }

    fn cannot_load(&mut self, why: &str) {
        self.complaints.push(format!("{}: {why}", self.backend));
        if !self.fall_back(why) {
            self.give_up(self.complaints.join("; "));
        }
    }

    /// Goes to the next backend; false if there is none.
    fn fall_back(&mut self, why: &str) -> bool {
        let Some(next) = self.others.pop_front() else {
            return false;
        };
        self.tell(Event::FellBack {
            from: self.backend,
            to: next,
            why: why.to_owned(),
        });
        self.backend = next;
        self.died_on = None;
        self.dies = false;
        self.load();
        true
    }

    fn load(&mut self) {
        self.tell(Event::Loading { backend: self.backend });
        match Synthesis::start(Arc::clone(&self.factory), self.backend, self.gives_way) {
            Ok(thread) => {
                self.thread = Some(thread);
                self.state = State::Loading;
            }
            Err(error) => self.give_up(format!("cannot start a thread: {error}")),
        }
    }

    fn give_up(&mut self, why: String) {
        if self.complaints.is_empty() {
            self.complaints.push(why.clone());
        }
        self.thread = None;
        self.state = State::Gone;
        self.tell(Event::NoModel { why });
    }

    /// Tells the client; one that has gone away hears nothing, and the coordinator will notice.
    fn tell(&self, event: Event) {
        drop(self.events.send(event));
    }
}
