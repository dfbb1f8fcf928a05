//! Any bytes as the weights of a model: opened, and every weight read that the header promises.
//!
//! `cargo +nightly fuzz run checkpoint`

#![no_main]

use std::fs;
use std::sync::LazyLock;

use lector::checkpoint::Checkpoint;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

const CONFIG: &str = include_str!("../../tests/checkpoint/config.json");

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder to write in");
    fs::write(folder.path().join("config.json"), CONFIG).expect("a folder to write in");
    folder
});

fuzz_target!(|bytes: &[u8]| {
    fs::write(FOLDER.path().join("kokoro-v1_0.safetensors"), bytes).expect("a folder to write in");
    if let Ok(checkpoint) = Checkpoint::open(FOLDER.path()) {
        for name in checkpoint.names() {
            let _ = checkpoint.tensor(&name);
            let _ = checkpoint.weight(&name);
        }
    }
});
