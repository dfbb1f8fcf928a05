//! The short-time Fourier transform and its inverse.

use std::f64::consts::TAU;

use rayon::prelude::*;

use super::Cpu;
use super::fft20::{BINS, Fft20, SIZE};
use super::value::CpuTensor;
use crate::tensor::window::{hann, rounded_hann};

/// Frames in a block of work.
const BLOCK: usize = 256;

/// `[n, 1]` to `[n / hop + 1, SIZE + 2]`: the magnitudes of bins 0 to 10, then their phases.
pub(super) fn forward(cpu: &Cpu, x: &CpuTensor, hop: usize) -> CpuTensor {
    let (window, fft) = (rounded_hann::<SIZE>(), Fft20::new());
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
