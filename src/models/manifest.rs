//! `lector-model.json`: what was installed, with its hashes, so that it can be checked again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::catalogue::Recipe;
use super::job::{Job, Progress};
use super::places::is_dictionary;
use super::{ModelsError, checksum};
use crate::checkpoint::{Checkpoint, CheckpointError, weights_file};
use crate::speech::check_japanese;

/// The file's name in a model's folder.
const FILE: &str = "lector-model.json";

/// The manifest.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    /// The model, by the name of its folder.
    model: String,
    /// Every file, by its path in the folder.
    files: BTreeMap<String, Entry>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    bytes: u64,
    sha256: String,
}

/// Writes down what the folder of a model holds.
pub(super) fn write(folder: &Path, recipe: &Recipe, job: &Job<'_>) -> Result<(), ModelsError> {
    let mut files = BTreeMap::new();
    for file in &recipe.files {
        let path = folder.join(&file.path);
        let bytes = fs::metadata(&path).map_err(ModelsError::disk("read", &path))?.len();
        let sha256 = checksum::of_file(&path, job)?;
        files.insert(file.path.clone(), Entry { bytes, sha256 });
    }
    let manifest = Manifest {
        model: recipe.name.clone(),
        files,
    };
    let path = folder.join(FILE);
    let text = serde_json::to_string_pretty(&manifest).map_err(std::io::Error::other);
    text.and_then(|text| fs::write(&path, text + "\n"))
        .map_err(ModelsError::disk("write", &path))
}

/// A name for the weights in a folder that no other weights have: their hash from the manifest, else one made now.
///
/// # Errors
/// [`ModelsError`] when the weights cannot be read.
pub fn fingerprint(folder: &Path) -> Result<String, ModelsError> {
    let weights = weights_file(folder).ok_or_else(|| ModelsError::NoModel {
        searched: vec![folder.to_owned()],
    })?;
    let manifest = fs::read(folder.join(FILE))
        .ok()
        .and_then(|text| serde_json::from_slice::<Manifest>(&text).ok());
    let listed = manifest.and_then(|manifest| {
        let entry = manifest.files.get(weights.file_name()?.to_str()?)?;
        let here = fs::metadata(&weights).ok()?.len();
        (here == entry.bytes).then(|| entry.sha256.clone())
    });
    if let Some(hash) = listed {
        return Ok(hash);
    }
    let mut hasher = blake3::Hasher::new();
    let read = fs::File::open(&weights).and_then(|file| hasher.update_reader(file).map(|_| ()));
    read.map_err(ModelsError::disk("read", &weights))?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// What a check of a model found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// The model's folder.
    pub folder: PathBuf,
    /// Files whose hash was compared. Nought in a folder lector did not install: nothing is known of its files but
    /// that they open as a model.
    pub hashed: usize,
    /// What is wrong, a line a file.
    pub problems: Vec<String>,
}

/// Checks a model: every file against the hash it was installed with, and that weights and voices open.
///
/// # Errors
/// [`ModelsError::Interrupted`], or when the folder cannot be read at all; damage is a finding, not an error.
pub fn verify(
    folder: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
    cancel: &AtomicBool,
) -> Result<Verification, ModelsError> {
    let mut job = Job::new(progress, cancel);
    let mut problems = Vec::new();
    let mut hashed = 0;
    match read(folder) {
        Ok(Some(manifest)) => {
            job.expect(manifest.files.values().map(|entry| entry.bytes).sum());
            for (name, entry) in &manifest.files {
                problems.extend(damage(folder, name, entry, &job)?.map(|what| format!("{name}: {what}")));
                job.finish(name, entry.bytes);
                hashed += 1;
            }
        }
        Ok(None) => {}
        Err(what) => problems.push(format!("{FILE}: {what}")),
    }
    if problems.is_empty()
        && let Err(e) = opens(folder, &job)
    {
        match e {
            ModelsError::Checkpoint(e) => problems.push(e.to_string()),
            ModelsError::Dictionary(e) => problems.push(e.to_string()),
            other => return Err(other),
        }
    }
    Ok(Verification {
        folder: folder.to_owned(),
        hashed,
        problems,
    })
}

/// Opens the model and reads every voice, or the dictionary, as lector will.
pub(super) fn opens(folder: &Path, job: &Job<'_>) -> Result<(), ModelsError> {
    if is_dictionary(folder) {
        return Ok(check_japanese(folder)?);
    }
    let checkpoint = Checkpoint::open(folder)?;
    for voice in checkpoint.voices()? {
        job.go_on()?;
        checkpoint.voice(&voice)?;
    }
    for name in checkpoint.names() {
        job.go_on()?;
        let tensor = checkpoint.tensor(&name)?;
        if tensor.data().iter().any(|x| !x.is_finite()) {
            let what = format!("weight '{name}' holds numbers that are not finite");
            let path = folder.to_owned();
            return Err(CheckpointError::Malformed { path, what }.into());
        }
    }
    Ok(())
}

fn read(folder: &Path) -> Result<Option<Manifest>, String> {
    match fs::read(folder.join(FILE)) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|e| e.to_string()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e.to_string()),
    }
}

fn damage(folder: &Path, name: &str, entry: &Entry, job: &Job<'_>) -> Result<Option<String>, ModelsError> {
    let path = folder.join(name);
    Ok(match fs::metadata(&path) {
        Err(e) => Some(e.to_string()),
        Ok(found) if found.len() != entry.bytes => {
            Some(format!("{} bytes, installed with {}", found.len(), entry.bytes))
        }
        Ok(_) if checksum::of_file(&path, job)? != entry.sha256 => {
            Some("not the bytes it was installed with".to_owned())
        }
        Ok(_) => None,
    })
}
