//! Operations on each number by itself, in place where the memory is nobody else's.

use rayon::prelude::*;

use super::Cpu;
use super::value::CpuTensor;

/// Numbers in a block of work.
const BLOCK: usize = 1 << 14;

/// Each number of `x` through `function`.
pub(super) fn each(cpu: &Cpu, x: CpuTensor, function: impl Fn(f32) -> f32 + Sync) -> CpuTensor {
    let (rows, cols) = (x.rows(), x.cols());
    let out = match x.try_into_buffer() {
        Ok(mut own) => {
            own.par_chunks_mut(BLOCK)
                .for_each(|block| block.iter_mut().for_each(|x| *x = function(*x)));
            own
        }
        Err(shared) => {
            let mut out = cpu.pool.take(rows * cols);
            out.par_chunks_mut(BLOCK)
                .zip(shared.data().par_chunks(BLOCK))
                .for_each(|(block, x)| block.iter_mut().zip(x).for_each(|(y, x)| *y = function(*x)));
            out
        }
    };
    CpuTensor::new(out, rows, cols)
}

/// Each number of `a` and that of `b` at the same place through `function`.
pub(super) fn with_other(
    cpu: &Cpu,
    a: CpuTensor,
    b: &CpuTensor,
    function: impl Fn(f32, f32) -> f32 + Sync,
) -> CpuTensor {
    let (rows, cols) = (a.rows(), a.cols());
    let mut out = match a.try_into_buffer() {
        Ok(own) => own,
        Err(shared) => {
            let mut out = cpu.pool.take(rows * cols);
            copy(shared.data(), &mut out);
            out
        }
    };
    out.par_chunks_mut(BLOCK)
        .zip(b.data().par_chunks(BLOCK))
        .for_each(|(block, b)| block.iter_mut().zip(b).for_each(|(a, b)| *a = function(*a, *b)));
    CpuTensor::new(out, rows, cols)
}

/// Copies all of `from`.
pub(super) fn copy(from: &[f32], to: &mut [f32]) {
    to.par_chunks_mut(BLOCK)
        .zip(from.par_chunks(BLOCK))
        .for_each(|(to, from)| to.copy_from_slice(from));
}
