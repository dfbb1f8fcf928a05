//! How fast it goes and how long it will take, measured from work done.

use std::time::Duration;

/// Work in letters; time only of what the model said now, for what the store had took none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pace {
    total: u64,
    done: u64,
    said: u64,
    took: Duration,
    sound: Duration,
}

impl Pace {
    /// There is more work than was known.
    pub fn expect(&mut self, letters: u64) {
        self.total += letters;
    }

    /// Work that took no time: it was in the store, or could not be done.
    pub fn pass(&mut self, letters: u64) {
        self.done += letters;
    }

    /// Work the model did in `took`, for `sound`.
    pub fn said(&mut self, letters: u64, took: Duration, sound: Duration) {
        self.done += letters;
        self.said += letters;
        self.took += took;
        self.sound += sound;
    }

    /// All work.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Work done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done
    }

    /// The time the rest takes at the pace so far; none before anything was said.
    #[must_use]
    pub fn left(&self) -> Option<Duration> {
        let rest = self.total.saturating_sub(self.done);
        if rest == 0 {
            return Some(Duration::ZERO);
        }
        (self.said > 0).then(|| self.took.mul_f64(rest as f64 / self.said as f64))
    }

    /// Seconds of sound for a second of work; none before anything was said.
    #[must_use]
    pub fn times_real_time(&self) -> Option<f64> {
        (self.took > Duration::ZERO).then(|| self.sound.as_secs_f64() / self.took.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_takes_as_long_as_the_work_before() {
        let mut pace = Pace::default();
        pace.expect(1_000);
        assert_eq!((pace.left(), pace.times_real_time()), (None, None));
        pace.pass(500);
        assert_eq!(pace.left(), None, "what was in the store says nothing of the model");
        pace.said(100, Duration::from_secs(2), Duration::from_secs(10));
        assert_eq!(pace.left(), Some(Duration::from_secs(8)));
        assert_eq!(pace.times_real_time(), Some(5.0));
        pace.said(400, Duration::from_secs(8), Duration::from_secs(40));
        assert_eq!(pace.left(), Some(Duration::ZERO));
    }
}
