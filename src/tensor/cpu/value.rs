//! The cpu backend's tensor: rows of channels in shared memory.

use std::sync::Arc;

use super::buffer::Buffer;
use super::moments::Moments;

/// `[rows, cols]` of `f32`, row-major. Cheap to clone.
#[derive(Clone)]
pub struct CpuTensor {
    buffer: Arc<Buffer>,
    offset: usize,
    rows: usize,
    cols: usize,
    moments: Option<Arc<Moments>>,
}

impl CpuTensor {
    pub(super) fn new(buffer: Buffer, rows: usize, cols: usize) -> Self {
        debug_assert_eq!(buffer.len(), rows * cols);
        Self {
            buffer: Arc::new(buffer),
            offset: 0,
            rows,
            cols,
            moments: None,
        }
    }

    pub(super) fn with_moments(mut self, moments: Moments) -> Self {
        self.moments = Some(Arc::new(moments));
        self
    }

    /// `rows` of the rows, the first one `first`.
    pub(super) fn slice(&self, first: usize, rows: usize) -> Self {
        debug_assert!(first + rows <= self.rows);
        Self {
            buffer: Arc::clone(&self.buffer),
            offset: self.offset + first * self.cols,
            rows,
            cols: self.cols,
            moments: None,
        }
    }

    /// The same numbers in rows of `cols`, of which the old rows hold a whole number.
    pub(super) fn reshape(&self, cols: usize) -> Self {
        debug_assert!(self.cols.is_multiple_of(cols));
        Self {
            buffer: Arc::clone(&self.buffer),
            offset: self.offset,
            rows: self.rows * (self.cols / cols),
            cols,
            moments: None,
        }
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn cols(&self) -> usize {
        self.cols
    }

    pub(super) fn data(&self) -> &[f32] {
        &self.buffer[self.offset..self.offset + self.rows * self.cols]
    }

    pub(super) fn row(&self, row: usize) -> &[f32] {
        &self.data()[row * self.cols..(row + 1) * self.cols]
    }

    /// The memory itself, if nobody else holds it and the tensor fills it.
    pub(super) fn try_into_buffer(self) -> Result<Buffer, Self> {
        let Self {
            buffer,
            offset,
            rows,
            cols,
            moments,
        } = self;
        let whole = offset == 0 && buffer.len() == rows * cols;
        match Arc::try_unwrap(buffer) {
            Ok(buffer) if whole => Ok(buffer),
            Ok(buffer) => Err(Self {
                buffer: Arc::new(buffer),
                offset,
                rows,
                cols,
                moments,
            }),
            Err(buffer) => Err(Self {
                buffer,
                offset,
                rows,
                cols,
                moments,
            }),
        }
    }

    /// The moments of each channel, if the operation that made the tensor has counted them.
    pub(super) fn moments(&self) -> Option<&Arc<Moments>> {
        self.moments.as_ref()
    }
}
