//! What happens to a layer's input on its way in: instance norm, activation, and zeros beyond the ends.

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

use super::activation::{Alpha, gelu, leaky_relu, snake};
use super::moments::Moments;
use super::value::CpuTensor;
use crate::tensor::Activation;

/// Added to a variance before its root is divided by.
const EPSILON: f64 = 1e-5;

/// A channel's norm and activation, ready to apply to vectors of channels.
pub(super) struct Entry<'a> {
    /// Scale and shift of each channel, if there is a norm.
    affine: Option<(Vec<f32>, Vec<f32>)>,
    activation: Activation<'a, Alpha>,
}

impl<'a> Entry<'a> {
    /// No norm.
    pub(super) fn plain(activation: Activation<'a, Alpha>) -> Self {
        Self {
            affine: None,
            activation,
        }
    }

    /// The instance norm of a tensor with these moments, modulated by γ and β.
    pub(super) fn adain(moments: &Moments, gamma_beta: &[f32], activation: Activation<'a, Alpha>) -> Self {
        let channels = moments.mean.len();
        let (gamma, beta) = gamma_beta.split_at(channels);
        let (mut scales, mut shifts) = (Vec::with_capacity(channels), Vec::with_capacity(channels));
        for c in 0..channels {
            let scale = (1.0 + f64::from(gamma[c])) / (moments.variance(c) + EPSILON).sqrt();
            scales.push(scale as f32);
            shifts.push((f64::from(beta[c]) - moments.mean[c] * scale) as f32);
        }
        Self {
            affine: Some((scales, shifts)),
            activation,
        }
    }

    /// Whether it changes nothing.
    pub(super) fn is_nothing(&self) -> bool {
        self.affine.is_none() && matches!(self.activation, Activation::Identity)
    }

    /// Fills `rows` with the rows of `x` from `start` on; rows before the first or after the last are zeros.
    #[inline(always)]
    fn fetch<I: Isa>(&self, isa: I, x: &CpuTensor, start: isize, rows: &mut [f32]) {
        let cols = x.cols();
        for (i, row) in rows.chunks_exact_mut(cols).enumerate() {
            match usize::try_from(start + i as isize).ok().filter(|r| *r < x.rows()) {
                Some(r) if self.is_nothing() => row.copy_from_slice(x.row(r)),
                Some(r) => self.apply_row(isa, x.row(r), row),
                None => row.fill(0.0),
            }
        }
    }

    /// An operation that fills `out` with the rows of `x` from `start` on.
    pub(super) fn over(&'a self, x: &'a CpuTensor, start: isize, out: &'a mut [f32]) -> impl SimdOp<Output = ()> {
        Over {
            entry: self,
            x,
            start,
            out,
        }
    }

    #[inline(always)]
    fn apply_row<I: Isa>(&self, isa: I, from: &[f32], to: &mut [f32]) {
        match self.activation {
            Activation::Identity => self.each(isa, from, to, |_, x| x),
            Activation::LeakyRelu(slope) => {
                let slope = isa.f32().splat(slope);
                self.each(
                    isa,
                    from,
                    to,
                    #[inline(always)]
                    |_, x| leaky_relu(isa, x, slope),
                );
            }
            Activation::Snake(alpha) => self.each(
                isa,
                from,
                to,
                #[inline(always)]
                |c, x| snake(isa, x, load(isa, &alpha.over_pi, c), load(isa, &alpha.inverse, c)),
            ),
            Activation::Gelu => self.each(
                isa,
                from,
                to,
                #[inline(always)]
                |_, x| gelu(isa, x),
            ),
        }
    }

    #[inline(always)]
    fn each<I: Isa>(&self, isa: I, from: &[f32], to: &mut [f32], function: impl Fn(usize, I::F32) -> I::F32) {
        let ops = isa.f32();
        for c in (0..from.len()).step_by(ops.len()) {
            let mut x = load(isa, from, c);
            if let Some((scale, shift)) = &self.affine {
                x = ops.mul_add(x, load(isa, scale, c), load(isa, shift, c));
            }
            let y = function(c, x);
            if to.len() - c >= ops.len() {
                ops.store(y, &mut to[c..]);
            } else {
                let left = to.len() - c;
                let mask = ops.first_n_mask(left);
                // SAFETY: the mask lets through the `left` elements that remain.
                unsafe { ops.store_ptr_mask(y, to.as_mut_ptr().add(c), mask) };
            }
        }
    }
}

/// [`Entry::fetch`] by itself.
struct Over<'a> {
    entry: &'a Entry<'a>,
    x: &'a CpuTensor,
    start: isize,
    out: &'a mut [f32],
}

impl SimdOp for Over<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        self.entry.fetch(isa, self.x, self.start, self.out);
    }
}

/// A vector of `values` from `c` on, zeros beyond the end.
#[inline(always)]
fn load<I: Isa>(isa: I, values: &[f32], c: usize) -> I::F32 {
    let ops = isa.f32();
    if values.len() - c >= ops.len() {
        ops.load(&values[c..])
    } else {
        ops.load_pad(&values[c..]).0
    }
}
