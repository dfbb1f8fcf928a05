//! Convolutions as they are defined: each output step a product of the input rows it depends on and all the weights.
//!
//! Long sequences are cut into blocks of steps, each the work of one worker, which brings the input rows into its own
//! memory, multiplies, and writes the block. Short ones are not: every block would have to read all the weights again.
//! Their work is cut by panels of weights, each of which is read once. Which it is depends on the shapes alone, and so
//! does every sum: never on the number of threads.

use rayon::prelude::*;
use rten_simd::ops::BitOps;
use rten_simd::{Isa, SimdOp};

use super::buffer::with_scratch;
use super::compact::Weights;
use super::conv::Call;
use super::exit::Exit;
use super::kernel::{Rows, VECTORS, multiply};
use super::moments::{Columns, Moments};

/// Steps of a block of a long sequence.
const BLOCK: usize = 192;

/// From this many steps on, a sequence is long: the weights are read few times for the work that is done with them.
const LONG: usize = 6 * BLOCK;

/// Steps that are brought in or finished together in a short sequence.
const PART: usize = 48;

/// Computes `call` into `out`; gives the moments of its channels.
pub(super) fn convolve(call: &Call, weights: &Weights, out: &mut [f32]) -> Moments {
    if call.steps < LONG {
        by_panels(call, weights, out)
    } else {
        by_steps(call, weights, out)
    }
}

/// Where output step `r` finds its rows in what was fetched for it and those after it.
fn rows(call: &Call) -> Rows {
    let conv = call.conv;
    Rows {
        row: conv.shape.stride * conv.inputs,
        taps: conv.kernel,
        tap: conv.shape.dilation * conv.inputs,
        depth: conv.inputs,
    }
}

fn by_steps(call: &Call, weights: &Weights, out: &mut [f32]) -> Moments {
    let (inputs, outputs) = (call.conv.inputs, call.conv.outputs);
    let mut moments = call.pool.take(call.steps.div_ceil(BLOCK) * 2 * outputs);
    out.par_chunks_mut(BLOCK * outputs)
        .zip(moments.par_chunks_mut(2 * outputs))
        .enumerate()
        .for_each(|(block, (out, moments))| {
            let steps = out.len() / outputs;
            let fetched = call.reach(steps) * inputs;
            with_scratch(call.pool, fetched + steps * weights.width(), |scratch| {
                let (input, products) = scratch.split_at_mut(fetched);
                call.fetch(block * BLOCK, input);
                for p in 0..weights.count() {
                    multiply(
                        call.set,
                        input,
                        rows(call),
                        steps,
                        weights.panel(p),
                        products,
                        weights.width(),
                    );
                    call.set.run(Finish {
                        exit: call.exit,
                        products,
                        first: block * BLOCK,
                        column: p * weights.width(),
                        outputs,
                        out,
                    });
                }
            });
            call.set.run(Columns {
                rows: out,
                channels: outputs,
                moments,
            });
        });
    call.merge(BLOCK, &moments)
}

fn by_panels(call: &Call, weights: &Weights, out: &mut [f32]) -> Moments {
    let (inputs, outputs, steps) = (call.conv.inputs, call.conv.outputs, call.steps);
    let fetched;
    let input = if call.entry.is_nothing() && call.conv.shape.padding == 0 {
        call.x.data()
    } else {
        let stride = call.conv.shape.stride;
        let mut rows = call.pool.take(call.reach(steps) * inputs);
        rows.par_chunks_mut(PART * stride * inputs)
            .enumerate()
            .for_each(|(part, rows)| call.fetch(part * PART, rows));
        fetched = rows;
        &fetched[..]
    };
    let panel = steps * weights.width();
    let mut products = call.pool.take(weights.count() * panel);
    products.par_chunks_mut(panel).enumerate().for_each(|(p, products)| {
        multiply(
            call.set,
            input,
            rows(call),
            steps,
            weights.panel(p),
            products,
            weights.width(),
        );
    });
    let mut moments = call.pool.take(steps.div_ceil(PART) * 2 * outputs);
    out.par_chunks_mut(PART * outputs)
        .zip(moments.par_chunks_mut(2 * outputs))
        .enumerate()
        .for_each(|(part, (out, moments))| {
            for p in 0..weights.count() {
                call.set.run(Finish {
                    exit: call.exit,
                    products: &products[p * panel + part * PART * weights.width()..(p + 1) * panel],
                    first: part * PART,
                    column: p * weights.width(),
                    outputs,
                    out,
                });
            }
            call.set.run(Columns {
                rows: out,
                channels: outputs,
                moments,
            });
        });
    call.merge(PART, &moments)
}

/// Takes the products of a panel, `[steps][width]`, to their place in the output.
struct Finish<'a> {
    exit: &'a Exit<'a>,
    products: &'a [f32],
    /// The first of the output steps.
    first: usize,
    column: usize,
    outputs: usize,
    out: &'a mut [f32],
}

impl SimdOp for Finish<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let lanes = ops.len();
        let products = self.products.chunks_exact(VECTORS * lanes);
        for (r, (out, product)) in self.out.chunks_exact_mut(self.outputs).zip(products).enumerate() {
            let vectors: [I::F32; VECTORS] = std::array::from_fn(
                #[inline(always)]
                |v| ops.load(&product[v * lanes..]),
            );
            self.exit.store(isa, vectors, self.first + r, self.column, out);
        }
    }
}
