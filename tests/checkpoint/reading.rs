//! The same weights, however they were written.

use lector::checkpoint::Checkpoint;
use lector::tensor::Matrix;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::layouts::{CLASSIC, Float, Layout, State, safetensors, stored, tiny, tiny_config, write_model};

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

        let Matrix::Quantised(matrix) = checkpoint.matrix("bert_encoder.weight").unwrap() else {
            panic!("a packed matrix comes packed");
        };
        assert_eq!((matrix.shape, matrix.bits, matrix.group), ([3, 128], bits, 64));
        assert!(
            matrix.scales.iter().any(|&scale| scale < 0.0),
            "the test has no negative scale"
        );
        let plain = checkpoint.matrix("decoder.generator.m_source.l_linear.weight").unwrap();
        assert!(matches!(plain, Matrix::Plain(_)));
        assert!(checkpoint.matrix("bert_encoder.bias").is_err());
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
