//! The command line as a user meets it: help, exit codes, messages.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

use std::path::Path;
use std::process::Stdio;

use assert_cmd::Command;
use predicates::prelude::*;

/// A working folder and home of its own, so that nobody's settings matter.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn lector(&self, arguments: &[&str]) -> Command {
        let mut command = Command::from_std(self.process());
        command.args(arguments);
        command
    }

    fn process(&self) -> std::process::Command {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("lector"));
        command.current_dir(self.path()).env("HOME", self.path());
        for variable in [
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "XDG_STATE_HOME",
            "NO_COLOR",
            "COLUMNS",
            "LECTOR_LOG",
        ] {
            command.env_remove(variable);
        }
        command
    }
}

#[test]
fn options_of_every_command_stand_before_it_or_after_it() {
    let desk = Desk::new();
    for arguments in [
        ["--offline", "completions", "bash"],
        ["completions", "bash", "--offline"],
    ] {
        desk.lector(&arguments).assert().success();
    }
    let told = predicate::str::contains("'book.epub' stands before a command");
    desk.lector(&["book.epub", "completions", "bash"])
        .assert()
        .code(2)
        .stderr(told);
}

#[test]
fn help_teaches() {
    let desk = Desk::new();
    for (name, arguments) in [
        ("help", vec!["--help"]),
        ("help_render", vec!["render", "--help"]),
        ("help_speak", vec!["speak", "--help"]),
        ("help_models_fetch", vec!["models", "fetch", "--help"]),
    ] {
        let output = desk.lector(&arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        insta::assert_snapshot!(name, String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_was_meant() {
    let desk = Desk::new();
    for (arguments, hint) in [
        (vec!["rendr", "--quiet"], "did you mean `lector render`?"),
        (vec!["no-such-book.epub"], "there is no book 'no-such-book.epub'"),
        (vec!["render"], "<BOOK>"),
        (vec!["render", "book.epub", "--voise", "x"], "'--voice'"),
        (vec!["render", "book.epub", "--format", "wax"], "'wav'"),
        (vec!["speak", "x", "--speed", "fast"], "--speed"),
        (vec!["doctor", "--threads", "0"], "--threads"),
        (vec!["doctor", "--quiet", "--verbose"], "--verbose"),
        (vec!["completions", "cmd"], "bash"),
        (vec![], "`lector render BOOK` works without one"),
    ] {
        desk.lector(&arguments)
            .assert()
            .code(2)
            .stderr(predicate::str::contains(hint))
            .stdout("");
    }
}

#[test]
fn messages_have_no_colours_in_a_pipe() {
    let desk = Desk::new();
    desk.lector(&["rendr"])
        .assert()
        .stderr(predicate::str::contains('\u{1b}').not());
    desk.lector(&["doctor"])
        .assert()
        .stdout(predicate::str::contains('\u{1b}').not());
}

#[test]
fn completions_for_every_shell_know_the_commands() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let knows = predicate::str::contains("inspect")
            .and(predicate::str::contains("--model-path").or(predicate::str::contains("model-path")));
        desk.lector(&["completions", shell]).assert().code(0).stdout(knows);
    }
    let script = desk.lector(&["completions", "bash"]).output().unwrap().stdout;
    Command::new("bash").arg("-n").write_stdin(script).assert().success();
}

#[test]
fn the_manual_page_has_every_command() {
    let desk = Desk::new();
    let page = String::from_utf8(desk.lector(&["man"]).output().unwrap().stdout).unwrap();
    assert!(page.contains(".TH lector 1"), "{page}");
    for command in [
        "RENDER",
        "SPEAK",
        "PHONEMES",
        "INSPECT",
        "VOICES",
        "MODELS FETCH",
        "DOCTOR",
        "BENCH",
        "MAN",
    ] {
        assert!(page.contains(&format!(".SH \"LECTOR {command}\"")), "{command}");
    }
    assert!(page.contains("130 interrupted"));
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let desk = Desk::new();
    let mut lector = desk
        .process()
        .arg("man")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(lector.stdout.take());
    let output = lector.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn doctor_reports_in_both_forms() {
    let desk = Desk::new();
    desk.lector(&["doctor"])
        .assert()
        .code(0)
        .stdout(predicate::str::contains("lector models fetch").and(predicate::str::contains("cpu backend   ok")));

    let output = desk.lector(&["doctor", "--json"]).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["ok"], true);
    let checks = report["checks"].as_array().unwrap();
    for name in [
        "settings",
        "model",
        "threads",
        "memory",
        "data folder",
        "ffmpeg",
        "pip",
        "npm",
    ] {
        assert!(checks.iter().any(|check| check["name"] == name), "{name}");
    }
}

#[test]
fn doctor_ends_with_1_where_nothing_can_be_rendered() {
    let desk = Desk::new();
    desk.lector(&["doctor", "--offline"])
        .assert()
        .code(1)
        .stdout(predicate::str::contains("model         broken"));

    desk.write("config/lector.yaml", "tts:\n  voise: bf_lily\n");
    desk.lector(&["doctor"])
        .assert()
        .code(1)
        .stdout(predicate::str::contains(
            "config/lector.yaml:2:3: tts.voise: there is no setting 'voise'; did you mean voice?",
        ));
}

#[test]
fn doctor_finds_a_folder_that_is_a_file_and_needs_no_log() {
    let desk = Desk::new();
    for folder in [".local", "Library"] {
        desk.write(folder, "not a folder");
    }
    let finding = predicate::str::contains("data folder   broken");
    desk.lector(&["doctor"]).assert().code(1).stdout(finding);
}

#[test]
fn settings_are_read_from_all_their_places() {
    let desk = Desk::new();
    desk.write("config/lector.yaml", "tts: {speed: 1.1}\n");
    desk.write("mine.yaml", "engine: {threads: 1}\n");
    desk.write("xdg/lector/lector.yaml", "tts: {speed: 0.9}\n");
    let output = desk
        .lector(&["doctor", "--config", "mine.yaml"])
        .env("XDG_CONFIG_HOME", desk.path().join("xdg"))
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(report.contains("config/lector.yaml, mine.yaml"), "{report}");
    assert_eq!(
        report.contains("xdg/lector/lector.yaml"),
        !cfg!(target_os = "macos"),
        "{report}"
    );
}

#[test]
fn the_log_is_kept_in_the_state_folder() {
    let desk = Desk::new();
    let state = desk.path().join("state");
    desk.lector(&["doctor", "--offline"])
        .env("XDG_STATE_HOME", &state)
        .assert()
        .code(1);
    let folder = if cfg!(target_os = "macos") {
        desk.path().join("Library/Logs/lector")
    } else {
        state.join("lector")
    };
    let log = std::fs::read_to_string(folder.join("lector.log")).unwrap();
    assert!(
        log.contains("ERROR") && log.contains("books cannot be rendered here"),
        "{log}"
    );
}
