//! The real program with the real model: killed again and again, watched by another lector, and in the end an audiobook of
//! every kind.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// The chapters that are read: the shortest way to have more than one.
const CHAPTERS: &str = "3,4";
const SENTENCES: usize = 16;

/// A home in which the whole of it has been said, without interruption.
static SAID: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let mut first = lector(home.path(), &["--json", "-o", out.to_str().unwrap()])
        .spawn()
        .unwrap();
    a_second_lector_says_so_and_watches(home.path());
    assert!(first.wait().unwrap().success());
    home
});

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fables() -> PathBuf {
    root().join("tests/fixtures/fables.epub")
}

/// `lector render` of the fables, as WAV files unless the arguments say otherwise.
fn lector(home: &Path, arguments: &[&str]) -> Command {
    let mut command = program(home, &["render", "--chapters", CHAPTERS]);
    command.args(arguments).arg(fables());
    command
}

/// `lector` with the real model, at home there.
fn program(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("lector"));
    command
        .current_dir(home)
        .args(arguments)
        .args(["--backend", "cpu", "--offline", "--model-path"])
        .arg(root().join("models/kokoro-82m-int8"))
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_STATE_HOME", home.join("state"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The first waits until it is rendering, then is found by a second, which does not touch it.
fn a_second_lector_says_so_and_watches(home: &Path) {
    let posted = || {
        let projects = fs::read_dir(home.join("data/lector/projects")).ok()?;
        projects
            .flatten()
            .find(|project| project.path().join("work.json").exists())
    };
    while posted().is_none() {
        thread::sleep(Duration::from_millis(100));
    }
    let second = lector(home, &[]).output().unwrap();
    let words = String::from_utf8_lossy(&second.stderr).into_owned();
    assert_eq!(second.status.code(), Some(1), "{words}");
    assert!(
        words.contains("another lector (process ") && words.contains("--watch"),
        "{words}"
    );
    let watching = lector(home, &["--watch"]).output().unwrap();
    let words = String::from_utf8_lossy(&watching.stderr).into_owned();
    assert!(watching.status.success(), "{words}");
    assert!(words.contains("is rendering") && words.contains("has ended"), "{words}");
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return BTreeMap::new();
    };
    let files = entries.flatten().map(|entry| {
        let name = entry.file_name().into_string().unwrap();
        (name, fs::read(entry.path()).unwrap())
    });
    files.collect()
}

/// Reads what a render tells until it ends, and notes which sentences the model said.
fn note(child: &mut Child, said: &mut Vec<(u64, u64)>) {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // A killed process may end in the middle of a line.
    let events = lines
        .map_while(Result::ok)
        .filter_map(|line| serde_json::from_str::<Value>(&line).ok());
    for event in events.filter(|event| event["event"] == "sentence" && !event["synthesis_seconds"].is_null()) {
        said.push((event["chapter"].as_u64().unwrap(), event["sentence"].as_u64().unwrap()));
    }
}

#[test]
fn killed_at_any_moment_it_loses_nothing_that_was_said() {
    let whole = files(&SAID.path().join("out"));
    assert_eq!(whole.len(), 2);
    let kills = if std::env::var_os("LECTOR_SOAK").is_some() {
        100
    } else {
        10
    };
    let mut home = tempfile::tempdir().unwrap();
    let mut said = Vec::new();
    let mut killed = 0;
    while killed < kills {
        let out = home.path().join("out");
        let mut child = lector(home.path(), &["--json", "-o", out.to_str().unwrap()])
            .spawn()
            .unwrap();
        let longest = 6_000;
        thread::sleep(Duration::from_millis(
            300 + RandomState::new().hash_one(killed) % longest,
        ));
        let ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        note(&mut child, &mut said);
        child.wait().unwrap();
        if ended {
            finished(&out, &whole, &said);
            home = tempfile::tempdir().unwrap();
            said.clear();
        } else {
            killed += 1;
        }
    }
    let out = home.path().join("out");
    let mut last = lector(home.path(), &["--json", "-o", out.to_str().unwrap()])
        .spawn()
        .unwrap();
    note(&mut last, &mut said);
    assert!(last.wait().unwrap().success());
    finished(&out, &whole, &said);
}

/// The files are those of an undisturbed render, and no sentence that was reported as said was ever said again.
fn finished(out: &Path, whole: &BTreeMap<String, Vec<u8>>, said: &[(u64, u64)]) {
    assert_eq!(files(out), *whole, "byte for byte");
    let different: HashSet<_> = said.iter().collect();
    assert_eq!(different.len(), said.len(), "{said:?}");
    assert!(said.len() <= SENTENCES);
}

#[test]
fn clearing_up_says_what_it_costs_and_keeps_what_was_rendered() {
    let home = tempfile::tempdir().unwrap();
    let copied = Command::new("cp")
        .arg("-R")
        .arg(SAID.path().join("data"))
        .arg(home.path())
        .status();
    assert!(copied.unwrap().success());
    let gc = |arguments: &[&str]| {
        let output = program(home.path(), &[&["projects", "gc"], arguments].concat()).output();
        let output = output.unwrap();
        let words = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        (output.status.code(), words)
    };
    let (code, words) = gc(&["--voice", "bf_emma"]);
    assert!(
        code == Some(0) && words.contains("nothing to remove"),
        "the voice it was rendered with is kept: {words}"
    );
    let (code, words) = gc(&["--voice", "bf_emma", "--only-current"]);
    assert_eq!(code, Some(2), "nobody has said that it may be done: {words}");
    assert!(
        words.contains("16 of 16 sentences") && words.contains("--yes"),
        "{words}"
    );
    let (code, words) = gc(&["--voice", "bf_emma", "--only-current", "--dry-run"]);
    assert!(code == Some(0) && words.contains("would remove 16 of 16"), "{words}");
    let (code, words) = gc(&["--voice", "bf_emma", "--only-current", "--yes"]);
    assert!(code == Some(0) && words.contains("removed 16 of 16"), "{words}");
    assert!(gc(&["--dry-run"]).1.contains("0 of 0"));
}

/// Exports what has been said, and gives the one file of this extension.
fn export(arguments: &[&str], extension: &str) -> PathBuf {
    let folder = SAID.path().join(extension);
    let mut all = vec!["-o", folder.to_str().unwrap()];
    all.extend(arguments);
    let output = lector(SAID.path(), &all).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names: Vec<_> = files(&folder).into_keys().collect();
    assert_eq!(names, [format!("Three Fables.{extension}")], "nothing else lies there");
    folder.join(&names[0])
}

/// What another program says of a file; none if the machine has not got it.
fn ask(program: &str, arguments: &[&str], file: &Path) -> Option<String> {
    let output = Command::new(program).args(arguments).arg(file).output();
    let Ok(output) = output else {
        println!("skipped: there is no {program}");
        return None;
    };
    let words = [output.stdout, output.stderr].concat();
    Some(String::from_utf8_lossy(&words).into_owned())
}

#[test]
fn players_find_chapters_tags_and_cover() {
    for extension in ["m4b", "mp3", "opus"] {
        let file = export(&["--format", extension, "--split", "book"], extension);
        let shown = [
            "-v",
            "error",
            "-show_chapters",
            "-show_format",
            "-show_streams",
            "-of",
            "json",
        ];
        let Some(words) = ask("ffprobe", &shown, &file) else {
            return;
        };
        let probe: Value = serde_json::from_str(&words).unwrap();
        let titles: Vec<_> = probe["chapters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["tags"]["title"].as_str().unwrap())
            .collect();
        assert_eq!(
            titles,
            ["I. The Fox and the Grapes", "II. The North Wind and the Sun"],
            "{extension}"
        );
        let streams = probe["streams"].as_array().unwrap();
        assert!(
            streams.iter().any(|stream| stream["disposition"]["attached_pic"] == 1),
            "{extension}: {words}"
        );
        let tags = words.to_lowercase();
        assert!(
            tags.contains("three fables") && tags.contains("bf_lily") && tags.contains("audiobook"),
            "{extension}: {words}"
        );
    }
    let mp3 = SAID.path().join("mp3/Three Fables.mp3");
    if let Some(words) = ask("mp3val", &[], &mp3) {
        assert!(!words.contains("WARNING") && !words.contains("ERROR"), "{words}");
    }
    let opus = SAID.path().join("opus/Three Fables.opus");
    if let Some(words) = ask("opusinfo", &[], &opus) {
        assert!(
            words.contains("Playback length") && !words.contains("WARNING"),
            "{words}"
        );
    }
}

#[test]
fn the_book_itself_can_have_sound() {
    let file = export(&["--format", "epub"], "epub");
    let mut book = zip::ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
    let mut read = |name: &str| std::io::read_to_string(book.by_name(name).unwrap()).unwrap();
    let overlay = read("EPUB/lector/0001.smil");
    let page = read("EPUB/text/fox.xhtml");
    let lit: Vec<_> = overlay
        .split("fox.xhtml#")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(lit.len(), 9, "each sentence of the chapter");
    assert!(
        lit.iter().all(|id| page.contains(&format!("<span id=\"{id}\">"))),
        "{lit:?}"
    );
    assert!(overlay.contains("clipBegin=\"0.000s\""));
    let Some(jar) = ["/usr/bin/epubcheck", "/usr/share/java/epubcheck.jar"]
        .iter()
        .find(|jar| Path::new(jar).exists())
    else {
        println!("skipped: there is no epubcheck");
        return;
    };
    // The fables have two faults of their own, to be read all the same; sound adds none.
    let faults = |file: &Path| {
        let words = ask("java", &["-jar", jar], file)?;
        assert!(words.contains("EPUBCheck completed"), "{words}");
        Some(
            words
                .lines()
                .filter(|line| line.starts_with("ERROR") || line.starts_with("FATAL"))
                .count(),
        )
    };
    assert_eq!(faults(&file), faults(&fables()));
}
