//! Memory for tensors: aligned to cache lines, and kept for the next tensor when one is dropped, for asking the
//! system for fresh pages costs more than many an operation.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

use bytemuck::{Pod, Zeroable};

/// `f32` in a cache line.
const LINE: usize = 16;

#[repr(C, align(64))]
#[derive(Clone, Copy, Zeroable, Pod)]
struct Line([f32; LINE]);

/// A run of `f32` aligned to 64 bytes.
pub(super) struct Buffer {
    lines: Vec<Line>,
    len: usize,
    pool: Pool,
}

/// Where dropped buffers wait to be used again.
#[derive(Clone, Default)]
pub(super) struct Pool(Arc<Mutex<Vec<Vec<Line>>>>);

impl Pool {
    /// A buffer of `len` numbers, whatever they are: the caller writes them all.
    pub(super) fn take(&self, len: usize) -> Buffer {
        let need = len.div_ceil(LINE);
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fit = (0..idle.len())
            .filter(|&i| (need..=need + need / 4).contains(&idle[i].len()))
            .min_by_key(|&i| idle[i].len());
        let lines = if let Some(i) = fit {
            idle.swap_remove(i)
        } else {
            // Nothing fits: lengths have changed with the sentence, and what is idle would only take room.
            idle.clear();
            drop(idle);
            vec![Line::zeroed(); need]
        };
        Buffer {
            lines,
            len,
            pool: self.clone(),
        }
    }

    /// A buffer of zeros.
    pub(super) fn zeros(&self, len: usize) -> Buffer {
        let mut buffer = self.take(len);
        buffer.fill(0.0);
        buffer
    }
}

/// What may lie idle, in cache lines: enough for a sentence of ten seconds. More would only add to the peak.
const MOST_IDLE: usize = (96 << 20) / size_of::<Line>();

impl Drop for Buffer {
    fn drop(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let mut idle = self.pool.0.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.iter().map(Vec::len).sum::<usize>() + lines.len() <= MOST_IDLE {
            idle.push(lines);
        }
    }
}

impl Deref for Buffer {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &bytemuck::cast_slice(&self.lines)[..self.len]
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut bytemuck::cast_slice_mut(&mut self.lines)[..self.len]
    }
}
