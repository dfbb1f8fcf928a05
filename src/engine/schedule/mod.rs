//! What is said next: first what the listener will need, then the rest of the render.
//!
//! Pure: it knows no threads, no clock and no sound, only which lines there are and what has become of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::SentenceId;

/// The order of work on a script.
#[derive(Clone, Debug)]
pub struct Schedule {
    lines: BTreeMap<SentenceId, Planned>,
    listener: Option<Listener>,
    render: BTreeSet<SentenceId>,
    survey: BTreeSet<SentenceId>,
    /// Seconds to keep ready for the listener.
    lookahead: f32,
    tally: Tally,
}

/// How many lines are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Said and kept.
    pub done: usize,
    /// Not to be said, whatever was tried.
    pub failed: usize,
    /// All lines.
    pub total: usize,
}

/// A line to work on, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// The line.
    pub id: SentenceId,
    /// For whom.
    pub purpose: Purpose,
}

/// Whom a line is for, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// The listener will need it soon.
    Listening,
    /// It is to be kept.
    Rendering,
    /// Someone wants to know whether it is kept already.
    Surveying,
}

#[derive(Clone, Copy, Debug)]
struct Planned {
    /// About how long it lasts, in seconds, as long as nobody knows.
    estimate: f32,
    /// The silence after it.
    pause: f32,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Waiting,
    Done { seconds: f32 },
    Failed,
}

#[derive(Clone, Copy, Debug)]
struct Listener {
    /// What is being heard.
    cursor: SentenceId,
    /// The first line not yet handed out.
    next: SentenceId,
}

impl Schedule {
    /// An empty script; `lookahead` seconds are kept ready for a listener.
    #[must_use]
    pub fn new(lookahead: f32) -> Self {
        Self {
            lines: BTreeMap::new(),
            listener: None,
            render: BTreeSet::new(),
            survey: BTreeSet::new(),
            lookahead,
            tally: Tally::default(),
        }
    }

    /// Adds or replaces a line; it waits to be said.
    pub fn insert(&mut self, id: SentenceId, estimate: f32, pause: f32) {
        self.remove_line(id);
        let state = State::Waiting;
        self.lines.insert(id, Planned { estimate, pause, state });
        self.tally.total += 1;
    }

    /// Forgets a line.
    pub fn remove(&mut self, id: SentenceId) {
        self.remove_line(id);
        self.render.remove(&id);
        self.survey.remove(&id);
    }

    fn remove_line(&mut self, id: SentenceId) {
        self.set(id, State::Waiting);
        if self.lines.remove(&id).is_some() {
            self.tally.total -= 1;
        }
    }

    /// Someone listens from this line on.
    pub fn listen(&mut self, from: SentenceId) {
        self.listener = Some(Listener {
            cursor: from,
            next: from,
        });
    }

    /// Nobody listens any more.
    pub fn stop_listening(&mut self) {
        self.listener = None;
    }

    /// The listener has come to this line.
    pub fn move_cursor(&mut self, to: SentenceId) {
        if let Some(listener) = &mut self.listener {
            listener.cursor = to;
            listener.next = listener.next.max(to);
        }
    }

    /// These lines are to be said in the background; those that failed get another chance.
    pub fn render(&mut self, ids: impl IntoIterator<Item = SentenceId>) {
        for id in ids {
            if self.state(id) == Some(State::Failed) {
                self.set(id, State::Waiting);
            }
            if self.state(id) == Some(State::Waiting) {
                self.render.insert(id);
            }
        }
    }

    /// Nothing is said in the background any more.
    pub fn cancel_render(&mut self) {
        self.render.clear();
    }

    /// These lines are to be looked up.
    pub fn survey(&mut self, ids: impl IntoIterator<Item = SentenceId>) {
        let waiting = ids.into_iter().filter(|id| {
            let line = self.lines.get(id);
            line.is_some_and(|line| line.state == State::Waiting)
        });
        let waiting: Vec<_> = waiting.collect();
        self.survey.extend(waiting);
    }

    /// A line was looked up and is not kept.
    pub fn surveyed(&mut self, id: SentenceId) {
        self.survey.remove(&id);
    }

    /// A line is said and lasts so long.
    pub fn finish(&mut self, id: SentenceId, seconds: f32) {
        self.set(id, State::Done { seconds });
    }

    /// A line cannot be said.
    pub fn fail(&mut self, id: SentenceId) {
        self.set(id, State::Failed);
    }

    /// What was said of a line is gone: it waits again.
    pub fn undo(&mut self, id: SentenceId) {
        self.set(id, State::Waiting);
    }

    fn set(&mut self, id: SentenceId, state: State) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        match line.state {
            State::Waiting => {}
            State::Done { .. } => self.tally.done -= 1,
            State::Failed => self.tally.failed -= 1,
        }
        line.state = state;
        match state {
            State::Waiting => return,
            State::Done { .. } => self.tally.done += 1,
            State::Failed => self.tally.failed += 1,
        }
        self.render.remove(&id);
        self.survey.remove(&id);
    }

    fn state(&self, id: SentenceId) -> Option<State> {
        self.lines.get(&id).map(|line| line.state)
    }

    /// All lines to work on, the most urgent first. A line may come twice, for two purposes.
    pub fn jobs(&self) -> impl Iterator<Item = Job> {
        self.work().chain(self.surveys())
    }

    /// The lines to be said.
    pub fn work(&self) -> impl Iterator<Item = Job> {
        let job = |purpose| move |id| Job { id, purpose };
        let render = self.render.iter().copied().map(job(Purpose::Rendering));
        self.needed().map(job(Purpose::Listening)).chain(render)
    }

    /// The lines to be looked up.
    pub fn surveys(&self) -> impl Iterator<Item = Job> {
        let job = |id| Job {
            id,
            purpose: Purpose::Surveying,
        };
        self.survey.iter().copied().map(job)
    }

    /// The lines the listener will need within the time to keep ready.
    fn needed(&self) -> impl Iterator<Item = SentenceId> {
        let mut ahead = self.ahead();
        let lines = self
            .listener
            .iter()
            .flat_map(|listener| self.lines.range(listener.next..));
        lines
            .take_while(move |(_, line)| {
                let within = ahead < self.lookahead;
                ahead += line.seconds();
                within
            })
            .filter(|(_, line)| line.state == State::Waiting)
            .map(|(id, _)| *id)
    }

    /// The line the listener is waiting for, with nothing else left to hear.
    #[must_use]
    pub fn urgent(&self) -> Option<SentenceId> {
        if self.ahead() > 0.0 {
            return None;
        }
        let listener = self.listener?;
        let (id, line) = self
            .lines
            .range(listener.next..)
            .find(|(_, line)| line.state != State::Failed)?;
        (line.state == State::Waiting).then_some(*id)
    }

    /// The line to hand to the listener now, if the next one is said and room is left within the time to keep ready.
    #[must_use]
    pub fn audible(&self) -> Option<SentenceId> {
        let listener = self.listener?;
        if self.ahead() >= self.lookahead {
            return None;
        }
        let (id, line) = self
            .lines
            .range(listener.next..)
            .find(|(_, line)| line.state != State::Failed)?;
        matches!(line.state, State::Done { .. }).then_some(*id)
    }

    /// The line has been handed to the listener.
    pub fn handed_out(&mut self, id: SentenceId) {
        if let Some(listener) = &mut self.listener {
            listener.next = SentenceId {
                sentence: id.sentence.saturating_add(1),
                ..id
            };
        }
    }

    /// Seconds handed out from the cursor on, pauses included.
    #[must_use]
    pub fn ahead(&self) -> f32 {
        let Some(listener) = self.listener else { return 0.0 };
        if listener.next <= listener.cursor {
            return 0.0;
        }
        let handed_out = self.lines.range(listener.cursor..listener.next);
        handed_out.map(|(_, line)| line.seconds()).sum()
    }

    /// How many lines are in which state.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }
}

impl Planned {
    /// How long it takes to hear, as far as is known.
    fn seconds(&self) -> f32 {
        match self.state {
            State::Waiting => self.estimate + self.pause,
            State::Done { seconds } => seconds + self.pause,
            State::Failed => 0.0,
        }
    }
}

#[cfg(test)]
mod tests;
