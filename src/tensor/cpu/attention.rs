//! Softmax attention (Vaswani et al. 2017, arXiv:1706.03762), a head a worker.

use rayon::prelude::*;
use rten_vecmath::Softmax;

use super::Cpu;
use super::compact::Panel;
use super::kernel::{Panels, Rows, multiply};
use super::value::CpuTensor;

/// `q`, `k`, `v` are `[n, heads · width]`, each head's columns together, and so is the result.
pub(super) fn attention(cpu: &Cpu, q: &CpuTensor, k: &CpuTensor, v: &CpuTensor, heads: usize) -> CpuTensor {
    let (n, cols) = (q.rows(), q.cols());
    let width = cols / heads;
    let lanes = cpu.set.lanes();
    let mut by_head = cpu.pool.take(n * cols);
    by_head.par_chunks_mut(n * width).enumerate().for_each(|(head, out)| {
        let keys = Panels::pack(&cpu.pool, lanes, width, n, |d, t| k.row(t)[head * width + d]);
        let values = Panels::pack(&cpu.pool, lanes, n, width, |t, d| v.row(t)[head * width + d]);
        let (keys_row, values_row) = (keys.count() * keys.width, values.count() * values.width);
        let mut scores = cpu.pool.take(n * keys_row);
        let rows = Rows::plain(cols, width);
        product(cpu, &q.data()[head * width..], rows, n, &keys, &mut scores);
        let scale = (width as f32).sqrt().recip();
        for row in scores.chunks_exact_mut(keys_row) {
            for x in &mut row[..n] {
                *x *= scale;
            }
            cpu.set.run(Softmax::new_mut(&mut row[..n]));
        }
        let mut attended = cpu.pool.take(n * values_row);
        product(cpu, &scores, Rows::plain(keys_row, n), n, &values, &mut attended);
        for (out, row) in out.chunks_exact_mut(width).zip(attended.chunks_exact(values_row)) {
            out.copy_from_slice(&row[..width]);
        }
    });
    let mut out = cpu.pool.take(n * cols);
    for (head, rows) in by_head.chunks_exact(n * width).enumerate() {
        for (t, row) in rows.chunks_exact(width).enumerate() {
            out[t * cols + head * width..][..width].copy_from_slice(row);
        }
    }
    CpuTensor::new(out, n, cols)
}

/// `n` rows times all panels, their columns side by side.
fn product(cpu: &Cpu, left: &[f32], rows: Rows, n: usize, panels: &Panels, out: &mut [f32]) {
    for p in 0..panels.count() {
        let row = panels.count() * panels.width;
        multiply(
            cpu.set,
            left,
            rows,
            n,
            Panel::Float(panels.panel(p)),
            &mut out[p * panels.width..],
            row,
        );
    }
}
