//! Making sequences longer: the generator's transposed convolutions, and the learned doubling of the residual blocks.

use mlx_rs::Array;

use super::Mlx;
use super::device::part;
use super::graph::{self as g, Result};
use super::norm::Entry;
use super::sequences::Sequences;
use crate::tensor::HostTensor;

/// A transposed convolution whose kernel is two strides long, as a matrix product: `stride` outputs next to each other
/// are so many more channels, and each depends on one input and the one before it.
pub struct ConvTranspose {
    /// `[2 · in, stride · out]`: the input before, then the input itself.
    weight: Array,
    /// `[stride · out]`.
    bias: Array,
    stride: usize,
    pub(super) inputs: usize,
    outputs: usize,
}

impl ConvTranspose {
    /// `weight [in, out, 2 · stride]`.
    pub(super) fn new(weight: &HostTensor, bias: &HostTensor, stride: usize) -> Result<Self> {
        let [inputs, outputs] = [weight.shape()[0], weight.shape()[1]];
        let array = g::array(weight.data(), &[inputs, outputs, 2, stride]);
        let turned = g::transpose(&array, &[2, 0, 3, 1])?;
        // The second half of an input's kernel reaches past the next input.
        let turned = g::contiguous(&g::reverse(&turned, 0)?)?;
        let repeated: Vec<f32> = (0..stride).flat_map(|_| bias.data()).copied().collect();
        Ok(Self {
            weight: g::reshape(&turned, &[2 * inputs, stride * outputs])?,
            bias: g::array(&repeated, &[stride * outputs]),
            stride,
            inputs,
            outputs,
        })
    }

    /// What has to be computed before the weights can be used.
    pub(super) fn arrays(&self) -> [&Array; 2] {
        [&self.weight, &self.bias]
    }

    /// `n` steps to `n · stride`: half a stride is cut off at each end.
    pub(super) fn apply(&self, mlx: &Mlx, x: &Sequences, entry: &Entry) -> Result<Sequences> {
        let (sequences, n) = (x.extent.count(), x.steps());
        let wide = mlx.device.by_steps(n + 1, 2 * sequences * self.inputs, |from, to| {
            let padded = entry.padded(mlx, x, from..to + 1, 1)?;
            let steps = to - from;
            let pairs = g::concat(&[part(&padded, 0, steps)?, part(&padded, 1, steps + 1)?], 2)?;
            g::addmm(&self.bias, &pairs, &self.weight)
        })?;
        let long = g::reshape(&wide, &[sequences, (n + 1) * self.stride, self.outputs])?;
        Ok(Sequences::new(
            g::slice_steps(&long, self.stride / 2, self.stride / 2 + n * self.stride)?,
            x.extent.map(|length| length * self.stride)?,
        ))
    }
}

/// A transposed convolution of each channel by itself, kernel 3, stride 2, padding 1, output padding 1.
pub struct Pool {
    taps: [Array; 3],
    bias: Array,
    pub(super) channels: usize,
}

impl Pool {
    /// `weight [channels, 1, 3]`.
    pub(super) fn new(weight: &HostTensor, bias: &HostTensor) -> Self {
        let channels = bias.data().len();
        let taps = [0, 1, 2].map(|tap| {
            let taps: Vec<f32> = weight.data().iter().skip(tap).step_by(3).copied().collect();
            g::array(&taps, &[channels])
        });
        Self {
            taps,
            bias: g::array(bias.data(), &[channels]),
            channels,
        }
    }

    /// `n` steps to twice as many: each as the middle tap has it, and between it and the next the sum of both.
    pub(super) fn apply(&self, mlx: &Mlx, x: &Sequences, entry: &Entry) -> Result<Sequences> {
        let (sequences, n, channels) = (x.extent.count(), x.steps(), self.channels);
        let padded = entry.padded(mlx, x, 0..n + 1, 0)?;
        let (x_here, x_next) = (part(&padded, 0, n)?, part(&padded, 1, n + 1)?);
        let here = g::add(&g::mul(&x_here, &self.taps[1])?, &self.bias)?;
        let sum = g::add(&g::mul(&x_here, &self.taps[2])?, &g::mul(&x_next, &self.taps[0])?)?;
        let between = g::add(&sum, &self.bias)?;
        let pairs = [here, between].map(|x| g::reshape(&x, &[sequences, n, 1, channels]));
        let [here, between] = pairs;
        Ok(Sequences::new(
            g::reshape(&g::concat(&[here?, between?], 2)?, &[sequences, 2 * n, channels])?,
            x.extent.map(|length| 2 * length)?,
        ))
    }
}
