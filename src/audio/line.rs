//! What lies between the player and an output: playlist, pace, and the near end of the ring.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rtrb::{Producer, PushError, RingBuffer};

use super::output::Running;
use super::pace::Pace;
use super::playlist::{Clip, Playlist};
use super::resample::resample;
use super::tap::{Tap, Valve, joined};
use super::tempo::Tempo;

/// How much sound the ring holds.
const RING: Duration = Duration::from_secs(1);

/// How many skips the tap can be told of while it rests.
const SKIPS: usize = 16;

/// An output and the near end of its ring.
pub(super) struct Line<C> {
    pub running: Running,
    ring: Producer<f32>,
    pub valve: Arc<Valve>,
    list: Playlist<C>,
    /// What comes after that, as it was given: not yet at the output's rate.
    raw: VecDeque<Clip<C>>,
    pace: Pace,
    rate: u32,
    pub resting: bool,
    /// Tells the tap what is not to be heard.
    skips: Producer<Range<u64>>,
    /// What it is still to be told.
    untold: Option<Range<u64>>,
    /// What it was told last: positions in there are on their way to the end of it.
    skipping: Range<u64>,
}

impl<C: Copy> Line<C> {
    /// Samples flow while `open` says so.
    pub(super) fn open(
        open: Arc<AtomicBool>,
        start: impl FnOnce(&mut dyn FnMut(u32) -> Tap) -> Result<Running, String>,
    ) -> Result<Self, String> {
        let valve = Arc::new(Valve {
            open,
            ..Valve::default()
        });
        let mut ring = None;
        let shared = Arc::clone(&valve);
        let mut tap = |rate: u32| {
            let (producer, consumer) = RingBuffer::new((RING.as_secs_f64() * f64::from(rate)) as usize);
            let (skips, told) = RingBuffer::new(SKIPS);
            ring = Some((producer, skips, rate));
            Tap::new(consumer, told, Arc::clone(&shared))
        };
        let running = start(&mut tap)?;
        let (ring, skips, rate) = ring.ok_or("the output never asked for a ring")?;
        Ok(Self {
            running,
            ring,
            valve,
            list: Playlist::at(0),
            raw: VecDeque::new(),
            pace: Pace::new(rate, Tempo::NORMAL),
            rate,
            resting: true,
            skips,
            untold: None,
            skipping: 0..0,
        })
    }

    pub(super) fn push(&mut self, clip: Clip<C>) {
        self.raw.push_back(clip);
    }

    /// Forgets everything not yet heard.
    pub(super) fn clear(&mut self) {
        self.raw.clear();
        let place = self.list.written();
        self.list = Playlist::at(place);
        self.pace.restart(place, self.pace.tempo());
        self.skip(0..self.pace.written());
    }

    /// The place in the playlist the listener is at.
    fn place(&mut self) -> u64 {
        self.pace.list_place(self.passed(), self.list.written())
    }

    /// The clip that is heard and how far into it; none when all has been heard.
    pub(super) fn heard(&mut self) -> Option<(C, Duration)> {
        let place = self.place();
        self.list.heard(place)
    }

    /// Samples that have left the ring.
    pub(super) fn passed(&self) -> u64 {
        self.valve.passed.load(Ordering::Acquire)
    }

    /// Whether what leaves the ring now is on its way past what is not to be heard.
    pub(super) fn is_skipping(&self) -> bool {
        self.skipping.contains(&self.passed())
    }

    /// Goes on from where the listener is at another tempo: what the ring holds of the old one is not heard.
    pub(super) fn set_tempo(&mut self, tempo: Tempo) {
        if tempo == self.pace.tempo() {
            return;
        }
        let place = self.place();
        self.list.rewind(place);
        self.pace.restart(place, tempo);
        self.skip(0..self.pace.written());
    }

    /// Forgets everything after the clip that is heard.
    pub(super) fn keep_current(&mut self) -> Option<C> {
        self.raw.clear();
        let heard = self.heard();
        let unheard = self.list.keep_current();
        if !unheard.is_empty() {
            let from = self.pace.leave_out(unheard.start, unheard.end);
            self.skip(from..self.pace.written());
        }
        heard.map(|(cue, _)| cue)
    }

    fn skip(&mut self, unheard: Range<u64>) {
        if !unheard.is_empty() {
            self.skipping = unheard.clone();
            let untold = self.untold.take();
            self.untold = Some(untold.map_or(unheard.clone(), |before| joined(&before, &unheard)));
            self.tell_tap();
        }
    }

    /// Tells the tap what to skip, as soon as it has room to hear of it.
    fn tell_tap(&mut self) {
        if let Some(untold) = self.untold.take() {
            self.untold = self.skips.push(untold).err().map(|PushError::Full(untold)| untold);
        }
    }

    /// Whether all has been heard.
    pub(super) fn is_over(&self) -> bool {
        !self.has_more() && self.passed() >= self.pace.written()
    }

    fn has_more(&self) -> bool {
        self.list.has_more() || self.pace.has_more() || !self.raw.is_empty()
    }

    /// Ends the output; gives back what has not been heard to its end.
    pub(super) fn close(mut self) -> (Running, impl Iterator<Item = Clip<C>>) {
        // Lets go of what has been heard.
        self.heard();
        (self.running, self.list.into_clips().chain(self.raw))
    }

    /// Fills the ring. One clip at most is brought to the output's rate on the way: whoever asks for a pause or a jump
    /// meanwhile does not wait for more.
    pub(super) fn fill(&mut self) {
        self.tell_tap();
        if self.list.unwritten() < (RING.as_secs_f64() * f64::from(self.rate)) as u64
            && let Some(Clip { cue, pcm }) = self.raw.pop_front()
        {
            match resample(pcm, self.rate) {
                Ok(pcm) => self.list.push(Clip { cue, pcm }),
                Err(error) => tracing::error!("{error}"),
            }
        }
        let ring = &mut self.ring;
        self.pace.fill(&mut self.list, |samples| {
            let (written, _) = ring.push_partial_slice(samples);
            written.len()
        });
        self.valve.more.store(self.has_more(), Ordering::Release);
    }
}
