//! Convolutions over time: their weights, and which of the ways to compute them is taken.

use std::ops::Range;

use rten_simd::{Isa, SimdOp};

use super::buffer::Pool;
use super::compact::{Unpacked, Weights};
use super::entry::Entry;
use super::exit::{Addend, Exit};
use super::kernel::Panels;
use super::moments::Moments;
use super::simd::InstructionSet;
use super::toom_cook::ToomCook;
use super::value::CpuTensor;
use super::{direct, tiles};
use crate::tensor::{ConvShape, HostTensor, TensorError, Weight};

/// A convolution's weights, packed for the way it is computed.
pub struct Conv {
    pub(super) shape: ConvShape,
    pub(super) kernel: usize,
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    pub(super) bias: Vec<f32>,
    method: Method,
}

enum Method {
    /// A matrix of depth `kernel · inputs`.
    Direct(Weights),
    /// The transforms, and a matrix of depth `inputs` for each point.
    ToomCook(Box<ToomCook>, Panels),
}

impl Conv {
    /// Packs `weight [out, in, kernel]`; by Toom–Cook unless `exact`, where that is less work.
    pub(super) fn new(
        pool: &Pool,
        set: InstructionSet,
        weight: Weight,
        bias: Option<&HostTensor>,
        shape: ConvShape,
        exact: bool,
    ) -> Result<Self, TensorError> {
        let extents @ [outputs, inputs, kernel] = [weight.shape()[0], weight.shape()[1], weight.shape()[2]];
        let lanes = set.lanes();
        // The transforms work on whole vectors of channels, and cost more than they save on a few.
        let fits = shape.stride == 1
            && inputs == outputs
            && inputs.is_multiple_of(2 * lanes)
            && (128..=256).contains(&inputs)
            && !exact;
        let method = if let Some(transform) = ToomCook::for_taps(kernel).filter(|_| fits) {
            let panels = match weight {
                Weight::EightBit(weight) => {
                    let (numbers, zeros, scales) = (weight.numbers(), weight.zeros(), weight.scales());
                    let value = |row: usize, at: usize| (f32::from(numbers[at]) - zeros[row]) * scales[row];
                    at_points(pool, set, &transform, extents, value)
                }
                weight => {
                    let weight = weight.into_plain()?;
                    at_points(pool, set, &transform, extents, |_, at| weight.data()[at])
                }
            };
            Method::ToomCook(Box::new(transform), panels)
        } else {
            let depth = (0..kernel * inputs).map(|d| d % inputs * kernel + d / inputs).collect();
            let columns = (0..outputs).map(|o| o * inputs * kernel).collect();
            Method::Direct(match weight {
                Weight::EightBit(weight) => {
                    let matrix = Unpacked::new(weight.numbers(), depth, columns);
                    Weights::numbered(pool, set, &matrix, weight.zeros(), weight.scales())
                }
                weight => {
                    let weight = weight.into_plain()?;
                    Weights::pack(pool, set, &Unpacked::new(weight.data(), depth, columns))
                }
            })
        };
        let bias = bias.map_or_else(|| vec![0.0; outputs], |b| b.data().to_vec());
        Ok(Self {
            shape,
            kernel,
            inputs,
            outputs,
            bias,
            method,
        })
    }

    /// A direct convolution from weights already packed, `taps · inputs` deep.
    pub(super) fn direct(weights: Weights, inputs: usize, kernel: usize, shape: ConvShape, bias: Vec<f32>) -> Self {
        Self {
            shape,
            kernel,
            inputs,
            outputs: weights.columns(),
            bias,
            method: Method::Direct(weights),
        }
    }

    /// Steps that come out for `rows` that go in.
    pub(super) fn steps(&self, rows: usize) -> usize {
        let reach = self.shape.dilation * (self.kernel - 1) + 1;
        (rows + 2 * self.shape.padding + 1)
            .saturating_sub(reach)
            .div_ceil(self.shape.stride)
    }

    /// Convolves, with `entry` on the way in and `add`, `scale` on the way out.
    pub(super) fn apply(
        &self,
        pool: &Pool,
        set: InstructionSet,
        x: &CpuTensor,
        entry: &Entry,
        add: Option<CpuTensor>,
        scale: f32,
    ) -> CpuTensor {
        let steps = self.steps(x.rows());
        let (mut out, addend) = match add {
            Some(add) => match Addend::claim(add) {
                Ok(buffer) => (buffer, Addend::InPlace),
                Err(shared) => (pool.take(steps * self.outputs), Addend::Other(shared)),
            },
            None => (pool.take(steps * self.outputs), Addend::Nothing),
        };
        let exit = Exit {
            bias: &self.bias,
            addend,
            scale,
        };
        let call = Call {
            conv: self,
            pool,
            set,
            x,
            entry,
            exit: &exit,
            steps,
        };
        let moments = match &self.method {
            Method::Direct(weights) => direct::convolve(&call, weights, &mut out),
            Method::ToomCook(transform, panels) => tiles::convolve(&call, transform, panels, &mut out),
        };
        CpuTensor::new(out, steps, self.outputs).with_moments(moments)
    }
}

/// Weights `[out, in, kernel]` at each point: a matrix `[in, out]` for each. `value` is told the row and the place of a
/// weight.
fn at_points(
    pool: &Pool,
    set: InstructionSet,
    transform: &ToomCook,
    [outputs, inputs, kernel]: [usize; 3],
    value: impl Fn(usize, usize) -> f32 + Sync,
) -> Panels {
    let fill = |columns, panel: &mut [f32]| {
        set.run(AtPoints {
            transform,
            inputs,
            kernel,
            value: &value,
            columns,
            panel,
        });
    };
    Panels::fill(pool, set.lanes(), transform.points, inputs, outputs, fill).0
}

/// Transforms some columns of weights `[out, in, kernel]` to their panel `[points][in][width]`: plain Rust, of which the
/// compiler makes vector instructions.
struct AtPoints<'a, Value> {
    transform: &'a ToomCook,
    inputs: usize,
    kernel: usize,
    value: &'a Value,
    columns: Range<usize>,
    panel: &'a mut [f32],
}

impl<Value: Fn(usize, usize) -> f32> SimdOp for AtPoints<'_, Value> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let Self {
            transform,
            inputs,
            kernel,
            value,
            columns,
            panel,
        } = self;
        let width = panel.len() / (transform.points * inputs);
        let mut taps = vec![0.0; kernel * width];
        for i in 0..inputs {
            for (c, o) in columns.clone().enumerate() {
                for t in 0..kernel {
                    taps[t * width + c] = f64::from(value(o, (o * inputs + i) * kernel + t));
                }
            }
            for point in 0..transform.points {
                transform.weights(point, &taps, &mut panel[(point * inputs + i) * width..][..width]);
            }
        }
    }
}

/// A convolution at work.
pub(super) struct Call<'a> {
    pub conv: &'a Conv,
    pub pool: &'a Pool,
    pub set: InstructionSet,
    pub x: &'a CpuTensor,
    pub entry: &'a Entry<'a>,
    pub exit: &'a Exit<'a>,
    /// Steps that come out.
    pub steps: usize,
}

impl Call<'_> {
    /// Input rows that `steps` output steps in a row depend on.
    pub(super) fn reach(&self, steps: usize) -> usize {
        let ConvShape { stride, dilation, .. } = self.conv.shape;
        (steps - 1) * stride + dilation * (self.conv.kernel - 1) + 1
    }

    /// Fills `rows` with what the output steps from `first` on depend on, normalised and activated.
    pub(super) fn fetch(&self, first: usize, rows: &mut [f32]) {
        let start = (first * self.conv.shape.stride) as isize - self.conv.shape.padding as isize;
        self.set.run(self.entry.over(self.x, start, rows));
    }

    /// The moments of all steps from those of blocks of `block_rows` of them.
    pub(super) fn merge(&self, block_rows: usize, moments: &[f32]) -> Moments {
        let mut total = Moments::empty(self.conv.outputs);
        for (block, moments) in moments.chunks_exact(2 * self.conv.outputs).enumerate() {
            total.merge(block_rows.min(self.steps - block * block_rows), moments);
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::EightBitTensor;
    use crate::tensor::cpu::buffer::Pool;

    #[test]
    fn weights_in_eight_bits_convolve_as_the_floats_they_stand_for() {
        let set = InstructionSet::Portable;
        let pool = Pool::default();
        for (channels, kernel, exact) in [(128, 3, false), (128, 3, true), (24, 5, true)] {
            let numbers: Vec<i8> = (0..channels * channels * kernel)
                .map(|i| (i * 7919 % 256) as u8 as i8)
                .collect();
            let zeros = (0..channels).map(|row| (row % 7) as f32).collect();
            let scales = (0..channels).map(|row| 0.000_7 * (1 + row % 5) as f32).collect();
            let weight = EightBitTensor::new(vec![channels, channels, kernel], numbers, zeros, scales).unwrap();
            let plain = weight.dequantise().unwrap();
            let mut input = pool.take(40 * channels);
            for (i, x) in input.iter_mut().enumerate() {
                *x = (i as f32 * 0.37).sin();
            }
            let input = CpuTensor::new(input, 40, channels);
            let [from_numbers, from_floats] = [Weight::EightBit(weight), Weight::Plain(plain)].map(|weight| {
                let conv = Conv::new(&pool, set, weight, None, ConvShape::same(kernel, 1), exact).unwrap();
                assert_eq!(matches!(conv.method, Method::ToomCook(..)), !exact);
                let entry = Entry::plain(crate::tensor::Activation::Identity);
                conv.apply(&pool, set, &input, &entry, None, 1.0)
            });
            assert_eq!(from_numbers.data(), from_floats.data());
            assert!(from_floats.data().iter().any(|y| *y != 0.0));
        }
    }
}
