//! Which tensors of the file make which weight of the model.
//!
//! Published checkpoints differ in names, in the order of axes and in what is left for the reader to compute. All of it
//! is decided here from the names and shapes in the file, never from the name of a repository; what comes out are the
//! names of PyTorch's state dict with weight norm fused.

use std::collections::{BTreeMap, HashSet};

use super::tensor_file::TensorFile;
use super::{CheckpointError, ModelConfig};

/// How a weight is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    /// As it is.
    Plain {
        /// Its name in the file.
        name: String,
        /// The order of its axes.
        axes: Axes,
    },
    /// Weight norm, not yet fused: a gain for each row and the direction of the row.
    WeightNorm {
        /// The gains' name in the file.
        gain: String,
        /// The directions' name in the file.
        direction: String,
        /// The order of the directions' axes.
        axes: Axes,
    },
    /// Eight-bit numbers, [`ZERO`] and [`SCALE`] beside them.
    EightBit {
        /// The numbers' name in the file, which is the weight's.
        name: String,
    },
    /// Packed by MLX: `module.weight`, `module.scales` and `module.biases`.
    Packed {
        /// The module.
        module: String,
    },
}

/// After a weight's name, that of what its numbers count from, `[rows]` or `[1]`.
pub(crate) const ZERO: &str = ".zero";

/// After a weight's name, that of how far its numbers are apart, `[rows]` or `[1]`.
pub(crate) const SCALE: &str = ".scale";

/// The order of a convolution weight's axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axes {
    /// `[out, in, kernel]`; transposed convolutions have `[in, out, kernel]`.
    PyTorch,
    /// The kernel's axis before the last.
    Mlx,
}

/// Every weight of the file, by its canonical name.
pub(super) fn weights(file: &TensorFile, config: &ModelConfig) -> Result<BTreeMap<String, Stored>, CheckpointError> {
    let names: HashSet<String> = file.names().into_iter().collect();
    let axes = convolution_axes(file, config);
    let mut weights = BTreeMap::new();
    for name in &names {
        let Some((canonical, stored)) = canonical(name, &names, axes) else {
            continue;
        };
        if let Some(other) = weights.insert(canonical.clone(), stored) {
            let what = format!("is stored twice, as '{name}' and as {other:?}");
            return Err(CheckpointError::tensor(file.path(), &canonical, what));
        }
    }
    Ok(weights)
}

/// The weight that a tensor is the main part of; none for gains, scales and offsets, which are parts of another's.
fn canonical(name: &str, names: &HashSet<String>, axes: Axes) -> Option<(String, Stored)> {
    for (direction, gain) in WEIGHT_NORM {
        if let Some(module) = name.strip_suffix(direction) {
            let gain = format!("{module}{gain}");
            let direction = name.to_owned();
            return Some((format!("{module}.weight"), Stored::WeightNorm { gain, direction, axes }));
        }
        if name
            .strip_suffix(gain)
            .is_some_and(|module| names.contains(&format!("{module}{direction}")))
        {
            return None;
        }
    }
    let is_numbered = |name: &str| {
        [ZERO, SCALE]
            .iter()
            .all(|part| names.contains(&format!("{name}{part}")))
    };
    if is_numbered(name) {
        let name = name.to_owned();
        return Some((name.clone(), Stored::EightBit { name }));
    }
    if [ZERO, SCALE]
        .iter()
        .filter_map(|part| name.strip_suffix(part))
        .any(is_numbered)
    {
        return None;
    }
    if let Some(module) = name
        .strip_suffix(".weight")
        .filter(|m| names.contains(&format!("{m}.scales")))
    {
        let module = module.to_owned();
        return Some((name.to_owned(), Stored::Packed { module }));
    }
    let part_of_packed = [".scales", ".biases"].iter().any(|suffix| {
        name.strip_suffix(suffix)
            .is_some_and(|module| names.contains(&format!("{module}.weight")))
    });
    if part_of_packed {
        return None;
    }
    let name = name.to_owned();
    let axes = if name.ends_with(".weight") { axes } else { Axes::PyTorch };
    Some((pytorch_name(&name), Stored::Plain { name, axes }))
}

/// Suffixes of the two parts of a weight under weight norm, directions first: the classic ones and those of PyTorch's
/// parametrizations.
const WEIGHT_NORM: [(&str, &str); 2] = [
    (".weight_v", ".weight_g"),
    (
        ".parametrizations.weight.original1",
        ".parametrizations.weight.original0",
    ),
];

/// MLX's names for an LSTM's weights, and PyTorch's.
const LSTM: [(&str, &str); 8] = [
    (".Wx_forward", ".weight_ih_l0"),
    (".Wh_forward", ".weight_hh_l0"),
    (".bias_ih_forward", ".bias_ih_l0"),
    (".bias_hh_forward", ".bias_hh_l0"),
    (".Wx_backward", ".weight_ih_l0_reverse"),
    (".Wh_backward", ".weight_hh_l0_reverse"),
    (".bias_ih_backward", ".bias_ih_l0_reverse"),
    (".bias_hh_backward", ".bias_hh_l0_reverse"),
];

fn pytorch_name(name: &str) -> String {
    if let Some((module, pytorch)) = LSTM
        .iter()
        .find_map(|(mlx, pytorch)| Some((name.strip_suffix(mlx)?, pytorch)))
    {
        return format!("{module}{pytorch}");
    }
    // The text encoder's layer norms are a class of StyleTTS's own, with the names of old.
    if name.starts_with("text_encoder.cnn.") {
        if let Some(norm) = name.strip_suffix(".1.weight") {
            return format!("{norm}.1.gamma");
        }
        if let Some(norm) = name.strip_suffix(".1.bias") {
            return format!("{norm}.1.beta");
        }
    }
    name.to_owned()
}

/// One order for all convolutions of a file, told by one whose kernel and channels differ.
fn convolution_axes(file: &TensorFile, config: &ModelConfig) -> Axes {
    let shape = ["weight_v", "parametrizations.weight.original1", "weight"]
        .iter()
        .find_map(|suffix| file.shape(&format!("text_encoder.cnn.0.0.{suffix}")));
    match shape {
        Some(&[_, kernel, channels])
            if kernel == config.text_encoder_kernel_size && channels == config.hidden_dim && kernel != channels =>
        {
            Axes::Mlx
        }
        _ => Axes::PyTorch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, all: &[&str]) -> Option<(String, Stored)> {
        let names = all.iter().map(|&n| n.to_owned()).collect();
        canonical(name, &names, Axes::Mlx)
    }

    #[test]
    fn mlx_names_become_pytorch_names() {
        for (mlx, pytorch) in [
            ("predictor.lstm.Wh_backward", "predictor.lstm.weight_hh_l0_reverse"),
            ("text_encoder.lstm.bias_ih_forward", "text_encoder.lstm.bias_ih_l0"),
            ("text_encoder.cnn.2.1.weight", "text_encoder.cnn.2.1.gamma"),
            ("text_encoder.cnn.0.1.bias", "text_encoder.cnn.0.1.beta"),
            ("text_encoder.cnn.0.0.bias", "text_encoder.cnn.0.0.bias"),
            ("predictor.F0.1.conv1.bias", "predictor.F0.1.conv1.bias"),
        ] {
            assert_eq!(pytorch_name(mlx), pytorch);
        }
    }

    #[test]
    fn parts_of_a_weight_are_not_weights() {
        let all = [
            "a.weight",
            "a.scales",
            "a.biases",
            "a.bias",
            "b.weight_g",
            "b.weight_v",
            "c.alpha1.0",
        ];
        let canonical: Vec<_> = all
            .iter()
            .filter_map(|name| read(name, &all))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(canonical, ["a.weight", "a.bias", "b.weight", "c.alpha1.0"]);
    }

    #[test]
    fn only_weights_have_axes_to_swap() {
        let axes_of = |name: &str| match read(name, &[name]).unwrap().1 {
            Stored::Plain { axes, .. } => axes,
            other => panic!("{name} is {other:?}"),
        };
        assert_eq!(axes_of("decoder.generator.noise_convs.0.weight"), Axes::Mlx);
        assert_eq!(axes_of("decoder.generator.resblocks.0.alpha1.0"), Axes::PyTorch);
    }
}
