//! Making sequences longer: the generator's transposed convolutions, and the learned doubling of the residual blocks.

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

use super::Cpu;
use super::buffer::Pool as Buffers;
use super::compact::{Unpacked, Weights};
use super::conv::Conv;
use super::entry::Entry;
use super::simd::InstructionSet;
use super::value::CpuTensor;
use crate::tensor::{ConvShape, HostTensor};

/// A transposed convolution whose kernel is two strides long, as a plain one of two taps: `stride` outputs next to
/// each other are so many more channels, and each depends on one input and the one before it.
pub struct ConvTranspose {
    conv: Conv,
    stride: usize,
    outputs: usize,
}

impl ConvTranspose {
    /// `weight [in, out, 2 · stride]`.
    pub(super) fn new(
        pool: &Buffers,
        set: InstructionSet,
        weight: &HostTensor,
        bias: &HostTensor,
        stride: usize,
    ) -> Self {
        let [inputs, outputs, kernel] = [weight.shape()[0], weight.shape()[1], weight.shape()[2]];
        // The first tap sees the input before, whose second half reaches here; the second tap the input itself.
        let depth = (0..2 * inputs)
            .map(|d| d % inputs * outputs * kernel + if d < inputs { stride } else { 0 })
            .collect();
        let columns = (0..stride * outputs)
            .map(|c| c % outputs * kernel + c / outputs)
            .collect();
        let weights = Weights::pack(pool, set, &Unpacked::new(weight.data(), depth, columns));
        let bias = (0..stride * outputs).map(|c| bias.data()[c % outputs]).collect();
        let shape = ConvShape {
            stride: 1,
            dilation: 1,
            padding: 1,
        };
        Self {
            conv: Conv::direct(weights, inputs, 2, shape, bias),
            stride,
            outputs,
        }
    }

    pub(super) fn inputs(&self) -> usize {
        self.conv.inputs
    }

    /// `n` steps to `n · stride`: half a stride is cut off at each end.
    pub(super) fn apply(&self, cpu: &Cpu, x: &CpuTensor, entry: &Entry) -> CpuTensor {
        let wide = self.conv.apply(&cpu.pool, cpu.set, x, entry, None, 1.0);
        wide.reshape(self.outputs)
            .slice(self.stride / 2, x.rows() * self.stride)
    }
}

/// A transposed convolution of each channel by itself, kernel 3, stride 2, padding 1, output padding 1.
pub struct Pool {
    /// The three taps of each channel, tap by tap.
    taps: [Vec<f32>; 3],
    bias: Vec<f32>,
}

impl Pool {
    /// `weight [channels, 1, 3]`.
    pub(super) fn new(weight: &HostTensor, bias: HostTensor) -> Self {
        let taps = [0, 1, 2].map(|t| weight.data().iter().skip(t).step_by(3).copied().collect());
        Self {
            taps,
            bias: bias.into_data(),
        }
    }

    pub(super) fn channels(&self) -> usize {
        self.bias.len()
    }

    pub(super) fn apply(&self, cpu: &Cpu, x: &CpuTensor, entry: &Entry) -> CpuTensor {
        let (rows, cols) = (x.rows(), x.cols());
        let mut input = cpu.pool.take((rows + 1) * cols);
        input[rows * cols..].fill(0.0);
        cpu.set.run(entry.over(x, 0, &mut input[..rows * cols]));
        let mut out = cpu.pool.take(2 * rows * cols);
        cpu.set.run(Double {
            pool: self,
            input: &input,
            out: &mut out,
        });
        CpuTensor::new(out, 2 * rows, cols)
    }
}

/// The doubling itself; `input` has a row of zeros at its end.
struct Double<'a> {
    pool: &'a Pool,
    input: &'a [f32],
    out: &'a mut [f32],
}

impl SimdOp for Double<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Self { pool, input, out } = self;
        let ops = isa.f32();
        let cols = pool.bias.len();
        let whole = cols - cols % ops.len();
        for (t, pair) in out.chunks_exact_mut(2 * cols).enumerate() {
            let (here, next) = input[t * cols..(t + 2) * cols].split_at(cols);
            let (even, odd) = pair.split_at_mut(cols);
            for c in (0..whole).step_by(ops.len()) {
                let tap = |t: usize| ops.load(&pool.taps[t][c..]);
                let (bias, x) = (ops.load(&pool.bias[c..]), ops.load(&here[c..]));
                ops.store(ops.mul_add(x, tap(1), bias), &mut even[c..]);
                ops.store(
                    ops.mul_add(x, tap(2), ops.mul_add(ops.load(&next[c..]), tap(0), bias)),
                    &mut odd[c..],
                );
            }
            for c in whole..cols {
                even[c] = here[c] * pool.taps[1][c] + pool.bias[c];
                odd[c] = here[c] * pool.taps[2][c] + next[c] * pool.taps[0][c] + pool.bias[c];
            }
        }
    }
}
