//! Layer normalisation (Ba et al. 2016, arXiv:1607.06450): each row by itself.

use rayon::prelude::*;

use super::Cpu;
use super::value::CpuTensor;

/// Each row to mean 0 and variance 1, times `gamma`, plus `beta`.
pub(super) fn layer_norm(cpu: &Cpu, x: &CpuTensor, eps: f32, finish: impl Fn(usize, f32) -> f32 + Sync) -> CpuTensor {
    let cols = x.cols();
    let mut out = cpu.pool.take(x.rows() * cols);
    out.par_chunks_mut(cols)
        .zip(x.data().par_chunks(cols))
        .with_min_len(16)
        .for_each(|(out, row)| {
            let n = cols as f32;
            let mean = lanes_sum(row, |x| x) / n;
            let variance = lanes_sum(row, |x| (x - mean) * (x - mean)) / n;
            let scale = (variance + eps).sqrt().recip();
            for (c, (y, x)) in out.iter_mut().zip(row).enumerate() {
                *y = finish(c, (x - mean) * scale);
            }
        });
    CpuTensor::new(out, x.rows(), cols)
}

/// A sum in sixteen strands, which the compiler turns into vectors and which loses less to rounding than one.
fn lanes_sum(row: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0_f32; 16];
    let chunks = row.chunks_exact(16);
    let rest: f32 = chunks.remainder().iter().map(|x| term(*x)).sum();
    for chunk in chunks {
        sums.iter_mut().zip(chunk).for_each(|(sum, x)| *sum += term(*x));
    }
    sums.iter().sum::<f32>() + rest
}
