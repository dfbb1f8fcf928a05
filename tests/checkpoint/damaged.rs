//! Files that are not what they should be: one clear error each, and never a panic.

use lector::checkpoint::{Checkpoint, CheckpointError};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::layouts::{CLASSIC, Float, Layout, safetensors, stored, tiny, tiny_config, write_model};

const LAYOUT: Layout = Layout {
    weight_norm: Some(CLASSIC),
    mlx: true,
    bits: Some(8),
    float: Float::F32,
};

fn weights() -> Vec<u8> {
    safetensors(&stored(&tiny(), LAYOUT).0, Some(Value::Null))
}

/// Opens a folder with these files and reads all that its header promises.
fn read_all(config: &Value, weights: &[u8]) -> Result<(), CheckpointError> {
    let folder = tempfile::tempdir().unwrap();
    write_model(folder.path(), config, weights);
    let checkpoint = Checkpoint::open(folder.path())?;
    for name in checkpoint.names() {
        checkpoint.tensor(&name)?;
    }
    Ok(())
}

fn complaint(config: &Value, weights: &[u8]) -> String {
    read_all(config, weights).unwrap_err().to_string()
}

#[test]
fn what_is_missing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = Checkpoint::open(folder.path()).unwrap_err().to_string();
    assert!(
        error.contains("has no config.json") && error.contains("lector models fetch"),
        "{error}"
    );
    std::fs::write(folder.path().join("config.json"), tiny_config().to_string()).unwrap();
    let error = Checkpoint::open(folder.path()).unwrap_err().to_string();
    assert!(error.contains("kokoro-v1_0.safetensors"), "{error}");

    write_model(folder.path(), &tiny_config(), &weights());
    let error = Checkpoint::open(folder.path())
        .unwrap()
        .tensor("bert.pooler.weight")
        .unwrap_err()
        .to_string();
    assert!(error.contains("no weight 'bert.pooler.weight'"), "{error}");
}

#[test]
fn a_file_cut_short_or_too_long_is_told_at_once() {
    let whole = weights();
    for length in [0, 7, 8, 100, whole.len() / 2, whole.len() - 1] {
        let error = complaint(&tiny_config(), &whole[..length]);
        assert!(
            error.contains("kokoro-v1_0.safetensors is damaged"),
            "{length}: {error}"
        );
    }
    assert!(complaint(&tiny_config(), &[&whole[..], &[0]].concat()).contains("bytes of data"));
}

#[test]
fn a_file_that_shrinks_while_it_is_open_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let whole = weights();
    write_model(folder.path(), &tiny_config(), &whole);
    let checkpoint = Checkpoint::open(folder.path()).unwrap();
    let file = std::fs::OpenOptions::new()
        .write(true)
        .open(folder.path().join("kokoro-v1_0.safetensors"))
        .unwrap();
    file.set_len(whole.len() as u64 / 2).unwrap();
    let failed = checkpoint
        .names()
        .iter()
        .filter(|name| checkpoint.tensor(name).is_err())
        .count();
    assert!(failed > 0);
}

#[test]
fn a_header_that_lies_about_its_length_allocates_nothing() {
    for length in [u64::MAX, u64::MAX - 7, 1 << 40, 17 << 20] {
        let mut bytes = weights();
        bytes[..8].copy_from_slice(&length.to_le_bytes());
        assert!(complaint(&tiny_config(), &bytes).contains("header claims"));
    }
}

#[test]
fn weights_of_odd_forms_are_named() {
    let change = |name: &str, change: &dyn Fn(&mut crate::layouts::Entry)| {
        let (mut entries, _) = stored(&tiny(), LAYOUT);
        change(entries.iter_mut().find(|entry| entry.name == name).unwrap());
        complaint(&tiny_config(), &safetensors(&entries, None))
    };
    let error = change("bert_encoder.bias", &|entry| entry.dtype = "I32");
    assert!(error.contains("bert_encoder.bias") && error.contains("I32"), "{error}");
    let error = change("decoder.generator.ups.0.weight_g", &|entry| {
        entry.shape = vec![3, 1, 1];
        entry.bytes.truncate(12);
    });
    assert!(error.contains("ups.0.weight_v") && error.contains("3 gains"), "{error}");
    let error = change("decoder.generator.ups.0.weight_g", &|entry| {
        entry.name = "elsewhere".to_owned();
    });
    assert!(
        error.contains("no weight 'decoder.generator.ups.0.weight_g'"),
        "{error}"
    );
    let error = change("bert_encoder.biases", &|entry| entry.name = "elsewhere".to_owned());
    assert!(error.contains("affine"), "{error}");
    let error = change("bert_encoder.scales", &|entry| {
        entry.shape = vec![3, 1];
        entry.bytes.truncate(12);
    });
    assert!(error.contains("does not fit its scales"), "{error}");
    let error = change("bert_encoder.bias", &|entry| {
        entry.name = "bert_encoder.parametrizations.weight.original1".to_owned();
    });
    assert!(error.contains("stored twice"), "{error}");
}

#[test]
fn configurations_no_model_has_are_refused() {
    let refused = |pointer: &str, value: Value| {
        let mut config = tiny_config();
        *config.pointer_mut(pointer).unwrap() = value;
        let error = complaint(&config, &weights());
        assert!(error.contains("config.json is damaged or of another kind"), "{error}");
        error
    };
    assert!(refused("/hidden_dim", json!(0)).contains("hidden_dim is 0"));
    assert!(refused("/plbert/num_hidden_layers", json!(1_000_000_000)).contains("num_hidden_layers"));
    refused("/plbert/num_attention_heads", json!(7));
    refused("/istftnet/upsample_rates", json!([10]));
    refused("/istftnet/resblock_kernel_sizes", json!([3]));
    refused("/istftnet/resblock_dilation_sizes", json!([[1], [0], [1]]));
    refused("/n_layer", json!("three"));
    assert!(refused("/vocab", json!({ "ab": 1 })).contains("'ab'"));
    assert!(refused("/vocab", json!({ "a": 178 })).contains("token 178"));
    assert!(complaint(&json!([]), &weights()).contains("config.json"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(read_all(&tiny_config(), &bytes).is_err());
    }

    #[test]
    fn changed_bytes_never_panic(changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..8), in_header in any::<bool>()) {
        let mut bytes = weights();
        let header = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize + 8;
        let end = if in_header { header } else { bytes.len() };
        for (index, byte) in changes {
            bytes[index.index(end)] = byte;
        }
        let _ = read_all(&tiny_config(), &bytes);
    }

    #[test]
    fn a_cut_is_always_noticed(length in any::<Index>()) {
        let bytes = weights();
        prop_assert!(read_all(&tiny_config(), &bytes[..length.index(bytes.len())]).is_err());
    }

    #[test]
    fn changed_configurations_never_panic(at in any::<Index>(), byte in 0_u8..128) {
        let folder = tempfile::tempdir().unwrap();
        let mut config = tiny_config().to_string().into_bytes();
        let at = at.index(config.len());
        config[at] = byte;
        std::fs::write(folder.path().join("config.json"), config).unwrap();
        std::fs::write(folder.path().join("kokoro-v1_0.safetensors"), weights()).unwrap();
        let _ = Checkpoint::open(folder.path());
    }
}
