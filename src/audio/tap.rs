//! The end of the ring that a device drinks from: real-time safe, it neither waits nor allocates.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rtrb::Consumer;

/// What the player and the tap know of each other, without locks.
#[derive(Debug, Default)]
pub(super) struct Valve {
    /// Whether samples flow: the listener's own switch.
    pub open: Arc<AtomicBool>,
    /// Samples that have left the ring, heard or skipped.
    pub passed: AtomicU64,
    /// Whether the player has more than it could put into the ring: running dry now is a fault, not an end.
    pub more: AtomicBool,
    /// How often the ring ran dry with more to come: gaps in what is heard, however long.
    pub underruns: AtomicU64,
}

/// Hands samples to a device.
#[derive(Debug)]
pub(super) struct Tap {
    ring: Consumer<f32>,
    /// Positions of samples that are not to be heard.
    skips: Consumer<Range<u64>>,
    skip: Option<Range<u64>>,
    valve: Arc<Valve>,
    /// Whether it has run dry.
    dry: bool,
    /// Whether samples have flowed since the listener last left something behind: who jumps waits for what comes next, and
    /// hears no gap in it.
    flowing: bool,
}

impl Tap {
    pub(super) fn new(ring: Consumer<f32>, skips: Consumer<Range<u64>>, valve: Arc<Valve>) -> Self {
        Self {
            ring,
            skips,
            skip: None,
            valve,
            dry: false,
            flowing: false,
        }
    }

    /// Fills `out` with the next samples; with silence while the valve is closed or nothing is there.
    pub(super) fn fill(&mut self, out: &mut [f32]) {
        let wanted = if self.valve.open.load(Ordering::Acquire) {
            out.len()
        } else {
            0
        };
        let mut position = self.skip(self.valve.passed.load(Ordering::Acquire));
        let mut filled = 0;
        while filled < wanted {
            let until_skip = self.skip.as_ref().map_or(u64::MAX, |skip| skip.start - position);
            let count = (wanted - filled).min(self.ring.slots()).min(until_skip as usize);
            if count == 0 {
                break;
            }
            for sample in &mut out[filled..filled + count] {
                *sample = self.ring.pop().unwrap_or_default();
            }
            filled += count;
            self.flowing = true;
            position = self.skip(position + count as u64);
        }
        out[filled..].fill(0.0);
        self.valve.passed.store(position, Ordering::Release);
        let dry = self.flowing && filled < wanted && self.valve.more.load(Ordering::Acquire);
        if dry && !self.dry {
            self.valve.underruns.fetch_add(1, Ordering::Relaxed);
        }
        self.dry = dry;
    }

    /// Lets go of what the listener has left behind, if that begins here; returns the position after it.
    fn skip(&mut self, position: u64) -> u64 {
        while let Ok(next) = self.skips.pop() {
            self.skip = Some(self.skip.take().map_or(next.clone(), |skip| joined(&skip, &next)));
        }
        let Some(skip) = self.skip.take_if(|skip| skip.start <= position) else {
            return position;
        };
        let behind = skip.end.saturating_sub(position) as usize;
        let Ok(chunk) = self.ring.read_chunk(behind.min(self.ring.slots())) else {
            return position;
        };
        let count = chunk.len() as u64;
        chunk.commit_all();
        self.flowing = false;
        position + count
    }
}

/// The samples of both and all between them: who skips twice is interested in nothing that was there before the second
/// time, but for what the second one leaves.
pub(super) fn joined(first: &Range<u64>, second: &Range<u64>) -> Range<u64> {
    first.start.min(second.start)..first.end.max(second.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_pauses_and_skips() {
        let (mut player, ring) = rtrb::RingBuffer::new(16);
        let valve = Arc::new(Valve::default());
        let (mut cut, skips) = rtrb::RingBuffer::new(4);
        let mut tap = Tap::new(ring, skips, Arc::clone(&valve));
        (1..=10u8).for_each(|sample| player.push(f32::from(sample)).unwrap());
        let mut out = [9.0; 3];
        tap.fill(&mut out);
        assert!(out.iter().eq(&[0.0; 3]), "closed: {out:?}");
        valve.open.store(true, Ordering::Release);
        tap.fill(&mut out);
        assert!(out.iter().eq(&[1.0, 2.0, 3.0]), "{out:?}");
        cut.push(4..7).unwrap();
        cut.push(4..9).unwrap();
        tap.fill(&mut out);
        assert!(
            out.iter().eq(&[4.0, 10.0, 0.0]),
            "in the middle of a block, without a gap: {out:?}"
        );
        assert_eq!(valve.passed.load(Ordering::Acquire), 10);
        assert_eq!(valve.underruns.load(Ordering::Relaxed), 0, "nothing more was to come");
        valve.more.store(true, Ordering::Release);
        tap.fill(&mut out);
        tap.fill(&mut out);
        assert_eq!(valve.underruns.load(Ordering::Relaxed), 1, "one gap, however long");
        player.push(11.0).unwrap();
        tap.fill(&mut out[..1]);
        tap.fill(&mut out);
        assert_eq!(valve.underruns.load(Ordering::Relaxed), 2);
        (12..=14u8).for_each(|sample| player.push(f32::from(sample)).unwrap());
        tap.fill(&mut out[..1]);
        cut.push(12..15).unwrap();
        tap.fill(&mut out);
        tap.fill(&mut out);
        assert_eq!(valve.underruns.load(Ordering::Relaxed), 2, "a jump is no gap");
        player.push(15.0).unwrap();
        tap.fill(&mut out);
        assert_eq!(
            valve.underruns.load(Ordering::Relaxed),
            3,
            "what follows a jump may have one"
        );
    }
}
