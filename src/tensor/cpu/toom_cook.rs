//! Toom–Cook convolution: `m` outputs of a kernel of `r` taps from `m + r − 1` products instead of `m · r`
//! (Toom 1963, Cook 1966; for convolutions Winograd 1980, Lavin & Gray 2015, arXiv:1509.09308).
//!
//! With `A`, `B`, `G` made from interpolation points p: `y = Aᵀ [(G w) ⊙ (Bᵀ x)]`, where a row of `G` evaluates the
//! kernel as a polynomial at p, a column of `Aᵀ` holds the powers of p, and a row of `Bᵀ` the coefficients of p's
//! Lagrange polynomial. The points are 0, ∞ and pairs ±p, so that each pair's rows share their even and odd parts.

use rten_simd::Isa;
use rten_simd::ops::{BitOps, NumOps};

/// The most points of any transform here.
const MAX_POINTS: usize = 16;

/// Kernels whose values are summed side by side.
const AT_ONCE: usize = 8;

/// Bounds of what the transforms keep in registers.
const MAX_PAIRS: usize = MAX_POINTS / 2 - 1;
const MAX_OUTPUTS: usize = 8;

/// The transforms of F(m, r). Points are numbered 0, then +p and −p of each pair, then ∞.
pub(in crate::tensor) struct ToomCook {
    /// Outputs of a tile.
    pub outputs: usize,
    /// Products of a tile, and inputs.
    pub points: usize,
    /// `[points][taps]`.
    kernel: Vec<Vec<f64>>,
    /// The row of 0: coefficients of x⁰, x², …
    zero: [f32; MAX_POINTS / 2],
    /// The row of ∞: coefficients of x¹, x³, …
    infinity: [f32; MAX_POINTS / 2],
    /// For each pair the coefficients of x², x⁴, … (x⁰ has none, for 0 is a point).
    even: [[f32; MAX_POINTS / 2 - 1]; MAX_PAIRS],
    /// For each pair the coefficients of x¹, x³, …
    odd: [[f32; MAX_POINTS / 2 - 1]; MAX_PAIRS],
    /// Powers of each pair's p: `[outputs][pairs]`.
    powers: [[f32; MAX_PAIRS]; MAX_OUTPUTS],
}

/// Points that keep the coefficients small, found by trying: the error grows with the largest ratio between them.
const PAIRS_8: [f64; 3] = [1.0, 2.0, 0.5];
const PAIRS_14: [f64; 6] = [1.0, 2.0, 0.5, 1.5, 0.25, 0.75];
const PAIRS_16: [f64; 7] = [1.0, 2.0, 0.5, 0.75, 4.0 / 3.0, 0.25, 4.0];

impl ToomCook {
    /// The transform that pays for a kernel of `taps`, if any does.
    pub(in crate::tensor) fn for_taps(taps: usize) -> Option<Self> {
        match taps {
            3 => Some(Self::new(6, 3, &PAIRS_8)),
            7 => Some(Self::new(8, 7, &PAIRS_14)),
            11 => Some(Self::new(6, 11, &PAIRS_16)),
            _ => None,
        }
    }

    /// F(`outputs`, `taps`) over 0, ∞ and ±`pairs`; `outputs + taps = 2 · pairs + 3`.
    fn new(outputs: usize, taps: usize, pairs: &[f64]) -> Self {
        let points = outputs + taps - 1;
        debug_assert_eq!(points, 2 * pairs.len() + 2);
        debug_assert!(points <= MAX_POINTS && outputs <= MAX_OUTPUTS);
        let finite: Vec<f64> = std::iter::once(0.0)
            .chain(pairs.iter().flat_map(|p| [*p, -p]))
            .collect();
        let mut kernel = Vec::with_capacity(points);
        let mut input = Vec::with_capacity(points);
        for (i, p) in finite.iter().enumerate() {
            let others: Vec<f64> = finite
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != i)
                .map(|(_, q)| *q)
                .collect();
            let denominator: f64 = others.iter().map(|q| p - q).product();
            let coefficients: Vec<f64> = from_roots(&others).iter().map(|c| c / denominator).collect();
            let powers = (0..taps as i32).map(|t| p.powi(t)).collect();
            balance(coefficients, powers, &mut input, &mut kernel);
        }
        let highest = (0..taps).map(|t| f64::from(u8::from(t + 1 == taps))).collect();
        balance(from_roots(&finite), highest, &mut input, &mut kernel);
        let mut this = Self {
            outputs,
            points,
            kernel,
            zero: [0.0; _],
            infinity: [0.0; _],
            even: [[0.0; _]; _],
            odd: [[0.0; _]; _],
            powers: [[0.0; _]; _],
        };
        let half = points / 2;
        for k in 0..half {
            this.zero[k] = input[0][2 * k] as f32;
            this.infinity[k] = input[points - 1][2 * k + 1] as f32;
        }
        for (pair, p) in pairs.iter().enumerate() {
            for k in 0..half - 1 {
                this.even[pair][k] = input[1 + 2 * pair][2 * k + 2] as f32;
                this.odd[pair][k] = input[1 + 2 * pair][2 * k + 1] as f32;
            }
            for (i, powers) in this.powers.iter_mut().enumerate().take(outputs) {
                powers[pair] = p.powi(i as i32) as f32;
            }
        }
        this
    }

    /// The values of many kernels, `taps [taps][kernels]`, at point `point`.
    #[inline(always)]
    pub(in crate::tensor) fn weights(&self, point: usize, taps: &[f64], values: &mut [f32]) {
        let kernels = values.len();
        for (i, values) in values.chunks_mut(AT_ONCE).enumerate() {
            let mut sums = [0.0; AT_ONCE];
            for (g, taps) in self.kernel[point].iter().zip(taps.chunks_exact(kernels)) {
                for (sum, tap) in sums.iter_mut().zip(&taps[i * AT_ONCE..]) {
                    *sum += g * tap;
                }
            }
            for (value, sum) in values.iter_mut().zip(sums) {
                *value = sum as f32;
            }
        }
    }

    /// `Bᵀ`, `[points, points]`, row by row.
    #[cfg_attr(not(has_mlx), allow(dead_code, reason = "here the rows are used in pairs"))]
    pub(in crate::tensor) fn input_matrix(&self) -> Vec<f32> {
        let points = self.points;
        let mut rows = vec![0.0; points * points];
        for k in 0..points / 2 {
            rows[2 * k] = self.zero[k];
            rows[(points - 1) * points + 2 * k + 1] = self.infinity[k];
        }
        for pair in 0..points / 2 - 1 {
            for (row, sign) in [(1 + 2 * pair, 1.0), (2 + 2 * pair, -1.0)] {
                for k in 0..points / 2 - 1 {
                    rows[row * points + 2 * k + 2] = self.even[pair][k];
                    rows[row * points + 2 * k + 1] = sign * self.odd[pair][k];
                }
            }
        }
        rows
    }

    /// `Aᵀ`, `[outputs, points]`, row by row.
    #[cfg_attr(not(has_mlx), allow(dead_code, reason = "here the columns are used in pairs"))]
    pub(in crate::tensor) fn output_matrix(&self) -> Vec<f32> {
        let (points, outputs) = (self.points, self.outputs);
        let mut rows = vec![0.0; outputs * points];
        rows[0] = 1.0;
        rows[outputs * points - 1] = 1.0;
        for (i, row) in rows.chunks_exact_mut(points).enumerate() {
            for pair in 0..points / 2 - 1 {
                row[1 + 2 * pair] = self.powers[i][pair];
                row[2 + 2 * pair] = if i % 2 == 0 { 1.0 } else { -1.0 } * self.powers[i][pair];
            }
        }
        rows
    }

    /// `Bᵀ x` for one vector of channels: input `j` at `x[j · step]`, the value at point `i` to `u[i · plane]`.
    ///
    /// # Safety
    /// Both must be valid for all their points.
    #[inline(always)]
    pub(super) unsafe fn input<I: Isa, const HALF: usize>(
        &self,
        isa: I,
        x: *const f32,
        step: usize,
        u: *mut f32,
        plane: usize,
    ) {
        let ops = isa.f32();
        debug_assert_eq!(2 * HALF, self.points);
        let (mut evens, mut odds) = ([ops.zero(); HALF], [ops.zero(); HALF]);
        for k in 0..HALF {
            // SAFETY: the caller vouches for `points` inputs.
            (evens[k], odds[k]) = unsafe {
                (
                    ops.load_ptr(x.add(2 * k * step)),
                    ops.load_ptr(x.add((2 * k + 1) * step)),
                )
            };
        }
        // SAFETY: the caller vouches for `points` outputs.
        unsafe {
            ops.store_ptr(dot(isa, &evens, &self.zero[..HALF]), u);
            ops.store_ptr(dot(isa, &odds, &self.infinity[..HALF]), u.add((2 * HALF - 1) * plane));
        }
        for pair in 0..HALF - 1 {
            let even = dot(isa, &evens[1..], &self.even[pair][..HALF - 1]);
            let odd = dot(isa, &odds[..HALF - 1], &self.odd[pair][..HALF - 1]);
            // SAFETY: the caller vouches for `points` outputs.
            unsafe {
                ops.store_ptr(ops.add(even, odd), u.add((1 + 2 * pair) * plane));
                ops.store_ptr(ops.sub(even, odd), u.add((2 + 2 * pair) * plane));
            }
        }
    }

    /// `Aᵀ u` for one vector of channels: the value at point `i` from `u[i · plane]`, output `j` to `finish(j, y)`.
    ///
    /// # Safety
    /// `u` must be readable at all points.
    #[inline(always)]
    pub(super) unsafe fn output<I: Isa, const HALF: usize, const OUTPUTS: usize>(
        &self,
        isa: I,
        u: *const f32,
        plane: usize,
        mut finish: impl FnMut(usize, I::F32),
    ) {
        let ops = isa.f32();
        debug_assert_eq!((2 * HALF, OUTPUTS), (self.points, self.outputs));
        // SAFETY: the caller vouches for `points` values.
        let (zero, infinity) = unsafe { (ops.load_ptr(u), ops.load_ptr(u.add((2 * HALF - 1) * plane))) };
        let mut sums = [zero; HALF];
        let mut differences = [zero; HALF];
        for pair in 0..HALF - 1 {
            // SAFETY: as above.
            let (plus, minus) = unsafe {
                (
                    ops.load_ptr(u.add((1 + 2 * pair) * plane)),
                    ops.load_ptr(u.add((2 + 2 * pair) * plane)),
                )
            };
            sums[pair] = ops.add(plus, minus);
            differences[pair] = ops.sub(plus, minus);
        }
        for i in 0..OUTPUTS {
            let mut y = if i == 0 {
                zero
            } else if i == OUTPUTS - 1 {
                infinity
            } else {
                ops.zero()
            };
            let terms = if i % 2 == 0 { &sums } else { &differences };
            for (term, power) in terms[..HALF - 1].iter().zip(&self.powers[i]) {
                y = ops.mul_add(*term, ops.splat(*power), y);
            }
            finish(i, y);
        }
    }
}

/// Σ x · c.
#[inline(always)]
fn dot<I: Isa>(isa: I, x: &[I::F32], c: &[f32]) -> I::F32 {
    let ops = isa.f32();
    let mut sum = ops.mul(x[0], ops.splat(c[0]));
    // Slices, for the compiler leaves an iterator's `skip` standing as a call.
    for (x, c) in x[1..].iter().zip(&c[1..]) {
        sum = ops.mul_add(*x, ops.splat(*c), sum);
    }
    sum
}

/// The coefficients, lowest power first, of the polynomial with these roots and a leading 1.
fn from_roots(roots: &[f64]) -> Vec<f64> {
    let mut coefficients = vec![1.0];
    for root in roots {
        let mut next = vec![0.0; coefficients.len() + 1];
        for (i, c) in coefficients.iter().enumerate() {
            next[i + 1] += c;
            next[i] -= root * c;
        }
        coefficients = next;
    }
    coefficients
}

/// Moves a row's scale from the input's transform, which is applied in f32 all the time, to the kernel's, which is
/// applied once in f64.
fn balance(mut input_row: Vec<f64>, mut kernel_row: Vec<f64>, input: &mut Vec<Vec<f64>>, kernel: &mut Vec<Vec<f64>>) {
    let largest = input_row.iter().fold(0.0_f64, |max, c| max.max(c.abs()));
    for c in &mut input_row {
        *c /= largest;
    }
    for c in &mut kernel_row {
        *c *= largest;
    }
    input.push(input_row);
    kernel.push(kernel_row);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rten_simd::isa::GenericIsa;

    /// One tile through the transforms against the sum it stands for, in the four lanes of the portable vectors.
    fn tile<const HALF: usize, const OUTPUTS: usize>(taps: usize) {
        let isa = GenericIsa::new();
        let lanes = isa.f32().len();
        let transform = ToomCook::for_taps(taps).unwrap();
        let points = transform.points;
        let x: Vec<f32> = (0..points * lanes).map(|i| (i as f32 * 0.7).sin()).collect();
        let w: Vec<f32> = (0..taps).map(|t| (t as f32 * 1.3).cos()).collect();
        let kernel: Vec<f64> = w.iter().map(|w| f64::from(*w)).collect();
        let mut u = vec![0.0; points * lanes];
        // SAFETY: both hold `points` vectors.
        unsafe { transform.input::<_, HALF>(isa, x.as_ptr(), lanes, u.as_mut_ptr(), lanes) };
        for (i, u) in u.chunks_exact_mut(lanes).enumerate() {
            let mut weight = [0.0];
            transform.weights(i, &kernel, &mut weight);
            for u in u {
                *u *= weight[0];
            }
        }
        let mut y = vec![0.0; OUTPUTS * lanes];
        // SAFETY: `u` holds `points` vectors.
        unsafe {
            transform.output::<_, HALF, OUTPUTS>(isa, u.as_ptr(), lanes, |i, v| {
                isa.f32().store(v, &mut y[i * lanes..][..lanes]);
            });
        }
        for i in 0..OUTPUTS {
            for lane in 0..lanes {
                let direct: f32 = (0..taps).map(|t| w[t] * x[(i + t) * lanes + lane]).sum();
                assert!(
                    (direct - y[i * lanes + lane]).abs() < 1e-4,
                    "F({OUTPUTS}, {taps}), output {i}: {direct} and {}",
                    y[i * lanes + lane]
                );
            }
        }
    }

    #[test]
    fn tiles_are_convolutions() {
        tile::<4, 6>(3);
        tile::<7, 8>(7);
        tile::<8, 6>(11);
    }
}
