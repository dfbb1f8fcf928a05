//! Toom–Cook convolution as three matrix products: inputs to points, points times weights, points to outputs.
//!
//! `cpu::toom_cook` says where the matrices come from. A dilated convolution is as many convolutions as its dilation, each
//! over every so many steps: what belongs together is a *group* of `outputs · dilation` steps.

use mlx_rs::Array;

use super::Mlx;
use super::graph::{self as g, Result};
use super::norm::Entry;
use super::sequences::Sequences;
use crate::tensor::cpu::ToomCook;
use crate::tensor::{ConvShape, HostTensor};

/// The weights of a convolution, at the points.
pub(super) struct Points {
    /// `[points, in, out]`.
    pub(super) weight: Array,
    /// `[points, points]`.
    input: Array,
    /// `[outputs, points]`.
    output: Array,
    /// Outputs for so many points.
    outputs: usize,
    count: usize,
    shape: ConvShape,
}

impl Points {
    /// `weight [out, in, kernel]`, if there is a transform that pays for such a convolution.
    pub(super) fn new(weight: &HostTensor, shape: ConvShape) -> Option<Self> {
        let [out, inputs, kernel] = [weight.shape()[0], weight.shape()[1], weight.shape()[2]];
        let transform = ToomCook::for_taps(kernel).filter(|_| shape.stride == 1)?;
        let points = transform.points;
        let mut at_points = vec![0.0; points * inputs * out];
        let mut taps = vec![0.0; kernel * out];
        for input in 0..inputs {
            for o in 0..out {
                for t in 0..kernel {
                    taps[t * out + o] = f64::from(weight.data()[(o * inputs + input) * kernel + t]);
                }
            }
            for point in 0..points {
                transform.weights(point, &taps, &mut at_points[(point * inputs + input) * out..][..out]);
            }
        }
        Some(Self {
            weight: g::array(&at_points, &[points, inputs, out]),
            input: g::array(&transform.input_matrix(), &[points, points]),
            output: g::array(&transform.output_matrix(), &[transform.outputs, points]),
            outputs: transform.outputs,
            count: points,
            shape,
        })
    }

    /// Steps of a group.
    pub(super) fn group(&self) -> usize {
        self.outputs * self.shape.dilation
    }

    /// Numbers that one step of a group is made of, as it passes through.
    pub(super) fn width(&self) -> usize {
        self.count * self.shape.dilation * g::steps(&self.weight)
    }

    /// Groups `from` to `to` of the output, `[sequences, steps, out]`, before bias and sum.
    pub(super) fn apply(&self, mlx: &Mlx, x: &Sequences, entry: &Entry, from: usize, to: usize) -> Result<Array> {
        let (group, dilation, padding) = (self.group(), self.shape.dilation, self.shape.padding);
        let (sequences, groups, inputs, out) = (
            x.extent.count(),
            to - from,
            g::steps(&self.weight),
            g::cols(&self.weight),
        );
        let overlap = (self.count - self.outputs) * dilation;
        let needed = from * group..to * group + overlap;
        let here = entry.padded(mlx, x, needed.clone(), padding)?;
        let pieces = g::strided(
            &here,
            &[self.count, sequences, groups, dilation, inputs],
            &[dilation * inputs, needed.len() * inputs, group * inputs, inputs, 1],
        )?;
        let rows = sequences * groups * dilation;
        let pieces = g::reshape(&pieces, &[self.count, rows * inputs])?;
        let pieces = g::reshape(&g::matmul(&self.input, &pieces)?, &[self.count, rows, inputs])?;
        let products = g::reshape(&g::matmul(&pieces, &self.weight)?, &[self.count, rows * out])?;
        let y = g::reshape(
            &g::matmul(&self.output, &products)?,
            &[self.outputs, sequences, groups, dilation, out],
        )?;
        g::reshape(&g::transpose(&y, &[1, 2, 0, 3, 4])?, &[sequences, groups * group, out])
    }
}
