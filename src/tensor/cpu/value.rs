//! The cpu backend's tensor: rows of channels in shared memory.

use std::sync::Arc;

use super::buffer::Buffer;

/// `[rows, cols]` of `f32`, row-major. Cheap to clone.
#[derive(Clone)]
pub struct CpuTensor {
    buffer: Arc<Buffer>,
    offset: usize,
    rows: usize,
    cols: usize,
    moments: Option<Arc<Moments>>,
}

/// What an instance norm needs to know of each channel, kept by the operation that made the tensor.
pub(super) struct Moments {
    count: f64,
    /// The mean over time.
    pub mean: Vec<f64>,
    /// Σ(x − mean)².
    pub square: Vec<f64>,
}

impl Moments {
    pub(super) fn empty(channels: usize) -> Self {
        Self {
            count: 0.0,
            mean: vec![0.0; channels],
            square: vec![0.0; channels],
        }
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

    /// The moments of each channel, counted now if the tensor does not carry them.
    pub(super) fn moments(&self) -> Arc<Moments> {
        if let Some(moments) = &self.moments {
            return Arc::clone(moments);
        }
        let mut moments = Moments::empty(self.cols);
        let mut row_moments = vec![0.0; 2 * self.cols];
        for row in self.data().chunks_exact(self.cols) {
            row_moments[..self.cols].copy_from_slice(row);
            moments.merge(1, &row_moments);
        }
        Arc::new(moments)
    }
}
