//! The harmonic-plus-noise source (Wang et al. 2019, arXiv:1904.12088), step for step as Kokoro was trained with it.

use std::f64::consts::TAU;

use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::SeedableRng;
use rayon::prelude::*;

use super::Cpu;
use super::value::CpuTensor;
use crate::tensor::SourceWeights;

/// Amplitude of a voiced harmonic, and three times the standard deviation of unvoiced noise.
const SINE: f32 = 0.1;

/// Standard deviation of the noise under a voiced sound.
const NOISE: f32 = 0.003;

/// F0 at and below this many Hz is unvoiced.
const VOICED: f32 = 10.0;

/// The constants, ready for use.
pub struct Source {
    mix: Vec<f32>,
    bias: f32,
    upsample: usize,
    sample_rate: f32,
}

impl Source {
    pub(super) fn new(weights: &SourceWeights) -> Self {
        Self {
            mix: weights.mix.data().to_vec(),
            bias: weights.bias.data().iter().sum(),
            upsample: weights.upsample,
            sample_rate: weights.sample_rate as f32,
        }
    }

    /// `f0` at one value a frame to `upsample` samples a frame.
    ///
    /// The reference adds a random phase to the first sample of each harmonic, but then keeps only the middle of each
    /// frame, where that phase never arrives: so there is none here.
    pub(super) fn excite(&self, cpu: &Cpu, f0: &CpuTensor, noise: Option<u64>) -> CpuTensor {
        let f0 = f0.data();
        let phases: Vec<Vec<f32>> = (0..self.mix.len()).map(|h| self.phase(f0, h)).collect();
        // Each harmonic has noise of its own in the reference; their weighted sum is normal again, so one draw will do.
        let spread = self.mix.iter().map(|w| w * w).sum::<f32>().sqrt();
        let mut out = cpu.pool.take(f0.len() * self.upsample);
        out.par_chunks_mut(self.upsample)
            .enumerate()
            .with_min_len(8)
            .for_each(|(frame, out)| {
                let voiced = f0[frame] > VOICED;
                out.fill(self.bias);
                if voiced {
                    for (phase, mix) in phases.iter().zip(&self.mix) {
                        self.add_sine(phase, frame, SINE * mix, out);
                    }
                }
                if let Some(seed) = noise {
                    let deviation = spread * if voiced { NOISE } else { SINE / 3.0 };
                    let mut random = Pcg64Mcg::seed_from_u64(seed ^ (frame as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
                    for x in &mut *out {
                        let draw: f32 = StandardNormal.sample(&mut random);
                        *x += deviation * draw;
                    }
                }
                for x in out {
                    *x = f64::from(*x).tanh() as f32;
                }
            });
        CpuTensor::new(out, f0.len() * self.upsample, 1)
    }

    /// The phase of harmonic `h` (0 is the fundamental) at the middle of each frame, in radians, with the reference's
    /// roundings: its f32 phases reach tens of thousands, where a rounding is audible to a subtraction if not to an ear.
    fn phase(&self, f0: &[f32], h: usize) -> Vec<f32> {
        let mut turns = 0.0_f64;
        f0.iter()
            .map(|f0| {
                turns += f64::from((f0 * (h + 1) as f32 / self.sample_rate).rem_euclid(1.0));
                turns as f32 * 2.0 * std::f32::consts::PI * self.upsample as f32
            })
            .collect()
    }

    /// Adds one harmonic of one frame, its phase interpolated between the middles of frames.
    fn add_sine(&self, phase: &[f32], frame: usize, amplitude: f32, out: &mut [f32]) {
        let step = 1.0 / self.upsample as f32;
        for (i, x) in out.iter_mut().enumerate() {
            let position = (step * ((frame * self.upsample + i) as f32 + 0.5) - 0.5).max(0.0);
            let left = (position as usize).min(phase.len() - 1);
            let right = (left + 1).min(phase.len() - 1);
            let weight = position - left as f32;
            // With one rounding less than it has operations, as the reference's compiler made it.
            let phase = (f64::from(1.0 - weight) * f64::from(phase[left]) + f64::from(weight * phase[right])) as f32;
            *x += amplitude * sine(phase);
        }
    }
}

/// The sine of an f32, large as it may be: reduced in f64, then a polynomial.
fn sine(x: f32) -> f32 {
    let turns = f64::from(x) * (1.0 / TAU);
    let r = (turns - turns.round_ties_even()) as f32;
    (r * std::f32::consts::TAU).sin()
}
