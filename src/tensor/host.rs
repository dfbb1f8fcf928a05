//! Weights on the host, before a backend takes them: shapes and plain numbers.

use super::TensorError;

/// A dense f32 array in row-major order, with the shape the PyTorch checkpoint gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct HostTensor {
    shape: Vec<usize>,
    data: Vec<f32>,
}

impl HostTensor {
    /// # Errors
    /// [`TensorError::Shape`] when `data` has not as many elements as `shape` says.
    pub fn new(shape: Vec<usize>, data: Vec<f32>) -> Result<Self, TensorError> {
        if shape.iter().product::<usize>() == data.len() {
            Ok(Self { shape, data })
        } else {
            Err(TensorError::Shape {
                what: "host tensor".to_owned(),
                expected: format!("{shape:?}"),
                got: format!("{} elements", data.len()),
            })
        }
    }

    /// The extent of each axis.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The elements, last axis fastest.
    #[must_use]
    pub fn data(&self) -> &[f32] {
        &self.data
    }

    /// Gives the elements away.
    #[must_use]
    pub fn into_data(self) -> Vec<f32> {
        self.data
    }
}

/// A weight matrix in MLX's affine quantisation: `w[r][c] = scales[r][c / group] * q[r][c] + biases[r][c / group]`.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantisedMatrix {
    /// Rows and columns of the dequantised matrix.
    pub shape: [usize; 2],
    /// Bits of a quantised value: 4, 6 or 8.
    pub bits: usize,
    /// Columns that share a scale and a bias.
    pub group: usize,
    /// The values, packed little-endian, `columns * bits / 32` words a row.
    pub packed: Vec<u32>,
    /// One scale a group, row-major; may be negative.
    pub scales: Vec<f32>,
    /// One offset a group, row-major.
    pub biases: Vec<f32>,
}

/// A linear layer's or an embedding's weight: plain, or as quantised as the checkpoint has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Matrix {
    /// f32, `[rows, columns]`.
    Plain(HostTensor),
    /// Packed; a backend that can multiply packed weights keeps it so, others dequantise at load.
    Quantised(QuantisedMatrix),
}

impl QuantisedMatrix {
    /// The matrix in f32.
    ///
    /// # Errors
    /// [`TensorError::Shape`] when the parts do not have the sizes the shape says.
    pub fn dequantise(&self) -> Result<HostTensor, TensorError> {
        let [rows, columns] = self.shape;
        let groups = columns.div_ceil(self.group.max(1));
        let words = columns * self.bits / 32;
        let sizes = [self.packed.len(), self.scales.len(), self.biases.len()];
        if sizes != [rows * words, rows * groups, rows * groups] {
            return Err(TensorError::Shape {
                what: "quantised matrix".to_owned(),
                expected: format!("{rows} × {columns} of {} bits in groups of {}", self.bits, self.group),
                got: format!("{sizes:?} words, scales and biases"),
            });
        }
        let mask = (1_u64 << self.bits) - 1;
        let mut data = Vec::with_capacity(rows * columns);
        for row in 0..rows {
            let packed = &self.packed[row * words..(row + 1) * words];
            for column in 0..columns {
                let bit = column * self.bits;
                let low = u64::from(packed[bit / 32]);
                let high = packed.get(bit / 32 + 1).map_or(0, |word| u64::from(*word) << 32);
                let quantised = (low | high) >> (bit % 32) & mask;
                let group = row * groups + column / self.group;
                data.push(self.scales[group] * quantised as f32 + self.biases[group]);
            }
        }
        HostTensor::new(vec![rows, columns], data)
    }
}

impl Matrix {
    /// The matrix in f32.
    ///
    /// # Errors
    /// As [`QuantisedMatrix::dequantise`].
    pub fn into_plain(self) -> Result<HostTensor, TensorError> {
        match self {
            Self::Plain(tensor) => Ok(tensor),
            Self::Quantised(matrix) => matrix.dequantise(),
        }
    }
}
