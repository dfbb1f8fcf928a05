//! The Fourier transform of twenty real numbers: one of ten complex ones, two by five (Good 1958, prime factors), and
//! a split.
//!
//! The order of operations is the reference implementation's, bit for bit. Where the source is silent, its spectrum
//! is nothing but rounding errors, and their phases go into the network like any others: another order of operations
//! would be as right, and sound as right, but could not be compared with the reference sample by sample.

use std::f64::consts::TAU;
use std::ops::{Add, Sub};

/// Numbers in a frame.
pub(super) const SIZE: usize = 20;

/// Bins of its spectrum.
pub(super) const BINS: usize = SIZE / 2 + 1;

/// A complex number.
#[derive(Clone, Copy, Default)]
pub(super) struct Complex {
    pub re: f32,
    pub im: f32,
}

impl Add for Complex {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            re: self.re + other.re,
            im: self.im + other.im,
        }
    }
}

impl Sub for Complex {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            re: self.re - other.re,
            im: self.im - other.im,
        }
    }
}

impl Complex {
    fn scale(self, factor: f32) -> Self {
        Self {
            re: self.re * factor,
            im: self.im * factor,
        }
    }

    /// Times −i.
    fn turn(self) -> Self {
        Self {
            re: self.im,
            im: -self.re,
        }
    }
}

/// The factors of the transform.
pub(super) struct Fft20 {
    /// Cosines and sines of a fifth of a turn and of two.
    fifth: [(f32, f32); 2],
    /// For bins 1 to 4, the cosine of their twentieths of a turn, and 1 less their sine.
    split: [(f32, f32); 4],
}

impl Fft20 {
    pub(super) fn new() -> Self {
        let angle = |turns: f64| ((TAU * turns).cos() as f32, (TAU * turns).sin() as f32);
        let split = [1, 2, 3, 4].map(|k| {
            let (cosine, sine) = angle(f64::from(k) / 20.0);
            (cosine, 1.0 - sine)
        });
        Self {
            fifth: [angle(0.2), angle(0.4)],
            split,
        }
    }

    /// The spectrum of `x`.
    pub(super) fn forward(&self, x: &[f32; SIZE]) -> [Complex; BINS] {
        let z = self.ten(&std::array::from_fn(|k| Complex {
            re: x[2 * k],
            im: x[2 * k + 1],
        }));
        let mut out = [Complex::default(); BINS];
        out[0].re = z[0].re + z[0].im;
        out[10].re = z[0].re - z[0].im;
        out[5] = Complex {
            re: z[5].re,
            im: -z[5].im,
        };
        for (k, (cosine, versine)) in (1..).zip(self.split) {
            let (a, b) = (z[k], z[10 - k]);
            let d = Complex {
                re: a.re - b.re,
                im: a.im + b.im,
            }
            .scale(0.5);
            let u = d.im * cosine + d.re * versine;
            let v = d.im * versine - d.re * cosine;
            out[k] = Complex {
                re: b.re + u,
                im: v - b.im,
            };
            out[10 - k] = Complex {
                re: a.re - u,
                im: v - a.im,
            };
        }
        out
    }

    /// Ten complex numbers: two transforms of five, then five of two, without twiddles.
    fn ten(&self, z: &[Complex; 10]) -> [Complex; 10] {
        let half = |first: usize| self.five(std::array::from_fn(|b| z[(first + 2 * b) % 10]));
        let (even, odd) = (half(0), half(5));
        let mut out = [Complex::default(); 10];
        for k in 0..5 {
            out[6 * k % 10] = even[k] + odd[k];
            out[(6 * k + 5) % 10] = even[k] - odd[k];
        }
        out
    }

    fn five(&self, x: [Complex; 5]) -> [Complex; 5] {
        let [(c1, s1), (c2, s2)] = self.fifth;
        let (a, b) = (x[1] + x[4], x[2] + x[3]);
        let (d, e) = (x[1] - x[4], x[2] - x[3]);
        let p = x[0] + (a.scale(c1) + b.scale(c2));
        let q = x[0] + (a.scale(c2) + b.scale(c1));
        let r = (d.scale(s1) + e.scale(s2)).turn();
        let s = (d.scale(s2) - e.scale(s1)).turn();
        [x[0] + (a + b), p + r, q + s, q - s, p - r]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_fourier_transform() {
        let x: [f32; SIZE] = std::array::from_fn(|i| (i as f32 * 1.7).sin() + 0.1 * i as f32);
        let spectrum = Fft20::new().forward(&x);
        for (k, bin) in spectrum.iter().enumerate() {
            let angle = |t: usize| TAU * (k * t) as f64 / SIZE as f64;
            let re: f64 = x.iter().enumerate().map(|(t, x)| f64::from(*x) * angle(t).cos()).sum();
            let im: f64 = x.iter().enumerate().map(|(t, x)| -f64::from(*x) * angle(t).sin()).sum();
            assert!(
                (f64::from(bin.re) - re).abs() < 1e-5 && (f64::from(bin.im) - im).abs() < 1e-5,
                "bin {k}"
            );
        }
    }
}
