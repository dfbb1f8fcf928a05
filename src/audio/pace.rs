//! Samples on their way from the playlist to the ring, faster or slower than they were said; and the way back, from a
//! place in the ring to the place in the playlist that is heard there.

use std::collections::VecDeque;

use super::playlist::Playlist;
use super::tempo::{Stretcher, Tempo};

/// Samples taken from the playlist at once.
const CHUNK: usize = 2048;

/// Where the ring and the playlist meet.
#[derive(Clone, Copy, Debug)]
struct Meeting {
    ring: u64,
    list: u64,
}

/// Fills a ring from a playlist at a tempo.
#[derive(Debug)]
pub(super) struct Pace {
    rate: u32,
    tempo: Tempo,
    stretcher: Stretcher,
    /// Whether the stretcher keeps something back.
    fed: bool,
    /// What is stretched and has no room in the ring yet.
    ready: VecDeque<f32>,
    /// Samples the ring was given.
    written: u64,
    /// Where ring and playlist are known to meet, the earliest first; between, the tempo tells.
    meetings: VecDeque<Meeting>,
}

impl Pace {
    /// From the start of both, for a ring of `rate` samples a second.
    pub(super) fn new(rate: u32, tempo: Tempo) -> Self {
        Self {
            rate,
            tempo,
            stretcher: Stretcher::new(rate, tempo),
            fed: false,
            ready: VecDeque::new(),
            written: 0,
            meetings: VecDeque::from([Meeting { ring: 0, list: 0 }]),
        }
    }

    pub(super) fn tempo(&self) -> Tempo {
        self.tempo
    }

    /// The place in the ring up to which it was filled.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// Whether something waits for room in the ring, or to be stretched.
    pub(super) fn has_more(&self) -> bool {
        self.fed || !self.ready.is_empty()
    }

    /// Goes on from another place of the playlist, at this tempo; what was not written is forgotten.
    pub(super) fn restart(&mut self, list: u64, tempo: Tempo) {
        self.tempo = tempo;
        self.meetings.clear();
        self.ready.clear();
        self.meet(self.written, list);
    }

    /// Leaves out everything from `unheard` on, as far as it is not in the ring yet, and goes on from `list`. Returns the
    /// place in the ring from which on nothing is to be heard.
    pub(super) fn leave_out(&mut self, unheard: u64, list: u64) -> u64 {
        let cut = self.ring_place(unheard);
        self.ready.truncate(cut.saturating_sub(self.written) as usize);
        self.meet(self.written + self.ready.len() as u64, list);
        cut
    }

    /// Begins anew where the two meet.
    fn meet(&mut self, ring: u64, list: u64) {
        self.stretcher = Stretcher::new(self.rate, self.tempo);
        self.fed = false;
        self.meetings.push_back(Meeting { ring, list });
    }

    /// Hands samples to `write`, which says how many it took, until it takes no more or there are none.
    pub(super) fn fill<C: Copy>(&mut self, list: &mut Playlist<C>, mut write: impl FnMut(&[f32]) -> usize) {
        loop {
            while !self.ready.is_empty() {
                let taken = write(self.ready.as_slices().0);
                self.ready.drain(..taken);
                self.written += taken as u64;
                if taken == 0 {
                    return;
                }
            }
            if self.stretcher.is_idle() {
                return list.write_with(|samples| {
                    let taken = write(samples);
                    self.written += taken as u64;
                    taken
                });
            }
            if !self.stretch_some(list) {
                return;
            }
        }
    }

    /// Stretches what comes next; false if there is nothing.
    fn stretch_some<C: Copy>(&mut self, list: &mut Playlist<C>) -> bool {
        let (mut room, mut out) = (CHUNK, Vec::new());
        list.write_with(|samples| {
            let taken = samples.len().min(room);
            room -= taken;
            self.stretcher.push(&samples[..taken], &mut out);
            taken
        });
        let is_dry = room == CHUNK;
        if is_dry && self.fed {
            self.stretcher.finish(&mut out);
        }
        self.ready.extend(out);
        if !is_dry {
            self.fed = true;
            return true;
        }
        let was_fed = self.fed;
        if was_fed {
            self.meet(self.written + self.ready.len() as u64, list.written());
        }
        was_fed
    }

    /// The place in the playlist that is heard at a place in the ring; `list_written` is how far the playlist was read.
    pub(super) fn list_place(&mut self, ring: u64, list_written: u64) -> u64 {
        while self.meetings.get(1).is_some_and(|next| next.ring <= ring) {
            self.meetings.pop_front();
        }
        let Some(last) = self.meetings.front() else { return 0 };
        let since = ring.saturating_sub(last.ring);
        if self.stretcher.is_idle() && self.meetings.len() == 1 {
            return last.list + since;
        }
        let place = last.list + (since as f64 * f64::from(self.tempo.get())) as u64;
        // What is kept back is heard before the next meeting, and not at it.
        let bound = match self.meetings.get(1) {
            Some(next) => Some(next.list),
            None => self.fed.then_some(list_written),
        };
        place.min(bound.map_or(u64::MAX, |end| end.saturating_sub(1).max(last.list)))
    }

    /// The place in the ring at which a place of the playlist is heard.
    fn ring_place(&self, list: u64) -> u64 {
        let before = self.meetings.iter().rfind(|meeting| meeting.list <= list);
        before.map_or(self.written, |last| {
            last.ring + ((list - last.list) as f64 / f64::from(self.tempo.get())) as u64
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::pcm::Pcm;
    use super::super::playlist::Clip;
    use super::*;

    const RATE: u32 = 24_000;

    fn tempo(factor: f32) -> Tempo {
        Tempo::new(factor).unwrap()
    }

    /// Clips of so many seconds, their cues counted from 0.
    fn list(seconds: &[f32]) -> Playlist<usize> {
        let mut list = Playlist::at(0);
        for (cue, seconds) in seconds.iter().enumerate() {
            let samples = (0..(seconds * RATE as f32) as usize).map(|i| (i as f32 * 0.03).sin() * 0.4);
            let pcm = Pcm {
                rate: RATE,
                samples: samples.collect(),
            };
            list.push(Clip { cue, pcm });
        }
        list
    }

    /// Fills a ring that has no end.
    fn all(pace: &mut Pace, list: &mut Playlist<usize>) {
        pace.fill(list, <[f32]>::len);
    }

    #[test]
    fn a_place_in_the_ring_is_where_it_was_said() {
        for factor in [0.5, 0.75, 1.0, 1.3, 2.0, 3.0] {
            let (mut list, mut pace) = (list(&[1.5, 0.5, 4.0]), Pace::new(RATE, tempo(factor)));
            all(&mut pace, &mut list);
            assert!(!pace.has_more() && !list.has_more());
            let seconds = pace.written() as f32 / RATE as f32;
            assert!((seconds * factor - 6.0).abs() < 0.1, "×{factor}: {seconds} s");
            for ring in (0..pace.written()).step_by(997) {
                let said = pace.list_place(ring, list.written()) as f32 / RATE as f32;
                let meant = ring as f32 / RATE as f32 * factor;
                assert!((said - meant).abs() < 0.05, "×{factor}: {said} s, not {meant} s");
                assert!(pace.list_place(ring, list.written()) < list.written());
            }
            assert_eq!(pace.list_place(pace.written(), list.written()), list.written());
        }
    }

    #[test]
    fn a_small_ring_gets_what_a_large_one_gets() {
        let (mut large, mut small) = (Vec::new(), Vec::new());
        Pace::new(RATE, tempo(1.4)).fill(&mut list(&[1.0, 1.0]), |samples| {
            large.extend_from_slice(samples);
            samples.len()
        });
        let (mut list, mut pace) = (list(&[1.0, 1.0]), Pace::new(RATE, tempo(1.4)));
        while pace.has_more() || list.has_more() {
            let mut room = 100;
            pace.fill(&mut list, |samples| {
                let taken = samples.len().min(room);
                room -= taken;
                small.extend_from_slice(&samples[..taken]);
                taken
            });
        }
        assert_eq!(large, small);
    }

    #[test]
    fn another_tempo_goes_on_where_the_listener_is() {
        let (mut list, mut pace) = (list(&[2.0, 2.0]), Pace::new(RATE, tempo(2.0)));
        all(&mut pace, &mut list);
        // A second of sound was heard: two seconds of what was said.
        let heard = pace.list_place(u64::from(RATE), list.written());
        assert!(heard.abs_diff(2 * u64::from(RATE)) < u64::from(RATE) / 20);
        list.rewind(heard);
        pace.restart(heard, tempo(0.5));
        let before = pace.written();
        assert_eq!(
            pace.list_place(before - 1, list.written()),
            heard,
            "what is skipped is over"
        );
        all(&mut pace, &mut list);
        let seconds = (pace.written() - before) as f32 / RATE as f32;
        assert!((seconds - 4.0).abs() < 0.1, "{seconds} s");
        assert_eq!(pace.list_place(pace.written(), list.written()), list.written());
    }

    #[test]
    fn what_comes_after_the_clip_that_is_heard_can_be_left_out() {
        let (mut list, mut pace) = (list(&[2.0, 1.0]), Pace::new(RATE, tempo(2.0)));
        let mut room = RATE as usize / 2;
        pace.fill(&mut list, |samples| {
            let taken = samples.len().min(room);
            room -= taken;
            taken
        });
        let unheard = list.keep_current();
        let cut = if unheard.is_empty() {
            list.written()
        } else {
            pace.leave_out(unheard.start, list.written())
        };
        all(&mut pace, &mut list);
        let seconds = pace.written() as f32 / RATE as f32;
        assert!((seconds - 1.0).abs() < 0.1, "{seconds} s, cut at {cut}");
    }
}
