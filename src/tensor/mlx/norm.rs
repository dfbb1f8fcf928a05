//! What is done to a layer's input on its way in.

use mlx_rs::Array;

use super::Mlx;
use super::graph::{self as g, Result};
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
    pub(super) fn new(mlx: &Mlx, x: &Array, before: &Before<'a, Array, Channels>) -> Result<Self> {
        if let Activation::Snake(alpha) = before.activation {
            expect("Snake", &[g::cols(x)], &g::shape(&alpha.values))?;
        }
        let scale_shift = match &before.norm {
            None => None,
            Some(norm) => {
                expect("adaptive norm", &[1, 2 * g::cols(x)], &g::shape(norm.gamma_beta))?;
                Some(scale_shift(mlx, x, norm.gamma_beta)?)
            }
        };
        Ok(Self {
            scale_shift,
            activation: before.activation,
        })
    }

    /// Some rows of the input on their way in.
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
}

/// Adaptive instance normalisation as a scale and a shift of each channel.
fn scale_shift(mlx: &Mlx, x: &Array, gamma_beta: &Array) -> Result<[Array; 2]> {
    let (count, width) = (g::rows(x), g::cols(x));
    let average = |of: &dyn Fn(&Array) -> Result<Array>| -> Result<Array> {
        let sums = mlx.device.parts(count, width, |from, to| {
            g::sum(&of(&super::device::part(x, from, to)?)?, 0)
        })?;
        let total = match &sums[..] {
            [only] => only.clone(),
            sums => g::sum(&g::concat(sums, 0)?, 0)?,
        };
        g::times(&total, 1.0 / count as f32)
    };
    let mean = average(&|rows| Ok(rows.clone()))?;
    let variance = average(&|rows| g::square(&g::sub(rows, &mean)?))?;
    let [gamma, beta] = [
        g::slice_last(gamma_beta, 0, width)?,
        g::slice_last(gamma_beta, width, 2 * width)?,
    ];
    let scale = g::mul(&g::plus(&gamma, 1.0)?, &g::rsqrt(&g::plus(&variance, EPSILON)?)?)?;
    let shift = g::sub(&beta, &g::mul(&mean, &scale)?)?;
    Ok([scale, shift])
}
