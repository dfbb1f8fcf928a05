//! Activations in vectors.

use rten_simd::ops::{BitOps, FloatOps, NumOps};
use rten_simd::{Isa, SimdUnaryOp};
use rten_vecmath::ApproxGelu;

/// sin²(πr) / r² on |r| ≤ ½ as a polynomial in r², by Chebyshev interpolation; largest error of sin² 2.3e-7.
pub(in crate::tensor) const SIN_SQUARE: [f32; 6] =
    [9.869_604, -32.469_67, 42.727_196, -30.101_466, 13.050_099, -3.356_592_6];

/// A number for each channel; for those that are a Snake's α, also what its formula wants of them.
pub struct Alpha {
    pub(super) values: Vec<f32>,
    /// α / π
    pub(super) over_pi: Vec<f32>,
    /// 1 / α
    pub(super) inverse: Vec<f32>,
}

impl Alpha {
    pub(super) fn new(values: Vec<f32>) -> Self {
        let over_pi = values
            .iter()
            .map(|a| (f64::from(*a) / std::f64::consts::PI) as f32)
            .collect();
        let inverse = values.iter().map(|a| a.recip()).collect();
        Self {
            values,
            over_pi,
            inverse,
        }
    }
}

/// `x + sin²(αx) / α`.
#[inline(always)]
pub(super) fn snake<I: Isa>(isa: I, x: I::F32, alpha_over_pi: I::F32, inverse_alpha: I::F32) -> I::F32 {
    let ops = isa.f32();
    // sin² has the period π: what is left of αx / π after its nearest whole number is all it needs.
    let turns = ops.mul(x, alpha_over_pi);
    let r = ops.sub(turns, ops.round_ties_even(turns));
    let square = ops.mul(r, r);
    let mut polynomial = ops.splat(SIN_SQUARE[5]);
    for c in SIN_SQUARE[..5].iter().rev() {
        polynomial = ops.mul_add(polynomial, square, ops.splat(*c));
    }
    ops.mul_add(ops.mul(polynomial, square), inverse_alpha, x)
}

/// `x` above zero, `slope · x` below, for a slope under 1.
#[inline(always)]
pub(super) fn leaky_relu<I: Isa>(isa: I, x: I::F32, slope: I::F32) -> I::F32 {
    let ops = isa.f32();
    ops.max(x, ops.mul(x, slope))
}

/// The tanh form of GELU.
#[inline(always)]
pub(super) fn gelu<I: Isa>(isa: I, x: I::F32) -> I::F32 {
    ApproxGelu {}.eval(isa, x)
}
