//! A weight as the checkpoint has it, on its way to a backend.

use super::{EightBitTensor, HostTensor, QuantisedMatrix, TensorError};

/// The weight of a layer: plain, or in as few bits as it has on disk.
#[derive(Clone, Debug, PartialEq)]
pub enum Weight {
    /// f32.
    Plain(HostTensor),
    /// Eight-bit numbers, and a grid for each row.
    EightBit(EightBitTensor),
    /// A matrix packed by MLX; a backend that can multiply packed weights keeps it so, others dequantise at load.
    Quantised(QuantisedMatrix),
}

impl Weight {
    /// The extent of each axis.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        match self {
            Self::Plain(tensor) => tensor.shape(),
            Self::EightBit(tensor) => tensor.shape(),
            Self::Quantised(matrix) => &matrix.shape,
        }
    }

    /// The weight in f32.
    ///
    /// # Errors
    /// As [`QuantisedMatrix::dequantise`].
    pub fn into_plain(self) -> Result<HostTensor, TensorError> {
        match self {
            Self::Plain(tensor) => Ok(tensor),
            Self::EightBit(tensor) => tensor.dequantise(),
            Self::Quantised(matrix) => matrix.dequantise(),
        }
    }

    /// The same numbers, row by row, with other axes; there are as many rows.
    ///
    /// # Errors
    /// [`TensorError::Shape`] when the shape has another number of elements or of rows.
    pub fn reshape(self, shape: Vec<usize>) -> Result<Self, TensorError> {
        Ok(match self {
            Self::EightBit(tensor) => Self::EightBit(tensor.reshape(shape)?),
            other => Self::Plain(HostTensor::new(shape, other.into_plain()?.into_data())?),
        })
    }

    /// The rows of `self`, then those of `other`, whose rows are as long.
    ///
    /// # Errors
    /// [`TensorError::Shape`] when they are not.
    pub fn above(self, other: Self) -> Result<Self, TensorError> {
        match (self, other) {
            (Self::EightBit(upper), Self::EightBit(lower)) => upper.above(lower).map(Self::EightBit),
            (upper, lower) => {
                let (upper, lower) = (upper.into_plain()?, lower.into_plain()?);
                let mut shape = upper.shape().to_vec();
                if let (Some(rows), Some(more)) = (shape.first_mut(), lower.shape().first()) {
                    *rows += more;
                }
                let mut data = upper.into_data();
                data.extend_from_slice(lower.data());
                HostTensor::new(shape, data).map(Self::Plain)
            }
        }
    }
}

impl From<HostTensor> for Weight {
    fn from(tensor: HostTensor) -> Self {
        Self::Plain(tensor)
    }
}
