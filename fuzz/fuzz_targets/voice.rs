//! Any bytes as a voice, in each form a voice may have; the first byte chooses the form.
//!
//! `cargo +nightly fuzz run voice`

#![no_main]

use std::fs;
use std::sync::LazyLock;

use lector::checkpoint::Checkpoint;
use lector::speech::VoiceName;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

const CONFIG: &str = include_str!("../../tests/checkpoint/config.json");

static MODEL: LazyLock<(TempDir, Checkpoint)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder to write in");
    fs::write(folder.path().join("config.json"), CONFIG).expect("a folder to write in");
    let empty = [&2_u64.to_le_bytes()[..], b"{}"].concat();
    fs::write(folder.path().join("kokoro-v1_0.safetensors"), empty).expect("a folder to write in");
    fs::create_dir(folder.path().join("voices")).expect("a folder to write in");
    let checkpoint = Checkpoint::open(folder.path()).expect("an empty model");
    (folder, checkpoint)
});

fuzz_target!(|bytes: &[u8]| {
    let Some((form, bytes)) = bytes.split_first() else {
        return;
    };
    let ending = ["safetensors", "pt", "bin"][usize::from(form % 3)];
    let (folder, checkpoint) = &*MODEL;
    let name = VoiceName::new("bf_lily").expect("a voice's name");
    let path = folder.path().join("voices").join(format!("bf_lily.{ending}"));
    fs::write(&path, bytes).expect("a folder to write in");
    let _ = checkpoint.voice(&name);
    fs::remove_file(&path).expect("a folder to write in");
});
