//! MLX, on whatever device it has here.

use std::fs;
use std::path::Path;

use lector::checkpoint::Checkpoint;
use lector::kokoro::{Kokoro, Noise, Pitch, Utterance};
use lector::tensor::mlx::{Mlx, MlxOptions};
use mlx_rs::{Array, ops};
use safetensors::tensor::{Dtype, TensorView};

use super::{cases, compare, folder};

fn load(folder: &Path, options: MlxOptions) -> (Kokoro<Mlx>, Checkpoint) {
    let checkpoint = Checkpoint::open(folder).unwrap();
    (
        Kokoro::load(Mlx::new(options).unwrap(), &checkpoint).unwrap(),
        checkpoint,
    )
}

#[test]
fn sounds_like_the_reference() {
    let (Some(cases), Some(folder)) = (cases(), folder("LECTOR_TEST_MODEL", "models/kokoro-82m-int8")) else {
        return;
    };
    let (model, checkpoint) = load(&folder, MlxOptions::default());
    for case in &cases {
        compare(&model, &checkpoint, case);
    }
}

/// MLX's own convolutions and whole operations, on a word, for they are slow where there is no graphics processor.
#[test]
fn laid_out_for_a_graphics_processor_it_sounds_the_same() {
    let (Some(cases), Some(folder)) = (cases(), folder("LECTOR_TEST_MODEL", "models/kokoro-82m-int8")) else {
        return;
    };
    let options = MlxOptions {
        as_on_gpu: true,
        ..MlxOptions::default()
    };
    let (model, checkpoint) = load(&folder, options);
    let word = cases.iter().find(|case| case.name == "us_word").unwrap();
    compare(&model, &checkpoint, word);
}

/// The model as the MLX community packs it: the matrices that the reference material names, in 8 bits.
fn packed(from: &Path, to: &Path, modules: &[String]) {
    let checkpoint = Checkpoint::open(from).unwrap();
    let bytes = |x: &Array| -> Vec<u8> {
        match x.dtype() {
            mlx_rs::Dtype::Uint32 => x
                .to_vec_exact::<u32>()
                .unwrap()
                .iter()
                .flat_map(|x| x.to_le_bytes())
                .collect(),
            _ => x
                .to_vec_exact::<f32>()
                .unwrap()
                .iter()
                .flat_map(|x| x.to_le_bytes())
                .collect(),
        }
    };
    let mut parts: Vec<(String, Dtype, Vec<usize>, Vec<u8>)> = Vec::new();
    for name in checkpoint.names() {
        let tensor = checkpoint.tensor(&name).unwrap();
        let shape: Vec<i32> = tensor.shape().iter().map(|n| i32::try_from(*n).unwrap()).collect();
        let array = Array::from_slice(tensor.data(), &shape);
        let mut keep = |name: String, dtype, array: &Array| {
            let shape = array.shape().iter().map(|n| usize::try_from(*n).unwrap()).collect();
            parts.push((name, dtype, shape, bytes(array)));
        };
        match name
            .strip_suffix(".weight")
            .filter(|module| modules.iter().any(|m| m == module))
        {
            Some(module) => {
                let (values, scales, biases) = ops::quantize(&array, 64, 8).unwrap();
                keep(format!("{module}.weight"), Dtype::U32, &values);
                keep(format!("{module}.scales"), Dtype::F32, &scales);
                keep(format!("{module}.biases"), Dtype::F32, &biases);
            }
            None => keep(name, Dtype::F32, &array),
        }
    }
    let views = parts
        .iter()
        .map(|(name, dtype, shape, bytes)| (name, TensorView::new(*dtype, shape.clone(), bytes).unwrap()));
    safetensors::serialize_to_file(views, None, &to.join("model.safetensors")).unwrap();
    let mut config: serde_json::Value = serde_json::from_slice(&fs::read(from.join("config.json")).unwrap()).unwrap();
    config["quantization"] = serde_json::json!({"group_size": 64, "bits": 8});
    fs::write(to.join("config.json"), config.to_string()).unwrap();
    std::os::unix::fs::symlink(fs::canonicalize(from.join("voices")).unwrap(), to.join("voices")).unwrap();
}

/// Rounded to 8 bits, some durations are others than in the reference: those of the reference rounded likewise.
#[test]
fn packed_in_eight_bits_it_takes_the_time_the_packed_reference_takes() {
    let (Some(cases), Some(shared)) = (cases(), folder("LECTOR_SHARED", "../shared")) else {
        return;
    };
    let Some(folder) = folder("LECTOR_TEST_MODEL", "models/kokoro-82m-int8") else {
        return;
    };
    let layouts = fs::read(shared.join("reference/mlx_layouts.json")).unwrap();
    let layouts: serde_json::Value = serde_json::from_slice(&layouts).unwrap();
    let modules: Vec<String> = serde_json::from_value(layouts["packed_modules"].clone()).unwrap();
    let home = tempfile::tempdir().unwrap();
    packed(&folder, home.path(), &modules);
    let plan = |as_on_gpu: bool, names: &[&str]| {
        let options = MlxOptions {
            as_on_gpu,
            ..MlxOptions::default()
        };
        let (model, checkpoint) = load(home.path(), options);
        for case in cases
            .iter()
            .filter(|case| names.is_empty() || names.contains(&&*case.name))
        {
            let Some(expected) = layouts["expected_durations_8bit"]["cases"].get(&case.name) else {
                continue;
            };
            let voice = checkpoint.voice(&case.voice).unwrap();
            let outline = model.outline(&[Utterance {
                phonemes: &case.phonemes,
                voice: &voice,
                speed: case.speed,
                pitch: Pitch::NORMAL,
                noise: Noise::Off,
            }]);
            let plan = model.plan(outline.unwrap()).unwrap();
            let expected: Vec<u32> = serde_json::from_value(expected.clone()).unwrap();
            assert_eq!([expected], plan.durations[..], "{}", case.name);
        }
    };
    plan(false, &[]);
    // And multiplied packed, as on a graphics processor, where the plans differ by no more than rounding.
    plan(true, &["us_word", "gb_medium"]);
}
