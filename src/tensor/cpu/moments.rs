//! What an instance norm needs to know of a tensor's channels.

use rayon::prelude::*;
use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

use super::buffer::Pool;
use super::simd::InstructionSet;

/// Rows counted together by [`Moments::of`].
const BLOCK: usize = 240;

/// Mean and spread of each channel over time.
pub(super) struct Moments {
    count: f64,
    /// The mean over time.
    pub mean: Vec<f64>,
    /// Σ(x − mean)².
    square: Vec<f64>,
}

impl Moments {
    pub(super) fn empty(channels: usize) -> Self {
        Self {
            count: 0.0,
            mean: vec![0.0; channels],
            square: vec![0.0; channels],
        }
    }

    /// Those of `rows` of `channels`, counted block by block.
    pub(super) fn of(pool: &Pool, set: InstructionSet, rows: &[f32], channels: usize) -> Self {
        let mut blocks = pool.take(rows.len().div_ceil(BLOCK * channels) * 2 * channels);
        blocks
            .par_chunks_mut(2 * channels)
            .zip(rows.par_chunks(BLOCK * channels))
            .for_each(|(moments, rows)| {
                set.run(Columns {
                    rows,
                    channels,
                    moments,
                });
            });
        let mut total = Self::empty(channels);
        for (moments, rows) in blocks.chunks_exact(2 * channels).zip(rows.chunks(BLOCK * channels)) {
            total.merge(rows.len() / channels, moments);
        }
        total
    }

    /// Takes in `rows` more rows, of which `moments` holds the channels' means, then their squared distances
    /// (Chan, Golub & LeVeque 1979: no difference of large numbers).
    pub(super) fn merge(&mut self, rows: usize, moments: &[f32]) {
        let rows = rows as f64;
        let total = self.count + rows;
        let (means, squares) = moments.split_at(self.mean.len());
        for (c, (mean, square)) in means.iter().zip(squares).enumerate() {
            let step = f64::from(*mean) - self.mean[c];
            self.mean[c] += step * rows / total;
            self.square[c] += f64::from(*square) + step * step * self.count * rows / total;
        }
        self.count = total;
    }

    /// The variance of channel `c`.
    pub(super) fn variance(&self, c: usize) -> f64 {
        self.square[c] / self.count
    }
}

/// Each column's mean, and the sum of its squared distances from it.
#[inline(always)]
fn column_moments<I: Isa>(isa: I, rows: &[f32], columns: usize, moments: &mut [f32]) {
    let ops = isa.f32();
    let lanes = ops.len();
    let (means, squares) = moments.split_at_mut(columns);
    let share = 1.0 / (rows.len() / columns) as f32;
    let whole = columns - columns % lanes;
    for c in (0..whole).step_by(lanes) {
        let mut sum = ops.zero();
        for row in rows.chunks_exact(columns) {
            sum = ops.add(sum, ops.load(&row[c..]));
        }
        let mean = ops.mul(sum, ops.splat(share));
        let mut square = ops.zero();
        for row in rows.chunks_exact(columns) {
            let distance = ops.sub(ops.load(&row[c..]), mean);
            square = ops.mul_add(distance, distance, square);
        }
        ops.store(mean, &mut means[c..]);
        ops.store(square, &mut squares[c..]);
    }
    if whole < columns {
        rest_moments(rows, columns, &mut means[whole..], &mut squares[whole..]);
    }
}

/// The moments of the last columns, which do not fill a vector.
fn rest_moments(rows: &[f32], columns: usize, means: &mut [f32], squares: &mut [f32]) {
    let first = columns - means.len();
    let share = 1.0 / (rows.len() / columns) as f32;
    means.fill(0.0);
    for row in rows.chunks_exact(columns) {
        means.iter_mut().zip(&row[first..]).for_each(|(mean, x)| *mean += x);
    }
    for mean in &mut *means {
        *mean *= share;
    }
    squares.fill(0.0);
    for row in rows.chunks_exact(columns) {
        for ((square, mean), x) in squares.iter_mut().zip(&*means).zip(&row[first..]) {
            *square += (x - mean) * (x - mean);
        }
    }
}

/// Counts the moments of `channels` columns: `moments` gets their means, then their squared distances from them.
pub(super) struct Columns<'a> {
    pub rows: &'a [f32],
    pub channels: usize,
    pub moments: &'a mut [f32],
}

impl SimdOp for Columns<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        column_moments(isa, self.rows, self.channels, self.moments);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_add_up_to_the_whole() {
        let (rows, channels) = (1_000, 19);
        let x: Vec<f32> = (0..rows * channels).map(|i| 5.0 + (i as f32 * 0.37).sin()).collect();
        let moments = Moments::of(&Pool::default(), InstructionSet::best(), &x, channels);
        for c in 0..channels {
            let column = || x.iter().skip(c).step_by(channels).map(|x| f64::from(*x));
            let mean = column().sum::<f64>() / rows as f64;
            let variance = column().map(|x| (x - mean).powi(2)).sum::<f64>() / rows as f64;
            assert!((moments.mean[c] - mean).abs() < 1e-5);
            assert!((moments.variance(c) - variance).abs() < 1e-5);
        }
    }
}
