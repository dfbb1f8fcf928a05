//! Writes a state dict in each layout Kokoro is published in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use half::{bf16, f16};
use serde_json::{Map, Value, json};

/// Weights by their canonical names: shape and numbers.
pub type State = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

/// The type of plain floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Float {
    F32,
    F16,
    BF16,
}

/// A way of writing a checkpoint.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Convolutions as `weight_g` and `weight_v`, or under PyTorch's newer names for the two.
    pub weight_norm: Option<[&'static str; 2]>,
    /// MLX's names and order of axes.
    pub mlx: bool,
    /// Linear layers packed to so many bits, in groups of 64.
    pub bits: Option<usize>,
    pub float: Float,
}

/// The classic names of weight norm's gain and direction.
pub const CLASSIC: [&str; 2] = ["weight_g", "weight_v"];

/// A tensor as it lies in a file.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: String,
    pub dtype: &'static str,
    pub shape: Vec<usize>,
    pub bytes: Vec<u8>,
}

/// The tensors of a state dict in a layout, and the values a reader should see: those of `state`, but rounded where
/// the layout rounds.
pub fn stored(state: &State, layout: Layout) -> (Vec<Entry>, State) {
    let mut entries = Vec::new();
    let mut expected = State::new();
    for (name, (shape, data)) in state {
        let module = name.strip_suffix(".weight");
        match (module, shape.len(), layout) {
            (Some(module), 2, Layout { bits: Some(bits), .. }) if shape[1].is_multiple_of(64) => {
                let values = packed(module, shape, data, bits, &mut entries);
                expected.insert(name.clone(), (shape.clone(), values));
            }
            (
                Some(module),
                3,
                Layout {
                    weight_norm: Some([gain, direction]),
                    ..
                },
            ) if is_weight_normed(module) => {
                let width = data.len() / shape[0];
                let norms: Vec<f32> = data.chunks(width).map(|row| norm(row) as f32).collect();
                // Directions of other lengths than the weight's, as training leaves them; all the same for a zero row.
                let directions: Vec<f32> = data
                    .chunks(width)
                    .zip(1_u8..)
                    .flat_map(|(row, n)| row.iter().map(move |x| x * (0.25 + f32::from(n % 7))))
                    .collect();
                entries.push(plain(
                    &format!("{module}.{gain}"),
                    &[shape[0], 1, 1],
                    &norms,
                    layout.float,
                ));
                entries.push(convolution(
                    &format!("{module}.{direction}"),
                    shape,
                    &directions,
                    layout,
                ));
                expected.insert(name.clone(), (shape.clone(), data.clone()));
            }
            (Some(_), 3, _) => {
                entries.push(convolution(name, shape, data, layout));
                expected.insert(name.clone(), (shape.clone(), rounded(data, layout.float)));
            }
            _ => {
                let stored_name = if layout.mlx { mlx_name(name) } else { name.clone() };
                entries.push(plain(&stored_name, shape, data, layout.float));
                expected.insert(name.clone(), (shape.clone(), rounded(data, layout.float)));
            }
        }
    }
    (entries, expected)
}

fn is_weight_normed(module: &str) -> bool {
    !module.contains("noise_convs") && !module.ends_with("F0_proj") && !module.ends_with("N_proj")
}

fn norm(row: &[f32]) -> f64 {
    row.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt()
}

fn mlx_name(name: &str) -> String {
    let renamed = [
        ("weight_ih_l0_reverse", "Wx_backward"),
        ("weight_hh_l0_reverse", "Wh_backward"),
        ("bias_ih_l0_reverse", "bias_ih_backward"),
        ("bias_hh_l0_reverse", "bias_hh_backward"),
        ("weight_ih_l0", "Wx_forward"),
        ("weight_hh_l0", "Wh_forward"),
        ("bias_ih_l0", "bias_ih_forward"),
        ("bias_hh_l0", "bias_hh_forward"),
        ("gamma", "weight"),
        ("beta", "bias"),
    ];
    let (module, last) = name.rsplit_once('.').unwrap();
    let last = renamed
        .iter()
        .find(|(pytorch, _)| *pytorch == last)
        .map_or(last, |(_, mlx)| mlx);
    format!("{module}.{last}")
}

fn convolution(name: &str, shape: &[usize], data: &[f32], layout: Layout) -> Entry {
    if !layout.mlx {
        return plain(name, shape, data, layout.float);
    }
    let [a, b, c] = shape.try_into().unwrap();
    let at = |i: usize, j: usize, k: usize| data[(i * b + j) * c + k];
    let swapped: Vec<f32> = (0..a)
        .flat_map(|i| (0..c).flat_map(move |k| (0..b).map(move |j| (i, j, k))))
        .map(|(i, j, k)| at(i, j, k))
        .collect();
    plain(name, &[a, c, b], &swapped, layout.float)
}

fn plain(name: &str, shape: &[usize], data: &[f32], float: Float) -> Entry {
    let (dtype, bytes) = match float {
        Float::F32 => ("F32", data.iter().flat_map(|x| x.to_le_bytes()).collect()),
        Float::F16 => (
            "F16",
            data.iter().flat_map(|&x| f16::from_f32(x).to_le_bytes()).collect(),
        ),
        Float::BF16 => (
            "BF16",
            data.iter().flat_map(|&x| bf16::from_f32(x).to_le_bytes()).collect(),
        ),
    };
    Entry {
        name: name.to_owned(),
        dtype,
        shape: shape.to_vec(),
        bytes,
    }
}

fn rounded(data: &[f32], float: Float) -> Vec<f32> {
    let round = |&x: &f32| match float {
        Float::F32 => x,
        Float::F16 => f16::from_f32(x).to_f32(),
        Float::BF16 => bf16::from_f32(x).to_f32(),
    };
    data.iter().map(round).collect()
}

/// Packs as `mx.quantize` does: the end of a group's range that is further from zero is met exactly, and the scale
/// is negative where that end is the upper one.
fn packed(module: &str, shape: &[usize], data: &[f32], bits: usize, entries: &mut Vec<Entry>) -> Vec<f32> {
    let levels = f32::from((1_u16 << bits) - 1);
    let (mut values, mut scales, mut biases) = (Vec::new(), Vec::new(), Vec::new());
    let mut words = vec![0_u32; data.len() * bits / 32];
    for (index, group) in data.chunks(64).enumerate() {
        let low = group.iter().copied().fold(f32::INFINITY, f32::min);
        let high = group.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let width = ((high - low) / levels).max(1e-7);
        let (signed, edge) = if low.abs() > high.abs() {
            (width, low)
        } else {
            (-width, high)
        };
        let at_edge = (edge / signed).round_ties_even();
        let (unit, offset) = if at_edge == 0.0 {
            (signed, 0.0)
        } else {
            (edge / at_edge, edge)
        };
        for (i, x) in group.iter().enumerate() {
            let q = ((x - offset) / unit).round_ties_even().clamp(0.0, levels);
            values.push(unit * q + offset);
            let start = (index * 64 + i) * bits;
            for bit in (0..bits).filter(|bit| q as u32 >> bit & 1 == 1) {
                words[(start + bit) / 32] |= 1 << ((start + bit) % 32);
            }
        }
        scales.push(unit);
        biases.push(offset);
    }
    entries.push(Entry {
        name: format!("{module}.weight"),
        dtype: "U32",
        shape: vec![shape[0], shape[1] * bits / 32],
        bytes: words.iter().flat_map(|word| word.to_le_bytes()).collect(),
    });
    let groups = [shape[0], shape[1] / 64];
    entries.push(plain(&format!("{module}.scales"), &groups, &scales, Float::F32));
    entries.push(plain(&format!("{module}.biases"), &groups, &biases, Float::F32));
    values
}

/// A safetensors file: header keys sorted, data in the order given, nothing aligned unless the header's length happens
/// to make it so.
pub fn safetensors(entries: &[Entry], metadata: Option<Value>) -> Vec<u8> {
    let mut header = Map::new();
    if let Some(metadata) = metadata {
        header.insert("__metadata__".to_owned(), metadata);
    }
    let mut data = Vec::new();
    for entry in entries {
        let start = data.len();
        data.extend(&entry.bytes);
        let description = json!({ "dtype": entry.dtype, "shape": entry.shape, "data_offsets": [start, data.len()] });
        header.insert(entry.name.clone(), description);
    }
    let header = Value::Object(header).to_string();
    let length = header.len() as u64;
    [&length.to_le_bytes()[..], header.as_bytes(), &data].concat()
}

/// The configuration of a model with the few weights of [`tiny`].
pub fn tiny_config() -> Value {
    serde_json::from_str(include_str!("config.json")).unwrap()
}

/// A few weights of each kind there is, small, with shapes that tell every axis from every other.
pub fn tiny() -> State {
    let shapes: [(&str, &[usize]); 17] = [
        ("text_encoder.cnn.0.0.weight", &[4, 4, 3]),
        ("text_encoder.cnn.0.0.bias", &[4]),
        ("text_encoder.cnn.0.1.gamma", &[4]),
        ("text_encoder.cnn.0.1.beta", &[4]),
        ("text_encoder.lstm.weight_ih_l0", &[8, 5]),
        ("text_encoder.lstm.weight_hh_l0", &[8, 2]),
        ("text_encoder.lstm.bias_ih_l0_reverse", &[8]),
        ("text_encoder.lstm.bias_hh_l0_reverse", &[8]),
        ("text_encoder.embedding.weight", &[7, 64]),
        ("bert_encoder.weight", &[3, 128]),
        ("bert_encoder.bias", &[3]),
        ("decoder.generator.ups.0.weight", &[6, 2, 5]),
        ("decoder.generator.noise_convs.0.weight", &[4, 3, 2]),
        ("decoder.generator.resblocks.0.alpha1.0", &[1, 4, 1]),
        ("decoder.generator.m_source.l_linear.weight", &[1, 9]),
        ("predictor.F0_proj.weight", &[1, 4, 1]),
        ("predictor.F0.1.pool.weight", &[5, 1, 3]),
    ];
    let mut seed = 1_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    let mut state: State = shapes
        .into_iter()
        .map(|(name, shape)| {
            let data = (0..shape.iter().product::<usize>()).map(|_| next()).collect();
            (name.to_owned(), (shape.to_vec(), data))
        })
        .collect();
    // A row of zeros, as quantised exports have them: weight norm must not divide by its length.
    state.get_mut("decoder.generator.ups.0.weight").unwrap().1[10..20].fill(0.0);
    state
}

/// A model folder with this configuration and these bytes as its weights.
pub fn write_model(folder: &Path, config: &Value, weights: &[u8]) {
    fs::write(folder.join("config.json"), config.to_string()).unwrap();
    fs::write(folder.join("kokoro-v1_0.safetensors"), weights).unwrap();
}
