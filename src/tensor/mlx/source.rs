//! The harmonic-plus-noise source (Wang et al. 2019, arXiv:1904.12088), step for step as Kokoro was trained with it.
//!
//! Phases grow to tens of thousands of radians, and the model was trained with what f32 rounds them to, so roundings are
//! part of the formula. Where one step needs more than f32 it is made of several, for a graphics processor has no f64:
//! sums are taken in whole numbers, products come with their error (Dekker 1971), and an angle is reduced in parts
//! (Cody & Waite 1980).

use mlx_rs::{Array, Dtype, random};

use super::Mlx;
use super::device::part;
use super::graph::{self as g, Result};
use crate::tensor::SourceWeights;

/// Amplitude of a voiced harmonic, and three times the standard deviation of unvoiced noise.
const SINE: f32 = 0.1;

/// Standard deviation of the noise under a voiced sound.
const NOISE: f32 = 0.003;

/// F0 at and below this many Hz is unvoiced.
const VOICED: f32 = 10.0;

/// A turn in the whole numbers in which turns are added up.
const FIXED: f32 = (1_u64 << 40) as f32;

/// 2π in parts, so short that their products with as many turns as a sentence has are exact, but for the last.
const TURN: [f32; 4] = [6.25, 0.031_25, 0.001_934_051_5, 1.255_665_9e-6];

/// The constants, ready for use.
pub struct Source {
    /// `[harmonics, 1]`, with the amplitude of a sine.
    mix: Array,
    /// `[1, harmonics]`: 1, 2, 3, …
    harmonics: Array,
    bias: f32,
    /// Of the noise that the mix of each harmonic's own would be.
    spread: f32,
    upsample: usize,
    sample_rate: f32,
}

impl Source {
    pub(super) fn new(weights: &SourceWeights) -> Self {
        let mix = weights.mix.data();
        let numbers: Vec<f32> = (1..=mix.len()).map(|h| h as f32).collect();
        let amplitudes: Vec<f32> = mix.iter().map(|weight| SINE * weight).collect();
        Self {
            mix: g::array(&amplitudes, &[mix.len(), 1]),
            harmonics: g::array(&numbers, &[1, mix.len()]),
            bias: weights.bias.data().iter().sum(),
            spread: mix.iter().map(|w| w * w).sum::<f32>().sqrt(),
            upsample: weights.upsample,
            sample_rate: weights.sample_rate as f32,
        }
    }

    /// `f0 [1, n, 1]` to `[1, n · upsample, 1]`.
    pub(super) fn excite(&self, mlx: &Mlx, f0: &Array, noise: Option<u64>) -> Result<Array> {
        let n = g::steps(f0);
        let voiced = g::greater(f0, &g::scalar(VOICED))?;
        let sines = g::reshape(&self.sines(mlx, f0)?, &[1, n, self.upsample])?;
        let mut wave = g::plus(&g::select(&voiced, &sines, &g::scalar(0.0))?, self.bias)?;
        if let Some(seed) = noise {
            let deviation = g::select(
                &voiced,
                &g::scalar(self.spread * NOISE),
                &g::scalar(self.spread * SINE / 3.0),
            )?;
            let key = g::node("key", random::key(seed))?;
            let shape = g::dims(&[1, n, self.upsample]);
            let draws = g::node("normal", random::normal::<f32>(&shape[..], None, None, &key))?;
            wave = g::add(&wave, &g::mul(&draws, &deviation)?)?;
        }
        let mut wave = g::tanh(&wave)?;
        if noise.is_none() {
            // Silence is the same number again and again, and the phases of its spectrum hang on that number's last bit.
            let silence = f64::from(self.bias).tanh() as f32;
            wave = g::select(&voiced, &wave, &g::scalar(silence))?;
        }
        g::reshape(&wave, &[1, n * self.upsample, 1])
    }

    /// The mixed harmonics, voiced or not, `[1, n · upsample, 1]`.
    ///
    /// Phases are known at the middles of frames and interpolated between them; before the first middle there is only
    /// the first phase.
    fn sines(&self, mlx: &Mlx, f0: &Array) -> Result<Array> {
        let (n, upsample) = (g::steps(f0), self.upsample);
        let harmonics = g::cols(&self.harmonics);
        let left = self.phases(f0)?;
        let last = g::slice_steps(&left, n - 1, n)?;
        let right = g::concat(&[g::slice_steps(&left, 1, n)?, last], 1)?;
        let weights = self.weights(n)?;
        let between = mlx.device.by_steps(n, upsample * harmonics, |from, to| {
            let phases = |x: &Array| g::reshape(&part(x, from, to)?, &[to - from, 1, harmonics]);
            let weights = g::reshape(&part(&weights, from, to)?, &[to - from, upsample, 1])?;
            let phase = interpolate(&phases(&left)?, &phases(&right)?, &weights)?;
            let sines = g::reshape(&sine(&phase)?, &[1, (to - from) * upsample, harmonics])?;
            g::matmul(&sines, &self.mix)
        })?;
        let first = g::matmul(&sine(&g::slice_steps(&left, 0, 1)?)?, &self.mix)?;
        let first = g::broadcast(&first, &[1, upsample / 2, 1])?;
        g::slice_steps(&g::concat(&[first, between], 1)?, 0, n * upsample)
    }

    /// The phase of each harmonic at the middle of each frame, in radians, `[1, n, harmonics]`.
    fn phases(&self, f0: &Array) -> Result<Array> {
        let turns = g::div(&g::mul(f0, &self.harmonics)?, &g::scalar(self.sample_rate))?;
        let turns = g::remainder(&turns, &g::scalar(1.0))?;
        let turns = g::running_sum(&g::cast(&g::times(&turns, FIXED)?, Dtype::Int64)?)?;
        let turns = g::times(&g::cast(&turns, Dtype::Float32)?, 1.0 / FIXED)?;
        g::times(
            &g::times(&g::times(&turns, 2.0)?, std::f32::consts::PI)?,
            self.upsample as f32,
        )
    }

    /// How near each sample after the middle of a frame is to the middle of the next, `[1, n, upsample]`.
    fn weights(&self, n: usize) -> Result<Array> {
        let step = 1.0 / self.upsample as f32;
        let samples = g::plus(&g::count_up(n * self.upsample)?, (self.upsample / 2) as f32 + 0.5)?;
        let position = g::plus(&g::times(&samples, step)?, -0.5)?;
        let frame = g::reshape(&g::count_up(n)?, &[1, n, 1])?;
        g::sub(&g::reshape(&position, &[1, n, self.upsample])?, &frame)
    }
}

/// `(1 − weight) · left + weight · right`, the first product unrounded, as the reference's compiler made it.
fn interpolate(left: &Array, right: &Array, weight: &Array) -> Result<Array> {
    let rest = g::sub(&g::scalar(1.0), weight)?;
    let (product, error) = exact_product(&rest, left)?;
    let other = g::mul(weight, right)?;
    // The error of the sum (Knuth's two-sum), with that of the product.
    let sum = g::add(&product, &other)?;
    let added = g::sub(&sum, &product)?;
    let lost = g::add(&g::sub(&product, &g::sub(&sum, &added)?)?, &g::sub(&other, &added)?)?;
    g::add(&sum, &g::add(&lost, &error)?)
}

/// A product and what its rounding lost.
fn exact_product(a: &Array, b: &Array) -> Result<(Array, Array)> {
    let ((a_high, a_low), (b_high, b_low)) = (halves(a)?, halves(b)?);
    let product = g::mul(a, b)?;
    let error = g::sub(&g::mul(&a_high, &b_high)?, &product)?;
    let error = g::add(&error, &g::mul(&a_high, &b_low)?)?;
    let error = g::add(&error, &g::mul(&a_low, &b_high)?)?;
    Ok((product, g::add(&error, &g::mul(&a_low, &b_low)?)?))
}

/// A number as the sum of two of half as many bits.
fn halves(a: &Array) -> Result<(Array, Array)> {
    let scaled = g::times(a, 4_097.0)?;
    let high = g::sub(&scaled, &g::sub(&scaled, a)?)?;
    let low = g::sub(a, &high)?;
    Ok((high, low))
}

/// The sine of an angle of many turns: what is left after whole ones is all it needs.
fn sine(x: &Array) -> Result<Array> {
    let turns = g::round(&g::times(x, 1.0 / std::f32::consts::TAU)?)?;
    let mut rest = x.clone();
    for part in TURN {
        rest = g::sub(&rest, &g::times(&turns, part)?)?;
    }
    g::sin(&rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sine_of_a_large_angle_is_the_sine_of_that_angle() {
        let angles: Vec<f32> = (0..2_000_i16).map(|i| f32::from(i) * 100.77 + 0.1).collect();
        let sines = g::to_host(&sine(&g::array(&angles, &[angles.len(), 1])).unwrap()).unwrap();
        for (angle, sine) in angles.iter().zip(sines) {
            assert!(
                (f64::from(*angle).sin() - f64::from(sine)).abs() < 2e-6,
                "{angle}: {sine}"
            );
        }
    }

    #[test]
    fn phases_are_rounded_once() {
        let (left, right) = (31_234.567_f32, 31_239.123_f32);
        let weights: Vec<f32> = (0..300_u16).map(|i| (f32::from(i) + 0.5) / 300.0).collect();
        let one = |value: f32| g::array(&[value], &[1, 1]);
        let weighted = interpolate(&one(left), &one(right), &g::array(&weights, &[300, 1])).unwrap();
        for (weight, got) in weights.iter().zip(g::to_host(&weighted).unwrap()) {
            let expected = (f64::from(1.0 - weight) * f64::from(left) + f64::from(weight * right)) as f32;
            assert!((expected - got).abs() < f32::EPSILON, "{weight}: {expected} and {got}");
        }
    }
}
