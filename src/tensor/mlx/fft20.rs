//! The Fourier transform of twenty real numbers: one of ten complex ones, two by five (Good 1958, prime factors), and
//! a split; for many frames at once.
//!
//! The order of operations is the reference implementation's, as in the cpu backend, which says why. The last axis is
//! always the frames; where there are real and imaginary parts, they are the axis before.

use std::f64::consts::TAU;

use mlx_rs::Array;

use super::graph::{self as g, Result};

/// Numbers in a frame.
pub(super) const SIZE: usize = 20;

/// The cosine and sine of a part of a turn.
fn angle(turns: f64) -> (f32, f32) {
    ((TAU * turns).cos() as f32, (TAU * turns).sin() as f32)
}

/// `[SIZE, frames]` to real and imaginary parts, `[11, frames]` each.
pub(super) fn forward(x: &Array) -> Result<[Array; 2]> {
    let frames = g::cols(x);
    // Pairs of neighbours are complex numbers.
    let z = ten(&g::reshape(x, &[10, 2, frames])?, frames)?;
    let z = g::transpose(&z, &[1, 0, 2])?;
    let half = |i: usize| g::reshape(&g::slice(&z, i, i + 1)?, &[10, frames]);
    split(&half(0)?, &half(1)?, frames)
}

/// Bins of the real numbers from those of the complex ones.
fn split(re: &Array, im: &Array, frames: usize) -> Result<[Array; 2]> {
    let column = |values: [f32; 4]| g::array(&values, &[4, 1]);
    let angles = [1, 2, 3, 4].map(|k| angle(f64::from(k) / 20.0));
    let (cosine, versine) = (column(angles.map(|(c, _)| c)), column(angles.map(|(_, s)| 1.0 - s)));
    // Bins 1 to 4, and their mirror images 9 to 6.
    let (a_re, a_im) = (g::slice(re, 1, 5)?, g::slice(im, 1, 5)?);
    let (b_re, b_im) = (
        g::reverse(&g::slice(re, 6, 10)?, 0)?,
        g::reverse(&g::slice(im, 6, 10)?, 0)?,
    );
    let d_re = g::times(&g::sub(&a_re, &b_re)?, 0.5)?;
    let d_im = g::times(&g::add(&a_im, &b_im)?, 0.5)?;
    let u = g::add(&g::mul(&d_im, &cosine)?, &g::mul(&d_re, &versine)?)?;
    let v = g::sub(&g::mul(&d_im, &versine)?, &g::mul(&d_re, &cosine)?)?;
    let row = |x: &Array, i: usize| g::slice(x, i, i + 1);
    let zero = g::array(&vec![0.0; frames], &[1, frames]);
    Ok([
        g::concat(
            &[
                g::add(&row(re, 0)?, &row(im, 0)?)?,
                g::add(&b_re, &u)?,
                row(re, 5)?,
                g::reverse(&g::sub(&a_re, &u)?, 0)?,
                g::sub(&row(re, 0)?, &row(im, 0)?)?,
            ],
            0,
        )?,
        g::concat(
            &[
                zero.clone(),
                g::sub(&v, &b_im)?,
                g::times(&row(im, 5)?, -1.0)?,
                g::reverse(&g::sub(&v, &a_im)?, 0)?,
                zero,
            ],
            0,
        )?,
    ])
}

/// Ten complex numbers, `[10, 2, frames]`: two transforms of five, then five of two, without twiddles.
fn ten(z: &Array, frames: usize) -> Result<Array> {
    // Every second number from the first on, and from the sixth: `[5, 2, 2, frames]`.
    let order = (0..5).flat_map(|b| [0, 5].map(|first| (first + 2 * b) % 10));
    let fives = g::reshape(&g::take(z, &g::indices(order))?, &[5, 2, 2, frames])?;
    let fives = g::transpose(&five(&fives)?, &[1, 0, 2, 3])?;
    let (even, odd) = (g::slice(&fives, 0, 1)?, g::slice(&fives, 1, 2)?);
    let both = g::concat(&[g::add(&even, &odd)?, g::sub(&even, &odd)?], 1)?;
    let both = g::reshape(&both, &[10, 2, frames])?;
    let mut from = [0; 10];
    for k in 0..5 {
        from[6 * k % 10] = k as u32;
        from[(6 * k + 5) % 10] = 5 + k as u32;
    }
    g::take(&both, &g::indices(from))
}

/// Five complex numbers, along the first axis; any axes may be between it and the parts.
fn five(x: &Array) -> Result<Array> {
    let ((c1, s1), (c2, s2)) = (angle(0.2), angle(0.4));
    let [x0, x1, x2, x3, x4] = [0, 1, 2, 3, 4].map(|i| g::slice(x, i, i + 1));
    let (x0, x1, x2, x3, x4) = (x0?, x1?, x2?, x3?, x4?);
    let (a, b) = (g::add(&x1, &x4)?, g::add(&x2, &x3)?);
    let (d, e) = (g::sub(&x1, &x4)?, g::sub(&x2, &x3)?);
    let p = g::add(&x0, &g::add(&g::times(&a, c1)?, &g::times(&b, c2)?)?)?;
    let q = g::add(&x0, &g::add(&g::times(&a, c2)?, &g::times(&b, c1)?)?)?;
    let r = turn(&g::add(&g::times(&d, s1)?, &g::times(&e, s2)?)?)?;
    let s = turn(&g::sub(&g::times(&d, s2)?, &g::times(&e, s1)?)?)?;
    g::concat(
        &[
            g::add(&x0, &g::add(&a, &b)?)?,
            g::add(&p, &r)?,
            g::add(&q, &s)?,
            g::sub(&q, &s)?,
            g::sub(&p, &r)?,
        ],
        0,
    )
}

/// Times −i.
fn turn(x: &Array) -> Result<Array> {
    g::mul(&g::reverse(x, -2)?, &g::array(&[1.0, -1.0], &[2, 1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_fourier_transform() {
        let frames = 3;
        let x: Vec<f32> = (0..SIZE * frames)
            .map(|i| (i as f32 * 1.7).sin() + 0.01 * i as f32)
            .collect();
        let [re, im] = forward(&g::array(&x, &[SIZE, frames])).unwrap();
        let (re, im) = (g::to_host(&re).unwrap(), g::to_host(&im).unwrap());
        for (i, (re, im)) in re.iter().zip(im).enumerate() {
            let (bin, frame) = (i / frames, i % frames);
            let sum = |part: fn(f64) -> f64| -> f64 {
                let term = |t: usize| f64::from(x[t * frames + frame]) * part(TAU * (bin * t) as f64 / SIZE as f64);
                (0..SIZE).map(term).sum()
            };
            assert!((f64::from(*re) - sum(f64::cos)).abs() < 1e-5, "bin {bin}");
            assert!((f64::from(im) + sum(f64::sin)).abs() < 1e-5, "bin {bin}");
        }
    }
}
