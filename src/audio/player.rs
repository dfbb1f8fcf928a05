//! Plays what it is given, in order and without gaps, on a thread of its own; a handle, so that nobody waits for it.
//!
//! ```text
//! enqueue ─▶ resample ─▶ playlist ─▶ pace ─▶ ring ─▶ tap ─▶ device
//!                            ▲         ▲                │
//!                            └─────────┴── positions ◀──┘   samples that have left the ring
//! ```
//!
//! Positions come from the far end of the ring: what is told to be heard has left it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use thiserror::Error;

use super::device::Trouble;
use super::line::Line;
use super::output::{Output, OutputChoice, Running};
use super::pcm::Pcm;
use super::playlist::Clip;
use super::tempo::Tempo;

/// How often the ring is refilled while something plays, and positions are told.
const PERIOD: Duration = Duration::from_millis(15);

/// How often a position inside a clip is told.
const NEWS: Duration = Duration::from_millis(250);

/// How long to wait before a lost device is looked for again.
const RETRY: Duration = Duration::from_secs(3);

/// A device that takes no sound for so long is as good as lost.
const STUCK: Duration = Duration::from_secs(5);

/// The player could not be started.
#[derive(Debug, Error)]
#[error("cannot start a thread for the player: {0}; close some programs and try again")]
pub struct PlayerError(#[from] std::io::Error);

/// What the player tells. `C` names clips.
#[derive(Clone, Debug, PartialEq)]
pub enum PlayerEvent<C> {
    /// Sound goes there from now on.
    Output(Output),
    /// The listener is in this clip, so far into it.
    Heard {
        /// Which.
        cue: C,
        /// How far.
        at: Duration,
    },
    /// Everything but this clip has been forgotten; everything, if nothing was heard.
    Kept(Option<C>),
    /// All there was has been heard.
    Ended,
    /// There were gaps in what was heard, so many in all: the device was not handed sound in time.
    Underruns(u64),
}

enum Request<C> {
    Enqueue(Clip<C>),
    Clear,
    KeepCurrent,
    Play(bool),
    Tempo(Tempo),
}

/// What a device has told, and which of those that were opened, one after the other, it is.
type News = (u64, Trouble);

/// A handle to the player. Dropping it ends the sound at once.
#[derive(Debug)]
pub struct Player<C> {
    /// Whether samples flow. A pause closes it at once, whatever the thread is at.
    open: Arc<AtomicBool>,
    requests: Option<Sender<Request<C>>>,
    thread: Option<JoinHandle<()>>,
}

impl<C: Copy + Send + PartialEq + 'static> Player<C> {
    /// Starts the player; `tell` hears of everything it does. The output is opened when there is first something to play.
    ///
    /// # Errors
    /// [`PlayerError`] when the system gives no thread.
    pub fn start(choice: OutputChoice, tell: impl Fn(PlayerEvent<C>) + Send + 'static) -> Result<Self, PlayerError> {
        let (requests, inbox) = unbounded();
        let open = Arc::new(AtomicBool::new(true));
        let work = Work::new(choice, Box::new(tell), Arc::clone(&open));
        let run = move || work.run(&inbox);
        let thread = thread::Builder::new().name("lector-player".to_owned()).spawn(run)?;
        Ok(Self {
            open,
            requests: Some(requests),
            thread: Some(thread),
        })
    }

    /// Plays `pcm` after what is there, and then `pause` of silence.
    pub fn enqueue(&self, cue: C, mut pcm: Pcm, pause: Duration) {
        pcm.push_silence(pause);
        self.ask(Request::Enqueue(Clip { cue, pcm }));
    }

    /// Forgets everything not yet heard.
    pub fn clear(&self) {
        self.ask(Request::Clear);
    }

    /// Forgets everything after the clip that is heard, and tells which that is.
    pub fn keep_current(&self) {
        self.ask(Request::KeepCurrent);
    }

    /// Stops where it is.
    pub fn pause(&self) {
        self.open.store(false, Ordering::Release);
        self.ask(Request::Play(false));
    }

    /// Goes on. A new player plays at once.
    pub fn resume(&self) {
        self.ask(Request::Play(true));
    }

    /// Plays everything so much faster from here on, at its own pitch. Positions stay those of what was said.
    pub fn set_tempo(&self, tempo: Tempo) {
        self.ask(Request::Tempo(tempo));
    }

    fn ask(&self, request: Request<C>) {
        // A player that has ended plays nothing, which the user has heard already.
        if let Some(requests) = &self.requests {
            drop(requests.send(request));
        }
    }
}

impl<C> Drop for Player<C> {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

struct Work<C> {
    choice: OutputChoice,
    tell: Box<dyn Fn(PlayerEvent<C>) + Send>,
    open: Arc<AtomicBool>,
    /// What devices tell.
    news: (Sender<News>, Receiver<News>),
    /// How many devices were opened.
    devices: u64,
    line: Option<Line<C>>,
    playing: bool,
    tempo: Tempo,
    told: Option<(C, Instant)>,
    /// Samples that had left the ring when that was last another number, and when that was.
    moved: (u64, Instant),
    /// Gaps of devices, and of lines there were before.
    gaps: u64,
    told_gaps: u64,
    retry_at: Option<Instant>,
}

impl<C: Copy + Send + PartialEq + 'static> Work<C> {
    fn new(choice: OutputChoice, tell: Box<dyn Fn(PlayerEvent<C>) + Send>, open: Arc<AtomicBool>) -> Self {
        Self {
            choice,
            tell,
            open,
            news: unbounded(),
            devices: 0,
            line: None,
            playing: true,
            tempo: Tempo::NORMAL,
            told: None,
            moved: (0, Instant::now()),
            gaps: 0,
            told_gaps: 0,
            retry_at: None,
        }
    }

    fn run(mut self, inbox: &Receiver<Request<C>>) {
        loop {
            let request = if self.is_busy() {
                inbox.recv_timeout(PERIOD)
            } else {
                inbox.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match request {
                Ok(request) => self.obey(request),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.hear_device();
            self.look_for_device();
            if let Some(line) = &mut self.line {
                line.fill();
            }
            self.report();
            self.settle();
        }
    }

    /// Lets the output rest when there is nothing to hear.
    fn settle(&mut self) {
        let resting = !self.is_busy();
        if let Some(line) = self.line.as_mut().filter(|line| line.resting != resting) {
            line.resting = resting;
            line.running.rest(resting);
            self.moved.1 = Instant::now();
        }
    }

    /// Whether time matters: something is being heard.
    fn is_busy(&self) -> bool {
        self.playing && self.line.as_ref().is_some_and(|line| !line.is_over())
    }

    fn obey(&mut self, request: Request<C>) {
        match request {
            Request::Enqueue(clip) => {
                if self.line.is_none() {
                    self.open();
                }
                self.push(clip);
            }
            Request::Clear => {
                if let Some(line) = &mut self.line {
                    line.clear();
                }
                self.told = None;
            }
            Request::KeepCurrent => {
                let kept = self.line.as_mut().and_then(Line::keep_current);
                (self.tell)(PlayerEvent::Kept(kept));
            }
            Request::Play(playing) => {
                self.playing = playing;
                self.open.store(playing, Ordering::Release);
            }
            Request::Tempo(tempo) => {
                self.tempo = tempo;
                if let Some(line) = &mut self.line {
                    line.set_tempo(tempo);
                }
            }
        }
    }

    fn push(&mut self, clip: Clip<C>) {
        if let Some(line) = &mut self.line {
            line.push(clip);
        }
    }

    /// What has gone wrong with the device, or with its silence.
    fn hear_device(&mut self) {
        while let Ok((device, trouble)) = self.news.1.try_recv() {
            match trouble {
                Trouble::Gap if self.is_busy() => self.gaps += 1,
                Trouble::Lost if device == self.devices => self.lose("the audio device went away"),
                Trouble::Gap | Trouble::Lost => {}
            }
        }
        let passed = self.line.as_ref().map_or(0, Line::passed);
        if passed != self.moved.0 || !self.is_busy() {
            self.moved = (passed, Instant::now());
        } else if self.moved.1.elapsed() > STUCK && self.has_device() {
            self.lose("the audio device takes no sound");
        }
    }

    fn has_device(&self) -> bool {
        let line = self.line.as_ref();
        line.is_some_and(|line| matches!(line.running, Running::Device(_)))
    }

    /// Opens the wanted output, or the silent one.
    fn open(&mut self) {
        if self.choice == OutputChoice::Silent {
            return self.open_silent(None);
        }
        match self.open_device() {
            Ok(line) => self.opened(line, None),
            Err(error) => self.open_silent(Some(error)),
        }
    }

    fn open_device(&mut self) -> Result<Line<C>, String> {
        self.devices += 1;
        let (device, news) = (self.devices, self.news.0.clone());
        let trouble = move |trouble| {
            // A player that has ended needs no news.
            let _ = news.send((device, trouble));
        };
        Line::open(Arc::clone(&self.open), |tap| {
            Running::device(tap, trouble).map_err(|error| error.to_string())
        })
    }

    /// Opens the silent output; `why` says what is wrong with the device, which is looked for again then.
    fn open_silent(&mut self, why: Option<String>) {
        self.retry_at = why.as_ref().map(|_| Instant::now() + RETRY);
        match Line::open(Arc::clone(&self.open), |tap| {
            Running::silent(tap).map_err(|error| error.to_string())
        }) {
            Ok(line) => self.opened(line, why),
            Err(error) => tracing::error!("no output at all: {error}"),
        }
    }

    fn opened(&mut self, mut line: Line<C>, why: Option<String>) {
        line.set_tempo(self.tempo);
        (self.tell)(PlayerEvent::Output(line.running.describe(why)));
        self.moved = (0, Instant::now());
        self.line = Some(line);
    }

    /// Goes on in silence.
    fn lose(&mut self, why: &str) {
        self.change_output(|player| player.open_silent(Some(why.to_owned())));
    }

    /// Goes on at another output with what has not been heard to its end.
    fn change_output(&mut self, open: impl FnOnce(&mut Self)) {
        let clips = self.close();
        open(self);
        for clip in clips {
            self.push(clip);
        }
    }

    /// Ends the output; gives back what has not been heard to its end.
    fn close(&mut self) -> Vec<Clip<C>> {
        let Some(line) = self.line.take() else {
            return Vec::new();
        };
        self.gaps += line.valve.underruns.load(Ordering::Relaxed);
        let (running, clips) = line.close();
        // A device that is stuck may not end, and nobody should wait for it. Without a thread it ends here.
        let ending = thread::Builder::new().name("lector-closing".to_owned());
        drop(ending.spawn(move || drop(running)));
        clips.collect()
    }

    /// While sound is wanted and there is no device, tries again now and then.
    fn look_for_device(&mut self) {
        if self.retry_at.is_none_or(|at| Instant::now() < at) || !self.is_busy() {
            return;
        }
        self.retry_at = Some(Instant::now() + RETRY);
        if let Ok(line) = self.open_device() {
            self.retry_at = None;
            self.change_output(|player| player.opened(line, None));
        }
    }

    fn report(&mut self) {
        let Some(line) = self.line.as_mut().filter(|line| !line.is_skipping()) else {
            return;
        };
        match line.heard() {
            Some((cue, at)) => {
                let stale = |(told, when): &(C, Instant)| *told != cue || when.elapsed() >= NEWS;
                if self.told.as_ref().is_none_or(stale) {
                    self.told = Some((cue, Instant::now()));
                    (self.tell)(PlayerEvent::Heard { cue, at });
                }
            }
            None if self.told.take().is_some() => (self.tell)(PlayerEvent::Ended),
            None => {}
        }
        let gaps = self.gaps + line.valve.underruns.load(Ordering::Relaxed);
        if gaps > self.told_gaps {
            self.told_gaps = gaps;
            (self.tell)(PlayerEvent::Underruns(gaps));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: f32) -> Pcm {
        Pcm {
            rate: 24_000,
            samples: vec![0.5; (24_000.0 * seconds) as usize],
        }
    }

    fn player() -> (Player<u32>, Receiver<PlayerEvent<u32>>) {
        let (tell, events) = unbounded();
        let player = Player::start(OutputChoice::Silent, move |event| drop(tell.send(event))).unwrap();
        (player, events)
    }

    fn next(events: &Receiver<PlayerEvent<u32>>) -> PlayerEvent<u32> {
        events.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    /// The cues in the order in which they were heard, until the end.
    fn cues(events: &Receiver<PlayerEvent<u32>>) -> Vec<u32> {
        let mut cues = Vec::new();
        loop {
            match next(events) {
                PlayerEvent::Heard { cue, .. } => cues.push(cue),
                PlayerEvent::Ended => break,
                _ => {}
            }
        }
        cues.dedup();
        cues
    }

    #[test]
    fn clips_are_heard_in_order_and_in_their_own_time() {
        let (player, events) = player();
        let start = Instant::now();
        for cue in 1..=3 {
            player.enqueue(cue, tone(0.2), Duration::from_millis(50));
        }
        assert_eq!(next(&events), PlayerEvent::Output(Output::Silent { why: None }));
        assert_eq!(cues(&events), [1, 2, 3]);
        assert!(start.elapsed() >= Duration::from_millis(700), "{:?}", start.elapsed());
    }

    #[test]
    fn pause_stops_the_clock_and_clear_forgets_the_rest() {
        let (player, events) = player();
        player.enqueue(1, tone(0.3), Duration::ZERO);
        player.enqueue(2, tone(60.0), Duration::ZERO);
        while !matches!(next(&events), PlayerEvent::Heard { cue: 2, .. }) {}
        player.pause();
        thread::sleep(Duration::from_millis(100));
        while events.try_recv().is_ok() {}
        thread::sleep(Duration::from_millis(400));
        assert!(events.try_recv().is_err(), "nothing is heard while paused");
        player.clear();
        player.enqueue(3, tone(0.1), Duration::ZERO);
        player.resume();
        assert_eq!(cues(&events), [3]);
    }

    #[test]
    fn the_clip_that_is_heard_can_be_kept_and_what_follows_replaced_without_a_gap() {
        let (player, events) = player();
        for cue in 1..=4 {
            player.enqueue(cue, tone(0.3), Duration::ZERO);
        }
        while !matches!(next(&events), PlayerEvent::Heard { cue: 2, .. }) {}
        let start = Instant::now();
        player.keep_current();
        while !matches!(next(&events), PlayerEvent::Kept(Some(2))) {}
        player.enqueue(7, tone(0.2), Duration::ZERO);
        let mut heard = cues(&events);
        heard.retain(|cue| *cue != 2);
        assert_eq!(heard, [7]);
        assert!(start.elapsed() >= Duration::from_millis(450), "{:?}", start.elapsed());
        assert!(start.elapsed() <= Duration::from_millis(800), "{:?}", start.elapsed());
    }
}
