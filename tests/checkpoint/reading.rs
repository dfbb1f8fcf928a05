//! The same weights, however they were written.

use lector::checkpoint::Checkpoint;
use lector::tensor::Weight;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::layouts::{CLASSIC, Entry, Float, Layout, State, safetensors, stored, tiny, tiny_config, write_model};

const PYTORCH: Layout = Layout {
    weight_norm: Some(CLASSIC),
    mlx: false,
    bits: None,
    float: Float::F32,
};
const MLX: Layout = Layout { mlx: true, ..PYTORCH };

fn model(layout: Layout, config: &Value, metadata: Option<Value>) -> (TempDir, Checkpoint, State) {
    let (mut entries, expected) = stored(&tiny(), layout);
    // MLX writes data in the order of a hash table.
    entries.reverse();
    let folder = tempfile::tempdir().unwrap();
    write_model(folder.path(), config, &safetensors(&entries, metadata));
    let checkpoint = Checkpoint::open(folder.path()).unwrap();
    (folder, checkpoint, expected)
}

fn assert_reads(checkpoint: &Checkpoint, expected: &State, tolerance: f32) {
    assert_eq!(checkpoint.names(), expected.keys().cloned().collect::<Vec<_>>());
    for (name, (shape, data)) in expected {
        let tensor = checkpoint.tensor(name).unwrap();
        assert_eq!(tensor.shape(), shape, "{name}");
        let worst = tensor
            .data()
            .iter()
            .zip(data)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        assert!(worst <= tolerance, "{name} is off by {worst}");
        assert!(tensor.data().iter().all(|x| x.is_finite()), "{name} is not finite");
    }
}

#[test]
fn fused_weights_are_read_bit_for_bit() {
    for mlx in [false, true] {
        let layout = Layout {
            weight_norm: None,
            mlx,
            ..PYTORCH
        };
        let (_folder, checkpoint, expected) = model(layout, &tiny_config(), None);
        assert_reads(&checkpoint, &expected, 0.0);
    }
}

#[test]
fn weight_norm_is_fused_in_both_orders_of_axes_and_under_both_names() {
    let parametrized = ["parametrizations.weight.original0", "parametrizations.weight.original1"];
    for weight_norm in [CLASSIC, parametrized] {
        for layout in [PYTORCH, MLX] {
            let weight_norm = Some(weight_norm);
            let (_folder, checkpoint, expected) = model(Layout { weight_norm, ..layout }, &tiny_config(), None);
            assert_reads(&checkpoint, &expected, 3e-7);
        }
    }
}

#[test]
fn a_row_of_zeros_stays_one() {
    let (_folder, checkpoint, _) = model(PYTORCH, &tiny_config(), None);
    let weight = checkpoint.tensor("decoder.generator.ups.0.weight").unwrap();
    assert!(weight.data()[10..20].iter().all(|&x| x == 0.0));
}

#[test]
fn half_precision_is_widened() {
    for float in [Float::F16, Float::BF16] {
        let layout = Layout {
            weight_norm: None,
            float,
            ..PYTORCH
        };
        let (_folder, checkpoint, expected) = model(layout, &tiny_config(), None);
        assert_reads(&checkpoint, &expected, 0.0);
    }
    let layout = Layout {
        float: Float::BF16,
        ..PYTORCH
    };
    let (_folder, checkpoint, expected) = model(layout, &tiny_config(), None);
    assert_reads(&checkpoint, &expected, 0.03);
}

#[test]
fn packed_layers_are_given_packed_or_plain() {
    for bits in [4, 6, 8] {
        let mut config = tiny_config();
        config["quantization"] = json!({ "group_size": 64, "bits": bits, "mode": "affine" });
        config["quantization_config"] = config["quantization"].clone();
        let layout = Layout {
            bits: Some(bits),
            ..MLX
        };
        let (_folder, checkpoint, expected) = model(layout, &config, Some(json!({ "format": "mlx" })));
        assert_reads(&checkpoint, &expected, 3e-7);

        let Weight::Quantised(matrix) = checkpoint.weight("bert_encoder.weight").unwrap() else {
            panic!("a packed matrix comes packed");
        };
        assert_eq!((matrix.shape, matrix.bits, matrix.group), ([3, 128], bits, 64));
        assert!(
            matrix.scales.iter().any(|&scale| scale < 0.0),
            "the test has no negative scale"
        );
        let plain = checkpoint.weight("decoder.generator.m_source.l_linear.weight").unwrap();
        assert!(matches!(plain, Weight::Plain(_)));
    }
}

#[test]
fn the_width_of_packed_values_is_told_by_their_shapes() {
    // No quantization in the configuration, and one whose bits are not those of the file.
    let layout = Layout { bits: Some(4), ..MLX };
    let mut wrong = tiny_config();
    wrong["quantization"] = json!({ "group_size": 64, "bits": 8, "bert_encoder": { "group_size": 64, "bits": 4 } });
    for config in [tiny_config(), wrong] {
        let (_folder, checkpoint, expected) = model(layout, &config, None);
        assert_reads(&checkpoint, &expected, 3e-7);
    }
}

#[test]
fn absent_metadata_may_be_null_and_data_need_not_be_aligned() {
    let weights = |spaces: usize| {
        let bytes = safetensors(&stored(&tiny(), MLX).0, Some(Value::Null));
        let header = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
        let length = (header + spaces) as u64;
        [
            &length.to_le_bytes()[..],
            &bytes[8..8 + header],
            &b" ".repeat(spaces),
            &bytes[8 + header..],
        ]
        .concat()
    };
    for spaces in 0..4 {
        let folder = tempfile::tempdir().unwrap();
        write_model(folder.path(), &tiny_config(), &weights(spaces));
        let checkpoint = Checkpoint::open(folder.path()).unwrap();
        assert_reads(&checkpoint, &stored(&tiny(), MLX).1, 3e-7);
    }
}

#[test]
fn a_converters_source_beside_its_result_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut stale = tiny();
    for (_, data) in stale.values_mut() {
        data.fill(9.0);
    }
    stale.insert("only.in.the.stale.file".to_owned(), (vec![1], vec![9.0]));
    write_model(
        folder.path(),
        &tiny_config(),
        &safetensors(&stored(&stale, PYTORCH).0, None),
    );
    let (entries, expected) = stored(&tiny(), MLX);
    std::fs::write(folder.path().join("model.safetensors"), safetensors(&entries, None)).unwrap();
    assert_reads(&Checkpoint::open(folder.path()).unwrap(), &expected, 3e-7);
}

#[test]
fn the_configuration_is_read_and_its_vocabulary_asked() {
    let (_folder, checkpoint, _) = model(PYTORCH, &tiny_config(), None);
    let config = checkpoint.config();
    assert_eq!(config.istftnet.resblock_kernel_sizes, [3, 7, 11]);
    assert_eq!(config.plbert.num_hidden_layers, 12);
    assert_eq!(config.vocabulary.id('ˈ'), Some(156));
    assert_eq!(config.vocabulary.id('\u{303}'), Some(17));
    assert_eq!(config.vocabulary.id('q'), None);
    assert_eq!(config.vocabulary.phonemes().count(), 3);
}

#[test]
fn weights_in_eight_bits_are_given_so_or_plain() {
    let (folder, checkpoint) = in_eight_bits(&[3.0, -5.0, 0.0], &[0.5, 0.25, -2.0]);
    let name = "bert_encoder.weight";
    let expected = |row: usize, column: usize| {
        let number = (row * 128 + column) as u8 as i8;
        (f32::from(number) - [3.0, -5.0, 0.0][row]) * [0.5, 0.25, -2.0][row]
    };
    let expected: Vec<f32> = (0..3)
        .flat_map(|row| (0..128).map(move |column| expected(row, column)))
        .collect();
    assert_eq!(checkpoint.tensor(name).unwrap().data(), expected);
    let weight = checkpoint.weight(name).unwrap();
    assert!(matches!(weight, Weight::EightBit(_)));
    assert_eq!(weight.into_plain().unwrap().data(), expected);
    assert!(!checkpoint.contains("bert_encoder.weight.scale"));
    drop(folder);

    let (_folder, checkpoint) = in_eight_bits(&[1.0], &[2.0]);
    assert_eq!(checkpoint.tensor(name).unwrap().data()[..2], [-2.0, 0.0]);
    let (_folder, checkpoint) = in_eight_bits(&[1.0, 2.0], &[2.0, 3.0]);
    let error = checkpoint.tensor(name).unwrap_err().to_string();
    assert!(error.contains(name) && error.contains("2 zeros"), "{error}");
}

/// A model one of whose matrices, `[3, 128]`, is in eight bits.
fn in_eight_bits(zeros: &[f32], scales: &[f32]) -> (TempDir, Checkpoint) {
    let (mut entries, _) = stored(&tiny(), PYTORCH);
    let name = "bert_encoder.weight";
    entries.retain(|entry| entry.name != name);
    let entry = |part: &str, dtype, shape, bytes| Entry {
        name: format!("{name}{part}"),
        dtype,
        shape,
        bytes,
    };
    let floats = |values: &[f32]| values.iter().flat_map(|x| x.to_le_bytes()).collect();
    entries.push(entry("", "I8", vec![3, 128], (0..384_usize).map(|i| i as u8).collect()));
    entries.push(entry(".zero", "F32", vec![zeros.len()], floats(zeros)));
    entries.push(entry(".scale", "F32", vec![scales.len()], floats(scales)));
    let folder = tempfile::tempdir().unwrap();
    write_model(folder.path(), &tiny_config(), &safetensors(&entries, None));
    let checkpoint = Checkpoint::open(folder.path()).unwrap();
    (folder, checkpoint)
}
