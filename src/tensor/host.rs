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

impl QuantisedMatrix {
    /// The matrix in f32.
    ///
    /// # Errors
    /// [`TensorError::Shape`] when the parts do not fit each other.
    pub fn dequantise(&self) -> Result<HostTensor, TensorError> {
        let [rows, columns] = self.shape;
        let words = columns.saturating_mul(self.bits).div_ceil(32);
        let groups = columns.checked_div(self.group).unwrap_or(0);
        let expected = [words, groups, groups].map(|a_row| a_row.saturating_mul(rows));
        let got = [self.packed.len(), self.scales.len(), self.biases.len()];
        if expected != got || groups * self.group != columns || !(1..=8).contains(&self.bits) {
            return Err(TensorError::Shape {
                what: format!(
                    "matrix {:?} of {} bits in groups of {}",
                    self.shape, self.bits, self.group
                ),
                expected: format!("{expected:?} words, scales and biases"),
                got: format!("{got:?}"),
            });
        }
        let mut data = Vec::with_capacity(rows * columns);
        for row in 0..rows {
            let packed = &self.packed[row * words..(row + 1) * words];
            for group in 0..groups {
                let (scale, bias) = (self.scales[row * groups + group], self.biases[row * groups + group]);
                let columns = group * self.group..(group + 1) * self.group;
                data.extend(columns.map(|column| scale * f32::from(unpack(packed, column, self.bits)) + bias));
            }
        }
        HostTensor::new(vec![rows, columns], data)
    }
}

/// Value `index` of a row of `bits`-bit values (at most 8) packed as one little-endian stream.
fn unpack(row: &[u32], index: usize, bits: usize) -> u8 {
    let start = index * bits;
    let (word, offset) = (start / 32, start % 32);
    let mut stream = u64::from(row[word]);
    if offset + bits > 32 {
        stream |= u64::from(row[word + 1]) << 32;
    }
    (stream >> offset) as u8 & (u8::MAX >> (8 - bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_values_come_out_at_every_width() {
        for bits in [4, 6, 8] {
            let values: Vec<u8> = (0..64_usize).map(|i| ((i * 41) % (1 << bits)) as u8).collect();
            let mut packed = vec![0_u32; 64 * bits / 32];
            for (i, &value) in values.iter().enumerate() {
                for bit in 0..bits {
                    let at = i * bits + bit;
                    packed[at / 32] |= u32::from(value >> bit & 1) << (at % 32);
                }
            }
            let matrix = QuantisedMatrix {
                shape: [1, 64],
                bits,
                group: 32,
                packed,
                scales: vec![0.5, -2.0],
                biases: vec![1.0, 3.0],
            };
            let expected: Vec<f32> = values
                .iter()
                .enumerate()
                .map(|(i, &value)| f32::from(value) * if i < 32 { 0.5 } else { -2.0 } + if i < 32 { 1.0 } else { 3.0 })
                .collect();
            assert_eq!(matrix.dequantise().unwrap().data(), expected);
        }
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let matrix = QuantisedMatrix {
            shape: [2, 64],
            bits: 8,
            group: 64,
            packed: vec![0; 16],
            scales: vec![0.0; 2],
            biases: vec![0.0; 2],
        };
        assert!(matrix.dequantise().is_err());
    }
}
