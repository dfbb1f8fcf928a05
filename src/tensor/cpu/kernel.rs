//! The one inner product of the backend: a tile of rows times a panel of packed columns, for matrices, convolutions
//! and the pointwise products of Toom–Cook alike.

use rten_simd::Isa;
use rten_simd::ops::{BitOps, NumOps};

use super::buffer::{Buffer, Pool};

/// Vectors side by side in a tile: with twelve rows that is 24 accumulators, which fill 32 registers and hide the
/// latency of a multiply-add on every processor with that many.
pub(super) const VECTORS: usize = 2;

/// Weights `[depth, columns]` packed for [`product`]: panels of `VECTORS · lanes` columns, each `[depth][width]`, the
/// last one filled up with zeros.
pub(super) struct Panels {
    data: Buffer,
    pub depth: usize,
    pub columns: usize,
    pub width: usize,
}

impl Panels {
    /// Packs what `weight(depth, column)` says.
    pub(super) fn pack(
        pool: &Pool,
        lanes: usize,
        depth: usize,
        columns: usize,
        weight: impl Fn(usize, usize) -> f32,
    ) -> Self {
        let width = lanes * VECTORS;
        let mut data = pool.zeros(columns.div_ceil(width) * depth * width);
        for (i, panel) in data.chunks_exact_mut((depth * width).max(1)).enumerate() {
            let first = i * width;
            for (d, row) in panel.chunks_exact_mut(width).enumerate() {
                for (c, value) in row.iter_mut().take(columns - first).enumerate() {
                    *value = weight(d, first + c);
                }
            }
        }
        Self {
            data,
            depth,
            columns,
            width,
        }
    }

    /// How many panels there are.
    pub(super) fn count(&self) -> usize {
        self.columns.div_ceil(self.width)
    }

    /// Panel `i`, `[depth][width]`.
    #[inline(always)]
    pub(super) fn panel(&self, i: usize) -> &[f32] {
        &self.data[i * self.depth * self.width..(i + 1) * self.depth * self.width]
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
    /// How far the elements of `rows` rows reach.
    fn reach(&self, rows: usize) -> usize {
        (rows - 1) * self.row + (self.taps - 1) * self.tap + self.depth
    }
}

/// Multiplies `rows` rows by a panel and gives each finished row, as its vectors, to `finish(row, vectors)`.
#[inline(always)]
pub(super) fn product<I: Isa>(
    isa: I,
    left: &[f32],
    at: Rows,
    rows: usize,
    panel: &[f32],
    mut finish: impl FnMut(usize, [I::F32; VECTORS]),
) {
    assert!(
        rows == 0 || at.reach(rows) <= left.len(),
        "the rows lie inside the left factor"
    );
    assert!(
        at.taps * at.depth * VECTORS * isa.f32().len() <= panel.len(),
        "the panel is as deep as the rows"
    );
    // AVX2 has 16 registers, half of what the others have.
    let tall = if isa.f32().len() == 8 { 6 } else { 12 };
    let mut first = 0;
    macro_rules! tiles {
        ($($height:literal)+) => {$(
            while $height <= tall && rows - first >= $height {
                // SAFETY: both asserts above hold for these rows, which are among the first `rows`.
                let tile = unsafe { tile::<I, $height>(isa, left.as_ptr().add(first * at.row), at, panel.as_ptr()) };
                for (r, vectors) in tile.into_iter().enumerate() {
                    finish(first + r, vectors);
                }
                first += $height;
            }
        )+};
    }
    tiles!(12 8 6 4 2 1);
}

/// Products added up before they are added to the rest: a sum of sums loses less to rounding than one long one.
const STRETCH: usize = 256;

/// `HEIGHT` rows times a panel.
///
/// # Safety
/// `left` must be readable at every element of the rows, `panel` for `taps · depth · VECTORS` vectors.
#[inline(always)]
unsafe fn tile<I: Isa, const HEIGHT: usize>(
    isa: I,
    left: *const f32,
    at: Rows,
    mut panel: *const f32,
) -> [[I::F32; VECTORS]; HEIGHT] {
    let ops = isa.f32();
    let lanes = ops.len();
    let mut totals = [[ops.zero(); VECTORS]; HEIGHT];
    for tap in 0..at.taps {
        let mut first = 0;
        while first < at.depth {
            let stretch = STRETCH.min(at.depth - first);
            // SAFETY: the caller has made sure of the whole range.
            let base = unsafe { left.add(tap * at.tap + first) };
            let mut sums = [[ops.zero(); VECTORS]; HEIGHT];
            for d in 0..stretch {
                // SAFETY: as above; a panel row is VECTORS vectors wide.
                let weights: [I::F32; VECTORS] = std::array::from_fn(
                    #[inline(always)]
                    |v| unsafe { ops.load_ptr(panel.add(v * lanes)) },
                );
                for (r, sums) in sums.iter_mut().enumerate() {
                    // SAFETY: as above.
                    let x = ops.splat(unsafe { *base.add(r * at.row + d) });
                    for (sum, weight) in sums.iter_mut().zip(weights) {
                        *sum = ops.mul_add(x, weight, *sum);
                    }
                }
                // SAFETY: at most one past the end.
                panel = unsafe { panel.add(VECTORS * lanes) };
            }
            for (totals, sums) in totals.iter_mut().zip(sums) {
                for (total, sum) in totals.iter_mut().zip(sums) {
                    *total = ops.add(*total, sum);
                }
            }
            first += stretch;
        }
    }
    totals
}
