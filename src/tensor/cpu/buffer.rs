//! Memory for tensors: whole pages, so that it is aligned and goes back to the system when it is not needed, and kept
//! for the next tensor when one is dropped, for asking the system for fresh pages costs more than many an operation.

use std::alloc::{Layout, handle_alloc_error};
use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use memmap2::MmapMut;

/// Numbers in the smallest page.
const PAGE: usize = 4096 / size_of::<f32>();

/// Numbers in a large page, of which a processor can keep many more at hand than of small ones.
const LARGE: usize = (2 << 20) / size_of::<f32>();

/// A run of `f32` aligned to a page.
pub(super) struct Buffer {
    /// There until the buffer is dropped.
    block: Option<Block>,
    len: usize,
    pool: Pool,
}

/// Pages of a buffer, as the system gave them.
struct Block(MmapMut);

thread_local! {
    static SCRATCH: RefCell<Option<Buffer>> = const { RefCell::new(None) };
}

/// Does `work` with `len` numbers, whatever they are, of a worker's own memory: large pages, kept from block to block.
pub(super) fn with_scratch<R>(pool: &Pool, len: usize, work: impl FnOnce(&mut [f32]) -> R) -> R {
    SCRATCH.with_borrow_mut(|scratch| {
        scratch.take_if(|buffer| buffer.len() < len);
        let buffer = scratch.get_or_insert_with(|| pool.take(len.next_multiple_of(LARGE)));
        work(&mut buffer[..len])
    })
}

/// Where dropped buffers wait to be used again.
#[derive(Clone, Default)]
pub(super) struct Pool(Arc<Mutex<Shelf>>);

/// The blocks of a pool, counted in numbers. What is in use and what is idle never add up to more than what has once
/// been in use at a time, so that idle memory adds nothing to the peak.
#[derive(Default)]
struct Shelf {
    idle: Vec<Block>,
    in_use: usize,
    peak: usize,
}

impl Pool {
    /// A buffer of `len` numbers, whatever they are: the caller writes them all.
    pub(super) fn take(&self, len: usize) -> Buffer {
        Buffer {
            block: Some(self.shelf().take(size_class(len))),
            len,
            pool: self.clone(),
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn take(&mut self, size: usize) -> Block {
        let fit = (0..self.idle.len())
            .filter(|&i| (size..=size + size / 4).contains(&self.idle[i].len()))
            .min_by_key(|&i| self.idle[i].len());
        let block = fit.map(|i| self.idle.swap_remove(i));
        let size = block.as_ref().map_or(size, Block::len);
        self.in_use += size;
        self.peak = self.peak.max(self.in_use);
        block.unwrap_or_else(|| {
            self.make_room();
            Block::new(size)
        })
    }

    /// Gives idle blocks back, the oldest first, until what remains fits under the peak.
    fn make_room(&mut self) {
        let idle: usize = self.idle.iter().map(Block::len).sum();
        let mut surplus = (self.in_use + idle).saturating_sub(self.peak);
        let given_back = self
            .idle
            .iter()
            .take_while(|block| {
                let more = surplus > 0;
                surplus = surplus.saturating_sub(block.len());
                more
            })
            .count();
        self.idle.drain(..given_back);
    }
}

/// A size at least as large, of eight for each power of two: sentences differ in length, and their buffers should fit
/// each other's places.
fn size_class(len: usize) -> usize {
    len.max(1).next_multiple_of((len.next_power_of_two() / 16).max(PAGE))
}

impl Block {
    /// Room for `len` zeros; pages that are never touched take no memory.
    fn new(len: usize) -> Self {
        // Out of memory ends the program here as it does with any vector.
        let pages = MmapMut::map_anon(len * size_of::<f32>())
            .unwrap_or_else(|_| handle_alloc_error(Layout::array::<f32>(len).unwrap_or(Layout::new::<f32>())));
        // Fewer, larger pages are a matter of speed alone.
        #[cfg(target_os = "linux")]
        if len >= LARGE {
            let _ = pages.advise(memmap2::Advice::HugePage);
        }
        Self(pages)
    }

    fn len(&self) -> usize {
        self.0.len() / size_of::<f32>()
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let Some(pages) = self.block.take() else { return };
        let mut blocks = self.pool.shelf();
        blocks.in_use -= pages.len();
        blocks.idle.push(pages);
    }
}

impl Deref for Buffer {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        let pages: &[u8] = self.block.as_ref().map_or(&[], |block| &block.0);
        &bytemuck::cast_slice(pages)[..self.len]
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        let pages: &mut [u8] = self.block.as_mut().map_or(&mut [], |block| &mut block.0);
        &mut bytemuck::cast_slice_mut(pages)[..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(pool: &Pool) -> usize {
        let shelf = pool.shelf();
        shelf.in_use + shelf.idle.iter().map(Block::len).sum::<usize>()
    }

    #[test]
    fn buffers_begin_at_a_cache_line() {
        let pool = Pool::default();
        for len in [1, 15, 100, 70_001] {
            let buffer = pool.take(len);
            assert_eq!((buffer.len(), buffer.as_ptr().align_offset(64)), (len, 0));
        }
    }

    #[test]
    fn a_dropped_buffer_is_used_again_by_one_of_about_its_size() {
        let pool = Pool::default();
        let first = pool.take(100_000).as_ptr();
        assert_eq!(pool.take(99_000).as_ptr(), first);
        assert_ne!(pool.take(10).as_ptr(), first);
    }

    #[test]
    fn idle_memory_never_adds_to_the_peak() {
        let pool = Pool::default();
        for seconds in [3, 50, 7, 90, 20, 91, 1] {
            let buffers = [1, 2, 4].map(|part| pool.take(seconds * 10_000 / part));
            drop(buffers);
            assert!(held(&pool) <= 2 * size_class(910_000), "{}", held(&pool));
        }
        let largest = pool.shelf().peak;
        assert!(held(&pool) <= largest);
    }
}
