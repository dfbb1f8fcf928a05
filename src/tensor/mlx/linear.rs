//! Matrices, plain or packed, and tables of rows.

use mlx_rs::{Array, ops};

use super::Mlx;
use super::device::{Device, part};
use super::graph::{self as g, Result};
use super::norm::Entry;
use crate::tensor::{HostTensor, QuantisedMatrix, Weight as Stored};

/// A weight as MLX's affine quantisation has it: packed values, a scale and an offset for each group of columns.
pub(super) struct Packed {
    values: Array,
    scales: Array,
    biases: Array,
    group: i32,
    bits: i32,
    pub(super) rows: usize,
}

impl Packed {
    fn new(matrix: &QuantisedMatrix) -> Self {
        let [rows, columns] = matrix.shape;
        let words = (columns * matrix.bits).div_ceil(32);
        let groups = columns / matrix.group;
        Self {
            values: Array::from_slice(&matrix.packed, &[rows as i32, words as i32]),
            scales: g::array(&matrix.scales, &[rows, groups]),
            biases: g::array(&matrix.biases, &[rows, groups]),
            group: matrix.group as i32,
            bits: matrix.bits as i32,
            rows,
        }
    }

    /// `x · Wᵀ`.
    fn multiply(&self, x: &Array) -> Result<Array> {
        let product = ops::quantized_matmul(x, &self.values, &self.scales, &self.biases, true, self.group, self.bits);
        g::node("quantized_matmul", product)
    }

    /// Some rows, unpacked.
    fn rows(&self, rows: &Array) -> Result<Array> {
        let [values, scales, biases] = [&self.values, &self.scales, &self.biases].map(|part| g::take(part, rows));
        let unpacked = ops::dequantize(values?, scales?, &biases?, self.group, self.bits);
        g::node("dequantize", unpacked)
    }
}

/// A linear layer.
pub struct Linear {
    weight: Weight,
    bias: Array,
    pub(super) inputs: usize,
}

enum Weight {
    /// `[in, out]`.
    Plain(Array),
    Packed(Packed),
}

impl Linear {
    /// `weight [out, in]`. Packed weights stay packed for a graphics processor; on a processor, where MLX multiplies them
    /// fifty times slower than plain ones, they are unpacked, unless `packed` says otherwise.
    pub(super) fn new(packed: bool, weight: Stored, bias: &HostTensor) -> Result<Self> {
        let (weight, inputs) = match weight {
            Stored::Quantised(matrix) if packed => {
                let inputs = matrix.shape[1];
                (Weight::Packed(Packed::new(&matrix)), inputs)
            }
            weight => {
                let weight = weight.into_plain()?;
                let array = g::array(weight.data(), weight.shape());
                let transposed = g::contiguous(&g::transpose(&array, &[1, 0])?)?;
                (Weight::Plain(transposed), weight.shape()[1])
            }
        };
        Ok(Self {
            weight,
            bias: g::array(bias.data(), bias.shape()),
            inputs,
        })
    }

    /// What has to be computed before the weights can be used.
    pub(super) fn arrays(&self) -> Vec<&Array> {
        match &self.weight {
            Weight::Plain(weight) => vec![weight, &self.bias],
            Weight::Packed(packed) => vec![&packed.values, &packed.scales, &packed.biases, &self.bias],
        }
    }

    pub(super) fn apply(&self, mlx: &Mlx, x: &Array, entry: &Entry) -> Result<Array> {
        mlx.device.by_steps(g::steps(x), g::rows(x) * self.inputs, |from, to| {
            let x = entry.over(mlx, &part(x, from, to)?)?;
            match &self.weight {
                Weight::Plain(weight) => g::addmm(&self.bias, &x, weight),
                Weight::Packed(packed) => g::add(&packed.multiply(&x)?, &self.bias),
            }
        })
    }
}

/// A table of rows.
pub enum Embedding {
    /// `[rows, width]`.
    Plain(Array),
    /// As many, packed.
    Packed(Box<PackedTable>),
}

/// A packed table.
pub struct PackedTable(Packed);

impl Embedding {
    pub(super) fn new(device: &Device, table: Stored) -> Result<Self> {
        Ok(match table {
            Stored::Quantised(table) if matches!(device, Device::Gpu) => {
                Self::Packed(Box::new(PackedTable(Packed::new(&table))))
            }
            table => {
                let table = table.into_plain()?;
                Self::Plain(g::array(table.data(), table.shape()))
            }
        })
    }

    /// How many rows there are.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Plain(table) => g::rows(table),
            Self::Packed(table) => table.0.rows,
        }
    }

    /// Some of them, as a sequence; the caller has made sure that they are there.
    pub(super) fn rows(&self, rows: &[u32]) -> Result<Array> {
        let indices = g::indices(rows.iter().copied());
        let found = match self {
            Self::Plain(table) => g::take(table, &indices)?,
            Self::Packed(table) => table.0.rows(&indices)?,
        };
        g::reshape(&found, &[1, rows.len(), g::cols(&found)])
    }
}
