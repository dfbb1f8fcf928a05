//! The loop: one inbox, [`update`], effects, and a frame when something has changed.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, after, never, select_biased, unbounded};
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System};
use thiserror::Error;

use super::action::Action;
use super::audition::Audition;
use super::awake::Awake;
use super::effect::Effect;
use super::event::{Cue, Event};
use super::gauge::Gauge;
use super::inputs::Inputs;
use super::keeper::Keeper;
use super::keys::Keys;
use super::outline::Outline;
use super::overlay::Leaving;
use super::playback::Playback;
use super::reader::Reader;
use super::rest::{Rest, TELL_EVERY};
use super::script::Script;
use super::standing::unread;
use super::state::{Focus, State, UsualFiles};
use super::terminal::{Screen, Stage};
use super::theme::Themes;
use super::update::update;
use super::view::view;
use crate::audio::{OutputChoice, Pcm, Player, PlayerError};
use crate::engine::{Command, Engine, Event as EngineEvent, Generation};
use crate::kokoro::{Pitch, Speed};
use crate::speech::VoiceName;
use crate::store::{Preferences, Project};

/// The shortest time between two frames.
const FRAME: Duration = Duration::from_millis(16);

/// How often memory is measured while the engine works.
const MEMORY_EVERY: Duration = Duration::from_secs(2);

/// What the studio is opened with.
pub struct Studio {
    /// The book.
    pub script: Arc<dyn Script>,
    /// Who speaks.
    pub engine: Engine,
    /// Where it is kept, the user's choices, and how far it has come.
    pub project: Project,
    /// lector's data folder, for what is chosen for every book.
    pub data: PathBuf,
    /// The voices there are.
    pub voices: Vec<VoiceName>,
    /// The one that speaks.
    pub voice: VoiceName,
    /// How fast.
    pub speed: Speed,
    /// How high.
    pub pitch: Pitch,
    /// Where sound goes.
    pub sound: OutputChoice,
    /// The keys.
    pub keys: Keys,
    /// The colours.
    pub themes: Themes,
    /// The colours of the settings.
    pub configured_theme: String,
    /// The kinds of audio file there are, by their names in the settings, and what they are.
    pub formats: Vec<(String, String)>,
    /// What is written if nothing else is chosen.
    pub usual_files: Option<UsualFiles>,
    /// What the user should know from the start, the most important first.
    pub notices: Vec<String>,
}

/// How the studio ended.
pub enum Ending {
    /// The user quit.
    Quit,
    /// The user wants another book.
    Library,
    /// The book is to be opened again, for its sentences are parted otherwise now; with what the user should know then.
    Again(Option<String>),
    /// A signal has ended it.
    Ended,
    /// The user wants the audiobook's files written, and to come back then.
    WriteBook,
    /// The terminal is gone, and a render is to be finished.
    Rendering(Box<Rest>),
    /// The user leaves; another process is to finish the render that is noted in the project.
    Background(Leaving),
}

/// What can keep the studio from opening or going on.
#[derive(Debug, Error)]
pub enum StudioError {
    /// The terminal does not do what it is asked.
    #[error("cannot use the terminal: {0}; `lector render` works without one")]
    Terminal(#[from] io::Error),
    /// A part of the program has died.
    #[error("lector's thread {thread} has crashed: {why}; everything finished is kept, please report this")]
    Crashed {
        /// Which.
        thread: String,
        /// What it said.
        why: String,
    },
    /// There is no player.
    #[error(transparent)]
    Player(#[from] PlayerError),
}

impl Studio {
    /// Stays on the stage until the user leaves; the terminal is kept only for another screen that follows.
    ///
    /// # Errors
    /// [`StudioError`].
    pub fn run(self, terminal: &mut Stage, inputs: &Inputs) -> Result<Ending, StudioError> {
        let (inbox, events) = unbounded();
        let screen = terminal.screen()?;
        let size = screen.terminal.size()?;
        let mut state = self.state((size.width, size.height));
        let reader = Reader::start(Arc::clone(&self.script), reading_order(&state), inbox.clone())?;
        let tell = inbox.clone();
        let player = Player::start(self.sound, move |event| drop(tell.send(Event::Player(event))))?;
        player.set_tempo(state.tempo);
        let mut show = Show {
            keeper: Keeper::start(self.project, self.data, inbox.clone())?,
            engine: self.engine,
            reader,
            player,
            sampler: None,
            sound: self.sound,
            configured_theme: self.configured_theme,
            inbox,
            system: System::new(),
            measured: None,
            told: Instant::now(),
            awake: Awake::default(),
            over: None,
        };
        show.run(screen, &mut state, &events, inputs)?;
        if !show.another_screen_follows() {
            terminal.leave();
        }
        show.end(state, events)
    }

    /// Finishes the render that is noted in the project, without a screen; false if a signal ended it before.
    ///
    /// # Errors
    /// [`StudioError`].
    pub fn finish(self, inputs: &Inputs) -> Result<bool, StudioError> {
        Ok(Rest::of(self)?.finish(inputs))
    }

    /// The state to begin with: where the listener stopped, else the first chapter that is read.
    pub(super) fn state(&self, size: (u16, u16)) -> State {
        let choices = self.project.choices().clone();
        let outline = Outline::new(self.script.headings(), &choices.chapters);
        let first = outline.chapters.iter().position(|chapter| chapter.included);
        let place = choices
            .place
            .and_then(|place| Some((outline.position(place.chapter)?, place.sentence)));
        let (chapter, sentence) = place.unwrap_or((first.unwrap_or_default(), 1));
        let cut_short = self.project.standing().and_then(|standing| standing.render.as_ref());
        let render_when_read = cut_short.map(unread).unwrap_or_default();
        let mut messages = self.notices.clone();
        if !render_when_read.is_empty() {
            let stop = self.keys.hint(Action::CancelRender);
            messages.insert(0, format!("the render goes on where it was left; {stop} stops it"));
        }
        State {
            script: Arc::clone(&self.script),
            outline,
            chapter,
            sentence,
            focus: Focus::default(),
            follow: true,
            tree_top: None,
            folded: std::collections::BTreeSet::new(),
            playback: Playback::default(),
            gauge: Gauge::default(),
            voices: self.voices.clone(),
            voice: self.voice.clone(),
            speed: self.speed,
            pitch: self.pitch,
            tempo: choices.tempo.unwrap_or_default(),
            generation: Generation::default(),
            rendering: std::collections::HashSet::new(),
            lost: 0,
            render_when_read,
            selected_from: None,
            formats: self.formats.clone(),
            writing: false,
            home: std::env::home_dir(),
            usual_files: self.usual_files.clone(),
            audition: Audition::default(),
            resumed: self.project.clips().keys().is_ok_and(|keys| !keys.is_empty()),
            overlay: None,
            notice: greeting(&messages, self.keys.hint(Action::Messages)),
            remark: None,
            messages,
            keys: self.keys.clone(),
            chord: Vec::new(),
            themes: self.themes.clone(),
            choices,
            saved_at: None,
            sought: String::new(),
            size,
        }
    }
}

/// The first of the messages, and how to see the others.
fn greeting(messages: &[String], key: &str) -> Option<String> {
    let first = messages.first()?;
    Some(match messages.len() - 1 {
        0 => first.clone(),
        more => format!("{first} ({more} more: {key})"),
    })
}

/// The chapter that is shown, then those that are read, or of which something is rendered.
pub(super) fn reading_order(state: &State) -> VecDeque<u32> {
    let shown = state.current().map(|chapter| chapter.heading.index);
    let read = state
        .outline
        .chapters
        .iter()
        .filter(|chapter| chapter.included || state.render_when_read.contains_key(&chapter.heading.index));
    let others = read
        .map(|chapter| chapter.heading.index)
        .filter(|index| Some(*index) != shown);
    shown.into_iter().chain(others).collect()
}

/// The studio, open.
struct Show {
    engine: Engine,
    keeper: Keeper,
    reader: Reader,
    player: Player<Cue>,
    /// Plays samples of voices.
    sampler: Option<Player<()>>,
    sound: OutputChoice,
    configured_theme: String,
    inbox: Sender<Event>,
    system: System,
    measured: Option<Instant>,
    /// When others were told how far the book has come.
    told: Instant,
    awake: Awake,
    /// How it ends, once it does.
    over: Option<Effect>,
}

impl Show {
    fn run(
        &mut self,
        screen: &mut Screen,
        state: &mut State,
        events: &Receiver<Event>,
        inputs: &Inputs,
    ) -> io::Result<()> {
        let mut drawn: Option<Instant> = None;
        let mut changed = true;
        let mut engine_ended = false;
        while self.over.is_none() {
            let due = drawn.map_or(Duration::ZERO, |at| FRAME.saturating_sub(at.elapsed()));
            if changed && due.is_zero() {
                if screen.terminal.draw(|frame| view(state, frame)).is_err() {
                    self.post(Event::Hangup);
                }
                (drawn, changed) = (Some(Instant::now()), false);
            }
            let frame_due = if changed { after(due) } else { never() };
            let engine = if engine_ended {
                never()
            } else {
                self.engine.events().clone()
            };
            let event = select_biased! {
                recv(inputs.events) -> event => event.ok(),
                recv(events) -> event => event.ok(),
                recv(engine) -> event => {
                    engine_ended = event.is_err();
                    event.ok().map(Event::Engine)
                },
                recv(frame_due) -> _ => None,
            };
            if let Some(event) = event {
                changed = true;
                self.measure(&event);
                for effect in update(state, event, Instant::now()) {
                    self.perform(effect, screen)?;
                }
                self.tell_others(state);
            }
        }
        Ok(())
    }

    fn another_screen_follows(&self) -> bool {
        matches!(
            self.over,
            Some(Effect::Library | Effect::OpenAgain | Effect::Background(Leaving::Library))
        )
    }

    /// Ends everything the ending does not need.
    fn end(self, state: State, events: Receiver<Event>) -> Result<Ending, StudioError> {
        self.keeper.standing(state.standing());
        let ending = match self.over {
            Some(Effect::LeaveScreen) => {
                return Ok(Ending::Rendering(Box::new(Rest {
                    engine: self.engine,
                    state,
                    events,
                    reader: self.reader,
                    keeper: self.keeper,
                })));
            }
            Some(Effect::Abort { thread, why }) => Err(StudioError::Crashed { thread, why }),
            Some(Effect::Background(leaving)) => Ok(Ending::Background(leaving)),
            Some(Effect::Library) => Ok(Ending::Library),
            Some(Effect::OpenAgain) => Ok(Ending::Again(state.notice)),
            Some(Effect::End) => Ok(Ending::Ended),
            Some(Effect::WriteBook) => Ok(Ending::WriteBook),
            _ => Ok(Ending::Quit),
        };
        // What the engine says last is kept before the project is let go of.
        drop(self.engine);
        self.keeper.end();
        ending
    }

    /// Notes how far the book has come, for others to see, and keeps the machine awake while it renders.
    fn tell_others(&mut self, state: &State) {
        self.awake.set(state.is_rendering());
        if self.told.elapsed() >= TELL_EVERY {
            self.told = Instant::now();
            self.keeper.standing(state.standing());
        }
    }

    fn perform(&mut self, effect: Effect, screen: &mut Screen) -> io::Result<()> {
        match effect {
            Effect::Engine(command) => self.command(command),
            Effect::Enqueue { cue, pcm, pause } => self.player.enqueue(cue, pcm, pause),
            Effect::ClearSound => self.player.clear(),
            Effect::PauseSound => self.player.pause(),
            Effect::ResumeSound => self.player.resume(),
            Effect::Tempo(tempo) => self.player.set_tempo(tempo),
            Effect::Read(chapter) => self.reader.read(chapter),
            Effect::KeepCurrent => self.player.keep_current(),
            Effect::Sample(pcm) => self.sample(pcm),
            Effect::EndSample => drop(self.sampler.take()),
            Effect::Save(choices) => self.keeper.choices(choices),
            Effect::RememberTheme(theme) => self.keeper.preferences(Preferences {
                theme: Some(theme),
                instead_of: Some(self.configured_theme.clone()),
            }),
            Effect::Redraw => screen.draw_again()?,
            Effect::Suspend => screen.suspend()?,
            Effect::Quit
            | Effect::Library
            | Effect::OpenAgain
            | Effect::End
            | Effect::WriteBook
            | Effect::LeaveScreen
            | Effect::Background(_)
            | Effect::Abort { .. } => {
                self.over = Some(effect);
            }
        }
        Ok(())
    }

    /// Plays a sample of a voice.
    fn sample(&mut self, pcm: Pcm) {
        if self.sampler.is_none() {
            match Player::start(self.sound, |_| ()) {
                Ok(player) => self.sampler = Some(player),
                Err(error) => self.post(Event::Trouble(error.to_string())),
            }
        }
        if let Some(sampler) = &self.sampler {
            sampler.clear();
            sampler.enqueue((), pcm, Duration::ZERO);
        }
    }

    fn command(&self, command: Command) {
        if let Err(error) = self.engine.send(command) {
            self.post(Event::Trouble(error.to_string()));
        }
    }

    fn post(&self, event: Event) {
        // The other end is held by the loop that calls this.
        drop(self.inbox.send(event));
    }

    /// Measures memory now and then, while the engine works.
    fn measure(&mut self, event: &Event) {
        let works = matches!(
            event,
            Event::Engine(EngineEvent::Metrics(_) | EngineEvent::Ready { .. })
        );
        if !works || self.measured.is_some_and(|at| at.elapsed() < MEMORY_EVERY) {
            return;
        }
        self.measured = Some(Instant::now());
        let Ok(own) = sysinfo::get_current_pid() else { return };
        let only_memory = ProcessRefreshKind::nothing().with_memory();
        self.system
            .refresh_processes_specifics(ProcessesToUpdate::Some(&[own]), false, only_memory);
        if let Some(process) = self.system.process(own) {
            self.post(Event::Memory(process.memory()));
        }
    }
}
