//! The short-time Fourier transform and its inverse.

use std::f64::consts::TAU;

use mlx_rs::Array;

use super::Mlx;
use super::device::part;
use super::fft20::{self, SIZE};
use super::graph::{self as g, Result};
use super::sequences::Sequences;
use crate::tensor::window::hann;

/// `[n, 1]` to `[n / hop + 1, SIZE + 2]`: the magnitudes of the bins, then their phases.
pub(super) fn forward(x: &Sequences, window: &[f32; SIZE], hop: usize) -> Result<Sequences> {
    let mirrored = x.each()?.iter().map(mirrored).collect::<Result<Vec<_>>>()?;
    let padded = Sequences::join(&mirrored)?.array;
    let (sequences, frames) = (x.extent.count(), x.steps() / hop + 1);
    let pieces = g::strided(&padded, &[SIZE, sequences, frames], &[1, g::steps(&padded), hop])?;
    let pieces = g::mul(&pieces, &g::array(window, &[SIZE, 1, 1]))?;
    let [re, im] = fft20::forward(&g::reshape(&pieces, &[SIZE, sequences * frames])?)?;
    let magnitudes = g::sqrt(&g::add(&g::square(&re)?, &g::square(&im)?)?)?;
    let phases = g::atan2(&im, &re)?;
    let spectrum = g::transpose(&g::concat(&[magnitudes, phases], 0)?, &[1, 0])?;
    Ok(Sequences::new(
        g::reshape(&spectrum, &[sequences, frames, SIZE + 2])?,
        x.extent.map(|length| length / hop + 1)?,
    ))
}

/// One sequence with half a frame of its mirror image at each end.
fn mirrored(x: &Array) -> Result<Array> {
    let (n, half) = (g::steps(x), SIZE / 2);
    let parts = [
        g::reverse(&g::slice_steps(x, 1, half + 1)?, 1)?,
        x.clone(),
        g::reverse(&g::slice_steps(x, n - 1 - half, n - 1)?, 1)?,
    ];
    g::concat(&parts, 1)
}

/// `[m, fft + 2]`, log magnitudes and arguments of sines that are phases, to `[(m − 1) · hop, 1]`.
pub(super) fn inverse(mlx: &Mlx, x: &Sequences, fft: usize, hop: usize) -> Result<Sequences> {
    let (sequences, frames, window) = (x.extent.count(), x.steps(), hann(fft));
    let table = g::array(&synthesis(&window, fft / 2 + 1), &[fft + 2, fft]);
    let pieces = mlx.device.by_steps(frames, 4 * sequences * fft, |from, to| {
        let [magnitude, phase] = g::split_last(&part(&x.array, from, to)?)?;
        let (magnitude, phase) = (g::exp(&magnitude)?, g::sin(&phase)?);
        let (re, im) = (
            g::mul(&magnitude, &g::cos(&phase)?)?,
            g::mul(&magnitude, &g::sin(&phase)?)?,
        );
        let pieces = g::matmul(&g::concat(&[re, im], 2)?, &table)?;
        x.extent.blank(&pieces, from, to)
    })?;
    let squares: Vec<f32> = window.iter().map(|w| (w * w) as f32).collect();
    let squares = g::broadcast(&g::array(&squares, &[1, 1, fft]), &[sequences, frames, fft])?;
    let squares = x.extent.blank(&squares, 0, frames)?;
    let sound = g::div(&overlap_add(&pieces, fft, hop)?, &overlap_add(&squares, fft, hop)?)?;
    // Half a piece stands out at each end.
    let sound = g::reshape(&sound, &[sequences, (frames + fft / hop - 1) * hop, 1])?;
    Ok(Sequences::new(
        g::slice_steps(&sound, fft / 2, fft / 2 + (frames - 1) * hop)?,
        x.extent.map(|length| (length - 1) * hop)?,
    ))
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

/// The sum of pieces `[sequences, m, fft]`, each `hop` after the one before, `hop` numbers a step.
fn overlap_add(pieces: &Array, fft: usize, hop: usize) -> Result<Array> {
    let overlap = fft / hop;
    let late = |i: usize| g::pad_steps(&g::slice_last(pieces, i * hop, (i + 1) * hop)?, i, overlap - 1 - i);
    let mut sum = late(0)?;
    for i in 1..overlap {
        sum = g::add(&sum, &late(i)?)?;
    }
    Ok(sum)
}
