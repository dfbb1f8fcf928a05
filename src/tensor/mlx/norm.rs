//! What is done to a layer's input on its way in.

use std::ops::Range;

use mlx_rs::Array;

use super::Mlx;
use super::device::part;
use super::graph::{self as g, Result};
use super::sequences::Sequences;
use crate::tensor::check::expect;
use crate::tensor::{Activation, Before};

/// Added to a variance over time.
const EPSILON: f32 = 1e-5;

/// A number for each channel, and its inverse for those that are a Snake's α.
pub struct Channels {
    pub(super) values: Array,
    pub(super) inverse: Array,
}

impl Channels {
    pub(super) fn new(values: &[f32]) -> Self {
        let inverse: Vec<f32> = values.iter().map(|value| value.recip()).collect();
        Self {
            values: g::array(values, &[values.len()]),
            inverse: g::array(&inverse, &[inverse.len()]),
        }
    }
}

/// A norm's scale and shift, worked out, and the activation after it: what is left is one pass over the input.
pub(super) struct Entry<'a> {
    scale_shift: Option<[Array; 2]>,
    activation: Activation<'a, Channels>,
}

impl<'a> Entry<'a> {
    pub(super) fn plain(activation: Activation<'a, Channels>) -> Self {
        Self {
            scale_shift: None,
            activation,
        }
    }

    /// Looks at the whole input, for its moments.
    pub(super) fn new(mlx: &Mlx, x: &Sequences, before: &Before<'a, Sequences, Channels>) -> Result<Self> {
        if let Activation::Snake(alpha) = before.activation {
            expect("Snake", &[x.channels()], &g::shape(&alpha.values))?;
        }
        let scale_shift = match &before.norm {
            None => None,
            Some(norm) => {
                let wanted = [x.extent.count(), 1, 2 * x.channels()];
                expect("adaptive norm", &wanted, &g::shape(&norm.gamma_beta.array))?;
                Some(scale_shift(mlx, x, &norm.gamma_beta.array)?)
            }
        };
        Ok(Self {
            scale_shift,
            activation: before.activation,
        })
    }

    /// Some steps of the input on their way in.
    pub(super) fn over(&self, mlx: &Mlx, x: &Array) -> Result<Array> {
        let fused = &mlx.fused;
        match (&self.scale_shift, self.activation) {
            (None, Activation::Identity) => Ok(x.clone()),
            (None, Activation::LeakyRelu(slope)) => fused.leaky(x, slope),
            (None, Activation::Snake(alpha)) => fused.snake(x, &alpha.values, &alpha.inverse),
            (None, Activation::Gelu) => fused.gelu(x),
            (Some([scale, shift]), Activation::Identity) => fused.affine(x, scale, shift),
            (Some([scale, shift]), Activation::LeakyRelu(slope)) => fused.affine_leaky(x, scale, shift, slope),
            (Some([scale, shift]), Activation::Snake(alpha)) => {
                fused.affine_snake(x, [scale, shift], [&alpha.values, &alpha.inverse])
            }
            (Some([scale, shift]), Activation::Gelu) => fused.gelu(&fused.affine(x, scale, shift)?),
        }
    }

    /// The same of steps `needed` of the input as it is with `padding` zeros before and after each sequence.
    pub(super) fn padded(&self, mlx: &Mlx, x: &Sequences, needed: Range<usize>, padding: usize) -> Result<Array> {
        let end = x.steps() + padding;
        let (from, to) = (needed.start.max(padding) - padding, needed.end.min(end) - padding);
        let here = self.over(mlx, &part(&x.array, from, to)?)?;
        let here = x.extent.blank(&here, from, to)?;
        g::pad_steps(
            &here,
            padding.saturating_sub(needed.start),
            needed.end.saturating_sub(end),
        )
    }
}

/// Adaptive instance normalisation as a scale and a shift of each channel of each sequence.
fn scale_shift(mlx: &Mlx, x: &Sequences, gamma_beta: &Array) -> Result<[Array; 2]> {
    let moments = x.each()?.iter().map(|x| moments(mlx, x)).collect::<Result<Vec<_>>>()?;
    let (means, variances): (Vec<_>, Vec<_>) = moments.into_iter().map(|[mean, variance]| (mean, variance)).unzip();
    let (mean, variance) = (g::concat(&means, 0)?, g::concat(&variances, 0)?);
    let [gamma, beta] = g::split_last(gamma_beta)?;
    let scale = g::mul(&g::plus(&gamma, 1.0)?, &g::rsqrt(&g::plus(&variance, EPSILON)?)?)?;
    let shift = g::sub(&beta, &g::mul(&mean, &scale)?)?;
    Ok([scale, shift])
}

/// Mean and variance of each channel of one sequence over time, `[1, 1, channels]` each.
fn moments(mlx: &Mlx, x: &Array) -> Result<[Array; 2]> {
    let (count, width) = (g::steps(x), g::cols(x));
    let average = |of: &dyn Fn(&Array) -> Result<Array>| -> Result<Array> {
        let sums = mlx
            .device
            .parts(count, width, |from, to| g::sum(&of(&part(x, from, to)?)?, 1))?;
        let total = match &sums[..] {
            [only] => only.clone(),
            sums => g::sum(&g::concat(sums, 1)?, 1)?,
        };
        g::times(&total, 1.0 / count as f32)
    };
    let mean = average(&|x| Ok(x.clone()))?;
    let variance = average(&|x| g::square(&g::sub(x, &mean)?))?;
    Ok([mean, variance])
}
