//! Softmax attention (Vaswani et al. 2017, arXiv:1706.03762), a head a worker.

use rayon::prelude::*;
use rten_simd::ops::BitOps;
use rten_simd::{Isa, SimdOp};
use rten_vecmath::Softmax;

use super::Cpu;
use super::kernel::{Panels, Rows, product};
use super::value::CpuTensor;

/// `q`, `k`, `v` are `[n, heads · width]`, each head's columns together, and so is the result.
pub(super) fn attention(cpu: &Cpu, q: &CpuTensor, k: &CpuTensor, v: &CpuTensor, heads: usize) -> CpuTensor {
    let (n, cols) = (q.rows(), q.cols());
    let width = cols / heads;
    let mut by_head = cpu.pool.take(n * cols);
    by_head.par_chunks_mut(n * width).enumerate().for_each(|(head, out)| {
        let lanes = cpu.set.lanes();
        let keys = Panels::pack(&cpu.pool, lanes, width, n, |d, t| k.row(t)[head * width + d]);
        let values = Panels::pack(&cpu.pool, lanes, n, width, |t, d| v.row(t)[head * width + d]);
        let mut scores = cpu.pool.take(n * n);
        let scale = (width as f32).sqrt().recip();
        cpu.set.run(Multiply {
            left: &q.data()[head * width..],
            row: cols,
            rows: n,
            right: &keys,
            out: &mut scores,
        });
        for row in scores.chunks_exact_mut(n) {
            for x in &mut *row {
                *x *= scale;
            }
            cpu.set.run(Softmax::new_mut(row));
        }
        cpu.set.run(Multiply {
            left: &scores,
            row: n,
            rows: n,
            right: &values,
            out,
        });
    });
    let mut out = cpu.pool.take(n * cols);
    for (head, rows) in by_head.chunks_exact(n * width).enumerate() {
        for (t, row) in rows.chunks_exact(width).enumerate() {
            out[t * cols + head * width..][..width].copy_from_slice(row);
        }
    }
    CpuTensor::new(out, n, cols)
}

/// `out [rows, columns] = left · right`.
struct Multiply<'a> {
    left: &'a [f32],
    row: usize,
    rows: usize,
    right: &'a Panels,
    out: &'a mut [f32],
}

impl SimdOp for Multiply<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Self {
            left,
            row,
            rows,
            right,
            out,
        } = self;
        let ops = isa.f32();
        let lanes = ops.len();
        let at = Rows {
            row,
            taps: 1,
            tap: 0,
            depth: right.depth,
        };
        for p in 0..right.count() {
            product(
                isa,
                left,
                at,
                rows,
                right.panel(p),
                #[inline(always)]
                |r, vectors| {
                    let out = &mut out[r * right.columns..(r + 1) * right.columns];
                    for (v, vector) in vectors.into_iter().enumerate() {
                        let c = p * right.width + v * lanes;
                        if c + lanes <= out.len() {
                            ops.store(vector, &mut out[c..]);
                        } else if c < out.len() {
                            let mut left = [0.0; 16];
                            ops.store(vector, &mut left);
                            let len = out.len() - c;
                            out[c..].copy_from_slice(&left[..len]);
                        }
                    }
                },
            );
        }
    }
}
