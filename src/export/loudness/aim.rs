//! Which gain brings a book to its loudness, when a limiter takes part of it back.
//!
//! How much the limiter takes is known only when it has been heard. So gains are tried, each on the whole book, until one
//! is near enough, or until more would crush the sound.

use super::{Level, Loudness};

/// So near is near enough, in LU.
const NEAR: f64 = 0.05;

/// So many gains are tried at most.
const MOST_TRIALS: usize = 6;

/// What the limiter may take from the loudness of the whole, in LU. Peaks are lowered by several times as much.
const MOST_TAKEN: f64 = 3.0;

/// A book that is farther than this from its target, in LU, has not reached it.
const TOLERANCE: f64 = 0.3;

/// The gain is sought that brings a book that was measured to its target.
#[derive(Clone, Debug)]
pub struct Aim {
    target: Loudness,
    measured: Loudness,
    trials: Vec<Trial>,
}

/// A gain, and how loud the book was with it.
#[derive(Clone, Copy, Debug)]
struct Trial {
    gain: f64,
    loudness: f64,
}

impl Aim {
    /// Brings a book that was `measured` to its `target`.
    #[must_use]
    pub fn new(target: Loudness, measured: Loudness) -> Self {
        Self {
            target,
            measured,
            trials: Vec::new(),
        }
    }

    /// The level that is to be tried next on the whole book; none when that at which to write it is known.
    #[must_use]
    pub fn next_trial(&self) -> Option<Level> {
        let open = self.open();
        open.ceiling?;
        let Some(last) = self.trials.last() else {
            return Some(open);
        };
        let room = self.room(last);
        if room.abs() <= NEAR || self.trials.len() == MOST_TRIALS {
            return None;
        }
        Some(Level {
            gain: last.gain + room / self.slope(),
            ..open
        })
    }

    /// Notes how loud the book was at the level that was tried.
    pub fn heard(&mut self, level: Level, loudness: f64) {
        self.trials.push(Trial {
            gain: level.gain,
            loudness,
        });
    }

    /// The level at which to write the book: the best of those that were tried.
    #[must_use]
    pub fn level(&self) -> Level {
        let open = self.open();
        match self.best() {
            Some(best) => Level {
                gain: best.gain,
                ..open
            },
            None => open,
        }
    }

    /// Whether the book is as loud as it shall be at this level.
    #[must_use]
    pub fn is_reached(&self) -> bool {
        self.best()
            .is_none_or(|best| (best.loudness - self.target.integrated).abs() <= TOLERANCE)
    }

    /// What would do if no limiter took anything back.
    fn open(&self) -> Level {
        let gain = self.target.integrated - self.measured.integrated;
        let ceiling = self.target.true_peak;
        Level {
            gain,
            ceiling: (self.measured.true_peak + gain > ceiling).then_some(ceiling),
        }
    }

    fn best(&self) -> Option<&Trial> {
        let far = |trial: &&Trial| self.room(trial).abs();
        self.trials.iter().min_by(|one, other| far(one).total_cmp(&far(other)))
    }

    /// How much louder the book may still become: up to its target, unless the limiter takes too much before.
    fn room(&self, trial: &Trial) -> f64 {
        let taken = trial.gain - (trial.loudness - self.measured.integrated);
        (self.target.integrated - trial.loudness).min(MOST_TAKEN - taken)
    }

    /// What a dB more takes from the room: as much as between the last two trials.
    fn slope(&self) -> f64 {
        match self.trials.as_slice() {
            [.., before, last] => (self.room(before) - self.room(last)) / (last.gain - before.gain),
            _ => 0.8,
        }
        .clamp(0.15, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEASURED: Loudness = Loudness {
        integrated: -26.0,
        true_peak: -6.0,
    };

    /// Aims at so many LUFS below peaks of −3 dBTP, with a limiter that takes the more the more it is given.
    fn aim(integrated: f64) -> Aim {
        let target = Loudness {
            integrated,
            true_peak: -3.0,
        };
        let mut aim = Aim::new(target, MEASURED);
        while let Some(level) = aim.next_trial() {
            aim.heard(level, loudness(level.gain));
        }
        aim
    }

    /// As loud as measured with the gain, less what is taken of it: nothing at first, and in the end all.
    fn loudness(gain: f64) -> f64 {
        let over = (gain - 3.0).max(0.0);
        MEASURED.integrated + gain - over * over / (over + 40.0)
    }

    #[test]
    fn a_gain_that_needs_no_limiter_is_not_tried() {
        let aim = aim(-24.0);
        assert!(aim.trials.is_empty() && aim.is_reached());
        let level = Level {
            gain: 2.0,
            ceiling: None,
        };
        assert_eq!(aim.level(), level);
    }

    #[test]
    fn what_the_limiter_takes_is_given_back() {
        for target in [-22.0, -20.0, -18.0, -16.0] {
            let aim = aim(target);
            let level = aim.level();
            assert!((loudness(level.gain) - target).abs() <= NEAR, "{target}: {aim:?}");
            assert!(level.ceiling == Some(-3.0) && aim.is_reached());
            assert!(aim.trials.len() <= 4, "{target}: {aim:?}");
        }
    }

    #[test]
    fn sound_is_not_crushed_for_the_sake_of_loudness() {
        let aim = aim(-10.0);
        let gain = aim.level().gain;
        let taken = gain - (loudness(gain) - MEASURED.integrated);
        assert!((taken - MOST_TAKEN).abs() <= NEAR, "{taken}: {aim:?}");
        assert!(!aim.is_reached());
    }
}
