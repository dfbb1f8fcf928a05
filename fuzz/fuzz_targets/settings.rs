//! Any text as settings, as a keymap, and as a theme. What is wrong with it is told with its place.
//!
//! `cargo +nightly fuzz run settings`

#![no_main]

use std::fs;
use std::sync::LazyLock;

use lector::config::{Keymap, Stack, Theme};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder to write in"));

fuzz_target!(|bytes: &[u8]| {
    let file = FOLDER.path().join("mine.yaml");
    fs::write(&file, bytes).expect("a folder to write in");
    let mut stack = Stack::new();
    let settled = stack.file(&file).map(|stack| stack.settle());
    let problems = [
        settled.and_then(|settings| settings).err(),
        Keymap::with_file(&file).err(),
        Theme::load("mine", &[FOLDER.path().to_owned()]).err(),
    ];
    for problem in problems.into_iter().flatten() {
        assert!(!problem.to_string().is_empty());
    }
});
