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
    backend: BackendName,
    /// The backends not tried yet.
    others: VecDeque<BackendName>,
    thread: Option<Synthesis>,
    state: State,
    /// What was being said when the thread died: it is said once more, not for ever.
    died_on: Option<Target>,
    /// What the backends said that could not load.
    complaints: Vec<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Loading,
    Idle,
    Busy(Target),
    Gone,
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
    pub(super) fn start(factory: Arc<dyn NarratorFactory>, order: Vec<BackendName>, events: Sender<Event>) -> Self {
        let mut others = VecDeque::from(order);
        let first = others.pop_front();
        let mut model = Self {
            factory,
            events,
            backend: first.unwrap_or(BackendName::Cpu),
            others,
            thread: None,
            state: State::Gone,
            died_on: None,
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

    /// Why there is no model, if no backend could load it.
    pub(super) fn gone(&self) -> Option<String> {
        (self.state == State::Gone).then(|| self.complaints.join("; "))
    }

    /// Where its replies arrive; each goes to [`Self::take`].
    pub(super) fn replies(&self) -> Receiver<Reply> {
        self.thread.as_ref().map_or_else(never, |thread| thread.replies.clone())
    }

    /// Says something. Only when idle.
    pub(super) fn give(&mut self, target: Target, task: Task) {
        if self.died_on != Some(target) {
            self.died_on = None;
        }
        self.state = State::Busy(target);
        if let Some(thread) = &self.thread {
            thread.give(task);
        }
    }

    /// Takes a reply in; gives back what became of the task, if the reply was about one.
    pub(super) fn take(&mut self, reply: Result<Reply, RecvError>) -> Option<Outcome> {
        match reply {
            Ok(Reply::Loaded { took }) => {
                self.state = State::Idle;
                self.tell(Event::Ready {
                    backend: self.backend,
                    took,
                });
                None
            }
            Ok(Reply::LoadFailed(why)) => {
                self.cannot_load(&why);
                None
            }
            Ok(Reply::Spoke { outcome, took }) => {
                self.state = State::Idle;
                Some(match outcome {
                    Ok(pieces) => Outcome::Spoke { pieces, took },
                    Err(Fault::Interrupted) => Outcome::Again,
                    Err(Fault::Narrator(why)) if self.fall_back(&why) => Outcome::Again,
                    Err(Fault::Narrator(why) | Fault::Unsound(why)) => Outcome::Failed(why),
                })
            }
            Ok(Reply::Died(why)) => self.died(why),
            Err(RecvError) => self.died("the synthesis thread ended without a word".to_owned()),
        }
    }

    /// Lets go of the synthesis thread: waits for its end when it has nothing to do, leaves it behind when it has.
    pub(super) fn end(self) {
        if let (State::Idle, Some(thread)) = (self.state, self.thread) {
            thread.join();
        }
    }

    /// A thread that dies is started again, once for each sentence; the second time another backend has to say it.
    fn died(&mut self, why: String) -> Option<Outcome> {
        match self.state {
            State::Busy(target) if self.died_on != Some(target) => {
                self.died_on = Some(target);
                self.start_again(why);
                Some(Outcome::Again)
            }
            State::Busy(_) => Some(if self.fall_back(&why) {
                Outcome::Again
            } else {
                self.start_again(why.clone());
                Outcome::Failed(format!("the model crashed twice on it: {why}"))
            }),
            State::Idle => {
                self.start_again(why);
                None
            }
            State::Loading | State::Gone => {
                self.cannot_load(&why);
                None
            }
        }
    }

    fn start_again(&mut self, why: String) {
        self.tell(Event::Restarted { why });
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
        self.load();
        true
    }

    fn load(&mut self) {
        self.tell(Event::Loading { backend: self.backend });
        match Synthesis::start(Arc::clone(&self.factory), self.backend) {
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
