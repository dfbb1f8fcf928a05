//! Weights in eight bits, each row on a grid of its own.

use rayon::prelude::*;

use super::{HostTensor, TensorError};

/// A tensor whose rows, along the first axis, were each quantised to eight bits: number n of a row stands for
/// `(n − zero) · scale`, rounded once.
#[derive(Clone, Debug, PartialEq)]
pub struct EightBitTensor {
    shape: Vec<usize>,
    numbers: Vec<i8>,
    zeros: Vec<f32>,
    scales: Vec<f32>,
}

impl EightBitTensor {
    /// Puts a tensor together. There is a zero and a scale for each row, or one of either for all.
    ///
    /// # Errors
    /// [`TensorError::Shape`] when there are other than that, or as many numbers as `shape` does not say.
    pub fn new(
        shape: Vec<usize>,
        numbers: Vec<i8>,
        mut zeros: Vec<f32>,
        mut scales: Vec<f32>,
    ) -> Result<Self, TensorError> {
        let rows = shape.first().copied().unwrap_or(1);
        for grid in [&mut zeros, &mut scales] {
            if let [one] = grid[..] {
                grid.resize(rows, one);
            }
        }
        if shape.iter().product::<usize>() == numbers.len() && zeros.len() == rows && scales.len() == rows {
            return Ok(Self {
                shape,
                numbers,
                zeros,
                scales,
            });
        }
        Err(TensorError::Shape {
            what: "eight-bit tensor".to_owned(),
            expected: format!("{shape:?}, a zero and a scale a row"),
            got: format!(
                "{} numbers, {} zeros, {} scales",
                numbers.len(),
                zeros.len(),
                scales.len()
            ),
        })
    }

    /// The extent of each axis.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The numbers, last axis fastest.
    #[must_use]
    pub fn numbers(&self) -> &[i8] {
        &self.numbers
    }

    /// Which number of each row is 0.
    #[must_use]
    pub fn zeros(&self) -> &[f32] {
        &self.zeros
    }

    /// How far the numbers of each row are apart.
    #[must_use]
    pub fn scales(&self) -> &[f32] {
        &self.scales
    }

    /// What the numbers stand for.
    ///
    /// # Errors
    /// None that can happen: the shape has been looked at.
    pub fn dequantise(&self) -> Result<HostTensor, TensorError> {
        let width = self.width();
        let mut data = vec![0.0; self.numbers.len()];
        data.par_chunks_mut(width)
            .zip(self.numbers.par_chunks(width))
            .zip(self.zeros.par_iter().zip(&self.scales))
            .for_each(|((values, numbers), (zero, scale))| {
                for (value, number) in values.iter_mut().zip(numbers) {
                    *value = (f32::from(*number) - zero) * scale;
                }
            });
        HostTensor::new(self.shape.clone(), data)
    }

    pub(super) fn reshape(self, shape: Vec<usize>) -> Result<Self, TensorError> {
        Self::new(shape, self.numbers, self.zeros, self.scales)
    }

    /// The rows of `self`, then those of `lower`.
    pub(super) fn above(mut self, lower: Self) -> Result<Self, TensorError> {
        let rows = self.zeros.len() + lower.zeros.len();
        if let Some(extent) = self.shape.first_mut() {
            *extent = rows;
        }
        self.numbers.extend(lower.numbers);
        self.zeros.extend(lower.zeros);
        self.scales.extend(lower.scales);
        Self::new(self.shape, self.numbers, self.zeros, self.scales)
    }

    /// Numbers of a row; 1 where there are none.
    fn width(&self) -> usize {
        (self.numbers.len() / self.zeros.len().max(1)).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> EightBitTensor {
        EightBitTensor::new(vec![2, 3], vec![-1, 0, 127, -128, 5, 6], vec![0.0, 5.0], vec![0.5, 2.0]).unwrap()
    }

    #[test]
    fn each_row_has_a_grid() {
        assert_eq!(rows().dequantise().unwrap().data(), [-0.5, 0.0, 63.5, -266.0, 0.0, 2.0]);
        let one = EightBitTensor::new(vec![2, 1, 2], vec![1, 2, 3, 4], vec![1.0], vec![10.0]).unwrap();
        assert_eq!(one.dequantise().unwrap().data(), [0.0, 10.0, 20.0, 30.0]);
    }

    #[test]
    fn rows_are_put_below_others_with_their_grids() {
        let both = rows().above(rows()).unwrap().reshape(vec![4, 3, 1]).unwrap();
        let one = rows().dequantise().unwrap().into_data();
        assert_eq!(both.dequantise().unwrap().data(), [one.clone(), one].concat());
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let new = |shape: &[usize], grids: usize| {
            EightBitTensor::new(shape.to_vec(), vec![0; 6], vec![0.0; grids], vec![1.0; grids])
        };
        assert!(new(&[3, 2], 3).is_ok());
        assert!(new(&[3, 3], 3).is_err());
        assert!(new(&[3, 2], 2).is_err());
        assert!(rows().reshape(vec![3, 2]).is_err());
    }
}
