//! Voices in the three forms they come in.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use half::f16;
use lector::checkpoint::{Checkpoint, CheckpointError};
use lector::kokoro::{STYLE_ROWS, STYLE_WIDTH, Voice};
use lector::speech::VoiceName;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use tempfile::TempDir;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::layouts::{Entry, safetensors, tiny_config, write_model};

fn styles() -> Vec<f32> {
    (0..STYLE_ROWS * STYLE_WIDTH)
        .map(|i| (i % 1009) as f32 / 512.0 - 1.0)
        .collect()
}

fn raw(styles: &[f32]) -> Vec<u8> {
    styles.iter().flat_map(|x| x.to_le_bytes()).collect()
}

fn tensor(name: &str, bytes: Vec<u8>) -> Entry {
    Entry {
        name: name.to_owned(),
        dtype: "F32",
        shape: vec![STYLE_ROWS, 1, STYLE_WIDTH],
        bytes,
    }
}

/// What `torch.save` writes: members stored one after the other, their sizes only behind them and in the central
/// directory.
fn torch(storage: &str, data: &[u8], order: &str) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut file = Vec::new();
    let mut writer = ZipWriter::new_stream(&mut file);
    // The part of the pickle that says what the numbers are.
    let pickle = format!("\u{2}ctorch._utils\n_rebuild_tensor_v2\nq\0((X\u{7}storagectorch\n{storage}\nX\u{1}0");
    let members = [
        ("data.pkl", pickle.as_bytes()),
        ("byteorder", order.as_bytes()),
        ("data/0", data),
        ("version", b"3\n"),
    ];
    for (name, bytes) in members {
        writer.start_file(format!("bf_lily/{name}"), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap();
    file
}

fn folder(files: &[(&str, &[u8])]) -> (TempDir, Checkpoint) {
    let folder = tempfile::tempdir().unwrap();
    write_model(folder.path(), &tiny_config(), &safetensors(&[], None));
    let voices = folder.path().join("voices");
    fs::create_dir(&voices).unwrap();
    for (name, bytes) in files {
        fs::write(voices.join(name), bytes).unwrap();
    }
    let checkpoint = Checkpoint::open(folder.path()).unwrap();
    (folder, checkpoint)
}

fn read(file: &str, bytes: &[u8]) -> Result<Voice, CheckpointError> {
    let (_folder, checkpoint) = folder(&[(file, bytes)]);
    let name = Path::new(file).file_stem().unwrap().to_str().unwrap();
    checkpoint.voice(&VoiceName::new(name).unwrap())
}

#[test]
fn every_form_holds_the_same_voice() {
    let expected = Voice::new(VoiceName::new("bf_lily").unwrap(), styles()).unwrap();
    let bytes = raw(&styles());
    let by_library = safetensors(&[tensor("voice", bytes.clone())], None);
    let by_mlx = safetensors(&[tensor("voice", bytes.clone())], Some(Value::Null));
    let among_others = safetensors(
        &[
            tensor("another", raw(&vec![0.0; styles().len()])),
            tensor("voice", bytes.clone()),
        ],
        None,
    );
    for (file, bytes) in [
        ("bf_lily.safetensors", &by_library),
        ("bf_lily.safetensors", &by_mlx),
        ("bf_lily.safetensors", &among_others),
        ("bf_lily.pt", &torch("FloatStorage", &bytes, "little")),
        ("bf_lily.bin", &bytes),
    ] {
        assert_eq!(read(file, bytes).unwrap(), expected, "{file}");
    }
}

#[test]
fn the_sizes_in_local_headers_are_not_believed() {
    let file = torch("FloatStorage", &raw(&styles()), "little");
    assert_eq!(file[..4], *b"PK\x03\x04");
    let (size, flags) = (&file[18..26], u16::from_le_bytes([file[6], file[7]]));
    assert_eq!(
        (size, flags & 8),
        (&[0; 8][..], 8),
        "the test's file has sizes in its local headers"
    );
    assert!(read("bf_lily.pt", &file).is_ok());
}

#[test]
fn half_precision_voices_are_widened() {
    let halves: Vec<u8> = styles().iter().flat_map(|&x| f16::from_f32(x).to_le_bytes()).collect();
    let voice = read("bf_lily.pt", &torch("HalfStorage", &halves, "little")).unwrap();
    let rounded: Vec<f32> = styles().iter().map(|&x| f16::from_f32(x).to_f32()).collect();
    assert_eq!(voice.style(1), &rounded[..STYLE_WIDTH]);
}

#[test]
fn a_folder_lists_each_voice_once_in_order() {
    let voice = raw(&styles());
    let names = [
        "zm_yunxi.bin",
        "af_heart.pt",
        "af_heart.safetensors",
        "notes.bin",
        "af_sky.txt",
        "bf_lily.bin",
    ];
    let files: Vec<_> = names.iter().map(|&name| (name, &voice[..])).collect();
    let (_folder, checkpoint) = folder(&files);
    let listed: Vec<_> = checkpoint.voices().unwrap().iter().map(VoiceName::to_string).collect();
    assert_eq!(listed, ["af_heart", "bf_lily", "zm_yunxi"]);
}

#[test]
fn an_unknown_voice_is_answered_with_the_nearest() {
    let (_folder, checkpoint) = folder(&[("bf_lily.bin", b""), ("bf_emma.bin", b""), ("am_adam.bin", b"")]);
    let error = checkpoint
        .voice(&VoiceName::new("bf_lilly").unwrap())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no voice 'bf_lilly'") && error.contains("did you mean bf_lily?"),
        "{error}"
    );
}

#[test]
fn a_model_without_voices_says_so() {
    let (_folder, checkpoint) = folder(&[]);
    assert!(checkpoint.voices().unwrap_err().to_string().contains("no voices"));
    fs::remove_dir(checkpoint.folder().join("voices")).unwrap();
    assert!(checkpoint.voices().unwrap_err().to_string().contains("no voices"));
}

#[test]
fn files_that_hold_something_else_are_named() {
    let voice = raw(&styles());
    let mut infinite = styles();
    infinite[7] = f32::INFINITY;
    let mut flat = tensor("voice", raw(&styles()[..256]));
    flat.shape = vec![1, 256];
    let cases: [(&str, Vec<u8>, &str); 10] = [
        ("bf_lily.bin", voice[4..].to_vec(), "522236 bytes"),
        ("bf_lily.bin", [&voice[..], &[0; 9]].concat(), "522241 bytes"),
        ("bf_lily.bin", raw(&infinite), "not finite"),
        (
            "bf_lily.pt",
            b"PK\x03\x04 and no more".to_vec(),
            "not a file of torch.save",
        ),
        ("bf_lily.pt", torch("LongStorage", &voice, "little"), "not the 510"),
        (
            "bf_lily.pt",
            torch("FloatStorage", &voice[..400], "little"),
            "400 bytes",
        ),
        ("bf_lily.pt", torch("FloatStorage", &voice, "big"), "big-endian"),
        ("bf_lily.safetensors", safetensors(&[flat], None), "[1, 256]"),
        ("bf_lily.safetensors", safetensors(&[], None), "no tensor 'voice'"),
        ("bf_lily.safetensors", voice[..64].to_vec(), "header"),
    ];
    for (file, bytes, what) in cases {
        let error = read(file, &bytes).unwrap_err().to_string();
        assert!(error.contains(file) && error.contains(what), "{error}");
    }
}

#[test]
fn a_bomb_is_not_inflated() {
    let mut file = Cursor::new(Vec::new());
    let mut writer = ZipWriter::new(&mut file);
    for name in ["data.pkl", "data/0"] {
        writer
            .start_file(format!("x/{name}"), SimpleFileOptions::default())
            .unwrap();
        for _ in 0..64 {
            writer.write_all(&vec![0; 1 << 20]).unwrap();
        }
    }
    writer.finish().unwrap();
    let error = read("bf_lily.pt", file.get_ref()).unwrap_err().to_string();
    assert!(error.contains("522241 bytes"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn changed_voices_never_panic(changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..6), tail in any::<bool>()) {
        let mut file = torch("FloatStorage", &raw(&styles()), "little");
        let (start, span) = if tail { (file.len() - 600, 600) } else { (0, 400) };
        for (index, byte) in changes {
            file[start + index.index(span)] = byte;
        }
        let _ = read("bf_lily.pt", &file);
    }

    #[test]
    fn a_cut_voice_is_an_error(length in any::<Index>()) {
        let file = torch("FloatStorage", &raw(&styles()), "little");
        prop_assert!(read("bf_lily.pt", &file[..length.index(file.len())]).is_err());
        let file = safetensors(&[tensor("voice", raw(&styles()))], None);
        prop_assert!(read("bf_lily.safetensors", &file[..length.index(file.len())]).is_err());
    }
}
