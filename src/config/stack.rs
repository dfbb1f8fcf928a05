//! Files and options, one over the other.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_yaml::Value;

use super::error::{ConfigError, problem};
use super::layer::Layer;
use super::settings::Settings;

/// The defaults: every setting, and what it is for.
const SHIPPED: &str = include_str!("../../config/default.yaml");

/// Names of settings files in a folder of settings, the later over the earlier.
const FILES: [&str; 2] = ["default.yaml", "lector.yaml"];

/// Layers of settings over the shipped defaults, each over those added before it.
///
/// ```
/// # fn main() -> Result<(), lector::config::ConfigError> {
/// let mut stack = lector::config::Stack::new();
/// stack.flag("--speed", "tts.speed", 1.2);
/// let settings = stack.settle()?;
/// assert_eq!(settings.tts.voice, "bf_lily");
/// assert_eq!(settings.place_of("tts.speed").map(|place| place.to_string()), Some("--speed".to_owned()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stack {
    layers: Vec<Layer>,
}

impl Stack {
    /// Only the shipped defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `default.yaml` and then `lector.yaml` of a folder, where they are there.
    ///
    /// # Errors
    /// [`ConfigError`] when one is there and cannot be read, or is not YAML.
    pub fn folder(&mut self, folder: &Path) -> Result<&mut Self, ConfigError> {
        for name in FILES {
            let path = folder.join(name);
            if path.is_file() {
                self.file(&path)?;
            }
        }
        Ok(self)
    }

    /// Adds a file.
    ///
    /// # Errors
    /// [`ConfigError`] when it cannot be read, or is not YAML.
    pub fn file(&mut self, path: &Path) -> Result<&mut Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| unreadable(path, source))?;
        // A checkout's own default.yaml says what is below all layers anyway.
        if text != SHIPPED {
            self.layers.push(Layer::file(path.to_owned(), text)?);
        }
        Ok(self)
    }

    /// Adds the value that an option of the command line gives the setting `key`.
    pub fn flag(&mut self, flag: &'static str, key: &str, value: impl Into<Value>) -> &mut Self {
        self.layers.push(Layer::flag(flag, key, value));
        self
    }

    /// Checks all layers and lays them over each other.
    ///
    /// # Errors
    /// [`ConfigError`] for the first thing that is wrong: an unknown key, a wrong type, a value out of range.
    pub fn settle(&self) -> Result<Settings, ConfigError> {
        let shipped: Value = serde_yaml::from_str(SHIPPED)
            .map_err(|error| ConfigError::syntax(PathBuf::from("config/default.yaml"), &error))?;
        let mut together = shipped.clone();
        for layer in &self.layers {
            layer.check(&shipped)?;
            layer.over(&mut together);
        }
        let mut settings = Settings::deserialize(together).map_err(|error| ConfigError::Setting {
            place: None,
            key: String::new(),
            problem: problem(&error.to_string()),
        })?;
        settings.layers.clone_from(&self.layers);
        Ok(settings)
    }
}

fn unreadable(path: &Path, source: io::Error) -> ConfigError {
    ConfigError::Read {
        path: path.to_owned(),
        source,
    }
}
