//! Convolutions by Toom–Cook: the schedule around the transforms of [`ToomCook`].
//!
//! The output is cut into blocks of tiles, each block the work of one worker: it brings the input rows into its own memory,
//! transforms them, multiplies at each point, and transforms back. Blocks depend on the shapes alone, never on the
//! number of threads, so the result does not either.

use rayon::prelude::*;
use rten_simd::ops::BitOps;
use rten_simd::{Isa, SimdOp};

use super::buffer::with_scratch;
use super::compact::Panel;
use super::conv::Call;
use super::exit::Exit;
use super::kernel::{Panels, Rows, multiply};
use super::moments::{Columns, Moments};
use super::toom_cook::ToomCook;

/// The most tiles of a block times their channels: more would not stay in a core's cache, fewer would read the weights
/// more often.
const MOST: usize = 8_192;

/// Blocks come in multiples of this, so that a few threads end together.
const EVEN: usize = 4;

/// Between the values of one tile and the next: without it, those of many tiles would share the same few places in the
/// nearest cache.
const GAP: usize = 16;

/// How the steps are cut: a dilated convolution is `dilation` plain ones, interleaved; tile `q` of a block is the
/// `q / dilation`-th of the `q % dilation`-th of them.
struct Grid {
    dilation: usize,
    /// Outputs of a tile.
    outputs: usize,
    /// Points of a tile.
    points: usize,
    /// Tiles of each interleaved convolution in a block.
    each: usize,
}

impl Grid {
    fn new(transform: &ToomCook, dilation: usize, channels: usize, steps: usize) -> Self {
        let tiles = steps.div_ceil(transform.outputs * dilation) * dilation;
        let blocks = tiles.div_ceil(MOST / channels).next_multiple_of(EVEN);
        Self {
            dilation,
            outputs: transform.outputs,
            points: transform.points,
            each: tiles.div_ceil(blocks * dilation),
        }
    }

    /// Tiles in a block.
    fn tiles(&self) -> usize {
        self.dilation * self.each
    }

    /// Output steps of a block.
    fn steps(&self) -> usize {
        self.tiles() * self.outputs
    }

    /// Input rows of a block.
    fn input_rows(&self) -> usize {
        self.dilation * (self.outputs * (self.each - 1) + self.points)
    }

    /// The row, from the block's first, at which tile `q` starts.
    fn start(&self, q: usize) -> usize {
        q % self.dilation + self.dilation * self.outputs * (q / self.dilation)
    }

    /// Tiles that begin within the first `steps` output steps of a block.
    fn within(&self, steps: usize) -> usize {
        (0..self.tiles())
            .rev()
            .find(|q| self.start(*q) < steps)
            .map_or(0, |q| q + 1)
    }
}

/// Computes `call` into `out`; gives the moments of its channels.
pub(super) fn convolve(call: &Call, transform: &ToomCook, panels: &Panels, out: &mut [f32]) -> Moments {
    let (inputs, outputs) = (call.conv.inputs, call.conv.outputs);
    let grid = Grid::new(transform, call.conv.shape.dilation, inputs, call.steps);
    let mut moments = call.pool.take(call.steps.div_ceil(grid.steps()) * 2 * outputs);
    out.par_chunks_mut(grid.steps() * outputs)
        .zip(moments.par_chunks_mut(2 * outputs))
        .enumerate()
        .for_each(|(block, (out, moments))| {
            let values_row = grid.points * inputs + GAP;
            let products_row = grid.points * panels.width + GAP;
            let count = grid.within(out.len() / outputs);
            let fetched = grid.input_rows() * inputs;
            let needed = fetched + grid.tiles() * (values_row + products_row);
            with_scratch(call.pool, needed, |scratch| {
                let (input, rest) = scratch.split_at_mut(fetched);
                let (values, products) = rest.split_at_mut(grid.tiles() * values_row);
                let first = block * grid.steps();
                call.fetch(first, input);
                let there = Evaluate {
                    transform,
                    grid: &grid,
                    count,
                    channels: inputs,
                    input,
                    values,
                    values_row,
                };
                call.set.run(there);
                for p in 0..panels.count() {
                    for point in 0..grid.points {
                        multiply(
                            call.set,
                            &values[point * inputs..],
                            Rows::plain(values_row, inputs),
                            count,
                            Panel::Float(panels.panel_of(point, p)),
                            &mut products[point * panels.width..],
                            products_row,
                        );
                    }
                    call.set.run(Interpolate {
                        transform,
                        grid: &grid,
                        count,
                        products,
                        products_row,
                        width: panels.width,
                        exit: call.exit,
                        first,
                        column: p * panels.width,
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
    call.merge(grid.steps(), &moments)
}

/// The input's values at the points: from rows `[row][channels]` to `[tile][point][channels]`.
struct Evaluate<'a> {
    transform: &'a ToomCook,
    grid: &'a Grid,
    /// Tiles.
    count: usize,
    channels: usize,
    input: &'a [f32],
    values: &'a mut [f32],
    values_row: usize,
}

impl Evaluate<'_> {
    #[inline(always)]
    fn each<I: Isa, const HALF: usize>(self, isa: I) {
        let Self { grid, channels, .. } = self;
        for q in 0..self.count {
            let x = &self.input[grid.start(q) * channels..];
            let u = &mut self.values[q * self.values_row..];
            assert!(((grid.points - 1) * grid.dilation + 1) * channels <= x.len());
            assert!(grid.points * channels <= u.len());
            for c in (0..channels).step_by(isa.f32().len()) {
                // SAFETY: the asserts; and channels are whole vectors.
                unsafe {
                    self.transform.input::<I, HALF>(
                        isa,
                        x.as_ptr().add(c),
                        grid.dilation * channels,
                        u.as_mut_ptr().add(c),
                        channels,
                    );
                }
            }
        }
    }
}

impl SimdOp for Evaluate<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        match self.grid.points {
            8 => self.each::<I, 4>(isa),
            14 => self.each::<I, 7>(isa),
            _ => self.each::<I, 8>(isa),
        }
    }
}

/// From products at the points, `[tile][point][width]`, to output steps.
struct Interpolate<'a> {
    transform: &'a ToomCook,
    grid: &'a Grid,
    /// Tiles.
    count: usize,
    products: &'a [f32],
    products_row: usize,
    width: usize,
    exit: &'a Exit<'a>,
    /// The block's first step.
    first: usize,
    /// The panel's first channel.
    column: usize,
    outputs: usize,
    out: &'a mut [f32],
}

impl Interpolate<'_> {
    #[inline(always)]
    fn each<I: Isa, const HALF: usize, const OUTPUTS: usize>(self, isa: I) {
        let Self {
            grid,
            outputs,
            width,
            out,
            ..
        } = self;
        let steps = out.len() / outputs;
        for q in 0..self.count {
            let products = &self.products[q * self.products_row..];
            assert!(grid.points * width <= products.len());
            let start = grid.start(q);
            for v in (0..width).step_by(isa.f32().len()) {
                // SAFETY: the assert; and the width is whole vectors.
                unsafe {
                    self.transform.output::<I, HALF, OUTPUTS>(
                        isa,
                        products.as_ptr().add(v),
                        width,
                        #[inline(always)]
                        |i, y| {
                            let step = start + grid.dilation * i;
                            if step < steps {
                                let out = &mut out[step * outputs..(step + 1) * outputs];
                                self.exit.store(isa, [y], self.first + step, self.column + v, out);
                            }
                        },
                    );
                }
            }
        }
    }
}

impl SimdOp for Interpolate<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        match self.grid.points {
            8 => self.each::<I, 4, 6>(isa),
            14 => self.each::<I, 7, 8>(isa),
            _ => self.each::<I, 8, 6>(isa),
        }
    }
}
