//! `lector models` and `lector voices` as they are used.

#![allow(clippy::unwrap_used, reason = "a test may")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A working folder and a data folder of the test's own, and lector in them.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("work")).unwrap();
        Self(home)
    }

    fn work(&self) -> std::path::PathBuf {
        self.0.path().join("work")
    }

    fn data(&self) -> std::path::PathBuf {
        self.0.path().join("data/lector")
    }

    fn lector(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("lector").unwrap();
        command
            .args(arguments)
            .current_dir(self.work())
            .env("HOME", self.0.path())
            .env("XDG_DATA_HOME", self.0.path().join("data"))
            .env("HF_ENDPOINT", nobody())
            .timeout(Duration::from_mins(1));
        command
    }
}

/// An address where nobody listens.
fn nobody() -> String {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    format!("http://{port}")
}

/// A model folder with one weight and raw voices.
fn small_model(folder: &Path, voices: &[&str]) {
    fs::create_dir_all(folder.join("voices")).unwrap();
    fs::write(folder.join("config.json"), include_str!("checkpoint/config.json")).unwrap();
    let header = r#"{"bert_encoder.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#;
    let weights = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &[0; 4]].concat();
    fs::write(folder.join("kokoro-v1_0.safetensors"), weights).unwrap();
    for voice in voices {
        fs::write(
            folder.join("voices").join(format!("{voice}.bin")),
            vec![0; 510 * 256 * 4],
        )
        .unwrap();
    }
}

#[test]
fn without_a_model_and_offline_it_says_where_it_looked_and_what_to_do() {
    let home = Home::new();
    let looked = [home.work().join("models"), home.data().join("models")];
    let mut failure = home
        .lector(&["voices", "--offline"])
        .assert()
        .failure()
        .code(1)
        .stdout("");
    for folder in looked {
        failure = failure.stderr(contains(folder.to_str().unwrap()));
    }
    failure.stderr(contains("lector models fetch"));
    home.lector(&["models", "verify"])
        .assert()
        .code(1)
        .stderr(contains("lector models fetch"));
    home.lector(&["models", "fetch", "--offline"])
        .assert()
        .code(1)
        .stderr(contains("--offline"));
}

#[test]
fn a_model_path_is_looked_for_from_the_working_folder_then_from_the_data_folder() {
    let home = Home::new();
    home.lector(&["voices", "--model-path", "models/kokoro-mlx"])
        .assert()
        .code(2)
        .stderr(contains("no model folder models/kokoro-mlx").and(contains(home.data().to_str().unwrap())));
    small_model(&home.data().join("models/kokoro-mlx"), &["bm_lewis"]);
    let listed = |voice: &'static str| {
        let arguments = ["voices", "--model-path", "models/kokoro-mlx"];
        home.lector(&arguments).assert().success().stdout(contains(voice));
    };
    listed("bm_lewis");
    small_model(&home.work().join("models/kokoro-mlx"), &["ef_dora"]);
    listed("ef_dora");
}

#[test]
fn voices_are_listed_with_language_gender_and_grade() {
    let home = Home::new();
    small_model(&home.work().join("models/mine"), &["ef_dora", "am_adam", "bf_lily"]);
    let table = "am_adam  American English      male    F+\n\
                 bf_lily  British English       female  D\n\
                 ef_dora  Spanish               female\n";
    home.lector(&["voices"]).assert().success().stdout(table).stderr("");
    let output = home.lector(&["voices", "--json"]).output().unwrap().stdout;
    let voices: Value = serde_json::from_slice(&output).unwrap();
    assert_eq!(
        voices[1],
        json!({ "name": "bf_lily", "language": "en-GB", "gender": "female", "grade": "D" })
    );
    assert_eq!(voices[2]["grade"], Value::Null);
}

#[test]
fn models_are_listed_with_those_that_could_be() {
    let home = Home::new();
    small_model(&home.data().join("models/kokoro-82m-int8"), &["bf_lily"]);
    small_model(&home.work().join("models/mine"), &["bf_lily"]);
    fs::create_dir_all(home.work().join("models/kokoro-82m.partial/voices")).unwrap();
    let output = home.lector(&["models", "list", "--json"]).output().unwrap().stdout;
    let models: Value = serde_json::from_slice(&output).unwrap();
    let names: Vec<_> = models.as_array().unwrap().iter().map(|model| &model["name"]).collect();
    assert_eq!(names, ["mine", "kokoro-82m-int8", "kokoro-82m", "kokoro-82m-8bit"]);
    assert_eq!(models[0]["folder"], json!(home.work().join("models/mine")));
    assert_eq!(models[2]["folder"], Value::Null);
    home.lector(&["models", "list"])
        .assert()
        .success()
        .stdout(contains("lector models fetch kokoro-82m --variant 8bit"));
}

#[test]
fn a_damaged_model_is_told_by_verify() {
    let home = Home::new();
    let folder = home.work().join("models/mine");
    small_model(&folder, &["bf_lily"]);
    home.lector(&["models", "verify"])
        .assert()
        .success()
        .stdout(contains("opens as a model"));
    fs::write(folder.join("voices/bf_lily.bin"), b"short").unwrap();
    home.lector(&["models", "verify"])
        .assert()
        .code(1)
        .stdout(contains("bf_lily.bin").and(contains("5 bytes")))
        .stderr(contains("lector models fetch"));
}

#[test]
fn with_no_source_in_reach_it_fails_in_seconds_and_says_what_to_install() {
    let home = Home::new();
    let started = Instant::now();
    let nothing = home.0.path().join("empty");
    fs::create_dir(&nothing).unwrap();
    home.lector(&["models", "fetch"])
        .env("PATH", &nothing)
        .assert()
        .code(1)
        .stdout("")
        .stderr(
            contains("out of reach")
                .and(contains("pip is needed"))
                .and(contains("apt install")),
        );
    assert!(started.elapsed() < Duration::from_secs(10));
    assert!(!home.data().join("models").join("kokoro-82m.partial").exists());
    home.lector(&["models", "fetch", "kokoro-82m", "--quiet"])
        .assert()
        .code(1)
        .stderr(contains("out of reach").and(predicate::function(|text: &str| text.lines().count() == 1)));
}

#[test]
fn an_int8_model_has_no_variants() {
    let arguments = ["models", "fetch", "kokoro-82m-int8", "--variant", "8bit"];
    Home::new()
        .lector(&arguments)
        .assert()
        .failure()
        .stderr(contains("only one"));
}

#[test]
fn ctrl_c_stops_a_fetch_and_keeps_what_came() {
    let home = Home::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    // A server whose file never ends.
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2351\r\n\r\n{ \"half\": ");
            thread::sleep(Duration::from_mins(1));
        }
    });
    let mut child = Process::new(env!("CARGO_BIN_EXE_lector"))
        .args(["models", "fetch", "kokoro-82m"])
        .current_dir(home.work())
        .env("HOME", home.0.path())
        .env("XDG_DATA_HOME", home.0.path().join("data"))
        .env("HF_ENDPOINT", address)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let partial = home.data().join("models/kokoro-82m.partial/config.json.partial");
    let arrived = || fs::metadata(&partial).is_ok_and(|found| found.len() > 0);
    let started = Instant::now();
    while !arrived() {
        assert!(started.elapsed() < Duration::from_secs(20), "nothing came");
        thread::sleep(Duration::from_millis(20));
    }
    let killed = Process::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(arrived());
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn an_import_that_is_all_there_needs_neither_network_nor_clients() {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/kokoro-82m-int8");
    if !installed.is_dir() {
        println!("skipped: no model; `lector models fetch kokoro-82m-int8` brings it");
        return;
    }
    // As if the last fetch had been stopped just before its end.
    let home = Home::new();
    let partial = home.data().join("models/kokoro-82m-int8.partial");
    fs::create_dir_all(partial.join("voices")).unwrap();
    for folder in ["", "voices"] {
        for entry in fs::read_dir(installed.join(folder)).unwrap() {
            let from = entry.unwrap().path();
            let to = partial.join(folder).join(from.file_name().unwrap());
            if from.is_file() && !from.ends_with("lector-model.json") {
                fs::copy(from, to).unwrap();
            }
        }
    }
    let folder = home.data().join("models/kokoro-82m-int8");
    home.lector(&["models", "fetch"])
        .env("PATH", home.0.path())
        .assert()
        .success()
        .stdout(format!("{}\n", folder.display()))
        .stderr(contains("taking the int8 model"));
    home.lector(&["models", "verify"])
        .assert()
        .success()
        .stdout(contains("56 files sound"));
    home.lector(&["voices"])
        .assert()
        .success()
        .stdout(contains("zm_yunyang"));
}
