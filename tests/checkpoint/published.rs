//! The layouts as they are published, name for name and shape for shape, where the reference material describes them;
//! and the model itself, where it is installed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use lector::checkpoint::Checkpoint;
use serde_json::{Map, Value, json};

use crate::layouts::{CLASSIC, Float, Layout, State, safetensors, stored};

/// A file of the reference material, if that is here.
fn reference(name: &str) -> Option<Value> {
    let beside = || {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .map(|parent| parent.join("shared"))
    };
    let folder = std::env::var_os("LECTOR_SHARED").map(PathBuf::from).or_else(beside)?;
    let text = fs::read_to_string(folder.join("reference").join(name)).ok();
    if text.is_none() {
        println!("skipped: no reference material beside the checkout");
    }
    Some(serde_json::from_str(&text?).unwrap())
}

/// The int8 model, if it is installed.
fn installed() -> Option<Checkpoint> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/kokoro-82m-int8");
    if !folder.is_dir() {
        println!("skipped: no model; `lector models fetch kokoro-82m-int8` brings it");
        return None;
    }
    Some(Checkpoint::open(&folder).unwrap())
}

/// Names and shapes of every weight, as an importer should give them.
fn manifest() -> Option<BTreeMap<String, Vec<usize>>> {
    let manifest = reference("state_manifest.json")?;
    let shapes = manifest.as_object().unwrap().iter();
    Some(
        shapes
            .map(|(name, entry)| (name.clone(), serde_json::from_value(entry["shape"].clone()).unwrap()))
            .collect(),
    )
}

/// A model folder whose weights have the names, types and shapes given, and are all zero: a file of holes.
fn hollow(folder: &Path, tensors: &Map<String, Value>, dtype: Option<&str>) {
    let mut header = Map::new();
    let mut end = 0;
    for (name, tensor) in tensors {
        let dtype = dtype.unwrap_or(tensor[0].as_str().unwrap());
        let elements: u64 = tensor[1]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n.as_u64().unwrap())
            .product();
        let start = end;
        end += elements * if dtype == "BF16" { 2 } else { 4 };
        header.insert(
            name.clone(),
            json!({ "dtype": dtype, "shape": tensor[1], "data_offsets": [start, end] }),
        );
    }
    let header = Value::Object(header).to_string();
    let mut file = File::create(folder.join("kokoro-v1_0.safetensors")).unwrap();
    file.write_all(&(header.len() as u64).to_le_bytes()).unwrap();
    file.write_all(header.as_bytes()).unwrap();
    file.set_len(8 + header.len() as u64 + end).unwrap();
}

/// Kokoro's own sizes, as far as layouts depend on them.
fn config(quantization: &Value) -> Value {
    let mut config = crate::layouts::tiny_config();
    config["hidden_dim"] = json!(512);
    config["text_encoder_kernel_size"] = json!(5);
    if quantization.is_object() {
        config["quantization"] = quantization.clone();
    }
    config
}

#[test]
fn every_published_layout_has_the_weights_of_the_model() {
    let (Some(layouts), Some(mut expected)) = (reference("mlx_layouts.json"), manifest()) else {
        return;
    };
    // A layer of ALBERT that Kokoro does not use, left out of the export the manifest was made from.
    expected.insert("bert.pooler.weight".to_owned(), vec![768, 768]);
    expected.insert("bert.pooler.bias".to_owned(), vec![768]);
    let layouts = layouts["layouts"].as_object().unwrap();
    let with_tensors = layouts.iter().filter(|(_, layout)| layout["tensors"].is_object());
    let full = (&layouts["Kokoro-82M-bf16"], Some("BF16"));
    for (layout, dtype) in with_tensors.map(|(_, layout)| (layout, None)).chain([full]) {
        let folder = tempfile::tempdir().unwrap();
        let quantization = &layout["config"]["quantization"];
        fs::write(folder.path().join("config.json"), config(quantization).to_string()).unwrap();
        hollow(folder.path(), layout["tensors"].as_object().unwrap(), dtype);
        let checkpoint = Checkpoint::open(folder.path()).unwrap();
        let found: BTreeMap<_, _> = checkpoint
            .names()
            .into_iter()
            .map(|name| {
                let shape = checkpoint.tensor(&name).unwrap().shape().to_vec();
                (name, shape)
            })
            .collect();
        assert_eq!(found, expected, "{}", layout["what"]);
    }
}

#[test]
fn the_import_equals_the_manifest() {
    let (Some(manifest), Some(checkpoint)) = (reference("state_manifest.json"), installed()) else {
        return;
    };
    let manifest = manifest.as_object().unwrap();
    let names: BTreeSet<_> = checkpoint.names().into_iter().collect();
    assert_eq!(names, manifest.keys().cloned().collect());
    for (name, entry) in manifest {
        let tensor = checkpoint.tensor(name).unwrap();
        assert_eq!(json!(tensor.shape()), entry["shape"], "{name}");
        let sum: f64 = tensor.data().iter().map(|&x| f64::from(x)).sum();
        let abs_sum: f64 = tensor.data().iter().map(|&x| f64::from(x.abs())).sum();
        let close = |got: f64, expected: &Value| (got - expected.as_f64().unwrap()).abs() <= 1e-9 * abs_sum.max(1.0);
        assert!(
            close(sum, &entry["sum"]) && close(abs_sum, &entry["abs_sum"]),
            "{name}: {sum}, {abs_sum}"
        );
    }
}

#[test]
fn all_voices_of_the_model_can_be_read() {
    let Some(checkpoint) = installed() else { return };
    let voices = checkpoint.voices().unwrap();
    assert_eq!(voices.len(), 54);
    for voice in voices {
        assert_eq!(checkpoint.voice(&voice).unwrap().name(), &voice);
    }
}

#[test]
fn the_model_survives_a_round_trip_through_mlx_and_weight_norm() {
    let Some(checkpoint) = installed() else { return };
    // The parts with every kind of weight; the whole model would only take longer.
    let part = |name: &String| name.starts_with("text_encoder") || name.contains("decode.3") || name.contains("ups");
    let state: State = checkpoint
        .names()
        .into_iter()
        .filter(part)
        .map(|name| {
            let tensor = checkpoint.tensor(&name).unwrap();
            (name, (tensor.shape().to_vec(), tensor.into_data()))
        })
        .collect();
    let layout = Layout {
        weight_norm: Some(CLASSIC),
        mlx: true,
        bits: Some(8),
        float: Float::F32,
    };
    let (entries, expected) = stored(&state, layout);
    let folder = tempfile::tempdir().unwrap();
    fs::copy(
        checkpoint.folder().join("config.json"),
        folder.path().join("config.json"),
    )
    .unwrap();
    fs::write(folder.path().join("model.safetensors"), safetensors(&entries, None)).unwrap();
    let read = Checkpoint::open(folder.path()).unwrap();
    assert_eq!(read.names().len(), state.len());
    for (name, (shape, data)) in expected {
        let tensor = read.tensor(&name).unwrap();
        assert_eq!(tensor.shape(), shape, "{name}");
        let largest = data.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
        let worst = tensor
            .data()
            .iter()
            .zip(&data)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        assert!(worst <= largest * 2e-7, "{name} is off by {worst}");
    }
}
