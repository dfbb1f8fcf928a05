//! Convolutions over time, in blocks: a worker takes a block of output steps, brings the input rows it needs into
//! its own memory (normalised and activated), multiplies, and writes the block with what comes after. Blocks depend
//! on the shapes alone, never on the number of threads, so the result does not either.

use std::cell::RefCell;

use rayon::prelude::*;
use rten_simd::ops::BitOps;
use rten_simd::{Isa, SimdOp};

use super::buffer::Pool;
use super::entry::Entry;
use super::exit::{Addend, Exit};
use super::kernel::{Panels, Rows, product};
use super::moments::{Moments, column_moments};
use super::simd::InstructionSet;
use super::toom_cook::ToomCook;
use super::value::CpuTensor;
use crate::tensor::{ConvShape, HostTensor};

thread_local! {
    /// Each worker's memory for a block: input rows, transformed planes, products.
    static SCRATCH: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
}

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
    /// One panel set of depth `kernel · inputs`.
    Direct(Panels),
    /// The transforms, and a panel set of depth `inputs` for each point.
    ToomCook(Box<ToomCook>, Vec<Panels>),
}

/// How many time steps of a transformed kernel's tiles a block holds, if there are enough: divisible by the dilations
/// 1, 3 and 5 and by the kernel's twelve rows.
const TILES: [usize; 3] = [60, 30, 15];

/// Blocks below this leave some of a few threads without work at the end.
const ENOUGH_BLOCKS: usize = 12;

impl Conv {
    /// Packs `weight [out, in, kernel]`; by Toom–Cook unless `exact`, where that is less work.
    pub(super) fn new(
        pool: &Pool,
        set: InstructionSet,
        weight: &HostTensor,
        bias: Option<&HostTensor>,
        shape: ConvShape,
        exact: bool,
    ) -> Self {
        let [outputs, inputs, kernel] = [weight.shape()[0], weight.shape()[1], weight.shape()[2]];
        let w = weight.data();
        let tap = |o: usize, i: usize, t: usize| w[(o * inputs + i) * kernel + t];
        let lanes = set.lanes();
        // The transforms work on whole vectors of channels, and cost more than they save on a few.
        let fits = shape.stride == 1
            && inputs == outputs
            && inputs.is_multiple_of(2 * lanes)
            && (128..=256).contains(&inputs)
            && !exact;
        let method = match ToomCook::for_taps(kernel).filter(|_| fits) {
            Some(transform) => {
                let planes = (0..transform.points)
                    .into_par_iter()
                    .map(|point| {
                        Panels::pack(pool, lanes, inputs, outputs, |i, o| {
                            transform.weight(point, (0..kernel).map(|t| tap(o, i, t)))
                        })
                    })
                    .collect();
                Method::ToomCook(Box::new(transform), planes)
            }
            None => Method::Direct(Panels::pack(pool, lanes, kernel * inputs, outputs, |d, o| {
                tap(o, d % inputs, d / inputs)
            })),
        };
        let bias = bias.map_or_else(|| vec![0.0; outputs], |b| b.data().to_vec());
        Self {
            shape,
            kernel,
            inputs,
            outputs,
            bias,
            method,
        }
    }

    /// A direct convolution from weights already packed, `taps · inputs` deep.
    pub(super) fn direct(panels: Panels, inputs: usize, kernel: usize, shape: ConvShape, bias: Vec<f32>) -> Self {
        Self {
            shape,
            kernel,
            inputs,
            outputs: panels.columns,
            bias,
            method: Method::Direct(panels),
        }
    }

    /// Steps that come out for `rows` that go in.
    pub(super) fn steps(&self, rows: usize) -> usize {
        let reach = self.shape.dilation * (self.kernel - 1) + 1;
        (rows + 2 * self.shape.padding + 1)
            .saturating_sub(reach)
            .div_ceil(self.shape.stride)
    }

    /// Output steps in a block.
    fn block_rows(&self, steps: usize) -> usize {
        match &self.method {
            Method::Direct(_) => [192, 96, 48, 24]
                .into_iter()
                .find(|rows| steps.div_ceil(*rows) >= ENOUGH_BLOCKS)
                .unwrap_or(12),
            Method::ToomCook(transform, _) => {
                let rows = |tiles: &usize| transform.outputs * self.shape.dilation * (tiles / self.shape.dilation);
                TILES
                    .iter()
                    .map(rows)
                    .find(|rows| steps.div_ceil(*rows) >= ENOUGH_BLOCKS)
                    .unwrap_or_else(|| rows(&TILES[2]))
            }
        }
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
        let block_rows = self.block_rows(steps);
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
        let mut moments = pool.take(steps.div_ceil(block_rows) * 2 * self.outputs);
        out.par_chunks_mut(block_rows * self.outputs)
            .zip(moments.par_chunks_mut(2 * self.outputs))
            .enumerate()
            .for_each(|(block, (out, moments))| {
                SCRATCH.with_borrow_mut(|scratch| {
                    set.run(Block {
                        conv: self,
                        x,
                        entry,
                        exit: &exit,
                        first: block * block_rows,
                        full: block_rows,
                        out,
                        moments,
                        scratch,
                    });
                });
            });
        let mut total = Moments::empty(self.outputs);
        for (block, moments) in moments.chunks_exact(2 * self.outputs).enumerate() {
            total.merge(block_rows.min(steps - block * block_rows), moments);
        }
        CpuTensor::new(out, steps, self.outputs).with_moments(total)
    }
}

/// One block of output steps, the work of one worker.
struct Block<'a> {
    conv: &'a Conv,
    x: &'a CpuTensor,
    entry: &'a Entry<'a>,
    exit: &'a Exit<'a>,
    first: usize,
    /// Steps of a block that is not the last.
    full: usize,
    out: &'a mut [f32],
    moments: &'a mut [f32],
    scratch: &'a mut Vec<f32>,
}

impl SimdOp for Block<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Block {
            conv,
            x,
            entry,
            exit,
            first,
            full,
            out,
            moments,
            scratch,
        } = self;
        let rows = out.len() / conv.outputs;
        match &conv.method {
            Method::Direct(panels) => {
                let needed = (rows - 1) * conv.shape.stride + conv.shape.dilation * (conv.kernel - 1) + 1;
                let input = grow(scratch, needed * conv.inputs);
                let start = (first * conv.shape.stride) as isize - conv.shape.padding as isize;
                entry.fetch(isa, x, start, input);
                direct(isa, conv, panels, input, exit, first, rows, out);
            }
            Method::ToomCook(transform, planes) => {
                let start = first as isize - conv.shape.padding as isize;
                let tiles = Tiles::new(transform, conv.shape.dilation, full);
                let (input, rest) = grow(scratch, tiles.input_rows() * conv.inputs + tiles.scratch(conv, planes))
                    .split_at_mut(tiles.input_rows() * conv.inputs);
                entry.fetch(isa, x, start, input);
                match transform.taps {
                    3 => tiles.convolve::<I, 4, 6>(isa, conv, planes, input, rest, exit, first, rows, out),
                    7 => tiles.convolve::<I, 7, 8>(isa, conv, planes, input, rest, exit, first, rows, out),
                    _ => tiles.convolve::<I, 8, 6>(isa, conv, planes, input, rest, exit, first, rows, out),
                }
            }
        }
        column_moments(isa, out, conv.outputs, moments);
    }
}

/// The first `len` numbers of a worker's memory, more of it if there is not enough.
fn grow(scratch: &mut Vec<f32>, len: usize) -> &mut [f32] {
    if scratch.len() < len {
        scratch.resize(len, 0.0);
    }
    &mut scratch[..len]
}

/// `rows` output rows straight from the input rows.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn direct<I: Isa>(
    isa: I,
    conv: &Conv,
    panels: &Panels,
    input: &[f32],
    exit: &Exit,
    first: usize,
    rows: usize,
    out: &mut [f32],
) {
    let at = Rows {
        row: conv.shape.stride * conv.inputs,
        taps: conv.kernel,
        tap: conv.shape.dilation * conv.inputs,
        depth: conv.inputs,
    };
    for p in 0..panels.count() {
        product(
            isa,
            input,
            at,
            rows,
            panels.panel(p),
            #[inline(always)]
            |row, vectors| {
                exit.store(
                    isa,
                    vectors,
                    first + row,
                    p * panels.width,
                    &mut out[row * conv.outputs..(row + 1) * conv.outputs],
                );
            },
        );
    }
}

/// How a block of steps is cut into tiles: a dilated convolution is `dilation` plain ones, interleaved; tile `q` is
/// the `q / dilation`-th of the `q % dilation`-th of them.
struct Tiles<'a> {
    transform: &'a ToomCook,
    dilation: usize,
    each: usize,
}

/// Planes a multiple of 4 KiB apart would share cache lines' sets; this keeps them off it.
const PLANE_PADDING: usize = 32;

impl<'a> Tiles<'a> {
    fn new(transform: &'a ToomCook, dilation: usize, block_rows: usize) -> Self {
        Self {
            transform,
            dilation,
            each: block_rows / (transform.outputs * dilation),
        }
    }

    fn count(&self) -> usize {
        self.dilation * self.each
    }

    fn input_rows(&self) -> usize {
        self.dilation * (self.transform.outputs * self.each + self.transform.taps - 1)
    }

    fn plane(&self, conv: &Conv) -> usize {
        self.count() * conv.inputs + PLANE_PADDING
    }

    fn scratch(&self, conv: &Conv, planes: &[Panels]) -> usize {
        self.transform.points * (self.plane(conv) + self.count() * planes[0].width + PLANE_PADDING)
    }

    /// The row, from the block's first, at which tile `q` starts.
    fn start(&self, q: usize) -> usize {
        q % self.dilation + self.dilation * self.transform.outputs * (q / self.dilation)
    }

    #[inline(always)]
    #[allow(clippy::too_many_arguments)]
    fn convolve<I: Isa, const HALF: usize, const OUTPUTS: usize>(
        &self,
        isa: I,
        conv: &Conv,
        planes: &[Panels],
        input: &[f32],
        rest: &mut [f32],
        exit: &Exit,
        first: usize,
        rows: usize,
        out: &mut [f32],
    ) {
        let ops = isa.f32();
        let lanes = ops.len();
        let (channels, plane) = (conv.inputs, self.plane(conv));
        let (values, products) = rest.split_at_mut(self.transform.points * plane);
        // A last block that is not full needs only the tiles that begin inside it.
        let count = (0..self.count())
            .rev()
            .find(|q| self.start(*q) < rows)
            .map_or(0, |q| q + 1);
        for q in 0..count {
            for c in (0..channels).step_by(lanes) {
                // SAFETY: tile q's inputs are rows start(q) + dilation · 0..points of `input_rows` rows, and its
                // values element q · channels + c of each plane of `count · channels` and more.
                unsafe {
                    let x = input.as_ptr().add(self.start(q) * channels + c);
                    let u = values.as_mut_ptr().add(q * channels + c);
                    self.transform
                        .input::<I, HALF>(isa, x, self.dilation * channels, u, plane);
                }
            }
        }
        let width = planes[0].width;
        let product_plane = self.count() * width + PLANE_PADDING;
        let at = Rows {
            row: channels,
            taps: 1,
            tap: 0,
            depth: channels,
        };
        for p in 0..planes[0].count() {
            for (point, panels) in planes.iter().enumerate() {
                let products = &mut products[point * product_plane..][..count * width];
                product(
                    isa,
                    &values[point * plane..][..count * channels],
                    at,
                    count,
                    panels.panel(p),
                    #[inline(always)]
                    |q, vectors| {
                        for (v, vector) in vectors.into_iter().enumerate() {
                            ops.store(vector, &mut products[q * width + v * lanes..][..lanes]);
                        }
                    },
                );
            }
            for q in 0..count {
                let start = self.start(q);
                for v in (0..width).step_by(lanes) {
                    let column = p * width + v;
                    // SAFETY: element q · width + v of each product plane.
                    unsafe {
                        self.transform.output::<I, HALF, OUTPUTS>(
                            isa,
                            products.as_ptr().add(q * width + v),
                            product_plane,
                            #[inline(always)]
                            |i, y| {
                                let row = start + self.dilation * i;
                                if row < rows {
                                    exit.store(
                                        isa,
                                        [y],
                                        first + row,
                                        column,
                                        &mut out[row * channels..(row + 1) * channels],
                                    );
                                }
                            },
                        );
                    }
                }
            }
        }
    }
}
