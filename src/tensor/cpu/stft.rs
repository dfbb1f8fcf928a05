//! The short-time Fourier transform and its inverse.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use rayon::prelude::*;

use super::Cpu;
use super::fft20::{BINS, Fft20, SIZE};
use super::value::CpuTensor;

/// Frames in a block of work.
const BLOCK: usize = 256;

/// A periodic Hann window.
fn hann(size: usize) -> Vec<f64> {
    (0..size)
        .map(|i| 0.5 - 0.5 * (TAU * i as f64 / size as f64).cos())
        .collect()
}

/// The same window in f32 with the reference's roundings: see [`super::fft20`].
fn hann_f32() -> [f32; SIZE] {
    let step = (TAU / SIZE as f64) as f32;
    std::array::from_fn(|i| cosine(i as f32 * step) * -0.5 + 0.5)
}

/// A cosine by the reference's polynomial (SLEEF, Shibata & Petrogalli 2020), which is right to a little more than
/// half a unit in the last place.
fn cosine(x: f32) -> f32 {
    const POLYNOMIAL: [f32; 4] = [-0.166_666_6, 0.008_333_076, -0.000_198_106_9, 2.608_316e-6];
    let x = f64::from(x);
    let quarter = 1.0 + 2.0 * (x / PI - 0.5).round_ties_even();
    let t = x - quarter * FRAC_PI_2;
    let square = t * t;
    let sine = t * (1.0 + square * POLYNOMIAL.iter().rev().fold(0.0, |sum, c| sum * square + f64::from(*c)));
    (if (quarter as i64) & 2 == 0 { -sine } else { sine }) as f32
}

/// `[n, 1]` to `[n / hop + 1, SIZE + 2]`: the magnitudes of bins 0 to 10, then their phases.
pub(super) fn forward(cpu: &Cpu, x: &CpuTensor, hop: usize) -> CpuTensor {
    let (window, fft) = (hann_f32(), Fft20::new());
    let x = x.data();
    let frames = x.len() / hop + 1;
    let mut out = cpu.pool.take(frames * 2 * BINS);
    out.par_chunks_mut(BLOCK * 2 * BINS)
        .enumerate()
        .for_each(|(block, out)| {
            for (i, row) in out.chunks_exact_mut(2 * BINS).enumerate() {
                let start = ((block * BLOCK + i) * hop) as isize - (SIZE / 2) as isize;
                let piece = std::array::from_fn(|j| x[reflect(start + j as isize, x.len())] * window[j]);
                let (magnitudes, phases) = row.split_at_mut(BINS);
                for ((bin, magnitude), phase) in fft.forward(&piece).iter().zip(magnitudes).zip(phases) {
                    *magnitude = bin.re.hypot(bin.im);
                    *phase = bin.im.atan2(bin.re);
                }
            }
        });
    CpuTensor::new(out, frames, 2 * BINS)
}

/// An index beyond an end, mirrored at it.
fn reflect(i: isize, len: usize) -> usize {
    let last = len as isize - 1;
    let i = if i < 0 { -i } else { i };
    let i = if i > last { 2 * last - i } else { i };
    i.clamp(0, last) as usize
}

/// `[m, fft + 2]`, log magnitudes and arguments of sines that are phases, to `[(m − 1) · hop, 1]`.
pub(super) fn inverse(cpu: &Cpu, x: &CpuTensor, fft: usize, hop: usize) -> CpuTensor {
    let (bins, window) = (fft / 2 + 1, hann(fft));
    // Bins but the first and the last stand for their mirror images too.
    let weight = |bin: usize| if bin == 0 || bin == bins - 1 { 1.0 } else { 2.0 } / fft as f64;
    let table = |function: fn(f64) -> f64| -> Vec<f32> {
        (0..bins * fft)
            .map(|i| {
                let (bin, t) = (i / fft, i % fft);
                (window[t] * weight(bin) * function(TAU * ((bin * t) % fft) as f64 / fft as f64)) as f32
            })
            .collect()
    };
    let (cosines, sines) = (table(f64::cos), table(|x| -x.sin()));
    let frames = x.rows();
    let mut pieces = cpu.pool.take(frames * fft);
    pieces
        .par_chunks_mut(BLOCK * fft)
        .enumerate()
        .for_each(|(block, pieces)| {
            for (i, piece) in pieces.chunks_exact_mut(fft).enumerate() {
                let row = x.row(block * BLOCK + i);
                piece.fill(0.0);
                for bin in 0..bins {
                    let (magnitude, phase) = (row[bin].exp(), row[bins + bin].sin());
                    let (real, imaginary) = (magnitude * phase.cos(), magnitude * phase.sin());
                    for (t, y) in piece.iter_mut().enumerate() {
                        *y += real * cosines[bin * fft + t] + imaginary * sines[bin * fft + t];
                    }
                }
            }
        });
    overlap_add(cpu, &pieces, frames, fft, hop, &window)
}

/// Adds the pieces up, each `hop` after the one before, and divides by the windows' squares; without the half piece
/// that stood out at each end.
fn overlap_add(cpu: &Cpu, pieces: &[f32], frames: usize, fft: usize, hop: usize, window: &[f64]) -> CpuTensor {
    let len = (frames - 1) * hop;
    let mut out = cpu.pool.take(len);
    out.par_chunks_mut(BLOCK * hop).enumerate().for_each(|(block, out)| {
        for (i, y) in out.iter_mut().enumerate() {
            let at = block * BLOCK * hop + i + fft / 2;
            let last = (at / hop).min(frames - 1);
            let first = (at + hop).saturating_sub(fft) / hop;
            let (mut sum, mut squares) = (0.0, 0.0);
            for frame in first..=last {
                let t = at - frame * hop;
                sum += pieces[frame * fft + t];
                squares += window[t] * window[t];
            }
            *y = sum / squares as f32;
        }
    });
    CpuTensor::new(out, len, 1)
}
