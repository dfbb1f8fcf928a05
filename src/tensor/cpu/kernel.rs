//! The one inner product of the backend: rows times a panel of packed columns, for matrices, convolutions and the
//! pointwise products of Toom–Cook alike.
//!
//! The depth is cut into stretches whose weights stay in a core's nearest cache while all rows pass over them; within
//! a stretch a tile of rows keeps its sums in registers.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::ops::Range;

use bytemuck::Pod;
use rayon::prelude::*;
use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

use super::buffer::{Buffer, Pool};
use super::compact::Panel;
use super::expand::Expand;
use super::simd::{InstructionSet, prefetch};

/// Vectors side by side in a tile: with twelve rows that is 24 accumulators, which fill 32 registers and hide the
/// latency of a multiply-add on every processor with that many.
pub(super) const VECTORS: usize = 2;

/// The depth of a stretch. Its weights are 16 KiB with the widest vectors; and a sum of short sums loses less to rounding
/// than one long one.
const STRETCH: usize = 256;

/// Columns of a panel with the widest vectors.
const WIDEST: usize = 16 * VECTORS;

/// How far ahead of their use weights are asked for, in numbers: as long as memory takes to answer. Beyond a panel lies
/// the one that is wanted next.
const AHEAD: usize = 1024;

/// Numbers in a cache line.
const LINE: usize = 16;

/// Matrices of weights `[depth, columns]`, all of one shape, packed for [`multiply`]: panels of `VECTORS · lanes` columns,
/// each `[depth][width]`, the last one filled up with zeros; a panel's matrices lie one behind the other, in the order
/// in which they are read. Weights are `f32`, or what [`Weights`](super::compact::Weights) makes of them.
pub(super) struct Panels<T = f32> {
    /// Whose bytes are the weights.
    data: Buffer,
    weights: PhantomData<T>,
    matrices: usize,
    pub depth: usize,
    pub columns: usize,
    pub width: usize,
}

impl<T: Pod + Send + Sync> Panels<T> {
    /// Packs one matrix: what `weight(depth, column)` says.
    pub(super) fn pack(
        pool: &Pool,
        lanes: usize,
        depth: usize,
        columns: usize,
        weight: impl Fn(usize, usize) -> T + Sync,
    ) -> Self {
        let (panels, _) = Self::fill(pool, lanes, 1, depth, columns, |columns, panel| {
            for (d, row) in panel.chunks_exact_mut(lanes * VECTORS).enumerate() {
                let (inside, beyond) = row.split_at_mut(columns.len());
                for (value, c) in inside.iter_mut().zip(columns.clone()) {
                    *value = weight(d, c);
                }
                beyond.fill(T::zeroed());
            }
        });
        panels
    }

    /// Packs matrices panel by panel: `fill` is told some columns, and writes each number of their panel in all matrices,
    /// `[matrices][depth][width]`. What it returns comes in the order of the panels.
    pub(super) fn fill<R: Send>(
        pool: &Pool,
        lanes: usize,
        matrices: usize,
        depth: usize,
        columns: usize,
        fill: impl Fn(Range<usize>, &mut [T]) -> R + Sync,
    ) -> (Self, Vec<R>) {
        let width = lanes * VECTORS;
        let size = matrices * depth * width;
        let len = columns.div_ceil(width) * size;
        let mut data = pool.take((len * size_of::<T>()).div_ceil(size_of::<f32>()));
        let weights: &mut [T] = bytemuck::cast_slice_mut(&mut data);
        let filled = weights[..len]
            .par_chunks_exact_mut(size.max(1))
            .enumerate()
            .map(|(i, panel)| fill(i * width..columns.min((i + 1) * width), panel))
            .collect();
        let panels = Self {
            data,
            weights: PhantomData,
            matrices,
            depth,
            columns,
            width,
        };
        (panels, filled)
    }

    /// How many panels there are.
    pub(super) fn count(&self) -> usize {
        self.columns.div_ceil(self.width)
    }

    /// Panel `i` of the only matrix, `[depth][width]`.
    #[inline(always)]
    pub(super) fn panel(&self, i: usize) -> &[T] {
        self.panel_of(0, i)
    }

    /// Panel `i` of a matrix, `[depth][width]`.
    #[inline(always)]
    pub(super) fn panel_of(&self, matrix: usize, i: usize) -> &[T] {
        let size = self.depth * self.width;
        &bytemuck::cast_slice(&self.data)[(i * self.matrices + matrix) * size..][..size]
    }
}

/// Where the rows of the left factor lie: row `r`, tap `t`, element `d` at `r · row + t · tap + d`.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    pub row: usize,
    pub taps: usize,
    pub tap: usize,
    pub depth: usize,
}

impl Rows {
    /// Rows of `depth` numbers, each `row` after the one before.
    pub(super) fn plain(row: usize, depth: usize) -> Self {
        Self {
            row,
            taps: 1,
            tap: 0,
            depth,
        }
    }

    /// How far the elements of `rows` rows reach.
    fn reach(&self, rows: usize) -> usize {
        (rows - 1) * self.row + (self.taps - 1) * self.tap + self.depth
    }
}

/// Weights of a stretch, near and as `f32`.
#[repr(align(64))]
struct Near([f32; STRETCH * WIDEST]);

thread_local! {
    static NEAR: RefCell<Box<Near>> = RefCell::new(Box::new(Near([0.0; _])));
}

/// Multiplies `rows` rows by a panel, `[taps · depth][width]`: row `r` of the product goes to `out[r · out_row..][..width]`.
pub(super) fn multiply(
    set: InstructionSet,
    left: &[f32],
    at: Rows,
    rows: usize,
    panel: Panel,
    out: &mut [f32],
    out_row: usize,
) {
    if rows == 0 {
        return;
    }
    let width = set.lanes() * VECTORS;
    assert!(at.reach(rows) <= left.len(), "the rows lie inside the left factor");
    assert!(
        at.taps * at.depth * width <= panel.len(),
        "the panel is as deep as the rows"
    );
    assert!((rows - 1) * out_row + width <= out.len(), "the product has its place");
    let mut begun = false;
    for tap in 0..at.taps {
        for first in (0..at.depth).step_by(STRETCH) {
            let depth = STRETCH.min(at.depth - first);
            let mut over = |panel: &[f32], far: bool| {
                assert!(depth * width <= panel.len());
                let stretch = Stretch {
                    left: left[tap * at.tap + first..].as_ptr(),
                    row: at.row,
                    panel: panel.as_ptr(),
                    depth,
                    out: out.as_mut_ptr(),
                    out_row,
                    begun,
                    far,
                };
                // SAFETY: the asserts above hold for every stretch of every tap.
                unsafe { stretch.over(set, rows) };
            };
            match panel.starting((tap * at.depth + first) * width) {
                Panel::Float(panel) => over(panel, true),
                panel => NEAR.with_borrow_mut(|near| {
                    let near = &mut near.0[..depth * width];
                    set.run(Expand { panel, out: near });
                    over(near, false);
                }),
            }
            begun = true;
        }
    }
}

/// A stretch of the depth: rows of the left factor and of the panel, and where their products are put or added.
#[derive(Clone, Copy)]
struct Stretch {
    left: *const f32,
    row: usize,
    panel: *const f32,
    depth: usize,
    out: *mut f32,
    out_row: usize,
    /// Whether there is something to add to.
    begun: bool,
    /// Whether the weights have to come from afar, those beyond them too.
    far: bool,
}

impl Stretch {
    /// All `rows`, a tile at a time.
    ///
    /// # Safety
    /// Every row must be readable over the depth, the panel over depth times its width, and every row of `out` be
    /// writable over that width.
    unsafe fn over(self, set: InstructionSet, rows: usize) {
        // AVX2 has 16 registers, half of what the others have.
        let tall = if set.lanes() == 8 { 6 } else { 12 };
        let mut first = 0;
        macro_rules! tiles {
            ($($height:literal)+) => {$(
                while $height <= tall && rows - first >= $height {
                    // SAFETY: rows `first` to `first + height` are among the caller's.
                    let stretch = unsafe {
                        Stretch {
                            left: self.left.add(first * self.row),
                            out: self.out.add(first * self.out_row),
                            ..self
                        }
                    };
                    // The first rows find the weights far away, the others near.
                    if first == 0 && self.far {
                        set.run(Tile::<$height, true>(stretch));
                    } else {
                        set.run(Tile::<$height, false>(stretch));
                    }
                    first += $height;
                }
            )+};
        }
        tiles!(12 8 6 4 2 1);
    }
}

/// `HEIGHT` rows of a stretch. Each is a function of its own, whose registers the compiler keeps for the sums.
///
/// What [`Stretch::over`] asks must hold for them.
struct Tile<const HEIGHT: usize, const FETCH: bool>(Stretch);

impl<const HEIGHT: usize, const FETCH: bool> SimdOp for Tile<HEIGHT, FETCH> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Stretch {
            left,
            row,
            panel,
            depth,
            out,
            out_row,
            begun,
            ..
        } = self.0;
        let ops = isa.f32();
        let lanes = ops.len();
        let mut sums = [[ops.zero(); VECTORS]; HEIGHT];
        // Four at a time, which share the rows' addresses.
        let fours = depth / 4 * 4;
        for first in (0..fours).step_by(4) {
            for d in first..first + 4 {
                // SAFETY: whoever made the tile has vouched for `depth` rows of the panel and numbers of each row.
                unsafe { step::<I, HEIGHT, FETCH>(isa, &mut sums, left, row, panel, d) };
            }
        }
        for d in fours..depth {
            // SAFETY: as above.
            unsafe { step::<I, HEIGHT, FETCH>(isa, &mut sums, left, row, panel, d) };
        }
        for (r, sums) in sums.into_iter().enumerate() {
            for (v, sum) in sums.into_iter().enumerate() {
                // SAFETY: and for VECTORS vectors of each row of the product.
                unsafe {
                    let place = out.add(r * out_row + v * lanes);
                    let sum = if begun { ops.add(ops.load_ptr(place), sum) } else { sum };
                    ops.store_ptr(sum, place);
                }
            }
        }
    }
}

/// Adds to each row's sums its number `d` times row `d` of the panel.
///
/// # Safety
/// Both must be readable.
#[inline(always)]
unsafe fn step<I: Isa, const HEIGHT: usize, const FETCH: bool>(
    isa: I,
    sums: &mut [[I::F32; VECTORS]; HEIGHT],
    left: *const f32,
    row: usize,
    panel: *const f32,
    d: usize,
) {
    let ops = isa.f32();
    let lanes = ops.len();
    let panel = panel.wrapping_add(d * VECTORS * lanes);
    let weights: [I::F32; VECTORS] = std::array::from_fn(
        #[inline(always)]
        // SAFETY: the caller vouches for a row of VECTORS vectors.
        |v| unsafe { ops.load_ptr(panel.add(v * lanes)) },
    );
    for (r, sums) in sums.iter_mut().enumerate() {
        // SAFETY: the caller vouches for number `d` of each row.
        let x = ops.splat(unsafe { *left.add(r * row + d) });
        for (sum, weight) in sums.iter_mut().zip(weights) {
            *sum = ops.mul_add(x, weight, *sum);
        }
    }
    if FETCH {
        for line in (0..VECTORS * lanes).step_by(LINE) {
            prefetch(panel.wrapping_add(AHEAD + line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_sums_of_products() {
        for set in InstructionSet::available() {
            let pool = Pool::default();
            for (rows, taps, depth, columns) in [(1, 1, 7, 5), (13, 3, 130, 40), (31, 2, 300, 33)] {
                let weight = |d: usize, c: usize| ((d * 31 + c * 17) % 13) as f32 - 6.0;
                let left: Vec<f32> = (0..(rows + taps) * depth)
                    .map(|i| ((i * 7) % 11) as f32 - 5.0)
                    .collect();
                let panels = Panels::pack(&pool, set.lanes(), taps * depth, columns, weight);
                let at = Rows {
                    row: depth,
                    taps,
                    tap: depth,
                    depth,
                };
                for p in 0..panels.count() {
                    let mut out = vec![f32::NAN; rows * panels.width];
                    let panel = Panel::Float(panels.panel(p));
                    multiply(set, &left, at, rows, panel, &mut out, panels.width);
                    for (r, row) in out.chunks_exact(panels.width).enumerate() {
                        for (c, y) in (p * panels.width..columns).zip(row) {
                            let sum: f32 = (0..taps * depth).map(|d| left[r * depth + d] * weight(d, c)).sum();
                            // Whole numbers, all exact.
                            assert!((sum - y).abs() < 0.5, "{set:?}: row {r}, column {c}: {y}, not {sum}");
                        }
                    }
                }
            }
        }
    }
}
