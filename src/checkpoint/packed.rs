//! Weights packed by MLX: three tensors that make one matrix.

use safetensors::Dtype;

use super::tensor_file::TensorFile;
use super::{CheckpointError, ModelConfig};
use crate::tensor::QuantisedMatrix;

/// The group size of MLX when a configuration names none.
const DEFAULT_GROUP: usize = 64;

/// Reads `module.weight`, `module.scales` and `module.biases`. The width of a value follows from the shapes.
pub(super) fn read(file: &TensorFile, config: &ModelConfig, module: &str) -> Result<QuantisedMatrix, CheckpointError> {
    let [weight, scales, biases] = ["weight", "scales", "biases"].map(|part| format!("{module}.{part}"));
    let wrong = |name: &str, what: String| CheckpointError::tensor(file.path(), name, what);
    if file.dtype(&scales) == Some(Dtype::U8) || file.shape(&biases).is_none() {
        return Err(wrong(&weight, "is packed in a mode other than 'affine'".to_owned()));
    }

    let group = config
        .quantization
        .as_ref()
        .map_or(DEFAULT_GROUP, |q| q.group_size_of(module));
    let [rows, words] = matrix_shape(file, &weight)?;
    let [scale_rows, groups] = matrix_shape(file, &scales)?;
    if scale_rows != rows || file.shape(&biases) != file.shape(&scales) {
        return Err(wrong(&weight, "does not fit its scales and biases".to_owned()));
    }
    let columns = groups.checked_mul(group).filter(|&columns| columns > 0);
    let bits = columns.and_then(|columns| Some((words.checked_mul(32)? / columns, words * 32 % columns)));
    match (columns, bits) {
        (Some(columns), Some((bits @ (4 | 6 | 8), 0))) => Ok(QuantisedMatrix {
            shape: [rows, columns],
            bits,
            group,
            packed: file.words(&weight)?,
            scales: file.floats(&scales)?,
            biases: file.floats(&biases)?,
        }),
        _ => Err(wrong(
            &weight,
            format!("packs {words} words a row for {groups} groups of {group}, which is neither 4, 6 nor 8 bits"),
        )),
    }
}

fn matrix_shape(file: &TensorFile, name: &str) -> Result<[usize; 2], CheckpointError> {
    match file.shape(name) {
        Some(&[rows, columns]) => Ok([rows, columns]),
        Some(shape) => Err(CheckpointError::tensor(
            file.path(),
            name,
            format!("has shape {shape:?}, not two axes"),
        )),
        None => Err(CheckpointError::MissingTensor {
            path: file.path().to_owned(),
            name: name.to_owned(),
        }),
    }
}
