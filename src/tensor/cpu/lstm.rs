//! A long short-term memory in both directions (Hochreiter & Schmidhuber 1997), gates in PyTorch's order i f g o.
//!
//! The inputs' part of all steps is one matrix product; what is left for each step is a matrix times the last output,
//! small enough to stay in a core's cache, so each direction keeps to one worker.

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp, SimdUnaryOp};
use rten_vecmath::{Sigmoid, Tanh};

use super::Cpu;
use super::conv::Conv;
use super::entry::Entry;
use super::kernel::{Panels, VECTORS};
use super::value::CpuTensor;
use crate::tensor::{Activation, ConvShape, HostTensor, LstmWeights, TensorError};

/// Both directions.
pub struct BiLstm {
    hidden: usize,
    /// `[input, 8 · hidden]` and the sum of both biases: forward's gates, then backward's.
    inputs: Conv,
    /// `[hidden, 4 · hidden]` of each direction.
    recurrent: [Panels; 2],
}

impl BiLstm {
    pub(super) fn new(cpu: &Cpu, forward: LstmWeights, backward: LstmWeights) -> Result<Self, TensorError> {
        let [hidden, input] = [forward.weight_hh.shape()[1], forward.weight_ih.shape()[1]];
        let biases =
            [&forward, &backward].map(|direction| direction.bias_ih.data().iter().zip(direction.bias_hh.data()));
        let bias = biases.into_iter().flatten().map(|(a, b)| a + b).collect();
        let bias = HostTensor::new(vec![8 * hidden], bias)?;
        let weight = forward.weight_ih.above(backward.weight_ih)?;
        let weight = weight.reshape(vec![8 * hidden, input, 1])?;
        let inputs = Conv::new(&cpu.pool, cpu.set, weight, Some(&bias), ConvShape::same(1, 1), true)?;
        let recurrent = [forward.weight_hh.into_plain()?, backward.weight_hh.into_plain()?].map(|weight| {
            let w = weight.data();
            Panels::pack(&cpu.pool, cpu.set.lanes(), hidden, 4 * hidden, |i, o| w[o * hidden + i])
        });
        Ok(Self {
            hidden,
            inputs,
            recurrent,
        })
    }

    pub(super) fn input(&self) -> usize {
        self.inputs.inputs
    }

    /// `[n, input]` to `[n, 2 · hidden]`.
    pub(super) fn apply(&self, cpu: &Cpu, x: &CpuTensor) -> CpuTensor {
        let gates = self
            .inputs
            .apply(&cpu.pool, cpu.set, x, &Entry::plain(Activation::Identity), None, 1.0);
        let (n, hidden) = (x.rows(), self.hidden);
        let mut halves = [cpu.pool.take(n * hidden), cpu.pool.take(n * hidden)];
        let [forward, backward] = &mut halves;
        rayon::join(
            || {
                cpu.set.run(Direction {
                    gates: &gates,
                    recurrent: &self.recurrent[0],
                    hidden,
                    backward: false,
                    out: forward,
                });
            },
            || {
                cpu.set.run(Direction {
                    gates: &gates,
                    recurrent: &self.recurrent[1],
                    hidden,
                    backward: true,
                    out: backward,
                });
            },
        );
        let mut out = cpu.pool.take(2 * n * hidden);
        for (row, (f, b)) in out
            .chunks_exact_mut(2 * hidden)
            .zip(halves[0].chunks_exact(hidden).zip(halves[1].chunks_exact(hidden)))
        {
            row[..hidden].copy_from_slice(f);
            row[hidden..].copy_from_slice(b);
        }
        CpuTensor::new(out, n, 2 * hidden)
    }
}

/// One direction through time.
struct Direction<'a> {
    gates: &'a CpuTensor,
    recurrent: &'a Panels,
    hidden: usize,
    backward: bool,
    out: &'a mut [f32],
}

impl SimdOp for Direction<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Self {
            gates,
            recurrent,
            hidden,
            backward,
            out,
        } = self;
        let ops = isa.f32();
        let lanes = ops.len();
        let (n, first) = (gates.rows(), if backward { 4 * hidden } else { 0 });
        let mut cell = vec![0.0_f32; hidden];
        let mut output = vec![0.0_f32; hidden];
        let mut sums = vec![0.0_f32; recurrent.count() * recurrent.width];
        for step in 0..n {
            let t = if backward { n - 1 - step } else { step };
            let row = &gates.row(t)[first..first + 4 * hidden];
            matrix_vector(isa, &output, recurrent, &mut sums);
            for h in (0..hidden).step_by(lanes) {
                let gate = |g: usize| ops.add(ops.load(&sums[g * hidden + h..]), ops.load(&row[g * hidden + h..]));
                let (i, f, g, o) = (gate(0), gate(1), gate(2), gate(3));
                let sigmoid = Sigmoid {};
                let kept = ops.mul(sigmoid.eval(isa, f), ops.load(&cell[h..]));
                let state = ops.mul_add(sigmoid.eval(isa, i), Tanh::apply(isa, g), kept);
                ops.store(state, &mut cell[h..]);
                ops.store(ops.mul(sigmoid.eval(isa, o), Tanh::apply(isa, state)), &mut output[h..]);
            }
            out[t * hidden..(t + 1) * hidden].copy_from_slice(&output);
        }
    }
}

/// `x · W`; each sum is kept in four parts, or every addition would wait for the one before.
#[inline(always)]
fn matrix_vector<I: Isa>(isa: I, x: &[f32], weights: &Panels, out: &mut [f32]) {
    const PARTS: usize = 4;
    let ops = isa.f32();
    let lanes = ops.len();
    for (p, out) in out.chunks_exact_mut(weights.width).enumerate() {
        let mut sums = [[ops.zero(); VECTORS]; PARTS];
        let rows = weights.panel(p).chunks_exact(PARTS * weights.width);
        for (x, rows) in x.chunks_exact(PARTS).zip(rows) {
            for ((sums, x), row) in sums.iter_mut().zip(x).zip(rows.chunks_exact(weights.width)) {
                let x = ops.splat(*x);
                for (v, sum) in sums.iter_mut().enumerate() {
                    *sum = ops.mul_add(x, ops.load(&row[v * lanes..]), *sum);
                }
            }
        }
        for (v, out) in out.chunks_exact_mut(lanes).enumerate() {
            let pairs = [ops.add(sums[0][v], sums[1][v]), ops.add(sums[2][v], sums[3][v])];
            ops.store(ops.add(pairs[0], pairs[1]), out);
        }
    }
}
