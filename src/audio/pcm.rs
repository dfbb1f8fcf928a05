//! Finished sound, as it leaves the engine.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Mono sound: samples of about −1 to 1, and how many of them make a second.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pcm {
    /// Samples a second.
    pub rate: u32,
    /// The samples.
    pub samples: Vec<f32>,
}

impl Pcm {
    /// How long it lasts.
    #[must_use]
    pub fn duration(&self) -> Duration {
        duration_of(self.samples.len() as u64, self.rate)
    }

    /// Adds silence, exact to the sample.
    pub fn push_silence(&mut self, pause: Duration) {
        let silence = samples_in(pause, self.rate) as usize;
        self.samples.resize(self.samples.len() + silence, 0.0);
    }
}

/// How long `samples` samples last at `rate` a second.
fn duration_of(samples: u64, rate: u32) -> Duration {
    Duration::from_secs_f64(samples as f64 / f64::from(rate.max(1)))
}

/// How many samples fill `time` at `rate` a second, rounded to the nearest.
#[must_use]
pub fn samples_in(time: Duration, rate: u32) -> u64 {
    let nanos = time.as_nanos() * u128::from(rate);
    ((nanos + 500_000_000) / 1_000_000_000) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_exact_to_the_sample() {
        let mut pcm = Pcm {
            rate: 24_000,
            samples: vec![0.5; 12_000],
        };
        assert_eq!(pcm.duration(), Duration::from_millis(500));
        pcm.push_silence(Duration::from_millis(350));
        assert_eq!(pcm.samples.len(), 12_000 + 8_400);
        assert_eq!(samples_in(Duration::from_hours(10), 24_000), 864_000_000);
    }
}
