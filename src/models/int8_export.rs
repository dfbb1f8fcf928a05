//! Recovers the weights of Kokoro-82M from its int8 ONNX export.
//!
//! The export is quantised dynamically: the weights of convolutions and linear layers are integer inputs of their nodes
//! (`ConvInteger`, `MatMulInteger`, `DynamicQuantizeLSTM`), each with a scale and a zero point, a tensor's or a
//! column's; embeddings are dequantised after their lookup. Biases, norms and a few small weights are constants in
//! float32 under the names they had in PyTorch. A weight without such a name is found by its node's, which spells the
//! path of the module.

use std::collections::{BTreeMap, HashMap};

use rten_onnx::onnx::{DataType, GraphProto, ModelProto, NodeProto, TensorProto};
use thiserror::Error;

use crate::tensor::{EightBitTensor, HostTensor};

/// An ONNX file that is not the export this reads.
#[derive(Debug, Error)]
pub enum ExportError {
    /// Not ONNX at all.
    #[error("it is not an ONNX file: {0}")]
    Parse(String),
    /// A constant that a node names is not there.
    #[error("it has no constant '{0}'")]
    Missing(String),
    /// A constant or node of another form than the export has.
    #[error("'{name}' {what}")]
    Odd {
        /// The constant or node.
        name: String,
        /// What is wrong with it.
        what: String,
    },
}

/// A weight as the export has it.
#[derive(Debug)]
pub(super) enum Recovered {
    Plain(HostTensor),
    EightBit(EightBitTensor),
}

/// The weights of the export in as many bits as it has them, by the names of PyTorch's state dict with weight norm fused.
pub(super) fn weights(onnx: &[u8]) -> Result<BTreeMap<String, Recovered>, ExportError> {
    let model = ModelProto::parse_buf(onnx).map_err(|e| ExportError::Parse(e.to_string()))?;
    let graph = model
        .graph
        .ok_or_else(|| ExportError::Parse("it has no graph".to_owned()))?;
    let constants = Constants::of(&graph)?;

    let mut weights = constants.named_weights()?;
    for node in &graph.node {
        match node.op_type.as_deref() {
            Some("ConvInteger") => convolution(node, &constants, &mut weights)?,
            Some("MatMulInteger") => linear(node, &constants, &mut weights)?,
            Some("DynamicQuantizeLSTM") => lstm(node, &constants, &mut weights)?,
            Some("DequantizeLinear") => embedding(node, &constants, &mut weights)?,
            Some("MatMul") if module_of(node) == HARMONICS => {
                let weight = constants.floats(input(node, 1)?)?.transposed()?;
                weights.insert(format!("{HARMONICS}.weight"), weight.recovered()?);
            }
            _ => {}
        }
    }
    for (module, constant) in TRANSPOSED_CONVOLUTIONS {
        weights.insert(format!("{module}.weight"), constants.floats(constant)?.recovered()?);
    }
    Ok(weights)
}

/// The layer that mixes the harmonics, left in float32.
const HARMONICS: &str = "decoder.generator.m_source.l_linear";

/// Weights that the exporter has folded into constants of its own naming, all left in float32.
const TRANSPOSED_CONVOLUTIONS: [(&str, &str); 6] = [
    ("decoder.generator.ups.0", "/decoder/decoder/generator/Mul_output_0"),
    ("decoder.generator.ups.1", "/decoder/decoder/generator/Mul_1_output_0"),
    (
        "decoder.generator.conv_post",
        "/decoder/decoder/generator/Mul_2_output_0",
    ),
    ("decoder.decode.3.pool", "/decoder/decoder/decode.3/Mul_output_0"),
    ("predictor.F0.1.pool", "/encoder/F0.1/Mul_output_0"),
    ("predictor.N.1.pool", "/encoder/N.1/Mul_output_0"),
];

type Weights = BTreeMap<String, Recovered>;

fn convolution(node: &NodeProto, constants: &Constants<'_>, weights: &mut Weights) -> Result<(), ExportError> {
    let quantised = input(node, 1)?;
    if constants.contains(quantised) {
        let weight = constants.quantised(quantised, node.input.get(3))?;
        weights.insert(format!("{}.weight", module_of(node)), weight.recovered()?);
    }
    Ok(())
}

fn linear(node: &NodeProto, constants: &Constants<'_>, weights: &mut Weights) -> Result<(), ExportError> {
    let quantised = input(node, 1)?;
    let module = module_of(node);
    if constants.contains(quantised) && !is_repeated_layer(&module) {
        let weight = constants.quantised(quantised, node.input.get(3))?.transposed()?;
        weights.insert(format!("{module}.weight"), weight.recovered()?);
    }
    Ok(())
}

/// ALBERT has one layer, which the export unrolls; the first has the module's name, the others a number behind it.
fn is_repeated_layer(module: &str) -> bool {
    let Some((name, number)) = module.rsplit_once('_') else {
        return false;
    };
    let name = name.rsplit('.').next().unwrap_or(name);
    !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit())
        && ["query", "key", "value", "dense", "ffn", "ffn_output"].contains(&name)
}

/// A lookup's table: the node names the scale, the table and its zero point go with it.
fn embedding(node: &NodeProto, constants: &Constants<'_>, weights: &mut Weights) -> Result<(), ExportError> {
    let Some(name) = input(node, 1)?.strip_suffix("_scale") else {
        return Ok(());
    };
    let quantised = format!("{name}_quantized");
    if constants.contains(&quantised) {
        let table = constants.quantised(&quantised, node.input.get(2))?;
        weights.insert(pytorch_name(name), table.recovered()?);
    }
    Ok(())
}

/// Both directions of an LSTM. Weights are `[2, in, 4 · hidden]`, scales and zero points a column's; biases are
/// `[2, 8 · hidden]`, the input's before the state's.
fn lstm(node: &NodeProto, constants: &Constants<'_>, weights: &mut Weights) -> Result<(), ExportError> {
    let module = module_of(node);
    let odd = |what: &str| ExportError::odd(&module, what);
    let [.., input_scale, input_zero, state_scale, state_zero] = node.input.as_slice() else {
        return Err(odd("has too few inputs"));
    };
    let from_input = constants.planes(input(node, 1)?, input_scale, input_zero)?;
    let from_state = constants.planes(input(node, 2)?, state_scale, state_zero)?;
    let bias = constants.floats(input(node, 3)?)?;

    let gates = from_state[0].shape[0];
    let hidden = gates / 4;
    if from_state[0].shape[1] != hidden || from_input[0].shape[0] != gates || bias.shape != [2, 2 * gates] {
        return Err(odd("has weights that do not fit each other"));
    }
    let directions = from_input
        .into_iter()
        .zip(from_state)
        .zip(bias.data.chunks_exact(2 * gates));
    for (((from_input, from_state), bias), suffix) in directions.zip(["", "_reverse"]) {
        let mut keep = |name: &str, weight: Recovered| weights.insert(format!("{module}.{name}_l0{suffix}"), weight);
        keep("weight_ih", from_input.gates_in_pytorch_order(hidden).recovered()?);
        keep("weight_hh", from_state.gates_in_pytorch_order(hidden).recovered()?);
        for (name, biases) in [("bias_ih", &bias[..gates]), ("bias_hh", &bias[gates..])] {
            let data = gates_in_pytorch_order(biases, hidden);
            let shape = vec![gates];
            keep(name, Constant { shape, data }.recovered()?);
        }
    }
    Ok(())
}

/// ONNX has the gates as input, output, forget, cell; PyTorch as input, forget, cell, output.
fn gates_in_pytorch_order<T: Copy>(onnx: &[T], gate: usize) -> Vec<T> {
    [0, 2, 3, 1]
        .iter()
        .flat_map(|g| &onnx[g * gate..(g + 1) * gate])
        .copied()
        .collect()
}

/// The path of the module that a node is part of, as PyTorch spells it.
fn module_of(node: &NodeProto) -> String {
    let path = node.name.as_deref().unwrap_or_default().trim_matches('/');
    let module = path.rsplit_once('/').map_or("", |(module, _)| module).replace('/', ".");
    // The exporter wrapped the model in two parts and shortened what lay inside.
    let module = [
        ("decoder.decoder.", "decoder."),
        ("encoder.F0", "predictor.F0"),
        ("encoder.N", "predictor.N"),
        ("encoder.shared", "predictor.shared"),
        ("encoder.", ""),
    ]
    .iter()
    .find_map(|(prefix, name)| Some(format!("{name}{}", module.strip_prefix(prefix)?)))
    .unwrap_or(module);
    // A sequence applied as a whole has its path twice: `text_encoder.cnn.1.cnn.1.0`.
    let twice = module
        .rsplit_once(".cnn.")
        .filter(|(outer, _)| outer.starts_with("text_encoder.cnn."));
    let module = match twice {
        Some((outer, inner)) => inner
            .split_once('.')
            .map_or(module.clone(), |(_, rest)| format!("{outer}.{rest}")),
        None => module,
    };
    module.replace("asr_res.asr_res.0", "asr_res.0")
}

/// A constant's name as PyTorch spells it.
fn pytorch_name(constant: &str) -> String {
    let name = constant
        .strip_prefix("decoder.")
        .or_else(|| constant.strip_prefix("encoder."));
    name.unwrap_or(constant).to_owned()
}

fn input(node: &NodeProto, index: usize) -> Result<&str, ExportError> {
    let name = node.name.as_deref().unwrap_or_default();
    node.input
        .get(index)
        .map(String::as_str)
        .ok_or_else(|| ExportError::odd(name, &format!("has no input {index}")))
}

impl ExportError {
    fn odd(name: &str, what: &str) -> Self {
        Self::Odd {
            name: name.to_owned(),
            what: what.to_owned(),
        }
    }
}

/// The graph's constants by name.
struct Constants<'a>(HashMap<&'a str, &'a TensorProto>);

impl<'a> Constants<'a> {
    fn of(graph: &'a GraphProto) -> Result<Self, ExportError> {
        let named = |tensor: &'a TensorProto| {
            let name = tensor
                .name
                .as_deref()
                .ok_or_else(|| ExportError::odd("a constant", "has no name"))?;
            Ok((name, tensor))
        };
        graph.initializer.iter().map(named).collect::<Result<_, _>>().map(Self)
    }

    fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Constants that still have a weight's name: biases, norms, alphas.
    fn named_weights(&self) -> Result<Weights, ExportError> {
        let helper = ["_quantized", "_scale", "_zero_point", "_reshape_shape"];
        let mut weights = Weights::new();
        for &name in self.0.keys() {
            let of_model = name.starts_with("encoder.") || name.starts_with("decoder.");
            if of_model && !name.contains(".stft.") && !helper.iter().any(|suffix| name.ends_with(suffix)) {
                weights.insert(pytorch_name(name), self.floats(name)?.recovered()?);
            }
        }
        Ok(weights)
    }

    /// Numbers in eight bits. Scale and zero point are one for all of them, or one a column.
    fn quantised(&self, name: &str, zero: Option<&String>) -> Result<Quantised, ExportError> {
        let constant = self.floats(name)?;
        let scales = self.floats(&name.replace("_quantized", "_scale"))?.data;
        let zeros = match zero.filter(|zero| self.contains(zero)) {
            Some(zero) => self.floats(zero)?.data,
            None => vec![0.0; scales.len()],
        };
        Quantised::new(name, constant, zeros, scales)
    }

    /// The same for the two planes of `[2, rows, columns]`, each with scales and zero points of its own; transposed.
    fn planes(&self, name: &str, scale: &str, zero: &str) -> Result<[Quantised; 2], ExportError> {
        let odd = |what: &str| ExportError::odd(name, what);
        let constant = self.floats(name)?;
        let [zeros, scales] = [self.floats(zero)?.data, self.floats(scale)?.data];
        let &[2, rows, columns] = &constant.shape[..] else {
            return Err(odd("is not for two directions"));
        };
        if scales.len() != zeros.len() || !scales.len().is_multiple_of(2) {
            return Err(odd("does not fit its scale and zero point"));
        }
        let plane = |index: usize| {
            let half = |all: &[f32]| all[index * all.len() / 2..(index + 1) * all.len() / 2].to_vec();
            let plane = Constant {
                shape: vec![rows, columns],
                data: half(&constant.data),
            };
            Quantised::new(name, plane, half(&zeros), half(&scales))?.transposed()
        };
        Ok([plane(0)?, plane(1)?])
    }

    /// A constant's numbers as f32, integers too.
    fn floats(&self, name: &str) -> Result<Constant, ExportError> {
        let proto = self.0.get(name).ok_or_else(|| ExportError::Missing(name.to_owned()))?;
        let shape = proto
            .dims
            .iter()
            .map(|&extent| usize::try_from(extent))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| ExportError::odd(name, "has a negative extent"))?;
        let raw = proto.raw_data.as_ref().map(|raw| raw.borrow());
        let raw = raw.as_deref().map_or(&[][..], Vec::as_slice);
        let data: Vec<f32> = match proto.data_type {
            Some(DataType::FLOAT) if raw.is_empty() => proto.float_data.clone(),
            Some(DataType::FLOAT) => raw.as_chunks().0.iter().map(|&b| f32::from_le_bytes(b)).collect(),
            Some(DataType::INT8 | DataType::UINT8) if raw.is_empty() => {
                proto.int32_data.iter().map(|&value| value as f32).collect()
            }
            Some(DataType::INT8) => raw.iter().map(|&b| f32::from(b.cast_signed())).collect(),
            Some(DataType::UINT8) => raw.iter().map(|&b| f32::from(b)).collect(),
            other => return Err(ExportError::odd(name, &format!("is of type {other:?}"))),
        };
        let elements = shape.iter().try_fold(1_usize, |all, &extent| all.checked_mul(extent));
        if elements != Some(data.len()) {
            return Err(ExportError::odd(
                name,
                &format!("has {} numbers for shape {shape:?}", data.len()),
            ));
        }
        Ok(Constant { shape, data })
    }
}

/// A constant in f32.
struct Constant {
    shape: Vec<usize>,
    data: Vec<f32>,
}

impl Constant {
    fn transposed(self) -> Result<Self, ExportError> {
        let (shape, data) = transposed(&self.shape, &self.data)?;
        Ok(Self { shape, data })
    }

    fn recovered(self) -> Result<Recovered, ExportError> {
        HostTensor::new(self.shape, self.data)
            .map(Recovered::Plain)
            .map_err(|e| ExportError::odd("a weight", &e.to_string()))
    }
}

/// Numbers in eight bits, with a scale and a zero point for all of them or one a column; once transposed, one a row.
struct Quantised {
    shape: Vec<usize>,
    numbers: Vec<i8>,
    zeros: Vec<f32>,
    scales: Vec<f32>,
}

impl Quantised {
    /// Of whole numbers from −128 to 255. Those beyond 127 are moved down, their zero point with them.
    fn new(name: &str, constant: Constant, mut zeros: Vec<f32>, scales: Vec<f32>) -> Result<Self, ExportError> {
        let Constant { shape, mut data } = constant;
        let fits = scales.len() == 1 || shape.last() == Some(&scales.len());
        if !fits || scales.len() != zeros.len() || data.is_empty() {
            return Err(ExportError::odd(name, "does not fit its scale and zero point"));
        }
        if data.iter().any(|number| *number > f32::from(i8::MAX)) {
            for number in data.iter_mut().chain(&mut zeros) {
                *number += f32::from(i8::MIN);
            }
        }
        Ok(Self {
            shape,
            numbers: data.iter().map(|number| *number as i8).collect(),
            zeros,
            scales,
        })
    }

    fn transposed(self) -> Result<Self, ExportError> {
        let (shape, numbers) = transposed(&self.shape, &self.numbers)?;
        Ok(Self { shape, numbers, ..self })
    }

    /// The rows in PyTorch's order, with their scales and zero points.
    fn gates_in_pytorch_order(self, hidden: usize) -> Self {
        let ordered = |of_rows: Vec<f32>| match of_rows.len() {
            1 => of_rows,
            _ => gates_in_pytorch_order(&of_rows, hidden),
        };
        Self {
            numbers: gates_in_pytorch_order(&self.numbers, self.numbers.len() / 4),
            zeros: ordered(self.zeros),
            scales: ordered(self.scales),
            shape: self.shape,
        }
    }

    fn recovered(self) -> Result<Recovered, ExportError> {
        EightBitTensor::new(self.shape, self.numbers, self.zeros, self.scales)
            .map(Recovered::EightBit)
            .map_err(|e| ExportError::odd("a weight", &e.to_string()))
    }
}

/// Shape and elements of a matrix on its side.
fn transposed<T: Copy>(shape: &[usize], data: &[T]) -> Result<(Vec<usize>, Vec<T>), ExportError> {
    let &[rows, columns] = shape else {
        return Err(ExportError::odd("a linear layer", &format!("has shape {shape:?}")));
    };
    let column = |c| (0..rows).map(move |r| data[r * columns + c]);
    Ok((vec![columns, rows], (0..columns).flat_map(column).collect()))
}
