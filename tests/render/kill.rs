//! `kill -9` at any moment of a real render, in a process of its own: this test program, started again.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::book::{book, folder, render_whole};
use crate::support::scene::project;
use crate::support::tones::{Tones, Turn};

/// Where the process to be killed works.
const HOME: &str = "LECTOR_TEST_KILLED_HOME";
const CHAPTERS: u32 = 6;
const SENTENCES: u32 = 10;

/// Renders the book in `home` and notes, before each sentence, that it is begun.
fn render_in(home: &Path) {
    let mut begun = File::options()
        .create(true)
        .append(true)
        .open(home.join("begun"))
        .unwrap();
    let begun = std::sync::Mutex::new(begun.by_ref().try_clone().unwrap());
    let tones = Tones::default().taking(0.01).directed(move |asked| {
        let note = format!("{}\n", asked.phonemes);
        begun.lock().unwrap().write_all(note.as_bytes()).unwrap();
        Turn::Speak
    });
    let project = project(home);
    render_whole(&tones, &project, folder(&home.join("out")), &book(CHAPTERS, SENTENCES));
}

/// Does nothing, unless it is the process to be killed.
#[test]
fn a_process_to_be_killed() {
    if let Some(home) = env::var_os(HOME) {
        render_in(Path::new(&home));
    }
}

fn start(home: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["kill::a_process_to_be_killed", "--exact", "--nocapture"])
        .env(HOME, home)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return BTreeMap::new();
    };
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read(path).unwrap())
        })
        .collect()
}

#[test]
fn a_killed_render_loses_at_most_the_sentence_being_said() {
    let kills = if env::var_os("LECTOR_SOAK").is_some() { 120 } else { 10 };
    let undisturbed = tempfile::tempdir().unwrap();
    render_in(undisturbed.path());
    let whole = files(&undisturbed.path().join("out"));
    assert_eq!(whole.len(), CHAPTERS as usize);

    let mut disturbed = tempfile::tempdir().unwrap();
    let mut done = 0;
    while done < kills {
        let home = disturbed.path();
        let mut killed_here = 0;
        loop {
            let mut child = start(home);
            let moment = RandomState::new().hash_one(done) % 250;
            thread::sleep(Duration::from_millis(moment));
            if child.try_wait().unwrap().is_some() {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            (done, killed_here) = (done + 1, killed_here + 1);
            for (name, content) in files(&home.join("out")) {
                let half_written = name.starts_with('.');
                assert!(
                    half_written || whole[&name] == content,
                    "{name} is not what it should be"
                );
            }
            if done == kills {
                break;
            }
        }
        assert!(start(home).wait().unwrap().success());
        assert_eq!(files(&home.join("out")), whole, "byte for byte");
        let begun = fs::read_to_string(home.join("begun")).unwrap();
        let repeated = begun.lines().count() - (CHAPTERS * SENTENCES) as usize;
        assert!(
            repeated <= killed_here,
            "{repeated} sentences repeated after {killed_here} kills"
        );
        disturbed = tempfile::tempdir().unwrap();
    }
}
