//! A whole model: its folder appears when all of it is there, checked, and not before.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use safetensors::tensor::{Dtype, TensorView, serialize};

use super::server::{Answer, Request, Server};
use super::{noise, pinned};
use crate::checkpoint::Checkpoint;
use crate::kokoro::{STYLE_ROWS, STYLE_WIDTH};
use crate::models::catalogue::{Origin, PinnedFile, Recipe, Source};
use crate::models::install::install;
use crate::models::{ModelsError, Progress, verify};

const CONFIG: &str = "config.json";
const WEIGHTS: &str = "kokoro-v1_0.safetensors";
const LILY: &str = "voices/bf_lily.safetensors";
const HEART: &str = "voices/af_heart.safetensors";

fn safetensors(name: &str, shape: &[usize]) -> Vec<u8> {
    let numbers = shape.iter().product::<usize>();
    let data: Vec<u8> = (0..numbers).flat_map(|i| (i as f32 * 1e-3).to_le_bytes()).collect();
    let view = TensorView::new(Dtype::F32, shape.to_vec(), &data).unwrap();
    serialize([(name, view)], None).unwrap()
}

/// A model with one weight and two voices.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let config = include_bytes!("../../../tests/checkpoint/config.json");
    let voice = safetensors("voice", &[STYLE_ROWS, 1, STYLE_WIDTH]);
    vec![
        (CONFIG, config.to_vec()),
        (WEIGHTS, safetensors("bert_encoder.weight", &[512, 768])),
        (LILY, voice.clone()),
        (HEART, voice),
    ]
}

fn served() -> Vec<(&'static str, Vec<u8>)> {
    let path = |file: &'static str| -> &'static str {
        match file {
            CONFIG => "repository/resolve/revision/config.json",
            WEIGHTS => "repository/resolve/revision/kokoro-v1_0.safetensors",
            LILY => "repository/resolve/revision/voices/bf_lily.safetensors",
            _ => "repository/resolve/revision/voices/af_heart.safetensors",
        }
    };
    files().into_iter().map(|(file, bytes)| (path(file), bytes)).collect()
}

fn recipe(server: &Server) -> Recipe {
    Recipe {
        name: "tiny".to_owned(),
        files: files().iter().map(|(path, bytes)| pinned(path, bytes)).collect(),
        origin: Origin::HuggingFace {
            address: format!("{}/repository/resolve/revision", server.address),
        },
    }
}

fn install_quietly(recipe: &Recipe, root: &Path) -> Result<PathBuf, ModelsError> {
    install(recipe, root, &mut |_| (), &AtomicBool::new(false))
}

fn problems(folder: &Path) -> Vec<String> {
    verify(folder, &mut |_| (), &AtomicBool::new(false)).unwrap().problems
}

#[test]
fn a_model_is_put_together_and_named_at_the_end() {
    let root = tempfile::tempdir().unwrap();
    let server = Server::start(&served(), |_, _| Answer::Right);
    let folder = install_quietly(&recipe(&server), root.path()).unwrap();
    assert_eq!(folder, root.path().join("tiny"));
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    assert_eq!(Checkpoint::open(&folder).unwrap().voices().unwrap().len(), 2);
    let found = verify(&folder, &mut |_| (), &AtomicBool::new(false)).unwrap();
    assert_eq!((found.hashed, found.problems.len()), (4, 0));

    let asked = server.requests().len();
    assert_eq!(install_quietly(&recipe(&server), root.path()).unwrap(), folder);
    assert_eq!(server.requests().len(), asked, "a sound model is not fetched again");
}

#[test]
fn a_model_that_is_broken_off_is_not_there_and_goes_on_later() {
    let root = tempfile::tempdir().unwrap();
    let stopped = |request: &Request, _| {
        if request.path.ends_with(HEART) {
            Answer::Status(404)
        } else {
            Answer::Right
        }
    };
    let server = Server::start(&served(), stopped);
    let error = install_quietly(&recipe(&server), root.path()).unwrap_err();
    assert!(error.to_string().contains("404"), "{error}");
    assert!(!root.path().join("tiny").exists());
    assert!(root.path().join("tiny.partial").join(LILY).exists());

    let server = Server::start(&served(), |_, _| Answer::Right);
    install_quietly(&recipe(&server), root.path()).unwrap();
    assert_eq!(server.requests().len(), 1, "only what was missing is fetched");
    assert!(!root.path().join("tiny.partial").exists());
}

#[test]
fn nothing_is_left_where_nothing_came() {
    let root = tempfile::tempdir().unwrap();
    let server = Server::start(&[], |_, _| Answer::Status(403));
    install_quietly(&recipe(&server), root.path()).unwrap_err();
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[test]
fn a_damaged_model_is_found_and_mended() {
    let root = tempfile::tempdir().unwrap();
    let server = Server::start(&served(), |_, _| Answer::Right);
    let folder = install_quietly(&recipe(&server), root.path()).unwrap();
    let right = fs::read(folder.join(LILY)).unwrap();

    let mut flipped = right.clone();
    flipped[1000] ^= 1;
    fs::write(folder.join(LILY), &flipped).unwrap();
    assert!(problems(&folder)[0].contains(LILY));
    fs::remove_file(folder.join(HEART)).unwrap();
    fs::write(folder.join(CONFIG), b"{}").unwrap();
    assert_eq!(problems(&folder).len(), 3);

    let asked = server.requests().len();
    install_quietly(&recipe(&server), root.path()).unwrap();
    assert_eq!(problems(&folder), [] as [String; 0]);
    assert_eq!(fs::read(folder.join(LILY)).unwrap(), right);
    assert_eq!(
        server.requests().len(),
        asked + 3,
        "the weights were right and are kept"
    );
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
}

#[test]
fn files_without_a_known_hash_must_open() {
    let root = tempfile::tempdir().unwrap();
    let portal = |request: &Request, _| {
        if request.path.ends_with(LILY) {
            Answer::Other(b"<html>Please log in</html>".to_vec())
        } else {
            Answer::Right
        }
    };
    let server = Server::start(&served(), portal);
    let unpinned = |server: &Server| {
        let mut recipe = recipe(server);
        let is_lily = |file: &&mut PinnedFile| file.path == LILY;
        recipe.files.iter_mut().find(is_lily).unwrap().sha256 = None;
        recipe
    };
    let error = install_quietly(&unpinned(&server), root.path()).unwrap_err();
    assert!(error.to_string().contains("bf_lily.safetensors is damaged"), "{error}");

    let server = Server::start(&served(), |_, _| Answer::Right);
    install_quietly(&unpinned(&server), root.path()).unwrap();
    assert_eq!(
        server.requests().len(),
        1,
        "the odd file was forgotten, the others were kept"
    );
}

#[test]
fn two_at_once_fetch_it_once() {
    let root = tempfile::tempdir().unwrap();
    let slow = |_: &Request, _| {
        thread::sleep(Duration::from_millis(100));
        Answer::Right
    };
    let server = Server::start(&served(), slow);
    let notes = thread::scope(|scope| {
        let fetch = || {
            let mut notes = Vec::new();
            let mut tell = |progress: Progress<'_>| {
                if let Progress::Note(note) = progress {
                    notes.push(note.to_owned());
                }
            };
            install(&recipe(&server), root.path(), &mut tell, &AtomicBool::new(false)).unwrap();
            notes
        };
        let both = [scope.spawn(fetch), scope.spawn(fetch)];
        both.map(|one| one.join().unwrap()).concat()
    });
    assert_eq!(server.requests().len(), 4);
    assert!(notes.iter().any(|note| note.contains("waiting")), "{notes:?}");
}

#[test]
fn waiting_for_another_can_be_stopped() {
    let root = tempfile::tempdir().unwrap();
    let server = Server::start(&served(), |_, _| Answer::Right);
    let partial = root.path().join("tiny.partial");
    fs::create_dir(&partial).unwrap();
    let other = File::open(&partial).unwrap();
    other.lock().unwrap();
    let cancel = AtomicBool::new(false);
    let mut tell = |_: Progress<'_>| cancel.store(true, Ordering::Relaxed);
    let error = install(&recipe(&server), root.path(), &mut tell, &cancel).unwrap_err();
    assert!(matches!(error, ModelsError::Interrupted));
    assert!(server.requests().is_empty());
}

#[test]
fn a_full_or_forbidden_folder_is_named() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("a file");
    fs::write(&file, noise(10)).unwrap();
    let server = Server::start(&served(), |_, _| Answer::Right);
    let error = install_quietly(&recipe(&server), &file).unwrap_err();
    assert!(
        matches!(error, ModelsError::Disk { .. }) && error.to_string().contains("a file"),
        "{error}"
    );
    assert!(!error.is_remote(), "another source would not help");
}

#[test]
fn the_catalogue_is_whole() {
    for source in Source::ALL {
        let recipe = source.recipe();
        assert_eq!(recipe.files.len(), 56, "configuration, weights and 54 voices");
        let hashes = recipe.files.iter().filter_map(|file| file.sha256.as_ref());
        assert!(
            hashes
                .clone()
                .all(|hash| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
        );
        let unpinned = recipe.files.len() - hashes.count();
        // Of the 8-bit repository only the weights and the English voices have published hashes.
        assert_eq!(
            unpinned,
            if source.folder_name() == "kokoro-82m-8bit" {
                27
            } else {
                0
            }
        );
        assert!((100..400).contains(&(source.bytes() / 1_000_000)));
    }
}
