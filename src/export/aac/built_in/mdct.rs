//! The modified discrete cosine transform, ISO/IEC 14496-3 4.6.11.3.1, by a Fourier transform of a quarter of its length.

use std::f64::consts::PI;
use std::sync::Arc;

use rustfft::num_complex::Complex32;
use rustfft::{Fft, FftPlanner};

/// A transform of 2 · `lines` samples into `lines` coefficients.
pub(super) struct Mdct {
    lines: usize,
    fft: Arc<dyn Fft<f32>>,
    /// By which the folded samples are turned before the Fourier transform and after it.
    turns: Vec<Complex32>,
    folded: Vec<f32>,
    work: Vec<Complex32>,
    scratch: Vec<Complex32>,
}

impl Mdct {
    pub(super) fn new(lines: usize) -> Self {
        let fft = FftPlanner::new().plan_fft_forward(lines / 2);
        let turn = |n: usize| {
            let (sine, cosine) = (-PI * (8 * n + 1) as f64 / (8 * lines) as f64).sin_cos();
            Complex32::new(cosine as f32, sine as f32)
        };
        Self {
            lines,
            turns: (0..lines / 2).map(turn).collect(),
            folded: vec![0.0; lines],
            work: vec![Complex32::default(); lines / 2],
            scratch: vec![Complex32::default(); fft.get_inplace_scratch_len()],
            fft,
        }
    }

    /// `X[k] = 2 Σ z[n] cos(π / lines · (n + (lines + 1) / 2) (k + 1/2))` of windowed samples `z`.
    pub(super) fn transform(&mut self, windowed: &[f32], spectrum: &mut [f32]) {
        let (lines, quarter) = (self.lines, self.lines / 2);
        // What a cosine transform repeats of each half is folded onto the other.
        for n in 0..quarter {
            self.folded[n] = -windowed[3 * quarter + n] - windowed[3 * quarter - 1 - n];
            self.folded[quarter + n] = windowed[n] - windowed[lines - 1 - n];
        }
        for (n, (value, turn)) in self.work.iter_mut().zip(&self.turns).enumerate() {
            *value = Complex32::new(self.folded[2 * n], self.folded[lines - 1 - 2 * n]) * turn;
        }
        self.fft.process_with_scratch(&mut self.work, &mut self.scratch);
        for (k, (value, turn)) in self.work.iter().zip(&self.turns).enumerate() {
            let value = value * turn * 2.0;
            spectrum[2 * k] = value.re;
            spectrum[lines - 1 - 2 * k] = -value.im;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_the_standard_says() {
        for lines in [128, 1_024] {
            let sound: Vec<f32> = (0..2 * lines)
                .map(|n| (n as f32 * 0.37).sin() + (n * n % 97) as f32 / 97.0)
                .collect();
            let mut spectrum = vec![0.0; lines];
            Mdct::new(lines).transform(&sound, &mut spectrum);
            for (k, found) in spectrum.iter().enumerate() {
                let term = |(n, z): (usize, &f32)| {
                    let phase = PI / lines as f64 * (n as f64 + (lines + 1) as f64 / 2.0) * (k as f64 + 0.5);
                    2.0 * f64::from(*z) * phase.cos()
                };
                let meant: f64 = sound.iter().enumerate().map(term).sum();
                assert!(
                    (f64::from(*found) - meant).abs() < 0.01,
                    "{lines}, {k}: {found} {meant}"
                );
            }
        }
    }
}
