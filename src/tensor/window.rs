//! The window of the short-time Fourier transform.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

/// A periodic Hann window.
pub(super) fn hann(size: usize) -> Vec<f64> {
    (0..size)
        .map(|i| 0.5 - 0.5 * (TAU * i as f64 / size as f64).cos())
        .collect()
}

/// The same window in f32 with the reference's roundings: where the signal is silent, its spectrum is nothing but
/// roundings, and their phases go into the network like any others.
pub(super) fn rounded_hann<const SIZE: usize>() -> [f32; SIZE] {
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
