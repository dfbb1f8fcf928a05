//! The model and its voices.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::args::Global;
use super::super::folders::Folders;
use super::Finding;
use crate::config::Settings;

/// What every model folder holds beside its weights, whatever their form.
const CONFIG: &str = "config.json";

pub(super) fn checks(settings: &Settings, folders: &Folders, global: &Global) -> Vec<Finding> {
    let roots = [PathBuf::from("models"), folders.data.join("models")];
    let candidates = match &settings.tts.model_path {
        Some(path) => vec![path.clone(), folders.data.join(path)],
        None => roots.iter().flat_map(|root| subfolders(root)).collect(),
    };
    let Some(folder) = candidates.iter().find(|folder| is_model(folder)) else {
        return vec![absent(settings, global)];
    };
    let voices = files(&folder.join("voices"), &["safetensors", "pt", "bin"]);
    vec![
        Finding::ok("model", folder.display().to_string()),
        if voices == 0 {
            Finding::broken("voices", "none beside the model", "lector models fetch")
        } else {
            Finding::ok("voices", voices.to_string())
        },
    ]
}

fn absent(settings: &Settings, global: &Global) -> Finding {
    const NAME: &str = "model";
    match &settings.tts.model_path {
        Some(path) => Finding::broken(
            NAME,
            format!("none in {}", path.display()),
            "correct tts.model_path, or set it to auto",
        ),
        None if global.offline => Finding::broken(NAME, "none, and --offline", "lector models fetch"),
        None => Finding::missing(NAME, "none yet; the first render fetches it", "lector models fetch"),
    }
}

fn is_model(folder: &Path) -> bool {
    folder.join(CONFIG).is_file() && files(folder, &["safetensors", "pth", "pt"]) > 0
}

fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// How many files of a folder have one of these extensions.
fn files(folder: &Path, extensions: &[&str]) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| {
            let path = entry.path();
            let extension = path.extension().and_then(|extension| extension.to_str());
            path.is_file() && extension.is_some_and(|extension| extensions.contains(&extension))
        })
        .count()
}
