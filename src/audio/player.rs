//! Plays what it is given, in order and without gaps, on a thread of its own; a handle, so that nobody waits for it.
//!
//! ```text
//! enqueue ─▶ resample ─▶ playlist ─▶ pace ─▶ ring ─▶ tap ─▶ device
//!                            ▲         ▲                │
//!                            └─────────┴── positions ◀──┘   samples that have left the ring
//! ```
//!
//! Positions come from the far end of the ring: what is told to be heard has left it.

use std::sync::atomic::Ordering;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use thiserror::Error;

use super::line::Line;
use super::output::{Output, OutputChoice, Running};
use super::pcm::Pcm;
use super::playlist::Clip;
use super::resample::resample;
use super::tempo::Tempo;

/// How often the ring is refilled while something plays, and positions are told.
const PERIOD: Duration = Duration::from_millis(15);

/// How often a position inside a clip is told.
const NEWS: Duration = Duration::from_millis(250);

/// How long to wait before a lost device is looked for again.
const RETRY: Duration = Duration::from_secs(3);

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
    /// The device wanted sound and the ring was empty, so often in all.
    Underruns(u64),
}

enum Request<C> {
    Enqueue(Clip<C>),
    Clear,
    KeepCurrent,
    Play(bool),
    Tempo(Tempo),
    Lost,
}

/// A handle to the player. Dropping it ends the sound at once.
#[derive(Debug)]
pub struct Player<C> {
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
        // The thread must not keep its own inbox open, or it would never end.
        let (lost, lost_inbox) = unbounded();
        let run = move || Work::new(choice, Box::new(tell), lost).run(&inbox, &lost_inbox);
        let thread = thread::Builder::new().name("lector-player".to_owned()).spawn(run)?;
        Ok(Self {
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
    lost: Sender<Request<C>>,
    line: Option<Line<C>>,
    playing: bool,
    tempo: Tempo,
    told: Option<(C, Instant)>,
    underruns: u64,
    retry_at: Option<Instant>,
}

impl<C: Copy + Send + PartialEq + 'static> Work<C> {
    fn new(choice: OutputChoice, tell: Box<dyn Fn(PlayerEvent<C>) + Send>, lost: Sender<Request<C>>) -> Self {
        Self {
            choice,
            tell,
            lost,
            line: None,
            playing: true,
            tempo: Tempo::NORMAL,
            told: None,
            underruns: 0,
            retry_at: None,
        }
    }

    fn run(mut self, inbox: &Receiver<Request<C>>, lost: &Receiver<Request<C>>) {
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
            if let Ok(request) = lost.try_recv() {
                self.obey(request);
            }
            self.look_for_device();
            self.pump();
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
                    self.open(None);
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
            Request::Play(playing) => self.playing = playing,
            Request::Tempo(tempo) => {
                self.tempo = tempo;
                if let Some(line) = &mut self.line {
                    line.set_tempo(tempo);
                }
            }
            Request::Lost => {
                self.retry_at = Some(Instant::now() + RETRY);
                self.reopen(Some("the audio device went away"));
            }
        }
        if let Some(line) = &self.line {
            line.valve.open.store(self.playing, Ordering::Release);
        }
    }

    fn push(&mut self, clip: Clip<C>) {
        let Some(line) = &mut self.line else { return };
        match resample(clip.pcm, line.rate) {
            Ok(pcm) => line.list.push(Clip { cue: clip.cue, pcm }),
            Err(error) => tracing::error!("{error}"),
        }
    }

    /// Opens the wanted output, or the silent one; `lost` says why the device is not tried.
    fn open(&mut self, lost: Option<&str>) {
        let mut why = lost.map(str::to_owned);
        if self.choice == OutputChoice::Device && lost.is_none() {
            let report = self.lost.clone();
            let gone = move || drop(report.send(Request::Lost));
            match Line::open(|tap| Running::device(tap, gone).map_err(|e| e.to_string())) {
                Ok(line) => return self.opened(line, None),
                Err(error) => {
                    self.retry_at = Some(Instant::now() + RETRY);
                    why = Some(error);
                }
            }
        }
        match Line::open(|tap| Running::silent(tap).map_err(|e| e.to_string())) {
            Ok(line) => self.opened(line, why),
            Err(error) => tracing::error!("no output at all: {error}"),
        }
    }

    fn opened(&mut self, mut line: Line<C>, why: Option<String>) {
        line.set_tempo(self.tempo);
        (self.tell)(PlayerEvent::Output(line.running.describe(why)));
        line.valve.open.store(self.playing, Ordering::Release);
        self.line = Some(line);
    }

    /// Goes on with another output where the listener is.
    fn reopen(&mut self, lost: Option<&str>) {
        let Some(mut line) = self.line.take() else { return };
        // Lets go of what has been heard.
        let (place, _) = line.place();
        line.list.heard(place);
        let Line { running, list, .. } = line;
        drop(running);
        self.open(lost);
        list.into_clips().for_each(|clip| self.push(clip));
    }

    /// While sound is wanted and there is no device, tries again now and then.
    fn look_for_device(&mut self) {
        if self.retry_at.is_some_and(|at| Instant::now() >= at) && self.is_busy() {
            self.retry_at = Some(Instant::now() + RETRY);
            let report = self.lost.clone();
            let gone = move || drop(report.send(Request::Lost));
            let opened = Line::open(|tap| Running::device(tap, gone).map_err(|e| e.to_string()));
            if let (Ok(line), Some(mut old)) = (opened, self.line.take()) {
                self.retry_at = None;
                let (place, _) = old.place();
                old.list.heard(place);
                self.opened(line, None);
                old.list.into_clips().for_each(|clip| self.push(clip));
            }
        }
    }

    fn pump(&mut self) {
        if let Some(line) = &mut self.line {
            line.fill();
        }
    }

    fn report(&mut self) {
        let Some(line) = &mut self.line else { return };
        let (place, passed) = line.place();
        if line.skipping.contains(&passed) {
            return;
        }
        match line.list.heard(place) {
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
        let underruns = line.valve.underruns.load(Ordering::Relaxed);
        if underruns > self.underruns {
            self.underruns = underruns;
            (self.tell)(PlayerEvent::Underruns(underruns));
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
