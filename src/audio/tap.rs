//! The end of the ring that a device drinks from: real-time safe, it neither waits nor allocates.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rtrb::Consumer;

/// What the player and the tap know of each other, without locks.
#[derive(Debug, Default)]
pub(super) struct Valve {
    /// Whether samples flow.
    pub open: AtomicBool,
    /// Samples that have left the ring, heard or skipped.
    pub passed: AtomicU64,
    /// Samples before this one are skipped.
    pub skip_to: AtomicU64,
    /// Whether the player has more than it could put into the ring: running dry now is a fault, not an end.
    pub more: AtomicBool,
    /// How often the ring ran dry with more to come.
    pub underruns: AtomicU64,
}

/// Hands samples to a device.
#[derive(Debug)]
pub(super) struct Tap {
    ring: Consumer<f32>,
    valve: Arc<Valve>,
}

impl Tap {
    pub(super) fn new(ring: Consumer<f32>, valve: Arc<Valve>) -> Self {
        Self { ring, valve }
    }

    /// Fills `out` with the next samples; with silence while the valve is closed or nothing is there.
    pub(super) fn fill(&mut self, out: &mut [f32]) {
        self.skip();
        let wanted = if self.valve.open.load(Ordering::Acquire) {
            out.len()
        } else {
            0
        };
        let count = wanted.min(self.ring.slots());
        for sample in &mut out[..count] {
            *sample = self.ring.pop().unwrap_or_default();
        }
        out[count..].fill(0.0);
        self.valve.passed.fetch_add(count as u64, Ordering::Release);
        if count < wanted && self.valve.more.load(Ordering::Acquire) {
            self.valve.underruns.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Lets go of what the listener has left behind.
    fn skip(&mut self) {
        let passed = self.valve.passed.load(Ordering::Acquire);
        let behind = self.valve.skip_to.load(Ordering::Acquire).saturating_sub(passed);
        let count = self.ring.slots().min(behind as usize);
        if count > 0
            && let Ok(chunk) = self.ring.read_chunk(count)
        {
            chunk.commit_all();
            self.valve.passed.fetch_add(count as u64, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_pauses_and_skips() {
        let (mut player, ring) = rtrb::RingBuffer::new(16);
        let valve = Arc::new(Valve::default());
        let mut tap = Tap::new(ring, Arc::clone(&valve));
        (1..=10u8).for_each(|sample| player.push(f32::from(sample)).unwrap());
        let mut out = [9.0; 3];
        tap.fill(&mut out);
        assert!(out.iter().eq(&[0.0; 3]), "closed: {out:?}");
        valve.open.store(true, Ordering::Release);
        tap.fill(&mut out);
        assert!(out.iter().eq(&[1.0, 2.0, 3.0]), "{out:?}");
        valve.skip_to.store(8, Ordering::Release);
        tap.fill(&mut out);
        assert!(out.iter().eq(&[9.0, 10.0, 0.0]), "{out:?}");
        assert_eq!(valve.passed.load(Ordering::Acquire), 10);
        assert_eq!(valve.underruns.load(Ordering::Relaxed), 0, "nothing more was to come");
        valve.more.store(true, Ordering::Release);
        tap.fill(&mut out);
        assert_eq!(valve.underruns.load(Ordering::Relaxed), 1);
    }
}
