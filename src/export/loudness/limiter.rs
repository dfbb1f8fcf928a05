//! Keeps peaks below a ceiling, those between samples too.
//!
//! The gain that each moment needs is known a little ahead. It begins to fall there, so that it is low enough when the
//! peak comes, and rises again slowly afterwards. A moment far from any peak is left as it is.

use std::collections::VecDeque;
use std::f64::consts::PI;

/// How far ahead the limiter hears, in seconds.
const AHEAD: f64 = 0.005;

/// In this time the gain makes good all but a third of what it fell, in seconds.
const RECOVERY: f64 = 0.05;

/// What is kept below the ceiling, in dB: between the places that are looked at lie peaks too.
const MARGIN: f64 = 0.2;

/// The places between two samples that are looked at, counted with the first of the two.
const PLACES: usize = 4;

/// Samples on each side from which a place between two is computed.
const REACH: usize = 16;

type Kernel = [f32; 2 * REACH];

/// A limiter. What it gives lags behind what it takes, until it is [flushed](Self::flush).
#[derive(Debug)]
pub(super) struct Limiter {
    ceiling: f32,
    ahead: usize,
    recovery: f64,
    kernels: Vec<Kernel>,
    /// The last samples, and sometimes more, the newest at the end.
    line: Vec<f32>,
    /// How many samples were taken.
    taken: usize,
    /// Of the gains that the samples ahead need, those with none lower behind them: the sample and its gain.
    needs: VecDeque<(usize, f32)>,
    gain: f64,
    /// The last gains and their sum: their mean is what is applied.
    gains: VecDeque<f64>,
    sum: f64,
}

impl Limiter {
    /// A limiter for `rate` samples a second that lets nothing through above `ceiling`, in dBTP.
    pub(super) fn new(rate: u32, ceiling: f64) -> Self {
        let ahead = ((AHEAD * f64::from(rate)) as usize).max(1);
        Self {
            ceiling: super::from_decibels(ceiling - MARGIN),
            ahead,
            recovery: 1.0 - (-1.0 / (RECOVERY * f64::from(rate))).exp(),
            kernels: (1..PLACES).map(|place| kernel(place as f64 / PLACES as f64)).collect(),
            line: vec![0.0; ahead + 2 * REACH],
            taken: 0,
            needs: VecDeque::new(),
            gain: 1.0,
            gains: std::iter::repeat_n(1.0, ahead + 1).collect(),
            sum: (ahead + 1) as f64,
        }
    }

    /// Takes samples and gives those whose gain is known, changed by it.
    pub(super) fn push(&mut self, samples: &[f32]) -> Vec<f32> {
        let given = samples.iter().filter_map(|sample| self.take(*sample)).collect();
        let needed = self.ahead + 2 * REACH;
        self.line.drain(..self.line.len() - needed);
        given
    }

    /// Gives all that is left.
    pub(super) fn flush(&mut self) -> Vec<f32> {
        self.push(&vec![0.0; self.lag()])
    }

    fn lag(&self) -> usize {
        self.ahead + REACH
    }

    fn take(&mut self, sample: f32) -> Option<f32> {
        self.line.push(sample);
        self.taken += 1;
        // Places after a sample are known once REACH more are there.
        let known = self.taken.checked_sub(REACH + 1)?;
        let need = (self.ceiling / self.peak()).min(1.0);
        while self.needs.back().is_some_and(|(_, other)| *other >= need) {
            self.needs.pop_back();
        }
        self.needs.push_back((known, need));
        // Before the first sample is given, the gain falls already for what comes first.
        while self.needs.front().is_some_and(|(at, _)| at + self.ahead < known) {
            self.needs.pop_front();
        }
        let lowest = self.needs.front().map_or(1.0, |(_, need)| f64::from(*need));
        self.gain = lowest.min(self.gain + (1.0 - self.gain) * self.recovery);
        self.sum += self.gain - self.gains.pop_front().unwrap_or(1.0);
        self.gains.push_back(self.gain);
        known.checked_sub(self.ahead)?;
        let mean = self.sum / self.gains.len() as f64;
        let sample = self.line[self.line.len() - 1 - self.lag()];
        Some(if mean > 0.999_999 { sample } else { sample * mean as f32 })
    }

    /// The highest of the sample whose need is to be known and the places after it.
    fn peak(&self) -> f32 {
        let near = &self.line[self.line.len() - 2 * REACH..];
        let highest = near.iter().fold(0f32, |peak, x| peak.max(x.abs()));
        // No place between samples is so far above all of them.
        if highest < self.ceiling / 2.0 {
            return highest;
        }
        let at = |kernel: &Kernel| kernel.iter().zip(near).map(|(k, x)| k * x).sum::<f32>().abs();
        self.kernels.iter().map(at).fold(near[REACH - 1].abs(), f32::max)
    }
}

/// What each sample contributes to the place `after` the middle one: a sine cardinal under a Hann window.
fn kernel(after: f64) -> Kernel {
    std::array::from_fn(|i| {
        let distance = i as f64 - (REACH - 1) as f64 - after;
        let turn = PI * distance;
        let window = 0.5 + 0.5 * (turn / REACH as f64).cos();
        (turn.sin() / turn * window) as f32
    })
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use proptest::prelude::*;

    use super::*;
    use crate::export::Meter;

    const RATE: u32 = 24_000;

    fn limit(sound: &[f32], piece: usize) -> Vec<f32> {
        let mut limiter = Limiter::new(RATE, -3.0);
        let mut out: Vec<f32> = sound.chunks(piece).flat_map(|piece| limiter.push(piece)).collect();
        out.extend(limiter.flush());
        out
    }

    #[test]
    fn what_is_soft_passes_untouched_and_nothing_moves() {
        let sound: Vec<f32> = (0..5_000).map(|n| 0.6 * (n as f32 * 0.1).sin()).collect();
        assert_eq!(limit(&sound, 333), sound);
        assert_eq!(limit(&[0.1, 0.2], 1), [0.1, 0.2]);
        assert_eq!(limit(&[], 1), Vec::<f32>::new());
    }

    #[test]
    fn a_peak_is_lowered_and_what_is_far_from_it_is_not() {
        let mut sound: Vec<f32> = (0..20_000).map(|n| 0.3 * (n as f32 * 0.07).sin()).collect();
        for (n, x) in sound[10_000..10_040].iter_mut().enumerate() {
            *x += 1.2 * (TAU * n as f32 / 40.0).sin();
        }
        let limited = limit(&sound, 777);
        assert_eq!(limited[..9_800], sound[..9_800]);
        let late = 17_000..20_000;
        for (x, y) in sound[late.clone()].iter().zip(&limited[late]) {
            assert!((x - y).abs() < 0.01);
        }
        let ceiling = 10f32.powf(-3.0 / 20.0);
        assert!(limited.iter().all(|x| x.abs() <= ceiling));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_true_peak_is_above_the_ceiling(seed in 0u32.., loud in 0.5f32..8.0) {
            // Speech has little above 8 kHz; neither has this: noise, smoothed over three samples.
            let mut random = seed | 1;
            let mut next = || {
                random ^= random << 13;
                random ^= random >> 17;
                random ^= random << 5;
                loud * (random as f32 / u32::MAX as f32 - 0.5)
            };
            let noise: Vec<f32> = (0..12_000).map(|_| next()).collect();
            let sound: Vec<f32> = noise.windows(3).map(|x| (x[0] + 2.0 * x[1] + x[2]) / 2.0).collect();
            let limited = limit(&sound, 1_000);
            prop_assert_eq!(limited.len(), sound.len());
            let mut meter = Meter::new(RATE).unwrap();
            meter.hear(&limited).unwrap();
            let peak = meter.reading().unwrap().unwrap().true_peak;
            prop_assert!(peak <= -3.0, "{peak}");
        }
    }
}
