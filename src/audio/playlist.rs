//! What the player has been given, and where in it the listener is.

use std::collections::VecDeque;
use std::ops::Range;
use std::time::Duration;

use super::pcm::Pcm;

/// Sound under a name, its pause included.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Clip<C> {
    pub cue: C,
    pub pcm: Pcm,
}

/// Clips, one after the other. Positions count samples since the player started, across everything it played or skipped.
#[derive(Debug)]
pub(super) struct Playlist<C> {
    clips: VecDeque<(u64, Clip<C>)>,
    /// The first sample not yet written to the ring.
    written: u64,
    /// Where the next clip will begin.
    end: u64,
}

impl<C: Copy> Playlist<C> {
    /// Nothing, from this position on.
    pub(super) fn at(position: u64) -> Self {
        Self {
            clips: VecDeque::new(),
            written: position,
            end: position,
        }
    }

    pub(super) fn push(&mut self, clip: Clip<C>) {
        let start = self.end;
        self.end += clip.pcm.samples.len() as u64;
        self.clips.push_back((start, clip));
    }

    /// Whether there are samples that have not been written.
    pub(super) fn has_more(&self) -> bool {
        self.unwritten() > 0
    }

    /// How many samples have not been written.
    pub(super) fn unwritten(&self) -> u64 {
        self.end.saturating_sub(self.written)
    }

    /// The position up to which samples have been written.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// Hands the next unwritten samples to `write`, which says how many it took; goes on until it takes no more.
    pub(super) fn write_with(&mut self, mut write: impl FnMut(&[f32]) -> usize) {
        for (start, clip) in &self.clips {
            let end = start + clip.pcm.samples.len() as u64;
            if end <= self.written {
                continue;
            }
            // Before a clip there may be samples that are skipped.
            let from = self.written.max(*start);
            let rest = &clip.pcm.samples[(from - start) as usize..];
            let taken = write(rest);
            self.written = from + taken as u64;
            if taken < rest.len() {
                return;
            }
        }
    }

    /// Forgets everything but what is heard now. Returns the samples that have been written and are not to be heard.
    pub(super) fn keep_current(&mut self) -> Range<u64> {
        self.clips.truncate(1);
        self.end = self
            .clips
            .front()
            .map_or(self.written, |(start, clip)| start + clip.pcm.samples.len() as u64);
        let unheard = self.end..self.written;
        self.end = self.end.max(self.written);
        unheard
    }

    /// Goes back to a position that was written already, to write everything from there on again.
    pub(super) fn rewind(&mut self, position: u64) {
        let over = |(start, clip): &(u64, Clip<C>)| start + clip.pcm.samples.len() as u64 <= position;
        while self.clips.front().is_some_and(over) {
            self.clips.pop_front();
        }
        self.written = position;
        self.end = position;
        for (number, (start, clip)) in self.clips.iter_mut().enumerate() {
            // Nothing is skipped any more.
            if number > 0 || *start > position {
                *start = self.end;
            }
            self.end = *start + clip.pcm.samples.len() as u64;
        }
    }

    /// What is heard at a position, and how far into it; clips before it are let go.
    pub(super) fn heard(&mut self, position: u64) -> Option<(C, Duration)> {
        let over = |(start, clip): &(u64, Clip<C>)| start + clip.pcm.samples.len() as u64 <= position;
        while self.clips.front().is_some_and(over) {
            self.clips.pop_front();
        }
        let (start, clip) = self.clips.front()?;
        // Between two clips there may be samples that are skipped.
        let into = position.saturating_sub(*start);
        let seconds = into as f64 / f64::from(clip.pcm.rate.max(1));
        Some((clip.cue, Duration::from_secs_f64(seconds)))
    }

    /// The clips not yet heard to their end, for another output.
    pub(super) fn into_clips(self) -> impl Iterator<Item = Clip<C>> {
        self.clips.into_iter().map(|(_, clip)| clip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clip(cue: u32, length: usize) -> Clip<u32> {
        Clip {
            cue,
            pcm: Pcm {
                rate: 1000,
                samples: vec![cue as f32; length],
            },
        }
    }

    #[test]
    fn knows_what_is_heard_and_writes_each_sample_once() {
        let mut list = Playlist::at(100);
        list.push(clip(1, 30));
        list.push(clip(2, 20));
        let mut out = Vec::new();
        let mut room = 40;
        list.write_with(|samples| {
            let taken = samples.len().min(room);
            room -= taken;
            out.extend_from_slice(&samples[..taken]);
            taken
        });
        assert_eq!((out.len(), list.written(), list.unwritten()), (40, 140, 10));
        assert_eq!(list.heard(100), Some((1, Duration::ZERO)));
        assert_eq!(list.heard(135), Some((2, Duration::from_millis(5))));
        list.write_with(|samples| {
            out.extend_from_slice(samples);
            samples.len()
        });
        assert_eq!(out, [vec![1.0; 30], vec![2.0; 20]].concat());
        assert_eq!(list.heard(150), None);
        assert_eq!(list.unwritten(), 0);
    }
}
