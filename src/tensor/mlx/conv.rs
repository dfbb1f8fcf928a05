//! Convolutions over time. MLX has kernels of its own for a graphics processor; on a processor they are naive where
//! there is a dilation, so there each becomes a matrix product over the taps of a tile of rows.

use mlx_rs::{Array, ops};

use super::Mlx;
use super::device::{Device, part};
use super::graph::{self as g, Result};
use super::norm::Entry;
use crate::tensor::{After, ConvShape, HostTensor};

/// A convolution's weights.
pub struct Conv {
    kind: Weight,
    bias: Array,
    shape: ConvShape,
    kernel: usize,
    pub(super) inputs: usize,
    pub(super) outputs: usize,
}

/// In the form its device wants.
enum Weight {
    /// `[out, kernel, in]`, for MLX's own convolution.
    Own(Array),
    /// `[kernel · in, out]`, for a product with the taps side by side.
    Matrix(Array),
}

impl Conv {
    /// `weight [out, in, kernel]`.
    pub(super) fn new(
        device: &Device,
        weight: &HostTensor,
        bias: Option<&HostTensor>,
        shape: ConvShape,
    ) -> Result<Self> {
        let [outputs, inputs, kernel] = [weight.shape()[0], weight.shape()[1], weight.shape()[2]];
        let array = g::array(weight.data(), weight.shape());
        let kind = if matches!(device, Device::Gpu) && kernel > 1 {
            Weight::Own(g::contiguous(&g::transpose(&array, &[0, 2, 1])?)?)
        } else {
            let by_tap = g::contiguous(&g::transpose(&array, &[2, 1, 0])?)?;
            Weight::Matrix(g::reshape(&by_tap, &[kernel * inputs, outputs])?)
        };
        let bias = match bias {
            Some(bias) => g::array(bias.data(), &[outputs]),
            None => g::array(&vec![0.0; outputs], &[outputs]),
        };
        Ok(Self {
            kind,
            bias,
            shape,
            kernel,
            inputs,
            outputs,
        })
    }

    /// What has to be computed before the weights can be used.
    pub(super) fn arrays(&self) -> [&Array; 2] {
        let (Weight::Own(weight) | Weight::Matrix(weight)) = &self.kind;
        [weight, &self.bias]
    }

    /// Inputs from the first tap to the last.
    fn span(&self) -> usize {
        self.shape.dilation * (self.kernel - 1) + 1
    }

    /// Steps of the output for so many of the input.
    pub(super) fn steps(&self, input: usize) -> usize {
        let padded = input + 2 * self.shape.padding;
        padded
            .checked_sub(self.span())
            .map_or(0, |rest| rest / self.shape.stride + 1)
    }

    pub(super) fn apply(&self, mlx: &Mlx, x: &Array, entry: &Entry, after: &After<Array>) -> Result<Array> {
        match &self.kind {
            Weight::Own(weight) => {
                let y = self.whole(weight, &entry.over(mlx, x)?)?;
                mlx.fused.finish(&y, &self.bias, after.add.as_ref(), after.scale)
            }
            Weight::Matrix(weight) => {
                let width = self.kernel * self.inputs;
                mlx.device.by_rows(self.steps(g::rows(x)), width, |from, to| {
                    let y = g::matmul(&self.taps(mlx, x, entry, from, to)?, weight)?;
                    let add = after.add.as_ref().map(|add| part(add, from, to)).transpose()?;
                    mlx.fused.finish(&y, &self.bias, add.as_ref(), after.scale)
                })
            }
        }
    }

    /// MLX's own convolution.
    fn whole(&self, weight: &Array, x: &Array) -> Result<Array> {
        let (stride, padding, dilation) = (self.shape.stride, self.shape.padding, self.shape.dilation);
        let x = g::reshape(x, &[1, g::rows(x), self.inputs])?;
        let y = ops::conv1d(x, weight, stride as i32, padding as i32, dilation as i32, 1);
        let y = g::node("conv1d", y)?;
        let steps = y.shape()[1] as usize;
        g::reshape(&y, &[steps, self.outputs])
    }

    /// For output steps `from` to `to`, the inputs under each tap, side by side: `[to − from, kernel · in]`.
    fn taps(&self, mlx: &Mlx, x: &Array, entry: &Entry, from: usize, to: usize) -> Result<Array> {
        let ConvShape {
            stride,
            dilation,
            padding,
        } = self.shape;
        let (count, inputs) = (to - from, self.inputs);
        // In steps of the padded input.
        let (first, end) = (from * stride, (to - 1) * stride + self.span());
        let last = g::rows(x) + padding;
        let here = part(x, first.max(padding) - padding, end.min(last) - padding)?;
        let here = entry.over(mlx, &here)?;
        let (before, behind) = (padding.saturating_sub(first), end.saturating_sub(last));
        let here = if before + behind == 0 {
            here
        } else {
            g::pad_rows(&here, before, behind)?
        };
        if self.kernel == 1 && stride == 1 {
            return Ok(here);
        }
        let taps = g::strided(
            &here,
            &[count, self.kernel, inputs],
            &[stride * inputs, dilation * inputs, 1],
        )?;
        g::reshape(&taps, &[count, self.kernel * inputs])
    }
}
