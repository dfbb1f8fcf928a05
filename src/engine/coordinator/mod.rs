//! The thread that answers: commands in, events out, and between them the schedule, the store, the speller and the model.

mod finding;
mod keeping;
mod listening;
mod saying;
mod speaking;

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvError, Sender, select};

use super::batch;
use super::command::Command;
use super::event::Event;
use super::handle::EngineConfig;
use super::line::{Generation, Line};
use super::model::Model;
use super::narrator::NarratorFactory;
use super::schedule::{Job, Schedule};
use super::script::{Script, Spelling};
use super::speller::{Answer, Speller};
use super::synthesis::Reply;
use super::voices::Voices;
use crate::speech::Lexicon;
use crate::store::{ClipKey, Clips, ModelId};
use crate::text::SentenceId;

use saying::Waiting;
use speaking::Running;

/// Lines whose phonemes and place in the store are found out before the model needs them.
const WINDOW: usize = 2 * batch::SENTENCES;

/// How many of those that are only looked up are dealt with beside them.
const SURVEYED: usize = 4;

/// How long the end waits for a sentence that does not heed the interrupt.
const LAST_SENTENCE: Duration = Duration::from_secs(10);

/// All the engine's state but the model's.
pub(super) struct Coordinator {
    config: EngineConfig,
    commands: Receiver<Command>,
    events: Sender<Event>,
    model_id: ModelId,
    voices: Voices,
    speller: Speller,
    /// How words are said by the user's wish.
    learnt: Arc<Lexicon>,
    model: Model,
    clips: Option<Clips>,
    script: Script,
    schedule: Schedule,
    says: VecDeque<Waiting>,
    running: Vec<Running>,
    listening: Generation,
    /// Clips that are in the store, as far as is known.
    kept: HashSet<ClipKey>,
    /// Lines whose sound is in no store.
    in_memory: Vec<SentenceId>,
    told_idle: bool,
}

/// What woke the coordinator.
enum Message {
    Command(Result<Command, RecvError>),
    Answer(Result<Answer, RecvError>),
    Reply(Result<Reply, RecvError>),
}

/// Whether the engine goes on.
#[derive(PartialEq)]
enum Flow {
    GoOn,
    End,
}

impl Coordinator {
    pub(super) fn new(
        config: EngineConfig,
        commands: Receiver<Command>,
        events: Sender<Event>,
        factory: Arc<dyn NarratorFactory>,
        speller: Speller,
        clips: Option<Clips>,
    ) -> Self {
        let order = config.backend.order(&factory.backends());
        Self {
            schedule: Schedule::new(config.ahead.as_secs_f32()),
            config,
            commands,
            model_id: factory.model(),
            voices: Voices::new(Arc::clone(&factory)),
            speller,
            learnt: Arc::default(),
            model: Model::start(factory, order, config.gives_way, events.clone()),
            events,
            clips,
            script: Script::default(),
            says: VecDeque::new(),
            running: Vec::new(),
            listening: Generation::default(),
            kept: HashSet::new(),
            in_memory: Vec::new(),
            told_idle: true,
        }
    }

    /// Works until it is told to stop or nobody is left to tell it.
    pub(super) fn run(mut self) {
        loop {
            while let Ok(command) = self.commands.try_recv() {
                if self.obey(command) == Flow::End {
                    return self.end();
                }
            }
            if self.turn() {
                self.told_idle = false;
                continue;
            }
            self.tell_if_idle();
            let replies = self.model.replies();
            let message = select! {
                recv(self.commands) -> command => Message::Command(command),
                recv(self.speller.answers) -> answer => Message::Answer(answer),
                recv(replies) -> reply => Message::Reply(reply),
            };
            if self.hear(message) == Flow::End {
                return self.end();
            }
        }
    }

    fn hear(&mut self, message: Message) -> Flow {
        match message {
            Message::Command(Ok(command)) => return self.obey(command),
            Message::Answer(Ok(answer)) => self.spelled(answer),
            // Nobody is left to ask for anything, or, which cannot happen while its handle is here, to spell it.
            Message::Command(Err(RecvError)) | Message::Answer(Err(RecvError)) => return Flow::End,
            Message::Reply(reply) => {
                for (target, outcome) in self.model.take(reply) {
                    self.concluded(target, outcome);
                }
                self.refuse_says_without_model();
            }
        }
        Flow::GoOn
    }

    fn obey(&mut self, command: Command) -> Flow {
        // Whoever asks for work hears when none is left, even if there was none.
        if let Command::Listen { .. } | Command::Render(_) | Command::Survey(_) | Command::Cancel = command {
            self.told_idle = false;
        }
        match command {
            Command::Script { generation, lines } => lines.into_iter().for_each(|line| self.add(line, generation)),
            Command::Remove(ids) => {
                for id in ids {
                    self.script.remove(id);
                    self.schedule.remove(id);
                }
            }
            Command::Listen { generation, from } => {
                self.listening = generation;
                self.schedule.listen(from);
                self.remind_of_missing_model();
            }
            Command::Cursor(id) => self.move_cursor(id),
            Command::StopListening => self.stop_listening(),
            Command::Render(ids) => self.render(ids),
            Command::Learn(lexicon) => self.learnt = Arc::new(lexicon),
            Command::Survey(ids) => self.schedule.survey(ids),
            Command::Cancel => self.schedule.cancel_render(),
            Command::Say(say) => {
                self.says.push_back(Waiting::new(say));
                self.refuse_says_without_model();
            }
            Command::Shutdown => return Flow::End,
        }
        Flow::GoOn
    }

    fn add(&mut self, line: Line, generation: Generation) {
        self.schedule
            .insert(line.id, line.estimate(), line.pause_after.as_secs_f32());
        self.script.insert(line, generation);
    }

    fn render(&mut self, ids: Vec<SentenceId>) {
        if self.clips.is_none() {
            let why = "this engine was started without a store".to_owned();
            return self.tell(Event::StoreFailed { why });
        }
        for id in &ids {
            if let Some(entry) = self.script.get_mut(*id)
                && matches!(entry.spelling, Spelling::Failed(_))
            {
                entry.spelling = Spelling::Unasked;
            }
        }
        self.schedule.render(ids);
        self.remind_of_missing_model();
    }

    /// Does one thing, the most urgent; false if there is nothing to do but wait.
    fn turn(&mut self) -> bool {
        self.ask_for_phonemes();
        let did = self.hand_out_one() || self.find_one() || self.answer_one() || self.speak_one();
        self.interrupt_for_listener();
        did
    }

    /// The lines that matter now, the most urgent first. A few of those that are only looked up are always among them: a
    /// long render must not keep the user from seeing what is done.
    fn window(&self) -> Vec<Job> {
        let surveys = self.schedule.surveys().take(SURVEYED);
        self.schedule.work().take(WINDOW).chain(surveys).collect()
    }

    fn tell_if_idle(&mut self) {
        let waits_for_model = self.model.gone().is_some();
        let has_work = !self.says.is_empty() || !self.running.is_empty() || self.schedule.jobs().next().is_some();
        if !has_work && !self.told_idle && !waits_for_model {
            self.told_idle = true;
            self.tell(Event::Idle);
        }
    }

    fn remind_of_missing_model(&self) {
        if let Some(why) = self.model.gone() {
            self.tell(Event::NoModel { why });
        }
    }

    /// Tells the client; when it has gone away the commands end too.
    fn tell(&self, event: Event) {
        drop(self.events.send(event));
    }

    /// Gives up what is being said, unless it is finished first, and keeps it then.
    fn end(mut self) {
        if let Some(running) = self.running.first() {
            running.interrupt.raise();
            let deadline = Instant::now() + LAST_SENTENCE;
            self.schedule.cancel_render();
            self.schedule.stop_listening();
            while !self.running.is_empty()
                && let Ok(reply) = self.model.replies().recv_deadline(deadline)
            {
                for (target, outcome) in self.model.take(Ok(reply)) {
                    self.concluded(target, outcome);
                }
            }
        }
        self.tell(Event::Stopped);
        self.model.end();
    }
}
