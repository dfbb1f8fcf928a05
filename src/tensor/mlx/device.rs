//! Where operations run, and how large ones are cut.
//!
//! MLX gives a graphics processor whole operations: each is a kernel that fills it. On a processor it runs every
//! operation on one thread, which streams through memory again and again; there, time is cut into tiles that stay in a
//! core's cache from the first operation on them to the last, and the tiles are dealt to one stream, which is a thread,
//! for each core.

use std::num::NonZeroUsize;
use std::thread;

use mlx_rs::{Array, Device as MlxDevice, DeviceType, Stream, with_stream};

use super::graph::{Result, concat, failed, slice_steps, steps};

/// Numbers in a tile: with what is made of them, about a core's second-level cache.
const TILE: usize = 1 << 18;

/// The device of this thread.
pub(super) enum Device {
    /// A graphics processor.
    Gpu,
    /// A processor, with a stream for each thread.
    Cpu(Vec<Stream>),
}

impl Device {
    /// MLX's default device; `threads` count on a processor only.
    pub(super) fn start(threads: Option<NonZeroUsize>) -> Result<Self> {
        let device = MlxDevice::try_default().map_err(|error| failed("start", &error))?;
        match device.get_type().map_err(|error| failed("start", &error))? {
            DeviceType::Gpu => Ok(Self::Gpu),
            DeviceType::Cpu => {
                let cores = threads.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
                Ok(Self::Cpu(
                    (0..cores).map(|_| Stream::new_with_device(&device)).collect(),
                ))
            }
        }
    }

    /// `gpu` or `cpu`.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Gpu => "gpu",
            Self::Cpu(_) => "cpu",
        }
    }

    /// Makes `count` steps by making parts of them, `width` numbers of work each, and puts them together.
    pub(super) fn by_steps(
        &self,
        count: usize,
        width: usize,
        make: impl Fn(usize, usize) -> Result<Array>,
    ) -> Result<Array> {
        concat(&self.parts(count, width, make)?, 1)
    }

    /// What `make` gives for each part of `count` steps: all at once on a graphics processor, tile by tile on another.
    pub(super) fn parts(
        &self,
        count: usize,
        width: usize,
        make: impl Fn(usize, usize) -> Result<Array>,
    ) -> Result<Vec<Array>> {
        let Self::Cpu(streams) = self else {
            return Ok(vec![make(0, count)?]);
        };
        let most = (TILE / width.max(1)).max(32);
        let tiles = count.div_ceil(most).max(1).next_multiple_of(streams.len().max(1));
        let tile = count.div_ceil(tiles).max(32);
        let starts = (0..count.max(1)).step_by(tile);
        starts
            .zip(streams.iter().cycle())
            .map(|(start, stream)| with_stream(stream, || make(start, (start + tile).min(count))))
            .collect()
    }
}

/// Steps of `x`, or `x` itself if that is all of them.
pub(super) fn part(x: &Array, from: usize, to: usize) -> Result<Array> {
    if from == 0 && to == steps(x) {
        return Ok(x.clone());
    }
    slice_steps(x, from, to)
}
