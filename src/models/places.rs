//! The folders models lie in, and which of them `tts.model_path` means.

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use etcetera::BaseStrategy;

use super::ModelsError;
use super::catalogue::{DICTIONARY, Source, Variant};
use crate::checkpoint::weights_file;

/// The folder of models, in a checkout and in the data folder.
const MODELS: &str = "models";

/// What ends the name of a model that is still being fetched.
pub(super) const PARTIAL: &str = ".partial";

/// `tts.model_path` or `--model-path`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ModelPath {
    /// The best model there is.
    #[default]
    Auto,
    /// This folder, looked for from the working folder, then from the data folder.
    Folder(PathBuf),
}

impl FromStr for ModelPath {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "auto" => Self::Auto,
            folder => Self::Folder(folder.into()),
        })
    }
}

impl From<PathBuf> for ModelPath {
    fn from(path: PathBuf) -> Self {
        if path.as_os_str() == "auto" {
            Self::Auto
        } else {
            Self::Folder(path)
        }
    }
}

/// Where models are looked for and fetched to.
#[derive(Clone, Debug)]
pub struct Places {
    working: PathBuf,
    data: PathBuf,
}

impl Places {
    /// The working folder of this process and the user's data folder: `$XDG_DATA_HOME/lector`, Apple's on macOS.
    ///
    /// # Errors
    /// [`ModelsError`] when there is no home or the working folder is gone.
    pub fn of_this_process() -> Result<Self, ModelsError> {
        let working = std::env::current_dir().map_err(ModelsError::disk("find", Path::new(".")))?;
        let native = etcetera::base_strategy::choose_native_strategy().map_err(|_| ModelsError::NoHome)?;
        Ok(Self::new(working, native.data_dir().join("lector")))
    }

    /// Other folders than the process's own.
    #[must_use]
    pub fn new(working: PathBuf, data: PathBuf) -> Self {
        Self { working, data }
    }

    /// Where a fetched model goes: `./models` in a checkout of lector, else the data folder.
    #[must_use]
    pub fn models_folder(&self) -> PathBuf {
        let package = fs::read_to_string(self.working.join("Cargo.toml")).unwrap_or_default();
        if package.lines().any(|line| line.trim() == "name = \"lector\"") {
            self.working.join(MODELS)
        } else {
            self.data.join(MODELS)
        }
    }

    /// The folders models are looked for in, first come first.
    #[must_use]
    pub fn roots(&self) -> [PathBuf; 2] {
        [self.working.join(MODELS), self.data.join(MODELS)]
    }

    /// Every model in the roots, the best first.
    ///
    /// A folder that lector does not know by name was put there by hand, and stands above the int8 import, which comes
    /// by itself.
    #[must_use]
    pub fn installed(&self) -> Vec<Installed> {
        let mut installed: Vec<_> = self.roots().iter().flat_map(|root| models_in(root)).collect();
        installed.sort_by_key(Installed::rank);
        installed.dedup_by(|a, b| a.folder == b.folder);
        installed
    }

    /// The best model in the roots.
    #[must_use]
    pub fn best(&self) -> Option<PathBuf> {
        self.installed().into_iter().next().map(|model| model.folder)
    }

    /// The dictionary for Japanese, if it is here.
    #[must_use]
    pub fn dictionary(&self) -> Option<PathBuf> {
        let folders = self.roots().map(|root| root.join(DICTIONARY));
        folders.into_iter().find(|folder| is_dictionary(folder))
    }

    /// The folder that `model_path` means.
    ///
    /// # Errors
    /// [`ModelsError`] when there is no such folder, or no model at all.
    pub fn resolve(&self, model_path: &ModelPath) -> Result<PathBuf, ModelsError> {
        match model_path {
            ModelPath::Auto => self.best().ok_or_else(|| ModelsError::NoModel {
                searched: self.roots().to_vec(),
            }),
            ModelPath::Folder(path) => [&self.working, &self.data]
                .map(|base| base.join(path))
                .into_iter()
                .find(|folder| folder.is_dir())
                .ok_or_else(|| ModelsError::NoFolder {
                    path: path.clone(),
                    searched: vec![self.working.clone(), self.data.clone()],
                }),
        }
    }
}

/// A model that is on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Where it came from, told by the folder's name; none for a folder lector has not made.
    pub source: Option<Source>,
    /// Where it is.
    pub folder: PathBuf,
}

impl Installed {
    /// The size of its weights and voices.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let size = |path: PathBuf| fs::metadata(path).map_or(0, |found| found.len());
        let voices = fs::read_dir(self.folder.join("voices")).into_iter().flatten();
        let voices: u64 = voices.filter_map(|entry| Some(size(entry.ok()?.path()))).sum();
        weights_file(&self.folder).map_or(0, size) + voices
    }

    fn rank(&self) -> u8 {
        match self.source {
            Some(Source::Kokoro82m(Variant::Full)) => 0,
            Some(Source::Kokoro82m(Variant::EightBit)) => 1,
            None => 2,
            Some(Source::Kokoro82mInt8) => 3,
        }
    }
}

fn models_in(root: &Path) -> Vec<Installed> {
    let mut folders: Vec<_> = fs::read_dir(root)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|folder| is_model(folder))
        .collect();
    folders.sort();
    folders
        .into_iter()
        .map(|folder| Installed {
            source: Source::ALL
                .into_iter()
                .find(|source| folder.ends_with(source.folder_name())),
            folder,
        })
        .collect()
}

/// Whether a folder looks like a whole model. Whether it is one, opening it will tell.
pub(super) fn is_model(folder: &Path) -> bool {
    let partial = folder.to_str().is_some_and(|name| name.ends_with(PARTIAL));
    !partial && folder.join("config.json").is_file() && weights_file(folder).is_some()
}

/// Whether a folder looks like a whole dictionary.
pub(super) fn is_dictionary(folder: &Path) -> bool {
    folder.join("sys.dic").is_file() && folder.join("matrix.bin").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(folder: &Path) {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("config.json"), "{}").unwrap();
        fs::write(folder.join("model.safetensors"), "").unwrap();
    }

    fn places() -> (tempfile::TempDir, Places) {
        let home = tempfile::tempdir().unwrap();
        let places = Places::new(home.path().join("work"), home.path().join("data"));
        fs::create_dir_all(&places.working).unwrap();
        (home, places)
    }

    #[test]
    fn the_best_model_is_taken_wherever_it_is() {
        let (_home, places) = places();
        let [here, data] = places.roots();
        assert!(
            matches!(places.resolve(&ModelPath::Auto), Err(ModelsError::NoModel { searched }) if searched == [here.clone(), data.clone()])
        );
        let worst_first = [
            here.join("kokoro-82m-int8"),
            here.join("mine"),
            here.join("kokoro-82m-8bit"),
            data.join("kokoro-82m"),
            here.join("kokoro-82m"),
        ];
        for folder in worst_first {
            model(&folder);
            assert_eq!(places.resolve(&ModelPath::Auto).unwrap(), folder);
        }
        assert_eq!(places.installed().len(), 5);
    }

    #[test]
    fn half_a_model_is_none() {
        let (_home, places) = places();
        let [here, _] = places.roots();
        model(&here.join("kokoro-82m.partial"));
        fs::create_dir_all(here.join("empty")).unwrap();
        assert_eq!(places.best(), None);
    }

    #[test]
    fn a_checkout_keeps_its_models_itself() {
        let (_home, places) = places();
        assert_eq!(places.models_folder(), places.data.join("models"));
        fs::write(places.working.join("Cargo.toml"), "[package]\nname = \"another\"\n").unwrap();
        assert_eq!(places.models_folder(), places.data.join("models"));
        fs::write(places.working.join("Cargo.toml"), "[package]\nname = \"lector\"\n").unwrap();
        assert_eq!(places.models_folder(), places.working.join("models"));
    }

    #[test]
    fn a_named_folder_is_looked_for_here_first() {
        let (_home, places) = places();
        let path = ModelPath::from(PathBuf::from("models/mine"));
        assert!(matches!(places.resolve(&path), Err(ModelsError::NoFolder { .. })));
        model(&places.data.join("models/mine"));
        assert_eq!(places.resolve(&path).unwrap(), places.data.join("models/mine"));
        model(&places.working.join("models/mine"));
        assert_eq!(places.resolve(&path).unwrap(), places.working.join("models/mine"));
        let absolute = places.data.join("models/mine");
        assert_eq!(places.resolve(&absolute.clone().into()).unwrap(), absolute);
        assert_eq!("auto".parse(), Ok(ModelPath::Auto));
    }
}
