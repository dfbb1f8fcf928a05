//! Putting a model together, so that its folder appears whole or not at all.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::catalogue::{Origin, Recipe};
use super::job::{Job, Progress};
use super::{ModelsError, dictionary, hugging_face, manifest, packages, places, verify};
use places::PARTIAL;

/// The folder of voices in a model's.
const VOICES: &str = "voices";

/// How often a lock that another process holds is tried.
const POLL: Duration = Duration::from_millis(200);

/// Makes the model of a recipe in its folder under `root`, unless it is there and sound.
pub(super) fn install(
    recipe: &Recipe,
    root: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
    cancel: &AtomicBool,
) -> Result<PathBuf, ModelsError> {
    let target = root.join(&recipe.name);
    if is_sound(recipe, &target, progress, cancel)? {
        return Ok(target);
    }
    let folder = root.join(format!("{}{PARTIAL}", recipe.name));
    let voices = folder.join(VOICES);
    let deepest = if recipe.is_model() { &voices } else { &folder };
    fs::create_dir_all(deepest).map_err(ModelsError::disk("create", deepest))?;
    let _lock = lock(&folder, progress, cancel)?;
    // Whoever held the lock may have made the model meanwhile.
    if !folder.exists() && is_sound(recipe, &target, progress, cancel)? {
        return Ok(target);
    }
    let mut job = Job::new(progress, cancel);
    let megabytes = recipe.bytes() / 1_000_000;
    job.note(&format!(
        "fetching {}, {megabytes} MB on disk, into {}",
        recipe.name,
        root.display()
    ));
    let made = make(recipe, &target, &folder, &mut job);
    if made.is_err() {
        // Folders that hold nothing go; the others stay for the next try.
        let _ = fs::remove_dir(&voices);
        let _ = fs::remove_dir(&folder);
    }
    made?;
    publish(&folder, &target)?;
    Ok(target)
}

/// Whether what a recipe makes is there and as it was installed.
fn is_sound(
    recipe: &Recipe,
    target: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
    cancel: &AtomicBool,
) -> Result<bool, ModelsError> {
    let is_there = if recipe.is_model() {
        places::is_model(target)
    } else {
        places::is_dictionary(target)
    };
    if !is_there {
        return Ok(false);
    }
    let found = verify(target, progress, cancel)?;
    for problem in &found.problems {
        progress(Progress::Note(&format!("{}: {problem}", target.display())));
    }
    Ok(found.problems.is_empty())
}

/// Keeps other processes from making the same model at once. The lock is on the folder itself, so it leaves nothing
/// behind, and goes with the process that holds it.
fn lock(folder: &Path, progress: &mut dyn FnMut(Progress<'_>), cancel: &AtomicBool) -> Result<File, ModelsError> {
    let handle = File::open(folder).map_err(ModelsError::disk("open", folder))?;
    let mut job = Job::new(progress, cancel);
    let mut told = false;
    loop {
        match handle.try_lock() {
            Ok(()) => return Ok(handle),
            Err(TryLockError::Error(e)) => return Err(ModelsError::disk("lock", folder)(e)),
            Err(TryLockError::WouldBlock) => {
                job.go_on()?;
                if !std::mem::replace(&mut told, true) {
                    job.note("another lector is fetching this model; waiting for it");
                }
                std::thread::sleep(POLL);
            }
        }
    }
}

/// Puts the model together in `folder` and checks it as a whole.
fn make(recipe: &Recipe, target: &Path, folder: &Path, job: &mut Job<'_>) -> Result<(), ModelsError> {
    reuse(recipe, target, folder)?;
    match &recipe.origin {
        Origin::HuggingFace { address } => hugging_face::download(address, &recipe.files, folder, job)?,
        Origin::Packages(packages) => packages::assemble(packages, &recipe.files, folder, job)?,
        Origin::Dictionary(packages) => dictionary::assemble(packages, &recipe.files, folder, job)?,
    }
    if let Err(e) = manifest::opens(folder, job) {
        if e.is_remote() {
            forget_unpinned(recipe, folder)?;
        }
        return Err(e);
    }
    manifest::write(folder, recipe, job)
}

/// Takes over the files of a damaged model, by hard link where the disk can; whoever makes the new one checks each.
fn reuse(recipe: &Recipe, target: &Path, folder: &Path) -> Result<(), ModelsError> {
    for file in &recipe.files {
        let (old, new) = (target.join(&file.path), folder.join(&file.path));
        if file.sha256.is_some() && old.is_file() && !new.exists() {
            fs::hard_link(&old, &new)
                .or_else(|_| fs::copy(&old, &new).map(drop))
                .map_err(ModelsError::disk("copy", &old))?;
        }
    }
    Ok(())
}

/// Removes what came without a hash to check it by, so that the next try asks for it again.
fn forget_unpinned(recipe: &Recipe, folder: &Path) -> Result<(), ModelsError> {
    for file in recipe.files.iter().filter(|file| file.sha256.is_none()) {
        let path = folder.join(&file.path);
        if path.exists() {
            fs::remove_file(&path).map_err(ModelsError::disk("remove", &path))?;
        }
    }
    Ok(())
}

/// Syncs the folder and gives it its name, in place of a damaged model if there is one.
fn publish(folder: &Path, target: &Path) -> Result<(), ModelsError> {
    let voices = Some(folder.join(VOICES)).filter(|voices| voices.is_dir());
    for path in voices.into_iter().chain([folder.to_owned()]) {
        for entry in fs::read_dir(&path).map_err(ModelsError::disk("read", &path))? {
            sync(&entry.map_err(ModelsError::disk("read", &path))?.path())?;
        }
        sync(&path)?;
    }
    let mut old = target.as_os_str().to_owned();
    old.push(format!(".old{PARTIAL}"));
    let old = PathBuf::from(old);
    if target.exists() {
        fs::rename(target, &old).map_err(ModelsError::disk("rename", target))?;
    }
    fs::rename(folder, target).map_err(ModelsError::disk("rename", folder))?;
    target.parent().map_or(Ok(()), sync)?;
    if old.exists() {
        fs::remove_dir_all(&old).map_err(ModelsError::disk("remove", &old))?;
    }
    Ok(())
}

fn sync(path: &Path) -> Result<(), ModelsError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(ModelsError::disk("sync", path))
}
