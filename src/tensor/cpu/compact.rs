//! Weights in as few bytes as hold them exactly. Many a checkpoint was made from eight-bit numbers or from bf16, and its
//! f32 say no more than those did: kept as they were they take a quarter or half of the memory, and of the way from it.
//!
//! [`multiply`](super::kernel::multiply) expands them again, a stretch at a time, into memory that is near; what comes
//! out is the very f32 that went in, so no product differs by a bit. Whether weights are of a kind is found by looking
//! at each of them, not by what the file says of itself. It is quicker too, even for a single row: expanding takes less
//! time than waiting for four times the bytes.

use std::ops::Range;

use rayon::prelude::*;
use rten_simd::{Isa, SimdOp};

use super::buffer::Pool;
use super::grid::{BESIDE, Grids, Row};
use super::kernel::Panels;
use super::simd::InstructionSet;

/// Bits of an f32 that a bf16 lacks.
pub(super) const BEYOND_BF16: u32 = 16;

/// A matrix of weights `[depth, columns]` as it was read: weight (d, c) lies at `depth[d] + columns[c]`, and all `values`
/// are weights.
pub(super) struct Unpacked<'a, T> {
    values: &'a [T],
    depth: Vec<usize>,
    columns: Vec<usize>,
}

/// A matrix of weights `[depth, columns]`, packed in panels as [`Panels`] are.
pub(super) enum Weights {
    /// Any.
    Float(Panels<f32>),
    /// The upper halves of f32 whose lower halves are zero.
    Bf16(Panels<i16>),
    /// Eight-bit numbers, and the grid of each column, of those too that fill up the last panel.
    Int8 {
        numbers: Panels<i8>,
        zeros: Vec<f32>,
        scales: Vec<f32>,
    },
}

/// A panel of weights `[depth][width]`.
#[derive(Clone, Copy)]
pub(super) enum Panel<'a> {
    Float(&'a [f32]),
    Bf16(&'a [i16]),
    Int8 {
        numbers: &'a [i8],
        /// `[width]`.
        zeros: &'a [f32],
        /// `[width]`.
        scales: &'a [f32],
    },
}

impl Weights {
    /// Packs a matrix in the smallest form that holds every value.
    pub(super) fn pack(pool: &Pool, set: InstructionSet, matrix: &Unpacked<f32>) -> Self {
        if let Some(int8) = Self::eight_bits(pool, set, matrix) {
            return int8;
        }
        let lanes = set.lanes();
        let (depth, columns) = (matrix.depth.len(), matrix.columns.len());
        let bits = |d: usize, c: usize| matrix.weight(d, c).to_bits();
        if matrix.values.par_iter().all(|x| x.to_bits() << BEYOND_BF16 == 0) {
            return Self::Bf16(Panels::pack(pool, lanes, depth, columns, |d, c| {
                (bits(d, c) >> BEYOND_BF16) as i16
            }));
        }
        Self::Float(Panels::pack(pool, lanes, depth, columns, |d, c| matrix.weight(d, c)))
    }

    /// Packs a matrix whose columns each lie on a grid.
    fn eight_bits(pool: &Pool, set: InstructionSet, matrix: &Unpacked<f32>) -> Option<Self> {
        let (depth, columns) = (matrix.depth.len(), matrix.columns.len());
        let number = |columns, panel: &mut [i8]| set.run(Number { matrix, columns, panel });
        let (numbers, grids) = Panels::fill(pool, set.lanes(), 1, depth, columns, number);
        let grids = grids.into_iter().collect::<Option<Vec<_>>>()?.concat();
        Some(Self::Int8 {
            numbers,
            zeros: grids.iter().flat_map(|grids| grids.zeros).collect(),
            scales: grids.iter().flat_map(|grids| grids.scales).collect(),
        })
    }

    /// Packs a matrix that is in eight bits as it comes, with the grid of each column.
    pub(super) fn numbered(
        pool: &Pool,
        set: InstructionSet,
        matrix: &Unpacked<i8>,
        zeros: &[f32],
        scales: &[f32],
    ) -> Self {
        let (depth, columns) = (matrix.depth.len(), matrix.columns.len());
        let turn = |columns, panel: &mut [i8]| matrix.turn(columns, panel);
        let (numbers, _) = Panels::fill(pool, set.lanes(), 1, depth, columns, turn);
        let width = numbers.count() * numbers.width;
        let filled_up = |grid: &[f32], with| {
            let mut grid = grid.to_vec();
            grid.resize(width, with);
            grid
        };
        Self::Int8 {
            numbers,
            zeros: filled_up(zeros, 0.0),
            scales: filled_up(scales, 1.0),
        }
    }

    pub(super) fn columns(&self) -> usize {
        match self {
            Self::Float(panels) => panels.columns,
            Self::Bf16(panels) => panels.columns,
            Self::Int8 { numbers, .. } => numbers.columns,
        }
    }

    /// Columns of a panel.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::Float(panels) => panels.width,
            Self::Bf16(panels) => panels.width,
            Self::Int8 { numbers, .. } => numbers.width,
        }
    }

    /// How many panels there are.
    pub(super) fn count(&self) -> usize {
        self.columns().div_ceil(self.width())
    }

    /// Panel `i`.
    pub(super) fn panel(&self, i: usize) -> Panel<'_> {
        match self {
            Self::Float(panels) => Panel::Float(panels.panel(i)),
            Self::Bf16(panels) => Panel::Bf16(panels.panel(i)),
            Self::Int8 { numbers, zeros, scales } => {
                let columns = i * numbers.width..(i + 1) * numbers.width;
                Panel::Int8 {
                    numbers: numbers.panel(i),
                    zeros: &zeros[columns.clone()],
                    scales: &scales[columns],
                }
            }
        }
    }
}

/// Writes the numbers of some columns to their panel: plain Rust, of which the compiler makes vector instructions.
struct Number<'a> {
    matrix: &'a Unpacked<'a, f32>,
    columns: Range<usize>,
    panel: &'a mut [i8],
}

impl SimdOp for Number<'_> {
    type Output = Option<Vec<Grids>>;

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) -> Self::Output {
        self.matrix.number(self.columns, self.panel)
    }
}

impl<'a, T> Unpacked<'a, T> {
    pub(super) fn new(values: &'a [T], depth: Vec<usize>, columns: Vec<usize>) -> Self {
        Self { values, depth, columns }
    }
}

impl Unpacked<'_, i8> {
    /// Writes some columns to their panel, as many beside each other as have room in the nearest cache.
    fn turn(&self, columns: Range<usize>, panel: &mut [i8]) {
        let width = panel.len() / self.depth.len();
        if columns.len() < width {
            panel.fill(0);
        }
        for (at, columns) in self.columns[columns].chunks(BESIDE).enumerate() {
            for (row, depth) in panel.chunks_exact_mut(width).zip(&self.depth) {
                for (number, column) in row[at * BESIDE..].iter_mut().zip(columns) {
                    *number = self.values[depth + column];
                }
            }
        }
    }
}

impl Unpacked<'_, f32> {
    fn weight(&self, depth: usize, column: usize) -> f32 {
        self.values[self.depth[depth] + self.columns[column]]
    }

    /// Writes the numbers of some columns to their panel, and returns the panel's grids; nothing where a column has none.
    #[inline(always)]
    fn number(&self, columns: Range<usize>, panel: &mut [i8]) -> Option<Vec<Grids>> {
        let width = panel.len() / self.depth.len();
        let mut grids = Vec::with_capacity(width.div_ceil(BESIDE));
        let mut rows = vec![Row::default(); self.depth.len()];
        for first in (columns.start..columns.start + width).step_by(BESIDE) {
            let last = columns.end.min(first + BESIDE);
            self.gather(&self.columns[first.min(last)..last], &mut rows);
            let grid = Grids::of(&rows)?;
            for (numbers, row) in panel.chunks_exact_mut(width).zip(&rows) {
                numbers[first - columns.start..][..BESIDE].copy_from_slice(&grid.numbers(row));
            }
            grids.push(grid);
        }
        Some(grids)
    }

    /// Fetches some columns; beside them are zeros, with which a panel is filled up.
    #[inline(always)]
    fn gather(&self, columns: &[usize], rows: &mut [Row]) {
        let values = self.values;
        for (to, depth) in rows.iter_mut().zip(&self.depth) {
            // Depth by depth, for it is there that what a column is made of is far apart.
            for (to, column) in to.iter_mut().zip(columns) {
                *to = values[depth + column];
            }
            to[columns.len()..].fill(0.0);
        }
    }
}

impl Panel<'_> {
    /// Weights in it.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Float(weights) => weights.len(),
            Self::Bf16(halves) => halves.len(),
            Self::Int8 { numbers, .. } => numbers.len(),
        }
    }

    /// What is left of it from weight `first` on, the first of a row.
    pub(super) fn starting(self, first: usize) -> Self {
        match self {
            Self::Float(weights) => Self::Float(&weights[first..]),
            Self::Bf16(halves) => Self::Bf16(&halves[first..]),
            Self::Int8 { numbers, zeros, scales } => Self::Int8 {
                numbers: &numbers[first..],
                zeros,
                scales,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tensor::EightBitTensor;
    use crate::tensor::cpu::expand::Expand;
    use crate::tensor::cpu::kernel::{Rows, multiply};

    /// Packs `values [depth, columns]`.
    fn pack(set: InstructionSet, values: &[f32], columns: usize) -> Weights {
        let depth = values.len() / columns;
        let matrix = Unpacked::new(
            values,
            (0..depth).map(|d| d * columns).collect(),
            (0..columns).collect(),
        );
        Weights::pack(&Pool::default(), set, &matrix)
    }

    /// The bits of the weights that a panel's expansion has in place of `values`.
    fn bits(set: InstructionSet, values: &[f32], columns: usize) -> Vec<u32> {
        let weights = pack(set, values, columns);
        let mut bits = vec![0; values.len()];
        for p in 0..weights.count() {
            let panel = weights.panel(p);
            let mut out = vec![f32::NAN; panel.len()];
            set.run(Expand { panel, out: &mut out });
            for (d, row) in out.chunks_exact(weights.width()).enumerate() {
                for (c, x) in row.iter().enumerate() {
                    match p * weights.width() + c {
                        column if column < columns => bits[d * columns + column] = x.to_bits(),
                        _ => assert_eq!(x.to_bits(), 0, "panels are filled up with zeros"),
                    }
                }
            }
        }
        bits
    }

    fn comes_back(values: &[f32], columns: usize) {
        let expected: Vec<u32> = values.iter().map(|x| x.to_bits()).collect();
        for set in InstructionSet::available() {
            assert_eq!(bits(set, values, columns), expected, "{}", set.name());
        }
    }

    /// `depth · columns` numbers from −120 to 120, each column's with a scale of its own.
    fn eight_bits(depth: usize, columns: usize) -> Vec<f32> {
        let number = |i: usize| ((i * 7919) % 241) as f32 - 120.0;
        let scale = |c: usize| 0.001_37 * (c + 1) as f32;
        (0..depth * columns).map(|i| number(i) * scale(i % columns)).collect()
    }

    fn halves(depth: usize, columns: usize) -> Vec<f32> {
        let half = |i: usize| f32::from_bits((((i as f32 * 0.37).sin()).to_bits() >> BEYOND_BF16) << BEYOND_BF16);
        (0..depth * columns).map(half).collect()
    }

    fn any_floats(depth: usize, columns: usize) -> Vec<f32> {
        (0..depth * columns).map(|i| (i as f32 * 0.37).sin()).collect()
    }

    #[test]
    fn each_kind_is_known_and_comes_back() {
        let set = InstructionSet::Portable;
        for (depth, columns) in [(64, 8), (301, 33), (77, 70)] {
            let [int8, bf16, float] = [eight_bits, halves, any_floats].map(|kind| kind(depth, columns));
            assert!(matches!(pack(set, &int8, columns), Weights::Int8 { .. }));
            assert!(matches!(pack(set, &bf16, columns), Weights::Bf16(_)));
            assert!(matches!(pack(set, &float, columns), Weights::Float(_)));
            for values in [int8, bf16, float] {
                comes_back(&values, columns);
            }
        }
    }

    #[test]
    fn numbers_are_packed_as_they_come() {
        for set in InstructionSet::available() {
            for (depth, columns) in [(64, 8), (301, 33), (77, 70)] {
                let numbers: Vec<i8> = (0..depth * columns).map(|i| ((i * 7919) % 256) as u8 as i8).collect();
                let zeros: Vec<f32> = (0..columns).map(|c| c as f32 - 9.0).collect();
                let scales: Vec<f32> = (0..columns).map(|c| 0.001_37 * (c + 1) as f32).collect();
                let tensor = EightBitTensor::new(vec![columns, depth], numbers, zeros, scales).unwrap();
                let floats = tensor.dequantise().unwrap();
                let places = || ((0..depth).collect(), (0..columns).map(|c| c * depth).collect());
                let pool = Pool::default();
                let (rows, starts) = places();
                let packed = Weights::numbered(
                    &pool,
                    set,
                    &Unpacked::new(tensor.numbers(), rows, starts),
                    tensor.zeros(),
                    tensor.scales(),
                );
                let (rows, starts) = places();
                let plain = Weights::pack(&pool, set, &Unpacked::new(floats.data(), rows, starts));
                let expanded = |weights: &Weights, p| {
                    let panel = weights.panel(p);
                    let mut out = vec![f32::NAN; panel.len()];
                    set.run(Expand { panel, out: &mut out });
                    out.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
                };
                assert_eq!(packed.count(), plain.count());
                for p in 0..packed.count() {
                    assert_eq!(expanded(&packed, p), expanded(&plain, p), "{}", set.name());
                }
            }
        }
    }

    #[test]
    fn one_bit_beside_the_grid_is_kept() {
        for other in [f32::next_up, f32::next_down, |_| -0.0, |_| f32::NAN, |_| f32::INFINITY] {
            let mut values = eight_bits(301, 33);
            values[150 * 33 + 20] = other(values[150 * 33 + 20]);
            assert!(matches!(pack(InstructionSet::Portable, &values, 33), Weights::Float(_)));
            comes_back(&values, 33);
        }
    }

    #[test]
    fn products_are_those_of_floats_to_the_bit() {
        for set in InstructionSet::available() {
            for (rows, taps, depth, columns) in [(1, 1, 128, 33), (13, 3, 130, 40), (100, 1, 601, 32)] {
                let left = any_floats(rows + taps, depth);
                let at = Rows {
                    row: depth,
                    taps,
                    tap: depth,
                    depth,
                };
                for values in [eight_bits, halves].map(|kind| kind(taps * depth, columns)) {
                    let compact = pack(set, &values, columns);
                    let floats = Panels::pack(&Pool::default(), set.lanes(), taps * depth, columns, |d, c| {
                        values[d * columns + c]
                    });
                    for p in 0..floats.count() {
                        let product = |panel: Panel| {
                            let mut out = vec![f32::NAN; rows * floats.width];
                            multiply(set, &left, at, rows, panel, &mut out, floats.width);
                            out.into_iter().map(f32::to_bits).collect::<Vec<_>>()
                        };
                        assert!(!matches!(compact, Weights::Float(_)));
                        assert_eq!(product(compact.panel(p)), product(Panel::Float(floats.panel(p))));
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_eight_bits_say_is_kept_in_eight(
            scale in 1e-6_f32..1e3,
            zero in i8::MIN..=i8::MAX,
            numbers in prop::collection::vec(any::<i8>(), 1..300),
        ) {
            let values: Vec<f32> = numbers.iter().map(|n| (f32::from(*n) - f32::from(zero)) * scale).collect();
            let weights = pack(InstructionSet::Portable, &values, 1);
            let compact = matches!(weights, Weights::Int8 { .. });
            prop_assert!(compact);
            comes_back(&values, 1);
        }

        #[test]
        fn whatever_goes_in_comes_back(values in prop::collection::vec(any::<f32>(), 1..40)) {
            comes_back(&values, 1);
        }

        #[test]
        fn a_few_values_over_and_over_come_back(
            few in prop::collection::vec(prop::num::f32::ANY, 1..4),
            which in prop::collection::vec(0_usize..3, 1..60),
        ) {
            let values: Vec<f32> = which.iter().map(|i| few[i % few.len()]).collect();
            comes_back(&values, 1);
        }
    }
}
