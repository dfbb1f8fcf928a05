//! The int8 export, on a graph of our own with a node of each kind.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rten_onnx::onnx::{DataType, GraphProto, ModelProto, NodeProto, TensorProto};

use crate::models::int8_export::{Recovered, weights};
use crate::tensor::HostTensor;

fn constant(name: &str, dims: &[i64], data_type: DataType, raw: Vec<u8>) -> TensorProto {
    TensorProto {
        name: Some(name.to_owned()),
        dims: dims.to_vec(),
        data_type: Some(data_type),
        raw_data: Some(RefCell::new(raw)),
        ..TensorProto::default()
    }
}

fn floats(name: &str, dims: &[i64], data: &[f32]) -> TensorProto {
    let raw = data.iter().flat_map(|x| x.to_le_bytes()).collect();
    constant(name, dims, DataType::FLOAT, raw)
}

/// A zero point the way the exporter writes a single one: not in the raw data.
fn single(name: &str, value: i32) -> TensorProto {
    TensorProto {
        name: Some(name.to_owned()),
        data_type: Some(DataType::UINT8),
        int32_data: vec![value],
        ..TensorProto::default()
    }
}

fn node(op: &str, name: &str, inputs: &[&str]) -> NodeProto {
    NodeProto {
        op_type: Some(op.to_owned()),
        name: Some(name.to_owned()),
        input: inputs.iter().map(|&input| input.to_owned()).collect(),
        ..NodeProto::default()
    }
}

fn export(constants: Vec<TensorProto>, nodes: Vec<NodeProto>) -> Vec<u8> {
    let folded = [
        "/decoder/decoder/generator/Mul_output_0",
        "/decoder/decoder/generator/Mul_1_output_0",
        "/decoder/decoder/generator/Mul_2_output_0",
        "/decoder/decoder/decode.3/Mul_output_0",
        "/encoder/F0.1/Mul_output_0",
        "/encoder/N.1/Mul_output_0",
    ];
    let folded = folded
        .into_iter()
        .zip(1_u8..)
        .map(|(name, n)| floats(name, &[1], &[f32::from(n)]));
    let graph = GraphProto {
        initializer: constants.into_iter().chain(folded).collect(),
        node: nodes,
        ..GraphProto::default()
    };
    let model = ModelProto {
        graph: Some(graph),
        ..ModelProto::default()
    };
    model.write_buf().unwrap()
}

fn read(constants: Vec<TensorProto>, nodes: Vec<NodeProto>) -> BTreeMap<String, HostTensor> {
    let weights = weights(&export(constants, nodes)).unwrap();
    let plain = |(name, weight)| match weight {
        Recovered::Plain(tensor) => (name, tensor),
        Recovered::EightBit(tensor) => (name, tensor.dequantise().unwrap()),
    };
    weights.into_iter().map(plain).collect()
}

fn tensor(shape: &[usize], data: &[f32]) -> HostTensor {
    HostTensor::new(shape.to_vec(), data.to_vec()).unwrap()
}

#[test]
fn a_convolution_has_one_scale() {
    let constants = vec![
        constant("c_quantized", &[2, 1, 2], DataType::UINT8, vec![128, 130, 0, 255]),
        floats("c_scale", &[], &[0.5]),
        single("c_zero_point", 128),
    ];
    let inputs = ["x", "c_quantized", "x_zero", "c_zero_point"];
    let nodes = vec![node(
        "ConvInteger",
        "/encoder/text_encoder/cnn.1/cnn.1.0/Conv_quant",
        &inputs,
    )];
    let weights = read(constants, nodes);
    assert_eq!(
        weights["text_encoder.cnn.1.0.weight"],
        tensor(&[2, 1, 2], &[0.0, 1.0, -64.0, 63.5])
    );
}

#[test]
fn a_linear_layer_has_a_scale_a_column_and_is_transposed() {
    let constants = || {
        vec![
            constant("l_quantized", &[2, 3], DataType::INT8, vec![1, 2, 3, 4, 0xFF, 6]),
            floats("l_scale", &[3], &[1.0, 10.0, 0.5]),
            constant("l_zero_point", &[3], DataType::INT8, vec![0, 1, 0]),
        ]
    };
    let inputs = ["x", "l_quantized", "x_zero", "l_zero_point"];
    let matmul = |name: &str| node("MatMulInteger", name, &inputs);
    let weights = read(constants(), vec![matmul("/encoder/bert_encoder/MatMul_quant")]);
    let expected = tensor(&[3, 2], &[1.0, 4.0, 10.0, -20.0, 1.5, 3.0]);
    assert_eq!(weights["bert_encoder.weight"], expected);

    // ALBERT's layer is unrolled; only its first copy has the module's name.
    let layer = "/encoder/bert/encoder/albert_layer_groups.0/albert_layers.0";
    let copies = vec![
        matmul(&format!("{layer}/ffn/MatMul_quant")),
        matmul(&format!("{layer}/ffn_3/MatMul_quant")),
    ];
    let weights = read(constants(), copies);
    assert_eq!(weights.len(), 7);
    assert_eq!(
        weights["bert.encoder.albert_layer_groups.0.albert_layers.0.ffn.weight"],
        expected
    );
}

#[test]
fn an_lstms_gates_are_put_in_pytorchs_order() {
    // One state, one input: a gate is a single row. ONNX has them as input, output, forget, cell.
    let planes = |values: [u8; 8]| constant("", &[2, 1, 4], DataType::UINT8, values.to_vec());
    let named = |name: &str, tensor: TensorProto| TensorProto {
        name: Some(name.to_owned()),
        ..tensor
    };
    let biases: Vec<f32> = (0_u8..16).map(f32::from).collect();
    let constants = vec![
        named("w", planes([1, 2, 3, 4, 5, 6, 7, 8])),
        named("r", planes([11, 12, 13, 14, 15, 16, 17, 18])),
        floats("b", &[2, 8], &biases),
        floats("w_scale", &[2], &[1.0, 10.0]),
        constant("w_zero", &[2], DataType::UINT8, vec![0, 5]),
        floats("r_scale", &[2, 4], &[1.0, 2.0, 3.0, 4.0, 1.0, 1.0, 1.0, 1.0]),
        constant("r_zero", &[2, 4], DataType::UINT8, vec![11; 8]),
    ];
    let inputs = [
        "x", "w", "r", "b", "", "h", "c", "", "w_scale", "w_zero", "r_scale", "r_zero",
    ];
    let weights = read(
        constants,
        vec![node("DynamicQuantizeLSTM", "/encoder/shared/LSTM_quant", &inputs)],
    );
    let expect = |name: &str, shape: &[usize], data: [f32; 4]| {
        assert_eq!(
            weights[&format!("predictor.shared.{name}")],
            tensor(shape, &data),
            "{name}"
        );
    };
    expect("weight_ih_l0", &[4, 1], [1.0, 3.0, 4.0, 2.0]);
    expect("weight_ih_l0_reverse", &[4, 1], [0.0, 20.0, 30.0, 10.0]);
    expect("weight_hh_l0", &[4, 1], [0.0, 6.0, 12.0, 2.0]);
    expect("weight_hh_l0_reverse", &[4, 1], [4.0, 6.0, 7.0, 5.0]);
    expect("bias_ih_l0", &[4], [0.0, 2.0, 3.0, 1.0]);
    expect("bias_hh_l0", &[4], [4.0, 6.0, 7.0, 5.0]);
    expect("bias_ih_l0_reverse", &[4], [8.0, 10.0, 11.0, 9.0]);
    expect("bias_hh_l0_reverse", &[4], [12.0, 14.0, 15.0, 13.0]);
}

#[test]
fn embeddings_and_constants_with_a_name_of_their_own() {
    let constants = vec![
        constant(
            "encoder.text_encoder.embedding.weight_quantized",
            &[2, 1],
            DataType::UINT8,
            vec![3, 5],
        ),
        floats("encoder.text_encoder.embedding.weight_scale", &[], &[2.0]),
        single("encoder.text_encoder.embedding.weight_zero_point", 4),
        floats("decoder.decoder.encode.norm1.fc.bias", &[2], &[1.0, 2.0]),
        floats("encoder.predictor.F0_proj.bias", &[1], &[3.0]),
        floats("decoder.decoder.generator.stft.window", &[1], &[9.0]),
        floats("onnx::MatMul_1", &[3, 1], &[1.0, 2.0, 3.0]),
    ];
    let table = "encoder.text_encoder.embedding.weight";
    let nodes = vec![
        node(
            "DequantizeLinear",
            "d",
            &["x", &format!("{table}_scale"), &format!("{table}_zero_point")],
        ),
        node(
            "MatMul",
            "/decoder/decoder/generator/m_source/l_linear/MatMul",
            &["x", "onnx::MatMul_1"],
        ),
    ];
    let weights = read(constants, nodes);
    let names: Vec<_> = weights.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "decoder.decode.3.pool.weight",
            "decoder.encode.norm1.fc.bias",
            "decoder.generator.conv_post.weight",
            "decoder.generator.m_source.l_linear.weight",
            "decoder.generator.ups.0.weight",
            "decoder.generator.ups.1.weight",
            "predictor.F0.1.pool.weight",
            "predictor.F0_proj.bias",
            "predictor.N.1.pool.weight",
            "text_encoder.embedding.weight",
        ]
    );
    assert_eq!(weights["text_encoder.embedding.weight"], tensor(&[2, 1], &[-2.0, 2.0]));
    assert_eq!(
        weights["decoder.generator.m_source.l_linear.weight"],
        tensor(&[1, 3], &[1.0, 2.0, 3.0])
    );
    assert_eq!(weights["predictor.N.1.pool.weight"], tensor(&[1], &[6.0]));
}

#[test]
fn another_graph_is_refused_by_name() {
    let refused = |bytes: &[u8]| weights(bytes).unwrap_err().to_string();
    assert!(refused(b"not ONNX").contains("it is not an ONNX file"));
    let empty = ModelProto {
        graph: Some(GraphProto::default()),
        ..ModelProto::default()
    };
    assert!(refused(&empty.write_buf().unwrap()).contains("no constant '/decoder/decoder/generator/Mul_output_0'"));

    let short = constant("c_quantized", &[2, 2], DataType::UINT8, vec![1, 2, 3]);
    let inputs = ["x", "c_quantized", "x_zero", "c_zero_point"];
    let nodes = || vec![node("ConvInteger", "/encoder/a/Conv", &inputs)];
    assert!(refused(&export(vec![short], nodes())).contains("3 numbers for shape [2, 2]"));
    let unscaled = constant("c_quantized", &[3], DataType::UINT8, vec![1, 2, 3]);
    assert!(refused(&export(vec![unscaled.clone()], nodes())).contains("no constant 'c_scale'"));
    let odd_scale = floats("c_scale", &[2], &[1.0, 2.0]);
    assert!(refused(&export(vec![unscaled, odd_scale], nodes())).contains("does not fit its scale"));
    let few = vec![node("DynamicQuantizeLSTM", "/encoder/shared/LSTM", &["x", "w"])];
    assert!(refused(&export(vec![], few)).contains("'predictor.shared' has too few inputs"));
}
