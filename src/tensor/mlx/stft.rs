//! The short-time Fourier transform and its inverse.

use std::f64::consts::TAU;

use mlx_rs::Array;

use super::Mlx;
use super::device::part;
use super::fft20::{self, SIZE};
use super::graph::{self as g, Result};
use crate::tensor::window::hann;

/// `[n, 1]` to `[n / hop + 1, SIZE + 2]`: the magnitudes of the bins, then their phases.
pub(super) fn forward(x: &Array, window: &[f32; SIZE], hop: usize) -> Result<Array> {
    let (n, half) = (g::rows(x), SIZE / 2);
    let mirrored = [
        g::reverse(&g::slice(x, 1, half + 1)?, 0)?,
        x.clone(),
        g::reverse(&g::slice(x, n - 1 - half, n - 1)?, 0)?,
    ];
    let padded = g::concat(&mirrored, 0)?;
    let pieces = g::strided(&padded, &[SIZE, n / hop + 1], &[1, hop])?;
    let [re, im] = fft20::forward(&g::mul(&pieces, &g::array(window, &[SIZE, 1]))?)?;
    let magnitudes = g::sqrt(&g::add(&g::square(&re)?, &g::square(&im)?)?)?;
    let phases = g::atan2(&im, &re)?;
    let spectrum = g::concat(&[magnitudes, phases], 0)?;
    g::contiguous(&g::transpose(&spectrum, &[1, 0])?)
}

/// `[m, fft + 2]`, log magnitudes and arguments of sines that are phases, to `[(m − 1) · hop, 1]`.
pub(super) fn inverse(mlx: &Mlx, x: &Array, fft: usize, hop: usize) -> Result<Array> {
    let (frames, bins, window) = (g::rows(x), fft / 2 + 1, hann(fft));
    let table = g::array(&synthesis(&window, bins), &[2 * bins, fft]);
    let pieces = mlx.device.by_rows(frames, 4 * fft, |from, to| {
        let x = part(x, from, to)?;
        let magnitude = g::exp(&g::slice_last(&x, 0, bins)?)?;
        let phase = g::sin(&g::slice_last(&x, bins, 2 * bins)?)?;
        let (re, im) = (
            g::mul(&magnitude, &g::cos(&phase)?)?,
            g::mul(&magnitude, &g::sin(&phase)?)?,
        );
        g::matmul(&g::concat(&[re, im], 1)?, &table)
    })?;
    let squares: Vec<f32> = window.iter().map(|w| (w * w) as f32).collect();
    let squares = g::broadcast(&g::array(&squares, &[1, fft]), &[frames, fft])?;
    let sound = g::div(&overlap_add(&pieces, fft, hop)?, &overlap_add(&squares, fft, hop)?)?;
    // Half a piece stands out at each end.
    let sound = g::reshape(&sound, &[(frames + fft / hop - 1) * hop, 1])?;
    g::slice(&sound, fft / 2, fft / 2 + (frames - 1) * hop)
}

/// The real parts' cosines and the imaginary parts' sines under the window, `[2 · bins, fft]`.
fn synthesis(window: &[f64], bins: usize) -> Vec<f32> {
    let fft = window.len();
    // Bins but the first and the last stand for their mirror images too.
    let weight = |bin: usize| if bin == 0 || bin == bins - 1 { 1.0 } else { 2.0 } / fft as f64;
    let entry = |part: fn(f64) -> f64, bin: usize, t: usize| {
        (window[t] * weight(bin) * part(TAU * ((bin * t) % fft) as f64 / fft as f64)) as f32
    };
    let parts: [fn(f64) -> f64; 2] = [f64::cos, |x| -x.sin()];
    parts
        .into_iter()
        .flat_map(|part| (0..bins * fft).map(move |i| (part, i / fft, i % fft)))
        .map(|(part, bin, t)| entry(part, bin, t))
        .collect()
}

/// The sum of pieces `[m, fft]`, each `hop` after the one before, `hop` numbers a row.
fn overlap_add(pieces: &Array, fft: usize, hop: usize) -> Result<Array> {
    let overlap = fft / hop;
    let late = |i: usize| g::pad_rows(&g::slice_last(pieces, i * hop, (i + 1) * hop)?, i, overlap - 1 - i);
    let mut sum = late(0)?;
    for i in 1..overlap {
        sum = g::add(&sum, &late(i)?)?;
    }
    Ok(sum)
}
