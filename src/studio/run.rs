//! The loop: one inbox, [`update`], effects, and a frame when something has changed.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, after, never, select, unbounded};
use ratatui::crossterm::event as terminal_event;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System};
use thiserror::Error;

use super::effect::Effect;
use super::event::{Cue, Event};
use super::gauge::Gauge;
use super::keys::Keys;
use super::outline::Outline;
use super::playback::Playback;
use super::reader::Reader;
use super::script::Script;
use super::state::{Focus, State};
use super::terminal::Screen;
use super::theme::Themes;
use super::update::update;
use super::view::view;
use crate::audio::{OutputChoice, Player, PlayerError};
use crate::engine::{Command, Engine, Event as EngineEvent, Generation};
use crate::kokoro::Speed;
use crate::speech::VoiceName;
use crate::store::Project;

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
    /// Where it is kept, and the user's choices.
    pub project: Project,
    /// The voices there are.
    pub voices: Vec<VoiceName>,
    /// The one that speaks.
    pub voice: VoiceName,
    /// How fast.
    pub speed: Speed,
    /// Where sound goes.
    pub sound: OutputChoice,
    /// The keys.
    pub keys: Keys,
    /// The colours.
    pub themes: Themes,
    /// What the user should know from the start.
    pub notice: Option<String>,
    /// Where stderr goes while the screen is up.
    pub log: PathBuf,
}

/// How the studio ended.
pub enum Ending {
    /// The user quit.
    Quit,
    /// The screen is gone, and a render is to be finished.
    Rendering(Box<Rest>),
}

/// What can keep the studio from opening or going on.
#[derive(Debug, Error)]
pub enum StudioError {
    /// The terminal does not do what it is asked.
    #[error("cannot use the terminal: {0}; `lector render` works without one")]
    Terminal(#[from] io::Error),
    /// There is no player.
    #[error(transparent)]
    Player(#[from] PlayerError),
}

/// A render without a screen.
pub struct Rest {
    engine: Engine,
    state: State,
    events: Receiver<Event>,
    _reader: Reader,
    _project: Project,
}

impl Rest {
    /// Goes on until the last sentence is done; false if a signal ended it before. That the terminal has hung up does
    /// not: it may be told several times.
    #[must_use]
    pub fn finish(mut self) -> bool {
        while !(self.state.rendering.is_empty() && self.state.render_when_read.is_empty()) {
            let engine = self.engine.events().clone();
            let event = select! {
                recv(self.events) -> event => event.ok(),
                recv(engine) -> event => event.ok().map(Event::Engine),
            };
            match event {
                None | Some(Event::Terminate | Event::Engine(EngineEvent::Stopped)) => return false,
                Some(event @ (Event::Engine(_) | Event::Read { .. })) => {
                    for effect in update(&mut self.state, event, Instant::now()) {
                        if let Effect::Engine(command) = effect
                            && self.engine.send(command).is_err()
                        {
                            return false;
                        }
                    }
                }
                Some(_) => {}
            }
        }
        true
    }
}

impl Studio {
    /// Opens the screen and stays until the user leaves.
    ///
    /// # Errors
    /// [`StudioError`].
    pub fn run(self) -> Result<Ending, StudioError> {
        let (inbox, events) = unbounded();
        let mut screen = Screen::take(&self.log)?;
        let size = screen.terminal.size()?;
        let state = self.state((size.width, size.height));
        let reader = Reader::start(Arc::clone(&self.script), reading_order(&state), inbox.clone())?;
        let tell = inbox.clone();
        let player = Player::start(self.sound, move |event| drop(tell.send(Event::Player(event))))?;
        listen_to_terminal(inbox.clone())?;
        listen_to_signals(inbox.clone())?;
        let mut show = Show {
            engine: self.engine,
            project: self.project,
            reader,
            player,
            inbox,
            system: System::new(),
            measured: None,
            over: None,
        };
        let mut state = state;
        show.run(&mut screen, &mut state, &events)?;
        drop(screen);
        match show.over {
            Some(Effect::LeaveScreen) => Ok(Ending::Rendering(Box::new(Rest {
                engine: show.engine,
                state,
                events,
                _reader: show.reader,
                _project: show.project,
            }))),
            _ => Ok(Ending::Quit),
        }
    }

    /// The state to begin with: where the listener stopped, else the first chapter that is read.
    fn state(&self, size: (u16, u16)) -> State {
        let choices = self.project.choices().clone();
        let outline = Outline::new(self.script.headings(), &choices.chapters);
        let first = outline.chapters.iter().position(|chapter| chapter.included);
        let place = choices
            .place
            .and_then(|place| Some((outline.position(place.chapter)?, place.sentence)));
        let (chapter, sentence) = place.unwrap_or((first.unwrap_or_default(), 1));
        State {
            script: Arc::clone(&self.script),
            outline,
            chapter,
            sentence,
            focus: Focus::default(),
            follow: true,
            folded: std::collections::BTreeSet::new(),
            playback: Playback::default(),
            gauge: Gauge::default(),
            voices: self.voices.clone(),
            voice: self.voice.clone(),
            speed: self.speed,
            generation: Generation::default(),
            rendering: std::collections::HashSet::new(),
            render_when_read: std::collections::BTreeSet::new(),
            resumed: self.project.clips().keys().is_ok_and(|keys| !keys.is_empty()),
            overlay: None,
            notice: self.notice.clone(),
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

/// The chapter that is shown, then those that are read.
fn reading_order(state: &State) -> VecDeque<u32> {
    let shown = state.current().map(|chapter| chapter.heading.index);
    let read = state.outline.chapters.iter().filter(|chapter| chapter.included);
    let others = read
        .map(|chapter| chapter.heading.index)
        .filter(|index| Some(*index) != shown);
    shown.into_iter().chain(others).collect()
}

/// The studio, open.
struct Show {
    engine: Engine,
    project: Project,
    reader: Reader,
    player: Player<Cue>,
    inbox: Sender<Event>,
    system: System,
    measured: Option<Instant>,
    /// How it ends, once it does.
    over: Option<Effect>,
}

impl Show {
    fn run(&mut self, screen: &mut Screen, state: &mut State, events: &Receiver<Event>) -> io::Result<()> {
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
            let event = select! {
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
            }
        }
        Ok(())
    }

    fn perform(&mut self, effect: Effect, screen: &mut Screen) -> io::Result<()> {
        match effect {
            Effect::Engine(command) => self.command(command),
            Effect::Enqueue { cue, pcm, pause } => self.player.enqueue(cue, pcm, pause),
            Effect::ClearSound => self.player.clear(),
            Effect::PauseSound => self.player.pause(),
            Effect::ResumeSound => self.player.resume(),
            Effect::Read(chapter) => self.reader.read(chapter),
            Effect::Save(choices) => {
                if let Err(error) = self.project.save(choices) {
                    self.post(Event::Trouble(error.to_string()));
                }
            }
            Effect::Redraw => screen.terminal.clear()?,
            Effect::Suspend => screen.suspend()?,
            Effect::Quit | Effect::LeaveScreen => self.over = Some(effect),
        }
        Ok(())
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

/// Puts keys, the mouse and changes of size into the inbox. The thread ends with the terminal, or with the process.
fn listen_to_terminal(inbox: Sender<Event>) -> io::Result<()> {
    let run = move || {
        loop {
            let event = match terminal_event::read() {
                Ok(terminal_event::Event::Key(key)) => Event::Key(key),
                Ok(terminal_event::Event::Mouse(mouse)) if is_used(mouse.kind) => Event::Mouse(mouse),
                Ok(terminal_event::Event::Resize(columns, rows)) => Event::Resize(columns, rows),
                Ok(_) => continue,
                Err(_) => Event::Hangup,
            };
            let last = matches!(event, Event::Hangup);
            if inbox.send(event).is_err() || last {
                return;
            }
        }
    };
    thread::Builder::new().name("lector-keys".to_owned()).spawn(run)?;
    Ok(())
}

/// Moving the mouse about is not worth a frame.
fn is_used(kind: terminal_event::MouseEventKind) -> bool {
    use terminal_event::MouseEventKind::{Down, ScrollDown, ScrollUp};
    matches!(kind, Down(_) | ScrollDown | ScrollUp)
}

fn listen_to_signals(inbox: Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT])?;
    let run = move || {
        for signal in signals.forever() {
            let event = if signal == SIGHUP {
                Event::Hangup
            } else {
                Event::Terminate
            };
            if inbox.send(event).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("lector-signals".to_owned()).spawn(run)?;
    Ok(())
}
