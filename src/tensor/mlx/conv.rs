//! Convolutions over time. MLX has kernels of its own for a graphics processor; on a processor they are naive where
//! there is a dilation, so there each becomes matrix products over a tile of steps.

use std::rc::Rc;

use mlx_rs::{Array, Dtype, ops};

use super::device::{Device, part};
use super::graph::{self as g, Result};
use super::norm::Entry;
use super::sequences::{Extent, Sequences};
use super::toom_cook::Points;
use super::{Mlx, MlxOptions};
use crate::tensor::{After, ConvShape, HostTensor, Precision};

/// A convolution's weights.
pub struct Conv {
    kind: Weight,
    bias: Array,
    /// What is multiplied; sums go on in f32.
    product: Dtype,
    shape: ConvShape,
    kernel: usize,
    /// Whether each sequence is to be computed by itself.
    pub(super) exact: bool,
    pub(super) inputs: usize,
    pub(super) outputs: usize,
}

/// In the form its device wants.
enum Weight {
    /// `[out, kernel, in]`, for MLX's own convolution.
    Own(Array),
    /// `[kernel · in, out]`, for a product with the taps side by side.
    Matrix(Array),
    /// For fewer products.
    Points(Points),
}

/// How convolutions are computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Convolutions {
    /// As is best on the device, as far as is known.
    #[default]
    Best,
    /// By MLX's own kernels.
    Own,
    /// As products with the taps side by side.
    Products,
    /// By Toom–Cook where [`Precision::Fast`] allows it, else as products.
    ToomCook,
}

impl Convolutions {
    /// The same, of [`Self::Best`] what it stands for.
    pub(super) fn on(self, device: &Device) -> Self {
        match (self, device) {
            (Self::Best, Device::Gpu) => Self::Own,
            (Self::Best, Device::Cpu(_)) => Self::ToomCook,
            (chosen, _) => chosen,
        }
    }
}

impl Conv {
    /// `weight [out, in, kernel]`.
    pub(super) fn new(
        options: &MlxOptions,
        precision: Precision,
        weight: &HostTensor,
        bias: Option<&HostTensor>,
        shape: ConvShape,
    ) -> Result<Self> {
        let [outputs, inputs, kernel] = [weight.shape()[0], weight.shape()[1], weight.shape()[2]];
        let fast = precision == Precision::Fast;
        let half = fast && options.half;
        let product = if half { Dtype::Float16 } else { Dtype::Float32 };
        let array = || g::cast(&g::array(weight.data(), weight.shape()), product);
        // Half precision has too few digits for the transforms.
        let transformed = fast && !half && options.convolutions == Convolutions::ToomCook;
        let kind = if let Some(points) = transformed.then(|| Points::new(weight, shape)).flatten() {
            Weight::Points(points)
        } else if options.convolutions == Convolutions::Own && kernel > 1 {
            Weight::Own(g::contiguous(&g::transpose(&array()?, &[0, 2, 1])?)?)
        } else {
            let by_tap = g::contiguous(&g::transpose(&array()?, &[2, 1, 0])?)?;
            Weight::Matrix(g::reshape(&by_tap, &[kernel * inputs, outputs])?)
        };
        let bias = match bias {
            Some(bias) => g::array(bias.data(), &[outputs]),
            None => g::array(&vec![0.0; outputs], &[outputs]),
        };
        Ok(Self {
            kind,
            bias,
            product,
            shape,
            kernel,
            exact: !fast,
            inputs,
            outputs,
        })
    }

    /// What has to be computed before the weights can be used.
    pub(super) fn arrays(&self) -> [&Array; 2] {
        let (Weight::Own(weight) | Weight::Matrix(weight) | Weight::Points(Points { weight, .. })) = &self.kind;
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

    pub(super) fn apply(&self, mlx: &Mlx, x: &Sequences, entry: &Entry, after: &After<Sequences>) -> Result<Sequences> {
        let add = after.add.as_ref().map(|add| &add.array);
        let array = match &self.kind {
            Weight::Own(weight) => {
                let input = entry.padded(mlx, x, 0..x.steps(), 0)?;
                let input = g::cast(&input, self.product)?;
                mlx.fused
                    .finish(&self.whole(weight, &input)?, &self.bias, add, after.scale)?
            }
            Weight::Matrix(weight) => {
                let width = x.extent.count() * self.kernel * self.inputs;
                mlx.device.by_steps(self.steps(x.steps()), width, |from, to| {
                    let y = g::matmul(&self.taps(mlx, x, entry, from, to)?, weight)?;
                    let add = add.map(|add| part(add, from, to)).transpose()?;
                    mlx.fused.finish(&y, &self.bias, add.as_ref(), after.scale)
                })?
            }
            Weight::Points(points) => {
                let (steps, group) = (self.steps(x.steps()), points.group());
                let width = x.extent.count() * points.width();
                mlx.device.by_steps(steps.div_ceil(group), width, |from, to| {
                    let y = points.apply(mlx, x, entry, from, to)?;
                    let (from, to) = (from * group, steps.min(to * group));
                    let add = add.map(|add| part(add, from, to)).transpose()?;
                    mlx.fused
                        .finish(&part(&y, 0, to - from)?, &self.bias, add.as_ref(), after.scale)
                })?
            }
        };
        let extent = self.extent(x)?;
        Ok(Sequences::new(array, extent))
    }

    /// How long the output is.
    pub(super) fn extent(&self, x: &Sequences) -> Result<Rc<Extent>> {
        x.extent.map(|length| self.steps(length))
    }

    /// MLX's own convolution.
    fn whole(&self, weight: &Array, x: &Array) -> Result<Array> {
        let (stride, padding, dilation) = (self.shape.stride, self.shape.padding, self.shape.dilation);
        let y = ops::conv1d(x, weight, stride as i32, padding as i32, dilation as i32, 1);
        g::node("conv1d", y)
    }

    /// For output steps `from` to `to`, the inputs under each tap, side by side: `[sequences, to − from, kernel · in]`.
    fn taps(&self, mlx: &Mlx, x: &Sequences, entry: &Entry, from: usize, to: usize) -> Result<Array> {
        let ConvShape {
            stride,
            dilation,
            padding,
        } = self.shape;
        let (sequences, count, inputs) = (x.extent.count(), to - from, self.inputs);
        let needed = from * stride..(to - 1) * stride + self.span();
        let here = entry.padded(mlx, x, needed.clone(), padding)?;
        let here = g::cast(&here, self.product)?;
        if self.kernel == 1 && stride == 1 {
            return Ok(here);
        }
        let taps = g::strided(
            &here,
            &[sequences, count, self.kernel, inputs],
            &[needed.len() * inputs, stride * inputs, dilation * inputs, 1],
        )?;
        g::reshape(&taps, &[sequences, count, self.kernel * inputs])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::{Backend, Before};

    /// A convolution of 8 channels over 100 steps.
    fn convolved(options: MlxOptions, precision: Precision, kernel: usize, dilation: usize) -> Vec<f32> {
        let numbers = |shape: &[usize], seed: f32| {
            let count = shape.iter().product();
            let data = (0..count).map(|i: usize| (i as f32 * seed).sin()).collect();
            HostTensor::new(shape.to_vec(), data).unwrap()
        };
        let mlx = Mlx::new(options).unwrap();
        let (weight, bias) = (numbers(&[8, 8, kernel], 0.731), numbers(&[8], 1.3));
        let conv = mlx
            .conv(weight.into(), Some(bias), ConvShape::same(kernel, dilation), precision)
            .unwrap();
        let x = mlx.tensor(numbers(&[100, 8], 0.417)).unwrap();
        let after = After::add(mlx.tensor(numbers(&[100, 8], 0.9)).unwrap());
        mlx.to_host(&mlx.apply_conv(&x, &conv, Before::leaky(0.1), after).unwrap())
            .unwrap()
    }

    fn farthest(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn every_way_to_convolve_gives_the_same() {
        for (kernel, dilation) in [(3, 1), (3, 3), (7, 1), (7, 5), (11, 1), (11, 5)] {
            let by = |convolutions| {
                let options = MlxOptions {
                    convolutions,
                    ..MlxOptions::default()
                };
                convolved(options, Precision::Fast, kernel, dilation)
            };
            let own = by(Convolutions::Own);
            assert!(
                farthest(&own, &by(Convolutions::Products)) < 1e-4,
                "{kernel}, {dilation}"
            );
            assert!(
                farthest(&own, &by(Convolutions::ToomCook)) < 1e-3,
                "{kernel}, {dilation}"
            );
        }
    }

    #[test]
    fn half_precision_is_near_and_never_where_it_must_be_exact() {
        let half = MlxOptions {
            half: true,
            ..MlxOptions::default()
        };
        for convolutions in [Convolutions::Own, Convolutions::Best] {
            let (half, full) = (
                MlxOptions { convolutions, ..half },
                MlxOptions {
                    convolutions,
                    ..MlxOptions::default()
                },
            );
            let difference = farthest(
                &convolved(half, Precision::Fast, 7, 3),
                &convolved(full, Precision::Fast, 7, 3),
            );
            assert!((1e-6..0.1).contains(&difference), "{difference}");
            let exact = convolved(half, Precision::Exact, 7, 3);
            assert_eq!(exact, convolved(full, Precision::Exact, 7, 3));
        }
    }
}
